"""How new a text is, measured against what the corpus's own speeches are when each is left out.

A passage is as new as its letters are unheard of and its meaning is far: the share of its seeds that no
other speech has, times one less the highest cosine to another speech's passage. A speech is as new as its
passages are, by length. Neither number means anything alone; among those of the corpus's own speeches it is a
percentile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from embeddings.comparison.result import Novelty
from embeddings.index.seeds import SeedIndex, seeds_of
from embeddings.index.vectors import PassageIndex

Numbers = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]

MOST_SPEECHES = 80  # of one language that are left out one by one
MOST_PASSAGES = 3_000  # … and of their passages
_FEWEST_SPEECHES = 20
_FEWEST_PASSAGES = 50
_DIGITS = 5
_BATCH = 64


@dataclass(frozen=True)
class Reference:
    """What left-out speeches of one language got, ascending: for passages and for whole speeches."""

    passages: Values
    speeches: Values

    def of_passage(self, value: float) -> Novelty | None:
        return _among(value, self.passages, _FEWEST_PASSAGES)

    def of_speech(self, value: float) -> Novelty | None:
        return _among(value, self.speeches, _FEWEST_SPEECHES)


def value(unheard: float, nearest: float) -> float:
    """The novelty of a passage before it is a percentile.

    unheard: the share of its seeds that nobody else has, 0 to 1.  nearest: the highest cosine elsewhere.
    """
    return round(unheard * (1 - min(1.0, max(0.0, nearest))), _DIGITS)


def mean(values: Sequence[float], lengths: Sequence[int]) -> float:
    """The novelty of a speech: of its passages, by length."""
    return round(float(np.average(values, weights=np.maximum(1, lengths))), _DIGITS)


def unheard(index: SeedIndex, normalized: str, allowed: npt.NDArray[np.bool_]) -> float:
    """The share of a text's seeds that none of the passages allowed has; 1 for a text without letters."""
    seeds = seeds_of(normalized)
    starts, ends = index.spans(seeds)
    if not len(seeds):
        return 1.0
    heard = sum(
        bool(allowed[np.asarray(index.rows[start:end]).astype(np.int64)].any())
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    )
    return 1 - heard / len(seeds)


def reference(
    index: PassageIndex, seeds: SeedIndex, speeches: Numbers, lengths: Numbers, among: Numbers
) -> Reference:
    """What the passages of one language get when their speech is left out.

    speeches: the number of each row's speech, ascending.  lengths: of each row's text. Both of shape (n,).
    among: the rows of the language, ascending. At most MOST_SPEECHES speeches are looked at, evenly spread.
    """
    sampled = _sample(speeches, among)
    if not len(sampled):
        return Reference(np.empty(0), np.empty(0))
    nearest = _nearest_elsewhere(index, speeches, sampled)
    unheard_of = 1 - _heard_elsewhere(seeds, speeches, sampled)
    values = np.array([value(*pair) for pair in zip(unheard_of.tolist(), nearest.tolist(), strict=True)])
    of_speech = [
        mean(values[own].tolist(), lengths[sampled[own]].tolist())
        for number in np.unique(speeches[sampled])
        if len(own := np.flatnonzero(speeches[sampled] == number))
    ]
    return Reference(np.sort(values), np.sort(np.array(of_speech)))


def _sample(speeches: Numbers, among: Numbers) -> Numbers:
    numbers = np.unique(speeches[among])
    if len(numbers) > MOST_SPEECHES:
        numbers = numbers[np.linspace(0, len(numbers) - 1, MOST_SPEECHES).round().astype(np.int64)]
    sampled: Numbers = among[np.isin(speeches[among], numbers)]
    while len(sampled) > MOST_PASSAGES and len(numbers) > _FEWEST_SPEECHES:
        numbers = numbers[:-1]
        sampled = sampled[np.isin(speeches[sampled], numbers)]
    return sampled


def _nearest_elsewhere(index: PassageIndex, speeches: Numbers, sampled: Numbers) -> Values:
    """The highest cosine of each row to one of another speech, shape (len(sampled),)."""
    found = np.zeros(len(sampled))
    for start in range(0, len(sampled), _BATCH):
        rows = sampled[start : start + _BATCH]
        products = index.near_products(index.vectors[rows])
        for place, row in enumerate(rows.tolist()):
            own = (
                np.searchsorted(speeches, speeches[row], "left"),
                np.searchsorted(speeches, speeches[row], "right"),
            )
            products[place, own[0] : own[1]] = -1
        found[start : start + len(rows)] = products.max(axis=1, initial=-1)
    return found


def _heard_elsewhere(seeds: SeedIndex, speeches: Numbers, sampled: Numbers) -> Values:
    """The share of each row's seeds that another speech has, shape (len(sampled),)."""
    wanted = np.zeros(len(speeches), bool)
    wanted[sampled] = True
    at = np.flatnonzero(wanted[seeds.rows])
    rows = np.asarray(seeds.rows)[at].astype(np.int64)
    starts, ends = seeds.spans(np.asarray(seeds.hashes)[at])
    # Rows are in the order of speeches: if neither end of the postings is another speech, none between is.
    first = speeches[np.asarray(seeds.rows)[starts].astype(np.int64)]
    last = speeches[np.asarray(seeds.rows)[ends - 1].astype(np.int64)]
    heard = (first != speeches[rows]) | (last != speeches[rows])
    total = np.bincount(rows, minlength=len(speeches))[sampled]
    shared = np.bincount(rows, weights=heard, minlength=len(speeches))[sampled]
    return np.where(total > 0, shared / np.maximum(1, total), 0.0)


def _among(value: float, values: Values, fewest: int) -> Novelty | None:
    n = len(values)
    if n < fewest:
        return None
    share = float(np.searchsorted(values, value, "left")) / n
    low, high = wilson(share, n)
    return Novelty(round(100 * share, 1), round(100 * low, 1), round(100 * high, 1), n)


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n (E. Wilson, Probable inference, 1927)."""
    z = 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
