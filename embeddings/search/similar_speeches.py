"""The speeches most like one of the corpus: by the passages that find each other, not by one mean vector.

A mean vector of a long speech is near everything; two speeches are alike when one passage after another has
its counterpart. Two passages are counterparts when each is the nearest of all in its speech to the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.index.vectors import Rows
from embeddings.snapshot.filters import ANY, Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage

# A pair must be nearer than this percentage of random pairs; counterparts there are always, likeness not.
_NEARER_THAN = 99.0


@dataclass(frozen=True, slots=True)
class Counterparts:
    """A passage of the speech that was asked about, one of the similar speech, and their cosine."""

    passage: Passage
    counterpart: Passage
    cosine: float
    percentile: float | None


@dataclass(frozen=True, slots=True)
class SimilarSpeech:
    """likeness: the share of the two texts, each weighing half, that has a counterpart in the other, each
    passage counted by its cosine; 0 to 1.  counterparts: in the order of the speech asked about.
    """

    speech: SpeechCard
    likeness: float
    counterparts: tuple[Counterparts, ...]


def similar_speeches(
    snapshot: Snapshot, speech_id: str, *, k: int, filters: Filters = ANY
) -> list[SimilarSpeech]:
    """The k speeches most like one of the corpus, which is left out; equals in the order of their ids.

    filters: which passages may be counterparts. A speech without any is not similar.
    Raises UnknownSpeech.
    """
    passages = snapshot.passages_of(speech_id)
    eligible = snapshot.rows(filters)
    rows = np.arange(len(snapshot.index)) if eligible is None else eligible
    own = snapshot.rows(Filters(speech=(speech_id,)))
    others = np.setdiff1d(rows, own, assume_unique=True) if own is not None else rows
    pairs = _mutual(snapshot, own if own is not None else rows[:0], others)
    by_speech: dict[str, list[Counterparts]] = {}
    counterparts = snapshot.passages([other for _, other, _ in pairs])
    for (at, _, cosine), counterpart in zip(pairs, counterparts, strict=True):
        passage = passages[at]
        percentile = snapshot.space.percentile(cosine, passage.language, counterpart.language)
        if cosine > 0 and (percentile is None or percentile >= _NEARER_THAN):
            found = Counterparts(passage, counterpart, round(cosine, 6), percentile)
            by_speech.setdefault(counterpart.speech_id, []).append(found)
    lengths = snapshot.lengths([speech_id, *by_speech])
    speeches = snapshot.speeches(list(by_speech))
    similar = [
        SimilarSpeech(speeches[id_], _likeness(found, lengths[speech_id], lengths[id_]), tuple(found))
        for id_, found in by_speech.items()
    ]
    return sorted(similar, key=lambda one: (-one.likeness, one.speech.id))[:k]


def _likeness(found: Sequence[Counterparts], length: int, other_length: int) -> float:
    here = sum(len(pair.passage.normalized) * pair.cosine for pair in found) / length
    there = sum(len(pair.counterpart.normalized) * pair.cosine for pair in found) / other_length
    return round((here + there) / 2, 6)


def _mutual(snapshot: Snapshot, own: Rows, others: Rows) -> list[tuple[int, int, float]]:
    """Every pair of passages that are each other's nearest in their speeches: the place among `own`, the
    other row, and the cosine; sorted.
    """
    if not len(own) or not len(others):
        return []
    speech_of, starts = _runs(snapshot.speech_numbers[others])
    nearest_own = np.zeros(len(others), np.int64)
    nearest_cosine = np.full(len(others), -np.inf)
    nearest_other = []  # for each passage of its own, the place in `others` of the nearest in each speech
    for at, row in enumerate(own.tolist()):
        cosines = snapshot.index.near_cosines(snapshot.index.vector(row))[others]
        best = np.maximum.reduceat(cosines, starts)
        places = np.flatnonzero(cosines == best[speech_of])
        nearest_other.append(places[np.unique(speech_of[places], return_index=True)[1]])
        nearer = cosines > nearest_cosine
        nearest_own[nearer], nearest_cosine[nearer] = at, cosines[nearer]
    return [
        (at, int(others[place]), float(nearest_cosine[place]))
        for at, places in enumerate(nearest_other)
        for place in places[nearest_own[places] == at].tolist()
    ]


def _runs(
    numbers: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Of numbers in ascending order: for each which run of equals it is in, and where the runs start."""
    first = np.concatenate(([True], numbers[1:] != numbers[:-1]))
    return np.cumsum(first) - 1, np.flatnonzero(first)
