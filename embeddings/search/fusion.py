"""Meaning and words in one score, for every passage of the corpus.

    score(p) = n(p) + gain(p),    gain(p) = WHOLE · whole(p) + VERBATIM · verbatim(p)

n: nearness, on one ruler for all languages, in deviations of the question's own.  whole, verbatim: names,
numbers and abbreviations are found in any language, since a passage holds the question whole, or says it word
for word.

In the question's own language words say more than that. Its passages are put in the order of

    (1 - WORDS) · n(p) + WORDS · b(p) + gain(p)

where b is BM25, standardised there: scores and not ranks, since a rank forgets by how much the first is
first. The k-th in this order is given the k-th highest of the scores above: words order the passages of a
language, and do not raise it above others.

A stray stem is not believed where the question's own language has nothing near to say. And where nothing at
all is nearer than strangers are, nearness tells nothing: that language then comes first, if it has the words.

The pool is all passages of the snapshot, whatever the filters: a filter leaves out and never reorders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.index.words import Scores

Groups = npt.NDArray[np.int64]

# Chosen on half of the labelled sets, where any weight of the words from .35 to .5 does about as well.
WORDS = 0.4
# The others on half of the sets and of invented short questions; half or twice as much does about as well.
WHOLE, VERBATIM = 6.0, 6.0  # deviations
WHOLE_FROM = 0.5  # of what the question's words tell, the rarer the more
# Words count in full once a passage tells this much of what they could tell.
_SPEAKING = (0.0, 0.2)
# Deviations from which on words tell no more: what one passage in thousands holds stands out as far as that.
_MOST = 20.0
# In a language of which nothing is nearly as near as the nearest of all, a passage's words are believed once
# it holds this share of the question, or is this near itself: as a share of the nearest, in deviations.
_NEARLY = 0.8
_BELIEVED = (0.5, 0.7)
_NEAR = (0.6, 0.8)
# Where nearness tells nothing, the question's language is brought to this much of the nearest of all: first.
# Its nearest must hold this much of the question: all of them; or one of them the second share, where its
# nearest is as near as the nearest of all but for little, in deviations.
_FIRST = 1.15
_ALL_SAY, _ONE_SAYS = 0.1, 0.2
_TOP = 10
_HARDLY_NEARER = (0.9, 0.95)
# The ranks whose heights are known: all that is ever shown lies between them.
_RANKS = np.array([*range(10), *np.unique(np.geomspace(10, 1_000, 15).astype(np.int64))])
_STEEPEST = 50.0  # deviations of height to one of order: with it roundings stay below what rankings bear
# Twenty passages already say something of the mean of their language, as with the centres of a space.
_SHRINKAGE = 20
_LEAST = 1e-6  # deviation: below it only rounding differs


@dataclass(frozen=True, slots=True)
class Scale:
    """How scores of each language become standard ones: by a factor and a shift."""

    factors: Scores
    shifts: Scores

    @classmethod
    def of(cls, scores: Scores, groups: Groups, n_groups: int) -> "Scale":
        """The mean and deviation of each language, those of few passages drawn towards all passages'.

        scores, groups: of every row; at least one.
        """
        sizes = np.bincount(groups, minlength=n_groups)
        sums = np.bincount(groups, weights=scores, minlength=n_groups).astype(np.float64)
        squares = np.bincount(groups, weights=scores * scores, minlength=n_groups).astype(np.float64)
        return cls.of_moments(sizes, sums, squares)

    @classmethod
    def of_moments(cls, sizes: Groups, sums: Scores, squares: Scores) -> "Scale":
        """The same from how many scores each language has, their sum and the sum of their squares."""
        n_groups = len(sizes)
        means, variances = _moments(sizes, sums, squares)
        mean, variance = _moments(int(sizes.sum()), sums.sum(), squares.sum())
        weights = sizes / (sizes + _SHRINKAGE)
        means = weights * means + (1 - weights) * mean
        deviations = np.sqrt(weights * variances + (1 - weights) * variance)
        factors = np.divide(1.0, deviations, out=np.zeros(n_groups), where=deviations > _LEAST)
        return cls(factors, means * factors)

    def by(self, group: int | None) -> "Scale":
        """The scale of one language for all; for None the mean of all scales."""
        return Scale(
            *(
                np.full_like(of, (of.mean() if len(of) else 0.0) if group is None else of[group])
                for of in self._parts
            )
        )

    @property
    def _parts(self) -> tuple[Scores, Scores]:
        return self.factors, self.shifts

    def standardised(self, scores: Scores, groups: Groups) -> Scores:
        """0 throughout a language whose scores are all the same."""
        return scores * self.factors[groups] - self.shifts[groups]


def _moments(n: Any, sums: Any, squares: Any) -> tuple[Any, Any]:
    """Mean and variance, of numbers or arrays of them."""
    means = sums / np.maximum(n, 1)
    return means, np.maximum(squares / np.maximum(n, 1) - means * means, 0.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for some passages, one in each row.

    groups: their languages.  near: how near they are to the question.  bm25, held: what their words say, as
    `WordScores` has it.  verbatim: whether the question stands in them word for word.
    """

    groups: Groups
    near: Scores
    bm25: Scores
    held: Scores
    verbatim: npt.NDArray[np.bool_]

    def of(self, rows: Any) -> "Evidence":
        """Of some of the rows."""
        parts = self.groups, self.near, self.bm25, self.held, self.verbatim
        return Evidence(*(part[rows] for part in parts))


