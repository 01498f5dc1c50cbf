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
from embeddings.search.fusion import Fusion
from embeddings.search.nearness import Nearness
from embeddings.similarity.space import Cosines
from embeddings.similarity.strength import StrengthThresholds

# Scores made of float32 products are this near to the exact ones; candidates must not be cut between them.
_TOLERANCE = 1e-4
_DECIMALS = 6
_WORD_FOR_WORD = 1.1

Exact: TypeAlias = Callable[[Rows], tuple[Scores, Cosines]]


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A row that answers.

    score: what it is ranked by.  cosine: to the question, -1 to 1.  bm25: None where words were not asked.
    """

    row: int
    score: float
    cosine: float
    bm25: float | None


class Ranking(Protocol):
    n_eligible: int  # how many rows may answer

    def first(self, n: int) -> list[RankedRow]:
        """The first n, fewer only when fewer may answer."""
        ...


class ByScores:
    """By a score that is known nearly of every row, and exactly once the candidates are few."""

    def __init__(
        self,
        near: Scores,
        exact: Exact,
        bm25: Scores | None,
        eligible: Rows | None,
        *,
        bounds: bool = False,
    ) -> None:
        """near, bm25: shape (n,).  exact: the scores of some rows, within _TOLERANCE of `near`, and their
        cosines to the question.  bounds: whether scores may be lower than `near`, by any amount.
        """
        self._near, self._exact, self._bm25, self._bounds = near, exact, bm25, bounds
        self._eligible = np.arange(len(near)) if eligible is None else eligible
        self.n_eligible = len(self._eligible)

    def first(self, n: int) -> list[RankedRow]:
        rows = self._candidates(n)
        scores, cosines = self._exact(rows)
        if self._bounds and 0 < n <= len(rows):
            least = np.partition(scores, len(scores) - n)[len(scores) - n]
            others = self._reaching(float(least), rows)
            more, their_cosines = self._exact(others)
            rows, scores = np.concatenate([rows, others]), np.concatenate([scores, more])
            cosines = np.concatenate([cosines, their_cosines])
        scores = np.round(scores, _DECIMALS)
        best = np.lexsort((rows, -scores))[:n]
        bm25 = self._bm25
        return [
            RankedRow(
                int(rows[i]),
                float(scores[i]),
                float(cosines[i]),
                None if bm25 is None else float(bm25[rows[i]]),
            )
            for i in best
        ]

    def _candidates(self, n: int) -> Rows:
        """At least every eligible row that could be among the first n, were its score what `near` says."""
        near = self._near[self._eligible]
        if n >= len(near):
            return self._eligible
        last = np.partition(near, len(near) - n)[len(near) - n]
        candidates: Rows = self._eligible[near >= last - 2 * _TOLERANCE]
        return candidates

    def _reaching(self, least: float, but: Rows) -> Rows:
        """The eligible rows whose score could be as high as that, but for some."""
        reaching = self._eligible[self._near[self._eligible] >= least - _TOLERANCE]
        return np.setdiff1d(reaching, but, assume_unique=True)


def by_meaning(nearness: Nearness, eligible: Rows | None) -> ByScores:
    """By nearness, once the nearest passage in the question's language is heard for other languages."""
    near: Scores = nearness.near
    exact: Exact = nearness.exact
    if _asks_abroad(nearness, eligible):
        near, exact = nearness.led(*_leader(nearness, near, exact))
    return ByScores(near, exact, None, eligible, bounds=nearness.seen is not None)


def by_words(nearness: Nearness, said: WordScores, eligible: Rows | None, whole: Rows) -> ByScores:
    """By BM25, and a little more for the rows in which the question stands word for word.

    BM25 knows neither order nor the commonest words: of two passages that differ in a "not" it says the same.
    """
    told = said.bm25.copy()
    told[whole] *= _WORD_FOR_WORD

    def exact(rows: Rows) -> tuple[Scores, Cosines]:
        return told[rows], nearness.exact(rows)[1]

    return ByScores(told, exact, said.bm25, eligible)


def by_both(
    nearness: Nearness,
    said: WordScores,
    eligible: Rows | None,
    thresholds: StrengthThresholds | None = None,
) -> ByScores:
    """By nearness and words together, as `fusion` adds them up over all rows of the snapshot.

    thresholds: how near strangers are; where that is not known nearness is trusted.
    """
    groups = nearness.snapshot.groups
    near: Scores = nearness.near
    exact: Exact = nearness.exact
    alone = Fusion.of(near, said, groups, nearness.column, nearness.sample)
    leader = None
    if _asks_abroad(nearness, eligible):
        own = np.flatnonzero(groups == nearness.column)
        fused = np.full(len(groups), -np.inf)
        fused[own] = alone.scores(near[own], said, own, groups)
        leader = _leader(nearness, fused, _fused(alone, said, groups, exact))
    while True:
        if leader is not None:
            near, exact = nearness.led(*leader)
        fusion, scores = alone.over_all(near, said, groups, _doubt(near, thresholds))
        if nearness.seen is None:
            break
        unseen = fusion.may_decide(near, said, groups, nearness.seen)
        if not len(unseen):
            break
        nearness.look(unseen)
    exactly = _fused(fusion, said, groups, exact)
    return ByScores(scores, exactly, said.bm25, eligible, bounds=nearness.seen is not None)


def _doubt(near: Scores, thresholds: StrengthThresholds | None) -> float:
    """0 where something is a moderate match, 1 where nothing is even a weak one."""
    if thresholds is None or not len(near):
        return 0.0
    weak, moderate = thresholds.by_strength["weak"], thresholds.by_strength["moderate"]
    return float(np.clip((moderate - near.max()) / max(moderate - weak, _TOLERANCE), 0.0, 1.0))


def _fused(fusion: Fusion, said: WordScores, groups: Rows, exact: Exact) -> Exact:
    def fused(rows: Rows) -> tuple[Scores, Cosines]:
        scores, cosines = exact(rows)
        return fusion.scores(scores, said, rows, groups), cosines

    return fused


def _asks_abroad(nearness: Nearness, eligible: Rows | None) -> bool:
    """Is there a language of the question to lead, and another one to be led to?"""
    groups = nearness.snapshot.groups
    if len(nearness.snapshot.languages) == 1 or nearness.column is None:
        return False
    elsewhere = groups if eligible is None else groups[eligible]
    return bool(np.any(elsewhere != nearness.column))


def _leader(nearness: Nearness, near: Scores, exact: Exact) -> tuple[int, float]:
    """The best of the question's own language, by these scores, and its cosine to the question.

    It speaks whether it passes the filters or not: asking for one language must not change its order.
    """
    own = np.flatnonzero(nearness.snapshot.groups == nearness.column)
    leader = ByScores(near, exact, None, own, bounds=nearness.seen is not None).first(1)[0]
    return leader.row, leader.cosine
