"""The order in which passages answer: by meaning, by words, or by both.

A ranking is asked for its first n; what it gives for a smaller n is the beginning of what it gives for a
larger one. Equal scores are in the order of addresses. Of a question without filters the rows are weighed
that `pool` chooses, with filters all that pass them; of very many that pass, those of the pool come first,
then those that an engine finds among them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Protocol, TypeAlias, cast

import numpy as np

from embeddings.index.eligible import Eligible, rows_of
from embeddings.index.sorted_rows import are_among
from embeddings.index.vectors import Rows
from embeddings.index.words import Scores, WordScores
from embeddings.search.fusion import Evidence, Fusion, gains_of
from embeddings.search.nearness import Near, Nearness
from embeddings.search.pool import SURE, pool_among, pool_of
from embeddings.search.scales import Ruler, Scale
from embeddings.similarity.space import Cosines
from embeddings.similarity.strength import StrengthThresholds

# Scores made of float32 products are this near to the exact ones; candidates must not be cut between them.
_TOLERANCE = 1e-4
_DECIMALS = 6
_WORD_FOR_WORD = 1.1
BROAD = 50_000  # rows that pass filters; fewer are weighed in some five milliseconds

Exact: TypeAlias = Callable[[Rows], tuple[Scores, Cosines]]
Telling: TypeAlias = Callable[[Rows | None, Scores], Evidence]


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
    """By a score that is known nearly of some rows, and exactly once the candidates are few."""

    def __init__(self, rows: Rows, near: Scores, exact: Exact, bm25: Scores | None, n_eligible: int) -> None:
        """rows: ascending.  near, bm25: of each of them.  exact: the scores of some rows, within _TOLERANCE
        of `near`, and their cosines to the question.  n_eligible: how many rows may answer, these among them.
        """
        self._rows, self._near, self._exact, self._bm25 = rows, near, exact, bm25
        self.n_eligible = n_eligible

    def first(self, n: int) -> list[RankedRow]:
        at = self._candidates(n)
        rows = self._rows[at]
        scores, cosines = self._exact(rows)
        scores = np.round(scores, _DECIMALS)
        best = np.lexsort((rows, -scores))[:n]
        bm25 = None if self._bm25 is None else self._bm25[at]
        return [
            RankedRow(
                int(rows[i]),
                float(scores[i]),
                float(cosines[i]),
                None if bm25 is None else float(bm25[i]),
            )
            for i in best
        ]

    def of(self, at: Rows) -> "ByScores":
        """Of some of the rows, which lie at these places."""
        bm25 = None if self._bm25 is None else self._bm25[at]
        return ByScores(self._rows[at], self._near[at], self._exact, bm25, len(at))

    def nth(self, n: int) -> float:
        """The n-th highest score, nearly, where there are as many."""
        return float(np.partition(self._near, len(self._near) - n)[len(self._near) - n])

    def _candidates(self, n: int) -> Rows:
        """Where at least every row is that could be among the first n."""
        if n >= len(self._near):
            return np.arange(len(self._near))
        return np.flatnonzero(self._near >= self.nth(n) - 2 * _TOLERANCE)


class PoolFirst:
    """Of very many rows that pass filters: the first of them from a pool, as far as that is sure.

    A filter leaves out and never reorders. So a row that passes and is not in the pool comes after the first
    SURE of all rows that it was chosen from; whoever asks for no more than stand among those need not have
    each row weighed.
    """

    def __init__(
        self, pooled: ByScores, least: float, beyond: Callable[[], Ranking], n_eligible: int
    ) -> None:
        """pooled: those of the pool that pass.  least: the last sure score.  beyond: the ranking of more."""
        self._pooled, self._least, self._beyond = pooled, least, cache(beyond)
        self.n_eligible = n_eligible

    def first(self, n: int) -> list[RankedRow]:
        found = self._pooled.first(n)
        if len(found) == n and found[-1].score > self._least + _TOLERANCE:
            return found
        return self._beyond().first(n)


def _of_eligible(
    pool: Rows | None,
    weigh: Callable[[Rows], ByScores],
    eligible: Eligible,
    among: Callable[[Eligible], Rows | None],
) -> Ranking:
    """The ranking of the rows that pass filters.

    weigh: gives that of any rows.  among: gives the pool of the rows that pass, see `pool_among`.
    """
    rows = eligible.rows
    if pool is None or len(rows) <= BROAD or len(pool) <= SURE:
        return weigh(rows)
    pooled = weigh(pool)
    at = np.flatnonzero(are_among(pool, rows))

    def beyond() -> Ranking:
        found = among(eligible)
        if found is None or len(found) <= SURE:
            return weigh(rows)
        own = weigh(np.union1d(found, pool[at]))
        return PoolFirst(own, own.nth(SURE), partial(weigh, rows), len(rows))

    return PoolFirst(pooled.of(at), pooled.nth(SURE), beyond, len(rows))


def by_meaning(nearness: Nearness, eligible: Eligible | None) -> Ranking:
    """By nearness, once the nearest passage in the question's language is heard for other languages."""
    pool = pool_of(nearness)
    near: Near = nearness
    if _asks_abroad(nearness, eligible):
        own = _own(nearness, pool)
        leader = _leader(own if pool is None else pool[own], nearness.rough(pool)[own], nearness.exact)
        near = nearness.led(*leader, pool)

    def weigh(rows: Rows) -> ByScores:
        return ByScores(rows, near.rough(rows), near.exact, None, len(rows))

    if eligible is not None:
        return _of_eligible(pool, weigh, eligible, partial(pool_among, nearness))
    every = np.arange(len(nearness.snapshot.index))
    return ByScores(every if pool is None else pool, near.rough(pool), near.exact, None, len(every))