@dataclass(frozen=True, slots=True)
class Heights:
    """How high the passages of a language stand that words have put in order.

    ordering: the scores that some of them are in order by, rising.  height: what those ranks are given.
    """

    ordering: Scores
    height: Scores

    @classmethod
    def of(cls, ordering: Scores, heights: Scores) -> "Heights":
        """The k-th of `ordering` is given the k-th of `heights`; both of all passages, in any order."""
        ranks = _RANKS[: np.searchsorted(_RANKS, len(ordering))]
        at, to = (_highest(scores, ranks) for scores in (ordering, heights))
        kept = [0]
        for rank in range(1, len(ranks)):
            # What stands side by side in order must not be torn apart by a rounding.
            if _STEEPEST * (at[kept[-1]] - at[rank]) >= to[kept[-1]] - to[rank]:
                kept.append(rank)
        return cls(at[kept][::-1], to[kept][::-1])

    def __call__(self, ordering: Scores) -> Scores:
        """Rising, in lines between the ranks that are known; beyond them as `ordering` does."""
        beyond = np.minimum(ordering - self.ordering[0], 0) + np.maximum(ordering - self.ordering[-1], 0)
        heights: Scores = np.interp(ordering, self.ordering, self.height) + beyond
        return heights


@dataclass(frozen=True, slots=True)
class Fusion:
    """How one question's nearness and BM25 scores become one score.

    weights: of the words, by language.  nearest: of each language, how near its nearest is, in deviations.
    heights: by language, for those that words put in order.  levels: by language, what its best passages
    gain, others by as much as they stand high.
    """

    nearness: Scale
    words: Scale
    weights: Scores
    nearest: Scores
    heights: Mapping[int, Heights]
    levels: Scores

    @classmethod
    def of(
        cls, every: Evidence, most: Scores, language: int | None, scales: tuple[Scale, Scale] | None = None
    ) -> "Fusion":
        """Before `levelled`, which puts languages in order: only within each of them is it right.

        every: of all rows that are weighed.  most: of each language, what the words could tell.  language:
        the group of the question's own, whose words are heard; None when the corpus holds none of it: those
        of all.  scales: of nearness and of words, over every row; None where the rows are all that there are.
        """
        n_groups = len(most)
        weights = _rising(_best(every.bm25, every.groups, n_groups, least=0.0) / most, *_SPEAKING)
        if language is not None:
            weights *= np.arange(n_groups) == language
        if scales is None:
            of = every.near, every.bm25
            scales = Scale.of(of[0], every.groups, n_groups), Scale.of(of[1], every.groups, n_groups)
        nearness = scales[0].by(language)
        nearest = _best(nearness.standardised(every.near, every.groups), every.groups, n_groups)
        return cls(nearness, scales[1], weights * WORDS, nearest, {}, levels=np.zeros(n_groups))

    def levelled(self, every: Evidence, doubt: float = 0.0) -> "Fusion":
        """The same with the languages in order, as this nearness of every row puts them.

        doubt: how little it says, 0 to 1: 1 where nothing is nearer than strangers are.
        """
        standard = self.nearness.standardised(every.near, every.groups)
        heights, levels = {}, np.zeros(len(self.weights))
        heard = replace(self, nearest=_best(standard, every.groups, len(levels)))
        for group in np.flatnonzero(self.weights).tolist():
            own = every.of(np.flatnonzero(every.groups == group))
            near = self.nearness.standardised(own.near, own.groups)
            heights[group] = Heights.of(heard.scores(own), near + _gains(own))
            if doubt and (speaking := heard._speaking(own, group)):
                abroad = float(np.delete(heard.nearest, group).max(initial=-np.inf))
                behind = max(_FIRST * abroad - float(heights[group].height[-1]), 0.0)
                levels[group] = doubt * speaking * behind
        return replace(heard, heights=heights, levels=levels)

    def _speaking(self, own: Evidence, group: int) -> float:
        """How surely a language says the question's words where it is nearest to it, 0 to 1.

        All of its nearest passages do; or one of them does, and other languages are hardly nearer.
        """
        held = own.held[np.argsort(-own.near, kind="stable")[:_TOP]]
        if held.min() >= _ALL_SAY:
            return 1.0
        highest = max(float(self.nearest.max()), _LEAST)
        hardly_nearer = _rising(self.nearest[group] / highest, *_HARDLY_NEARER)
        return float(hardly_nearer) if held.max() >= _ONE_SAYS else 0.0

    def scores(self, some: Evidence) -> Scores:
        """The score of some rows, in standard deviations."""
        standard = self.nearness.standardised(some.near, some.groups)
        scores = self._both(standard, some) + _gains(some)
        for group, heights in self.heights.items():
            own = some.groups == group
            high = heights(scores[own])
            share = np.clip(high / max(float(heights.height[-1]), _LEAST), 0.0, 1.0)
            scores[own] = high + self.levels[group] * share
        return scores

    def _both(self, standard: Scores, some: Evidence) -> Scores:
        if not self.weights.any():
            return standard
        believed = some.bm25 * self._believed(standard, some)
        words = np.minimum(self.words.standardised(believed, some.groups), _MOST)
        both: Scores = standard + self.weights[some.groups] * (words - standard)
        return both

    def _believed(self, standard: Scores, some: Evidence) -> Scores | float:
        highest = max(float(self.nearest.max(initial=_LEAST)), _LEAST)
        is_behind = self.nearest < _NEARLY * highest
        if not np.any(is_behind & (self.weights > 0)):
            return 1.0
        believed = np.maximum(_rising(some.held, *_BELIEVED), _rising(standard / highest, *_NEAR))
        return np.where(is_behind[some.groups], believed, 1.0)


def _gains(some: Evidence) -> Scores:
    """What passages gain by holding the question whole or word for word, in whatever language."""
    gains: Scores = WHOLE * _rising(some.held, WHOLE_FROM, 1.0) + VERBATIM * some.held * some.verbatim
    return gains


def _rising(values: Scores, start: float, end: float) -> Scores:
    """0 up to `start`, 1 from `end` on."""
    return np.clip((values - start) / (end - start), 0.0, 1.0)


def _best(scores: Scores, groups: Groups, n_groups: int, *, least: float = -np.inf) -> Scores:
    """The highest of each language."""
    best = np.full(n_groups, least)
    np.maximum.at(best, groups, scores)
    return best


def _highest(scores: Scores, ranks: Groups) -> Scores:
    """Those of these ranks, from 0 for the highest."""
    places = len(scores) - 1 - ranks
    return np.partition(scores, places)[places]
