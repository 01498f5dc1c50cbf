"""How fine topics are: a resolution for Leiden, chosen on the passages themselves, and levels around it.

Resolutions are tried from coarse to fine. In a corpus of a few plain subjects the silhouette is highest at
them: that peak is the grain. A large mixed corpus has no such peak, since every finer cut looks better; there
the grain is the one that readers found to be subjects.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

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
_LARGE = 5_000  # passages, beyond which a corpus is held to be mixed: peaks there joined its subjects
_MOST_SCORED = 1_000  # passages of a language whose silhouette is measured; it grows with their square
_FEWEST_SCORED = 30


@dataclass(frozen=True, slots=True)
class TriedGrain:
    """silhouette: mean over runs, within each language, weighed by its passages.  n: communities, on
    average.
    """

    resolution: float
    silhouette: float
    n: float


def choose_resolution(graph: Any, vectors: Vectors, languages: Sequence[str], *, seed: int = 0) -> float:
    """The resolution at which this graph's communities are subjects.

    vectors: centred unit rows of its passages, shape (n, dim).
    """
    rows_of = _scored_rows(languages)
    if not rows_of or len(vectors) > _LARGE:
        return WITHOUT_PEAK
    distances = [1.0 - vectors[rows] @ vectors[rows].T for rows in rows_of]
    tried = []
    n_runs = _RUNS
    for resolution in RESOLUTIONS:
        runs = [leiden(graph, resolution, seed * n_runs + run + 1, rounds=_ROUNDS) for run in range(n_runs)]
        scores = [_silhouette(labels, rows_of, distances) for labels in runs]
        sizes = [labels.max() + 1 for labels in runs]
        tried.append(TriedGrain(resolution, float(np.mean(scores)), float(np.mean(sizes))))
    return peak(tried)


def peak(tried: Sequence[TriedGrain]) -> float:
    """The finest peak of the silhouette that is as good as the highest value; else WITHOUT_PEAK.

    A peak is higher than what is coarser and what is finer, each of which is there: that a silhouette rises
    to the end of what was tried is no peak. Cuts into fewer than five count for nothing.
    """
    highest = max((one.silhouette for one in tried if one.n >= _FEWEST), default=1.0)
    for at in range(len(tried) - 2, 0, -1):
        here = tried[at].silhouette
        coarser = next((one.silhouette for one in tried[:at][::-1] if _FEWEST <= one.n < tried[at].n), -1.0)
        finer = next((one.silhouette for one in tried[at + 1 :] if one.n > tried[at].n), here)
        if here > coarser and here > finer and here >= _PEAK * highest and tried[at].n >= _FEWEST:
            return tried[at].resolution
    return WITHOUT_PEAK


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
