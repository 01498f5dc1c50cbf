"""Holding texts of the corpus out, to learn what a text finds in other speeches that nobody has said there.

A sample of the passages is asked twice: as they are, as passages of a new speech are; and cut to all the
lengths that questions have, encoded as questions are. Nothing is drawn by chance: the sample is the forms
with the lowest SHA-256, so that it changes little when the corpus grows.
"""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from embeddings.similarity.scaling import Scaling
from embeddings.similarity.space import Space, Vectors
from embeddings.similarity.strength import HeldOut, Kind, Numbers, Strengths, length_of
from embeddings.speech import Passage

SAMPLE = 400  # forms; a quarter of them are near in length to any question
_SHORTEST = 4  # characters
_WHOLE = 0.2  # the share of passages that are asked whole
_FEWEST_WHOLE = 20
_WORST = 0.02  # the share of whole passages whose cosine to themselves is left out of account
_AT_ONCE = 64

_Rows = npt.NDArray[np.intp]


def question_from(normalized: str) -> str:
    """The beginning of a passage, as long as a question may be: from a few characters to all of it.

    Lengths are spread evenly by ratio, and follow from the form alone.
    """
    drawn = hashlib.sha256(b"cut " + normalized.encode("utf-8", "surrogatepass")).digest()[:4]
    part = min(1.0, int.from_bytes(drawn, "big") / 2**32 / (1 - _WHOLE))
    ratio = max(1.0, len(normalized) / _SHORTEST)
    return normalized[: round(_SHORTEST * ratio**part)].strip()


def calibrate(
    space: Space,
    passages: Sequence[Passage],
    centred: Vectors,
    speeches: Sequence[str],
    sample: Sequence[str],
    questions: Mapping[str, Vectors],
    scaling: Scaling | None = None,
) -> Strengths:
    """The strengths of a corpus.

    centred: unit rows, row i for passage i.  speeches: the speech of each passage; the copies of one speech
    count as one.  sample: forms of passages.  questions: by text, the row that the encoder made of it as a
    question, shape (dim,), not centred; a text that is missing there is not asked.  scaling: what makes
    nearness comparable between languages; without it cosines are compared as they are.
    """
    drawn, first = set(sample), dict[str, tuple[int, str]]()  # passages are read from a file, in order
    for row, passage in enumerate(passages):
        if passage.normalized in drawn:
            first.setdefault(passage.normalized, (row, passage.language))
    rows = np.array([first[form][0] for form in sample], dtype=np.intp)
    labels = np.unique(np.asarray(speeches), return_inverse=True)[1]
    held_out: dict[Kind, HeldOut] = {}
    held_out["passage"] = _held_out(sample, _best_elsewhere(centred[rows], rows, centred, labels, scaling))
    texts = {form: text for form in sample if (text := question_from(form)) in questions}
    if not texts:
        return Strengths(held_out)
    rows = np.array([first[form][0] for form in texts], dtype=np.intp)
    asked = space.centred(
        np.stack([questions[text] for text in texts.values()]), [first[form][1] for form in texts]
    )
    best = _best_elsewhere(asked, rows, centred, labels, scaling)
    held_out["question"] = _held_out(list(texts.values()), best)
    whole = np.array([text == form for form, text in texts.items()])
    return Strengths(held_out, _itself(asked[whole], centred[rows[whole]]))


def _best_elsewhere(
    asked: Vectors, rows: _Rows, centred: Vectors, speeches: _Rows, scaling: Scaling | None
) -> Numbers:
    """How near to each text the nearest passage of another speech is; shape (len(rows),).

    NaN where there is no other speech.
    """
    best = np.full(len(rows), np.nan, np.float32)
    for start in range(0, len(rows), _AT_ONCE):
        block = slice(start, start + _AT_ONCE)
        elsewhere = speeches[rows[block], None] != speeches[None, :]
        near = _near(asked[block] @ centred.T, rows[block], scaling)
        found = np.where(elsewhere, near, -np.inf).max(axis=1)
        best[block] = np.where(np.isfinite(found), found, np.nan)
    return best


def _near(cosines: Vectors, rows: _Rows, scaling: Scaling | None) -> npt.NDArray[np.floating]:
    """The nearness of all passages to some texts, each in the language of the passage in its row."""
    if scaling is None:
        return cosines
    near = np.empty(cosines.shape)
    for at, column in enumerate(scaling.groups[rows].tolist()):
        of = cosines[at].astype(np.float64)
        near[at] = scaling.near(of, scaling.offsets(scaling.nearest(of), column), slice(None))
    return near


def _held_out(texts: Sequence[str], best: Numbers) -> HeldOut:
    lengths = np.array([length_of(text) for text in texts], dtype=np.float32)
    order = np.lexsort((best, lengths))
    order = order[np.isfinite(best[order])]
    return HeldOut(lengths[order], best[order])


def _itself(asked: Vectors, centred: Vectors) -> float | None:
    if len(asked) < _FEWEST_WHOLE:
        return None
    return float(np.quantile(np.einsum("ij,ij->i", asked, centred, dtype=np.float64), _WORST))
