"""Do percentiles and strengths keep their word, on texts that they were not measured on?"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
import opencc
from scipy.stats import kstest

from embeddings.evaluation.asking import Asking, Row
from embeddings.evaluation.measures import Measure
from embeddings.search.questions.question import Question
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Vectors, centre_key
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage

_FEWEST = 200  # passages of a language
_PAIRS = 4_000
_SIGNS = str.maketrans({"，": " ", "、": ",", ",": " ", "。": ".", "“": '"', "”": '"'})


def percentiles(
    vectors: Vectors, languages: Sequence[str], speeches: Sequence[str], name: str
) -> dict[str, Measure]:
    """How far percentiles of random pairs are from evenly spread: Kolmogorov and Smirnov's D, by languages.

    vectors: unit rows, not centred.  Three quarters of the speeches make a space; passages of the others,
    which are new to it, are told their percentiles with passages that are in it.
    """
    keys = np.array([centre_key(language) for language in languages])
    out = np.array([_digest(speech) % 4 == 0 for speech in speeches])
    own = np.flatnonzero(~out)
    space = make_space(vectors[own], keys[own].tolist(), [speeches[row] for row in own.tolist()])
    centred = space.centred(vectors, keys.tolist())
    common = sorted(key for key, count in Counter(keys.tolist()).items() if count >= _FEWEST)
    measured = {}
    for a, b in combinations_with_replacement(common, 2):
        rows = _pairs(
            np.flatnonzero(out & (keys == a)), np.flatnonzero(~out & (keys == b)), np.asarray(speeches)
        )
        cosines = np.einsum("ij,ij->i", centred[rows[0]], centred[rows[1]], dtype=np.float64)
        told = [space.percentile(cosine, a, b) for cosine in cosines]
        if len(told) and None not in told:
            distance = kstest(np.array(told, dtype=float) / 100, "uniform").statistic
            measured[f"{name} percentiles {a}-{b} KS D"] = Measure(
                round(float(distance), 4), len(told), "lower", margin=0.02
            )
    return measured


def _pairs(
    rows_a: npt.NDArray[np.intp], rows_b: npt.NDArray[np.intp], speeches: npt.NDArray[np.str_]
) -> npt.NDArray[np.intp]:
    """Random pairs of rows from two different speeches, shape (2, n)."""
    if not (len(rows_a) and len(rows_b)):
        return np.empty((2, 0), np.intp)
    draw = np.random.default_rng(_PAIRS)
    pairs = np.stack([draw.choice(rows_a, _PAIRS), draw.choice(rows_b, _PAIRS)])
    apart: npt.NDArray[np.intp] = pairs[:, speeches[pairs[0]] != speeches[pairs[1]]]
    return apart


def translations(snapshot: Snapshot, rows: Sequence[Row]) -> dict[str, Measure]:
    """The share of translated sentences above the 99th percentile. rows: as `translation_rows` made them."""
    told = []
    for row in rows:
        if row["id"].endswith("-a"):
            percentile = _percentile(snapshot, row["id"], f"{row['id'][:-1]}b")
            told += [] if percentile is None else [percentile]
    value = float(np.mean(np.array(told) >= 99)) if told else 0.0
    return {"translations above the 99th percentile": Measure(round(value, 4), len(told), margin=0.01)}


def translation_rows(pairs: Sequence[Row], n: int) -> list[Row]:
    """Some of a `crosslingual_pairs` file, evenly spaced, each text a row of its own."""
    some = pairs[:: max(1, len(pairs) // n)]
    return [
        {"id": f"{number}-{side}", "language": pair[f"lang_{side}"], "text": pair[side]}
        for number, pair in enumerate(some)
        for side in "ab"
    ]


def _percentile(snapshot: Snapshot, a: str, b: str) -> float | None:
    """None when one of the two is not there as one passage."""
    if snapshot.speeches([a, b]).keys() != {a, b}:
        return None
    (row_a, passage_a), (row_b, passage_b) = (snapshot.passage(speech, 0) for speech in (a, b))
    cosine = float(snapshot.index.vector(row_a) @ snapshot.index.vector(row_b))
    return snapshot.space.percentile(cosine, passage_a.language, passage_b.language)


def strangers(asking: Asking, texts: Sequence[str], name: str) -> dict[str, Measure]:
    """The share of questions about what the corpus does not speak of that are answered "strong"."""
    strong = sum(_strong(asking, text) for text in texts)
    return {
        f"{name} strangers strong": Measure(round(strong / len(texts), 4), len(texts), "lower", margin=0.02)
    }


def near_copies(asking: Asking, texts: Sequence[str], name: str) -> dict[str, Measure]:
    """The share of lightly edited passages that are answered "strong". texts: as `edited` made them."""
    strong = sum(_strong(asking, text) for text in texts)
    return {f"{name} near copies strong": Measure(round(strong / len(texts), 4), len(texts), margin=0.02)}


def _strong(asking: Asking, text: str) -> bool:
    return any(match.strength == "strong" for match in asking.matches(Question(text, literal=True)))


def edit(passages: Iterable[Passage]) -> list[str]:
    """Each passage with up to three letters replaced, and by turns other signs, width or script."""
    return [_edited(passage, turn % 4) for turn, passage in enumerate(passages)]


def _edited(passage: Passage, turn: int) -> str:
    draw = np.random.default_rng(_digest(passage.normalized))
    characters = list(passage.text)
    letters = [at for at, character in enumerate(characters) if character.isalpha()]
    for at in (
        draw.choice(letters, min(1 + turn, max(1, len(letters) // 10), 3), replace=False) if letters else ()
    ):
        characters[at] = passage.text[draw.choice(letters)]
    text = "".join(characters)
    if turn == 1:
        return text.translate(_SIGNS)
    if turn == 2:
        return "".join(chr(ord(one) + 0xFEE0) if one.isascii() and one.isalnum() else one for one in text)
    if turn == 3 and centre_key(passage.language) == "zh":
        return str(opencc.OpenCC("t2s" if passage.language == "zh-Hant" else "s2t").convert(text))
    return text


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4], "big")