def by_words(nearness: Nearness, said: WordScores, eligible: Rows | None, whole: Rows) -> ByScores:
    """By BM25, and a little more for the rows in which the question stands word for word.

    BM25 knows neither order nor the commonest words: of two passages that differ in a "not" it says the same.
    """
    told = said.bm25.copy()
    told[whole] *= _WORD_FOR_WORD

    def exact(rows: Rows) -> tuple[Scores, Cosines]:
        return told[rows], nearness.exact(rows)[1]

    rows = np.arange(len(told)) if eligible is None else eligible
    return ByScores(rows, told[rows], exact, said.bm25[rows], len(rows))


def by_both(
    nearness: Nearness,
    said: WordScores,
    eligible: Eligible | None,
    verbatim: Rows,
    thresholds: StrengthThresholds | None = None,
) -> Ranking:
    """By nearness and words together, as `fusion` adds them up over all rows of the snapshot.

    verbatim: the rows in which the question stands word for word.  thresholds: how near strangers are; where
    that is not known nearness is trusted.
    """
    every = np.arange(len(nearness.snapshot.groups))
    pool = pool_of(nearness, said, verbatim)
    weighed = every if pool is None else pool
    telling = _telling(nearness.snapshot.groups, said, verbatim)
    near = cast(Near, nearness)
    rulers = None if pool is None else _rulers(nearness, said)
    known = telling(pool, near.rough(pool))
    fusion = Fusion.of(known, said.most, nearness.column, rulers)
    if _asks_abroad(nearness, eligible):
        own = _own(nearness, pool)
        fused = fusion.scores(known.of(own))
        leader = _leader(weighed[own], fused, _fused(fusion, telling, near.exact))
        near = nearness.led(*leader, pool)
        known = replace(known, near=near.rough(pool))
    fusion = fusion.levelled(known, _doubt(nearness.rough_cosines(pool), thresholds))
    exact = _fused(fusion, telling, near.exact)

    def weigh(rows: Rows) -> ByScores:
        scores = fusion.scores(telling(rows, near.rough(rows)))
        return ByScores(rows, scores, exact, said.bm25[rows], len(rows))

    if eligible is not None:
        among = partial(pool_among, nearness, said=said, verbatim=verbatim)
        return _of_eligible(pool, weigh, eligible, among)
    return ByScores(weighed, fusion.scores(known), exact, known.bm25, len(every))


def _telling(groups: Rows, said: WordScores, verbatim: Rows) -> Telling:
    """What speaks for some rows, for all where they are None, from how near they are."""
    gains = gains_of(said.held, verbatim)

    def telling(rows: Rows | None, near: Scores) -> Evidence:
        some = slice(None) if rows is None else rows
        return Evidence(groups[some], near, said.bm25[some], said.held[some], gains[some])

    return telling


def _rulers(nearness: Nearness, said: WordScores) -> tuple[Ruler, Ruler]:
    """Of nearness and of words in the question's own language, without asking each row: from their moments.

    Nearness is the cosine there.
    """
    snapshot, column = nearness.snapshot, nearness.column
    if snapshot.moments is None or column is None:
        raise ValueError("without moments, or a language of its own, a question is weighed row by row")
    near = Scale.of_moments(*snapshot.moments.of_cosines(nearness.vector, column)).ruler(0)
    sizes, speaking = snapshot.language_sizes, said.speaking
    of, bm25 = snapshot.groups[speaking], said.bm25[speaking]
    sums = np.bincount(of, weights=bm25, minlength=len(sizes)).astype(np.float64)
    squares = np.bincount(of, weights=bm25 * bm25, minlength=len(sizes)).astype(np.float64)
    return near, Scale.of_moments(sizes, sums, squares).ruler(column)


def _doubt(cosines: Scores, thresholds: StrengthThresholds | None) -> float:
    """0 where something is a moderate match, 1 where nothing is even a weak one.

    By cosines: nearness makes much of what little other languages say of a few words.
    """
    if thresholds is None or not len(cosines):
        return 0.0
    weak, moderate = thresholds.by_strength["weak"], thresholds.by_strength["moderate"]
    return float(np.clip((moderate - cosines.max()) / max(moderate - weak, _TOLERANCE), 0.0, 1.0))


def _fused(fusion: Fusion, telling: Telling, exact: Exact) -> Exact:
    def fused(rows: Rows) -> tuple[Scores, Cosines]:
        near, cosines = exact(rows)
        return fusion.scores(telling(rows, near)), cosines

    return fused


def _asks_abroad(nearness: Nearness, eligible: Eligible | None) -> bool:
    """Is there a language of the question to lead, and another one to be led to?"""
    if len(nearness.snapshot.languages) == 1 or nearness.column is None:
        return False
    rows = rows_of(eligible)
    return rows is None or bool(np.any(nearness.snapshot.groups[rows] != nearness.column))


def _own(nearness: Nearness, pool: Rows | None) -> Rows:
    """Where in the pool, None for all rows, those in the question's own language are."""
    groups = nearness.snapshot.groups
    return np.flatnonzero((groups if pool is None else groups[pool]) == nearness.column)


def _leader(rows: Rows, near: Scores, exact: Exact) -> tuple[int, float]:
    """The best of the question's own language, by these scores, and its cosine to the question.

    It speaks whether it passes the filters or not: asking for one language must not change its order.
    rows: of that language, ascending, as many as are weighed.  near: their scores.
    """
    leader = ByScores(rows, near, exact, None, len(rows)).first(1)[0]
    return leader.row, leader.cosine
