"""The order in which passages answer: by meaning, by words, or by both.

A ranking is asked for its first n; what it gives for a smaller n is the beginning of what it gives for a
larger one. Equal scores are in the order of addresses. All rows that pass the filters are in the pool.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from embeddings.index.vectors import Rows
from embeddings.index.words import Scores, WordScores
from embeddings.search.fusion import Fusion, Scale, bridge_weight, bridged
from embeddings.similarity.space import Cosines, Vectors
from embeddings.snapshot.snapshot import Snapshot

# Scores made of float32 products are this near to the exact ones; candidates must not be cut between them.
_TOLERANCE = 1e-4
_DECIMALS = 6

Exact: TypeAlias = Callable[[Rows], tuple[Scores, Cosines]]


@dataclass(frozen=True, slots=True)
class Found:
    """A row that answers.

    score: what it is ranked by.  cosine: to the question, -1 to 1.  bm25: None where words were not asked.
    """

    row: int
    score: float
    cosine: float
    bm25: float | None


class Ranking(Protocol):
    n_eligible: int  # how many rows may answer

    def first(self, n: int) -> list[Found]:
        """The first n, fewer only when fewer may answer."""
        ...


class ByMeaning:
    """By the centred cosine alone."""

    def __init__(self, snapshot: Snapshot, vector: Vectors, eligible: Rows | None) -> None:
        """vector: a centred unit vector, shape (dim,).  eligible: ascending; None for all rows."""
        self._index, self._vector, self._eligible = snapshot.index, vector, eligible
        self.n_eligible = len(snapshot.index) if eligible is None else len(eligible)

    def first(self, n: int) -> list[Found]:
        near = self._index.nearest(self._vector, k=n, among=self._eligible)
        return [Found(one.row, one.cosine, one.cosine, None) for one in near]


class ByScores:
    """By a score that is known nearly of every row, and exactly once the candidates are few."""

    def __init__(self, near: Scores, exact: Exact, bm25: Scores, eligible: Rows | None) -> None:
        """near, bm25: shape (n,).  exact: the scores of some rows, within _TOLERANCE of `near`, and their
        cosines to the question.
        """
        self._near, self._exact, self._bm25 = near, exact, bm25
        self._eligible = np.arange(len(near)) if eligible is None else eligible
        self.n_eligible = len(self._eligible)

    def first(self, n: int) -> list[Found]:
        rows = self._candidates(n)
        scores, cosines = self._exact(rows)
        scores = np.round(scores, _DECIMALS)
        best = np.lexsort((rows, -scores))[:n]
        return [
            Found(int(rows[i]), float(scores[i]), float(cosines[i]), float(self._bm25[rows[i]])) for i in best
        ]

    def _candidates(self, n: int) -> Rows:
        """At least every eligible row that could be among the first n."""
        near = self._near[self._eligible]
        if n >= len(near):
            return self._eligible
        last = np.partition(near, len(near) - n)[len(near) - n]
        candidates: Rows = self._eligible[near >= last - 2 * _TOLERANCE]
        return candidates


def by_words(snapshot: Snapshot, vector: Vectors, said: WordScores, eligible: Rows | None) -> ByScores:
    """By BM25 alone."""

    def exact(rows: Rows) -> tuple[Scores, Cosines]:
        return said.bm25[rows], snapshot.index.cosines(vector, rows)

    return ByScores(said.bm25, exact, said.bm25, eligible)


def by_both(
    snapshot: Snapshot, vector: Vectors, said: WordScores, language: int | None, eligible: Rows | None
) -> ByScores:
    """By meaning and words together, as `fusion` adds them up over all rows of the snapshot.

    language: which of the snapshot's languages the question is in; None when it is in none of them.
    """
    index, groups, bm25 = snapshot.index, snapshot.groups, said.bm25
    cosines = index.near_cosines(vector)
    fusion = Fusion.of(cosines, said, groups, language)
    near = fusion.scores(cosines, bm25, groups)

    def exact(rows: Rows) -> tuple[Scores, Cosines]:
        cosines = index.cosines(vector, rows)
        return fusion.scores(cosines, bm25[rows], groups[rows]), cosines

    scores: tuple[Scores, Exact] = (near, exact)
    elsewhere = groups if eligible is None else groups[eligible]
    if language is not None and np.any(elsewhere != language):
        scores = _with_translations(snapshot, near, exact, said, language)
    return ByScores(*scores, bm25, eligible)


def _with_translations(
    snapshot: Snapshot, near: Scores, exact: Exact, said: WordScores, language: int
) -> tuple[Scores, Exact]:
    """The same scores once the best match in the question's language has spoken for the other languages.

    It speaks whether it passes the filters or not: asking for one language must not change its order.
    """
    index, groups = snapshot.index, snapshot.groups
    own = np.flatnonzero(groups == language)
    leader = ByScores(near, exact, said.bm25, own).first(1)[0]
    weight = bridge_weight(said.bm25[leader.row] / said.most[language])
    if weight == 0:
        return near, exact
    vector = index.vector(leader.row)
    beside = index.near_cosines(vector)
    scale = Scale.of(beside, groups, len(snapshot.languages))

    def bridged_scores(scores: Scores, beside: Scores, rows: Rows) -> Scores:
        standard = scale.standardised(beside, groups[rows])
        return bridged(scores, standard, weight=weight, own=groups[rows] == language)

    def exactly(rows: Rows) -> tuple[Scores, Cosines]:
        scores, cosines = exact(rows)
        return bridged_scores(scores, index.cosines(vector, rows), rows), cosines

    return bridged_scores(near, beside, np.arange(len(near))), exactly
