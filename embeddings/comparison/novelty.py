"""How new a text is, measured against what the corpus's own speeches are when each is left out.

A passage is as new as its letters are unheard of and its meaning is far: the share of its seeds that no
other speech has, times one less the highest cosine to another speech's passage. What is told to be taken
from somewhere, in translation or in other words, is not unheard of, whatever its letters are. A speech is as
new as its passages are, by length. Neither number means anything alone; among those of the corpus's own
speeches it is a percentile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from embeddings.comparison.result import REUSED, Novelty, Stretch
from embeddings.index.seed_lookup import Seeds
from embeddings.index.seeds import seeds_of
from embeddings.index.vectors import PassageIndex

Numbers = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]

# Of one language: passages that are looked at, spread over all speeches (those of one speech are alike), and
# speeches that are left out one by one, with so many passages of each. Measured: docs/benchmarks.md.
MOST_PASSAGES = 1_500
MOST_SPEECHES, MOST_OF_SPEECH = 150, 12
_FEWEST_SPEECHES = 20
_FEWEST_PASSAGES = 50
_DIGITS = 5
_BATCH = 64


@dataclass(frozen=True)
class Reference:
    """What left-out speeches of one language got, ascending: for passages and for whole speeches.

    n_speeches: that the passages are from.
    """

    passages: Values
    speeches: Values
    n_speeches: int = 0

    def of_passage(self, value: float) -> Novelty | None:
        if self.n_speeches < _FEWEST_SPEECHES or len(self.passages) < _FEWEST_PASSAGES:
            return None
        # Passages of one speech are alike: they tell about as much as one of each (docs/benchmarks.md).
        return _among(value, self.passages, self.n_speeches)

    def of_speech(self, value: float) -> Novelty | None:
        if len(self.speeches) < _FEWEST_SPEECHES:
            return None
        return _among(value, self.speeches, len(self.speeches))


def value(unheard: float, nearest: float) -> float:
    """The novelty of a passage before it is a percentile.

    unheard: the share of its seeds that nobody else has, 0 to 1.  nearest: the highest cosine elsewhere.
    """
    return round(unheard * (1 - min(1.0, max(0.0, nearest))), _DIGITS)


def not_reused(found: Sequence[Stretch]) -> float:
    """The share of a passage that is not told to be from anywhere. found: its stretches, all of it."""
    total = sum(stretch.length for stretch in found)
    reused = sum(stretch.length for stretch in found if stretch.kind in REUSED)
    return 1 - reused / total if total else 1.0


def mean(values: Sequence[float], lengths: Sequence[int]) -> float:
    """The novelty of a speech: of its passages, by length."""
    return round(float(np.average(values, weights=np.maximum(1, lengths))), _DIGITS)


def unheard(index: Seeds, normalized: str, allowed: npt.NDArray[np.bool_]) -> float:
    """The share of a text's seeds that none of the passages allowed has; 1 for a text without letters."""
    seeds = seeds_of(normalized)
    if not len(seeds):
        return 1.0
    found = index.find(seeds)
    heard = sum(bool(allowed[found.rows(number)].any()) for number in np.flatnonzero(found.counts).tolist())
    return 1 - heard / len(seeds)


def reference(
    index: PassageIndex, seeds: Seeds, speeches: Numbers, lengths: Numbers, among: Numbers
) -> Reference:
    """What the passages of one language get when their speech is left out.

    speeches: the number of each row's speech, ascending.  lengths: of each row's text. Both of shape (n,).
    among: the rows of the language, ascending. Only a part of them is looked at, evenly spread.
    """
    if not len(among):
        return Reference(np.empty(0), np.empty(0))
    numbers = _spread(np.unique(speeches[among]), MOST_SPEECHES)
    of_speeches = [_spread(among[speeches[among] == number], MOST_OF_SPEECH) for number in numbers]
    alone = _spread(among, MOST_PASSAGES)
    sampled = np.union1d(alone, np.concatenate(of_speeches))
    nearest = nearest_elsewhere(index, speeches, sampled)
    unheard_of = 1 - heard_elsewhere(seeds, speeches, sampled)
    values = np.array([value(*pair) for pair in zip(unheard_of.tolist(), nearest.tolist(), strict=True)])
    of_speech = [
        mean(values[np.searchsorted(sampled, rows)].tolist(), lengths[rows].tolist()) for rows in of_speeches
    ]
    return Reference(
        np.sort(values[np.searchsorted(sampled, alone)]),
        np.sort(np.array(of_speech)),
        len(np.unique(speeches[alone])),
    )


def _spread(numbers: Numbers, most: int) -> Numbers:
    """At most so many of some numbers, evenly spread."""
    if len(numbers) <= most:
        return numbers
    return numbers[np.linspace(0, len(numbers) - 1, most).round().astype(np.int64)]


def nearest_elsewhere(index: PassageIndex, speeches: Numbers, sampled: Numbers) -> Values:
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


def heard_elsewhere(seeds: Seeds, speeches: Numbers, sampled: Numbers) -> Values:
    """The share of each row's seeds that another speech has, shape (len(sampled),)."""
    wanted = np.zeros(len(speeches), bool)
    wanted[sampled] = True
    hashes, rows = seeds.held_by(wanted)
    firsts, lasts = seeds.ends(hashes)
    # Rows are in the order of speeches: if neither end of the postings is another speech, none between is.
    heard = (speeches[firsts] != speeches[rows]) | (speeches[lasts] != speeches[rows])
    total = np.bincount(rows, minlength=len(speeches))[sampled]
    shared = np.bincount(rows, weights=heard, minlength=len(speeches))[sampled]
    return np.where(total > 0, shared / np.maximum(1, total), 0.0)


def _among(value: float, values: Values, independent: int) -> Novelty:
    """independent: of as many draws the values tell as much."""
    share = float(np.searchsorted(values, value, "left")) / len(values)
    low, high = wilson(share, independent)
    return Novelty(round(100 * share, 1), round(100 * low, 1), round(100 * high, 1), len(values))


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n (E. Wilson, Probable inference, 1927)."""
    z = 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
