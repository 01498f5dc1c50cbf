"""Meaning and words in one score, for every passage of the corpus.

The pool is all passages of the snapshot, whatever the filters: a filter leaves out and never reorders.
Nearness is on one ruler for all languages, and is told in deviations of the question's own language. BM25 is
standardised within each language, since it is only comparable there. The two are added by weight: scores and
not ranks, since a rank forgets by how much the first is first.

Words are believed as far as they go: a passage that shares a common stem, and means something else, gains
nothing by it; one that holds what the question asks for does, wherever it stands. Words order the passages of
a language and do not lift it above others: what they say is brought back to where nearness puts its best.

The question's own language is a reason of its own where others are hardly nearer, or where nothing is nearer
than strangers are: its nearest passages are then brought level with the nearest of all.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.index.words import Scores, WordScores

Groups = npt.NDArray[np.int64]

# Chosen on half of the labelled sets, where any weight from .5 to .7 does about as well.
MEANING = 0.6
# Another language counts as speaking in the question's words when one of its passages holds this much of
# them: names and abbreviations. Of translated paragraphs 99 % hold less than a quarter.
_FOREIGN = (0.25, 0.75)
# In the question's own language words count fully once a passage holds this much of them.
_OWN = (0.0, 0.2)
# Words of a passage are believed once it holds this share of the question, or is this near: as a share of
# how near the nearest of all is, in deviations.
_BELIEVED = (0.5, 0.7)
_NEAR = (0.1, 0.3)
_NEAR_ABROAD = (0.6, 0.8)  # in a language of which nothing is nearly so near
_NEARLY = 0.8
# What a passage gains, in deviations, that holds the question whole, whatever its language.
_WHOLE = (0.5, 0.9)
_GAIN = 2.5
# Where nearness says nothing, so much of the question held in its own language is as good as the whole.
_WHOLE_IN_DOUBT = (0.2, 0.5)
_AHEAD = (
    0.2  # by which share others are nearer than the question's own language, for that to be doubted whole
)
# The question's own language is brought level where its nearest is this near, as a share of the nearest of
# all, and holds some of its words. Set by looking at two questions that are tests now; on the labelled sets
# it moves nothing.
_LEVEL = (0.8, 0.95)
_LEVEL_WITH = 1.15  # of the nearest of all: what is as near speaks the question's language as well
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
class Fusion:
    """How one question's nearness and BM25 scores become one score.

    weights: of the words, by language.  lifts: by language, the factor that takes its best scores back to
    where nearness alone puts them.  nearest: how near the nearest of all is, in
    deviations.  behind: whether nothing of a language is nearly so near.  language: the group of the
    question's own, None for none.  nearest_at_home: the nearest of it, in deviations.  doubt: how little
    nearness says, 0 to 1: 1 where nothing is nearer than strangers are.  level: what the nearest of the
    question's own language gains.
    """

    nearness: Scale
    words: Scale
    weights: Scores
    lifts: Scores
    nearest: float
    behind: npt.NDArray[np.bool_]
    language: int | None
    nearest_at_home: float
    doubt: float = 0.0
    level: float = 0.0

    @classmethod
    def of(
        cls,
        near: Scores,
        said: WordScores,
        groups: Groups,
        language: int | None,
        scales: tuple[Scale, Scale] | None = None,
    ) -> "Fusion":
        """near, groups: of every row, or of those that are weighed, as `said` is.

        language: the group of the question's own language, where words are heard sooner than in others; None
        when the corpus holds none of it.  scales: of nearness and of words, over every row; None where the
        rows are all that there are.
        """
        n_groups = len(said.most)
        best = np.zeros(n_groups)
        np.maximum.at(best, groups, said.bm25)
        weights = _rising(best / said.most, *_FOREIGN)
        if language is not None:
            weights[language] = _rising(best[language] / said.most[language], *_OWN)
        if scales is None:
            scales = Scale.of(near, groups, n_groups), Scale.of(said.bm25, groups, n_groups)
        nearness = scales[0].by(language)
        best_near = _best(nearness.standardised(near, groups), groups, n_groups)
        return cls(
            nearness,
            scales[1],
            weights * (1 - MEANING),
            np.ones(n_groups),
            *_highest(best_near),
            language,
            0.0 if language is None else float(best_near[language]),
        )

    def over_all(
        self, near: Scores, said: WordScores, groups: Groups, doubt: float = 0.0
    ) -> tuple["Fusion", Scores]:
        """The same with its lifts for this nearness of every row, and the score of every row.

        Before, only one language is in order.  doubt: how little this nearness says.
        """
        standard = self.nearness.standardised(near, groups)
        best = _best(standard, groups, len(self.weights))
        nearest, behind = _highest(best)
        at_home = 0.0 if self.language is None else float(best[self.language])
        # Where its own language is the nearest, a question has nothing to doubt.
        doubt *= float(_rising(np.array(1 - at_home / nearest), 0.0, _AHEAD))
        heard = replace(self, nearest=nearest, behind=behind, nearest_at_home=at_home, doubt=doubt)
        both = heard._both(standard, said.bm25, said.held, groups)
        heard = replace(heard, lifts=heard._lifts(standard, both, groups))
        scores = heard._scores(standard, both, said.held, groups)
        if self.language is None or at_home <= 0:
            return heard, scores
        top_at_home = float(scores.max(where=groups == self.language, initial=-np.inf))
        heard = replace(heard, level=heard._level(top_at_home))
        return heard, scores + heard._levelled(standard, groups)

    def scores(self, near: Scores, said: WordScores, rows: Any, groups: Groups) -> Scores:
        """The score of some rows, in standard deviations; shape as theirs.

        near: of the rows.  groups: of every row.
        """
        own, held = groups[rows], said.held[rows]
        standard = self.nearness.standardised(near, own)
        both = self._both(standard, said.bm25[rows], held, own)
        return self._scores(standard, both, held, own) + self._levelled(standard, own)

    def _scores(self, standard: Scores, both: Scores, held: Scores, own: Groups) -> Scores:
        whole = _rising(held, *_WHOLE)
        if self.doubt:
            doubtful = self.doubt * _rising(held, *_WHOLE_IN_DOUBT)
            whole = np.where(own == self.language, np.maximum(whole, doubtful), whole)
        scores: Scores = self.lifts[own] * both + _GAIN * whole
        return scores

    def _level(self, top_at_home: float) -> float:
        """What brings the best of the question's own language level with the nearest of all."""
        near = (self.nearest_at_home / self.nearest - _LEVEL[0]) / (_LEVEL[1] - _LEVEL[0])
        spoken = self.weights[self.language] / (1 - MEANING) * min(max(near, 0.0), 1.0)
        behind = max(_LEVEL_WITH * self.nearest - top_at_home, 0.0)
        if self.nearest_at_home >= self.nearest:
            return 0.0
        return max(self.doubt, float(spoken)) * behind

    def _levelled(self, standard: Scores, own: Groups) -> Scores | float:
        """What rows gain by it: by as much as each is near among its own."""
        if not self.level:
            return 0.0
        near: Scores = np.clip(standard / self.nearest_at_home, 0.0, 1.0)
        return self.level * np.where(own == self.language, near, 0.0)

    def _both(self, standard: Scores, bm25: Scores, held: Scores, own: Groups) -> Scores:
        if not self.weights.any():
            return standard
        words = -self.words.shifts[own]
        speaking = np.flatnonzero(bm25)
        of, near = own[speaking], standard[speaking] / self.nearest
        heard = np.where(self.behind[of], _rising(near, *_NEAR_ABROAD), _rising(near, *_NEAR))
        believed = np.maximum(_rising(held[speaking], *_BELIEVED), heard)
        if self.doubt:
            believed = np.where(of == self.language, np.maximum(believed, self.doubt), believed)
        words[speaking] += bm25[speaking] * believed * self.words.factors[of]
        both: Scores = standard + self.weights[own] * (words - standard)
        return both

    def _lifts(self, standard: Scores, both: Scores, groups: Groups) -> Scores:
        lifts = np.ones(len(self.weights))
        for group in np.flatnonzero(self.weights):
            rows = np.flatnonzero(groups == group)
            by_nearness, by_both = _top(standard[rows]), _top(both[rows])
            if by_nearness > 0 and by_both > 0:
                lifts[group] = by_nearness / by_both
        return lifts


def _rising(values: Scores, start: float, end: float) -> Scores:
    """0 up to `start`, 1 from `end` on."""
    return np.clip((values - start) / (end - start), 0.0, 1.0)


def _best(standard: Scores, groups: Groups, n_groups: int) -> Scores:
    """The highest of each language."""
    best = np.full(n_groups, -np.inf)
    np.maximum.at(best, groups, standard)
    return best


def _highest(best: Scores) -> tuple[float, npt.NDArray[np.bool_]]:
    """The highest of all, and which languages have nothing nearly as high."""
    highest = max(float(best.max(initial=_LEAST)), _LEAST)
    return highest, best < _NEARLY * highest


def _top(scores: Scores) -> float:
    """The mean of the best."""
    n = min(_TOP, len(scores))
    return float(np.partition(scores, len(scores) - n)[-n:].mean())
