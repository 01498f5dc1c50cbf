"""How fine topics are: a resolution for Leiden, chosen on the passages themselves, and levels around it.

Resolutions are tried from coarse to fine. In a corpus of a few plain subjects the silhouette is highest at
them, and runs with other seeds find the same ones: that peak is the grain. In a mixed corpus the silhouette
may be highest at a few halves of it, but every run finds other halves; there the grain is the one that
readers found to be subjects. (That a cut is real if it is found again: Ben-Hur, Elisseeff and Guyon 2002.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from embeddings.similarity.space import Vectors, centre_key
from embeddings.topics.fitting.communities import Labels, leiden
from embeddings.topics.neighbours import Rows

Grain = Literal["coarse", "default", "fine"]

RESOLUTIONS = (0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)  # a peak at either end is none
WITHOUT_PEAK = 2.0
_ROUNDS = 3  # of Leiden
STEP = 2.5  # from one level to the next, as a factor of the resolution
_FEWEST = 4.5  # communities on average; a cut into fewer tells halves of a corpus, not its subjects
_PEAK = 0.98  # of the highest silhouette: runs differ by as much
_RUNS = 5
# Adjusted mutual information of runs with other seeds, below which a peak is none. At the coarse peaks of
# draws from mixed speeches it is .54 to .69, of paragraphs under 20 to 40 headings .92 to 1.
_AGREED = 0.8
_LARGE = 5_000  # passages, beyond which a corpus is held to be mixed, since to try all cuts takes minutes
_MOST_SCORED = 1_000  # passages of a language whose silhouette is measured; it grows with their square
_FEWEST_SCORED = 30


@dataclass(frozen=True, slots=True, eq=False)
class TriedGrain:
    """What runs with several seeds find at a resolution.

    runs: the community of each passage, one array for each seed.  silhouette: their mean, within each
    language, weighed by its passages.
    """

    resolution: float
    silhouette: float
    runs: Sequence[Labels]

    @property
    def n(self) -> float:
        """Communities, on average."""
        return float(np.mean([labels.max() + 1 for labels in self.runs]))

    def agreement(self) -> float:
        """The mean adjusted mutual information of all pairs of runs, at most 1."""
        return float(np.mean([adjusted_mutual_info_score(a, b) for a, b in combinations(self.runs, 2)]))


def choose_resolution(graph: Any, vectors: Vectors, languages: Sequence[str], *, seed: int = 0) -> float:
    """The resolution at which this graph's communities are subjects.

    vectors: centred unit rows of its passages, shape (n, dim).
    """
    rows_of = _scored_rows(languages)
    if not rows_of or len(vectors) > _LARGE:
        return WITHOUT_PEAK
    distances = [1.0 - vectors[rows] @ vectors[rows].T for rows in rows_of]
    tried = []
    for resolution in RESOLUTIONS:
        runs = [leiden(graph, resolution, seed * _RUNS + run + 1, rounds=_ROUNDS) for run in range(_RUNS)]
        silhouette = float(np.mean([_silhouette(labels, rows_of, distances) for labels in runs]))
        tried.append(TriedGrain(resolution, silhouette, runs))
    return resolution_of(tried)


def resolution_of(tried: Sequence[TriedGrain]) -> float:
    """That of the finest peak on which runs agree; else WITHOUT_PEAK."""
    return next((one.resolution for one in peaks(tried) if one.agreement() >= _AGREED), WITHOUT_PEAK)


def peaks(tried: Sequence[TriedGrain]) -> list[TriedGrain]:
    """The peaks of the silhouette that are as good as its highest value, the finest first.

    A peak is higher than what is coarser and what is finer, each of which is there: that a silhouette rises
    to the end of what was tried is no peak. Cuts into fewer than five count for nothing.
    """
    highest = max((one.silhouette for one in tried if one.n >= _FEWEST), default=1.0)
    found = []
    for at in range(len(tried) - 2, 0, -1):
        here = tried[at].silhouette
        coarser = next((one.silhouette for one in tried[:at][::-1] if _FEWEST <= one.n < tried[at].n), -1.0)
        finer = next((one.silhouette for one in tried[at + 1 :] if one.n > tried[at].n), here)
        if here > coarser and here > finer and here >= _PEAK * highest and tried[at].n >= _FEWEST:
            found.append(tried[at])
    return found


def resolution_for(n_topics: int, count: Callable[[float], int]) -> float:
    """The resolution that gives as nearly so many topics as can be: found by halving, in logarithms.

    count: how many topics a resolution gives.
    """
    low, high = 0.01, 64.0
    best, apart = WITHOUT_PEAK, float("inf")
    for _ in range(14):
        middle = float(np.sqrt(low * high))
        n = count(middle)
        if abs(n - n_topics) < apart:
            best, apart = middle, abs(n - n_topics)
        if n == n_topics:
            break
        low, high = (middle, high) if n < n_topics else (low, middle)
    return best


def _scored_rows(languages: Sequence[str]) -> list[Rows]:
    keys = np.array([centre_key(language) for language in languages])
    rows_of = [np.flatnonzero(keys == key) for key in np.unique(keys)]
    draw = np.random.default_rng(0)
    return [
        rows if len(rows) <= _MOST_SCORED else np.sort(draw.permutation(rows)[:_MOST_SCORED])
        for rows in rows_of
        if len(rows) >= _FEWEST_SCORED
    ]


def _silhouette(labels: Labels, rows_of: Sequence[Rows], distances: Sequence[Vectors]) -> float:
    scores = [
        (len(rows), _silhouette_within(labels[rows], apart))
        for rows, apart in zip(rows_of, distances, strict=True)
    ]
    return sum(n * score for n, score in scores) / sum(n for n, _ in scores)


def _silhouette_within(labels: Labels, distances: Vectors) -> float:
    """Rousseeuw's silhouette (1987), 0 for a passage that is alone; from all distances, shape (n, n)."""
    _, own, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    if len(sizes) < 2:
        return 0.0
    onehot = np.zeros((len(labels), len(sizes)), np.float32)
    onehot[np.arange(len(labels)), own] = 1
    totals = distances @ onehot
    mine = totals[np.arange(len(labels)), own] / np.maximum(sizes[own] - 1, 1)
    means = totals / sizes
    means[np.arange(len(labels)), own] = np.inf
    others = means.min(axis=1)
    widest = np.maximum(np.maximum(mine, others), 1e-12)
    return float(np.where(sizes[own] > 1, (others - mine) / widest, 0.0).mean())
