"""Meaning and words in one score, for every passage of the corpus.

    score(p) = lift(language of p) · ((1 - w) · n(p) + w · b(p)) + WHOLE · whole(p) + VERBATIM · verbatim(p)

n: nearness, on one ruler for all languages, in deviations of the question's own.  b: BM25, standardised in
each language, since it is only comparable there.  They are added by weight: scores and not ranks, since a
rank forgets by how much the first is first.  w: how much words count, 0 but in the question's own language.
lift: words order the passages of that language and do not raise it above others, so its best are brought back
to where nearness puts them.  whole, verbatim: names, numbers and abbreviations are found in any language,
since a passage holds the question whole, or says it word for word.

A stray stem is not believed where the question's own language has nothing near to say. And where nothing at
all is nearer than strangers are, nearness tells nothing: that language then comes first, if it has the words.

The pool is all passages of the snapshot, whatever the filters: a filter leaves out and never reorders.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.index.words import Scores

Groups = npt.NDArray[np.int64]

# Chosen on half of the labelled sets, where any weight of the words from .35 to .5 does about as well.
WORDS = 0.4
# The others on half of the sets and of invented short questions; half or twice as much does about as well.
WHOLE, VERBATIM = 4.0, 6.0  # deviations
WHOLE_FROM = 0.7  # of what the question's words tell, the rarer the more
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
# Its nearest must all hold this much of the question.
_FIRST = 1.15
_SAYING = 0.1
# How many of the best of a language show how high its scores go.
_TOP = 10
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
class Fusion:
    """How one question's nearness and BM25 scores become one score.

    weights: of the words, by language.  lifts: by language, the factor that takes its best scores back to
    where nearness alone puts them.  nearest: of each language, how near its nearest is, in deviations.
    levels: by language, what its nearest passages gain, others by as much as they are near.
    """

    nearness: Scale
    words: Scale
    weights: Scores
    lifts: Scores
    nearest: Scores
    levels: Scores

    @classmethod
    def of(
        cls, every: Evidence, most: Scores, language: int | None, scales: tuple[Scale, Scale] | None = None
    ) -> "Fusion":
        """Before `lifted`, which puts languages in order: only within each of them is it right.

        every: of all rows that are weighed.  most: of each language, what the words could tell.  language:
        the group of the question's own, whose words are heard; None when the corpus holds none of it: those
        of all.  scales: of nearness and of words, over every row; None where the rows are all that there are.
        """
        n_groups = len(most)
        weights = _rising(_best(every.bm25, every.groups, n_groups, least=0.0) / most, *_SPEAKING)
        if language is not None:
            weights *= np.arange(n_groups) == language
        if scales is None:
            scales = (
                Scale.of(every.near, every.groups, n_groups),
                Scale.of(every.bm25, every.groups, n_groups),
            )
        nearness = scales[0].by(language)
        nearest = _best(nearness.standardised(every.near, every.groups), every.groups, n_groups)
        return cls(
            nearness, scales[1], weights * WORDS, np.ones(n_groups), nearest, levels=np.zeros(n_groups)
        )

    def lifted(self, every: Evidence, doubt: float = 0.0) -> "Fusion":
        """The same with the languages in order, as this nearness of every row puts them.

        doubt: how little it says, 0 to 1: 1 where nothing is nearer than strangers are.
        """
        standard = self.nearness.standardised(every.near, every.groups)
        lifts, levels = np.ones(len(self.weights)), np.zeros(len(self.weights))
        heard = replace(self, nearest=_best(standard, every.groups, len(lifts)))
        for group in np.flatnonzero(self.weights):
            rows = np.flatnonzero(every.groups == group)
            by_nearness, by_both = _top(standard[rows]), _top(heard._both(standard[rows], every.of(rows)))
            if by_nearness > 0 and by_both > 0:
                lifts[group] = by_nearness / by_both
        heard = replace(heard, lifts=lifts)
        for group in np.flatnonzero(doubt * self.weights):
            own = every.of(np.flatnonzero(every.groups == group))
            nearest = np.argsort(-own.near, kind="stable")[:_TOP]
            if np.all(own.held[nearest] >= _SAYING):
                best = float(heard.scores(own).max())
                levels[group] = doubt * max(_FIRST * heard.highest - best, 0.0)
        return replace(heard, levels=levels)

    def scores(self, some: Evidence) -> Scores:
        """The score of some rows, in standard deviations."""
        own, standard = some.groups, self.nearness.standardised(some.near, some.groups)
        scores: Scores = self.lifts[own] * self._both(standard, some)
        scores += WHOLE * _rising(some.held, WHOLE_FROM, 1.0) + VERBATIM * some.held * some.verbatim
        if self.levels.any():
            scores += self.levels[own] * np.clip(standard / np.maximum(self.nearest[own], _LEAST), 0.0, 1.0)
        return scores

    @property
    def highest(self) -> float:
        """How near the nearest of all is, in deviations."""
        return max(float(self.nearest.max(initial=_LEAST)), _LEAST)

    def _both(self, standard: Scores, some: Evidence) -> Scores:
        if not self.weights.any():
            return standard
        believed = some.bm25 * self._believed(standard, some)
        words = np.minimum(self.words.standardised(believed, some.groups), _MOST)
        both: Scores = standard + self.weights[some.groups] * (words - standard)
        return both

    def _believed(self, standard: Scores, some: Evidence) -> Scores | float:
        is_behind = self.nearest < _NEARLY * self.highest
        if not np.any(is_behind & (self.weights > 0)):
            return 1.0
        believed = np.maximum(_rising(some.held, *_BELIEVED), _rising(standard / self.highest, *_NEAR))
        return np.where(is_behind[some.groups], believed, 1.0)


def _rising(values: Scores, start: float, end: float) -> Scores:
    """0 up to `start`, 1 from `end` on."""
    return np.clip((values - start) / (end - start), 0.0, 1.0)


def _best(scores: Scores, groups: Groups, n_groups: int, *, least: float = -np.inf) -> Scores:
    """The highest of each language."""
    best = np.full(n_groups, least)
    np.maximum.at(best, groups, scores)
    return best


def _top(scores: Scores) -> float:
    """The mean of the best."""
    n = min(_TOP, len(scores))
    return float(np.partition(scores, len(scores) - n)[-n:].mean())
