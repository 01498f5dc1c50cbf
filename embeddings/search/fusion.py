"""Meaning and words in one score, for every passage of the corpus.

The pool is all passages of the snapshot, whatever the filters: a filter leaves out and never reorders.
Within each language the cosines, and the BM25 scores, are standardised (mean 0, deviation 1) and then added
by weight: scores and not ranks, since a rank forgets by how much the first is first.

Words tell nothing across languages. Where the question is not in a language's words, its passages stand by
meaning alone, and a sure match in the question's own language speaks for its translations: they are nearer
to that passage than to a short question.
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
# The best match speaks for its translations by at most _BRIDGE, rising from the first to the second of these
# shares of the question that it holds. The middle half of right matches hold .23 to .42, of wrong ones .06 to
# .16.
_BRIDGE = 0.4
_SURE = (0.15, 0.30)
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
        sums = np.bincount(groups, weights=scores, minlength=n_groups)
        squares = np.bincount(groups, weights=scores * scores, minlength=n_groups)
        means, variances = _moments(sizes, sums, squares)
        mean, variance = _moments(len(scores), sums.sum(), squares.sum())
        weights = sizes / (sizes + _SHRINKAGE)
        means = weights * means + (1 - weights) * mean
        deviations = np.sqrt(weights * variances + (1 - weights) * variance)
        factors = np.divide(1.0, deviations, out=np.zeros(n_groups), where=deviations > _LEAST)
        return cls(factors, means * factors)

    def standardised(self, scores: Scores, groups: Groups) -> Scores:
        """0 throughout a language whose scores are all the same."""
        return scores * self.factors[groups] - self.shifts[groups]


def _moments(n: Any, sums: Any, squares: Any) -> tuple[Any, Any]:
    """Mean and variance, of numbers or arrays of them."""
    means = sums / np.maximum(n, 1)
    return means, np.maximum(squares / np.maximum(n, 1) - means * means, 0.0)


@dataclass(frozen=True, slots=True)
class Fusion:
    """How one question's cosines and BM25 scores become one score.

    weights: of the words, by language.  lifts: by language, the factor that takes its best scores back to
    where meaning alone puts them: words order the passages of a language, they do not lift it above others.
    """

    cosines: Scale
    words: Scale
    weights: Scores
    lifts: Scores

    @classmethod
    def of(cls, cosines: Scores, said: WordScores, groups: Groups, language: int | None) -> "Fusion":
        """cosines, groups: of every row.

        language: the group of the question's own language, where words are heard sooner than in others; None
        when the corpus holds none of it.
        """
        n_groups = len(said.most)
        best = np.zeros(n_groups)
        np.maximum.at(best, groups, said.bm25)
        weights = _rising(best / said.most, *_FOREIGN)
        if language is not None:
            weights[language] = _rising(best[language] / said.most[language], *_OWN)
        unlifted = cls(
            Scale.of(cosines, groups, n_groups),
            Scale.of(said.bm25, groups, n_groups),
            weights * (1 - MEANING),
            np.ones(n_groups),
        )
        return replace(unlifted, lifts=unlifted._lifts(cosines, said.bm25, groups))

    def scores(self, cosines: Scores, bm25: Scores, groups: Groups) -> Scores:
        """The score of some rows, in standard deviations; shape as theirs."""
        meaning, words, shifts = self._factors
        return cosines * meaning[groups] + bm25 * words[groups] - shifts[groups]

    @property
    def _factors(self) -> tuple[Scores, Scores, Scores]:
        """By language, what cosines and BM25 scores are multiplied by, and what is then taken away."""
        meaning = self.lifts * (1 - self.weights)
        words = self.lifts * self.weights
        shifts = meaning * self.cosines.shifts + words * self.words.shifts
        return meaning * self.cosines.factors, words * self.words.factors, shifts

    def _lifts(self, cosines: Scores, bm25: Scores, groups: Groups) -> Scores:
        lifts = np.ones(len(self.weights))
        meaning, words, shifts = self._factors
        for group in np.flatnonzero(self.weights):
            rows = np.flatnonzero(groups == group)
            near, said = cosines[rows], bm25[rows]
            by_meaning = _top(near) * self.cosines.factors[group] - self.cosines.shifts[group]
            by_both = _top(near * meaning[group] + said * words[group]) - shifts[group]
            if by_meaning > 0 and by_both > 0:
                lifts[group] = by_meaning / by_both
        return lifts


def bridge_weight(holds: float) -> float:
    """How far the best match may speak for its translations. holds: its share of the question, 0 to 1."""
    return _BRIDGE * float(_rising(np.asarray(holds), *_SURE))


def bridged(scores: Scores, beside: Scores, *, weight: float, own: npt.NDArray[np.bool_]) -> Scores:
    """The scores of some rows once their cosines to the best match, standardised, are heard.

    own: which of them are in the question's language and stay as they are.
    """
    return np.where(own, scores, (1 - weight) * scores + weight * beside)


def _rising(values: Scores, start: float, end: float) -> Scores:
    """0 up to `start`, 1 from `end` on."""
    return np.clip((values - start) / (end - start), 0.0, 1.0)


def _top(scores: Scores) -> float:
    """The mean of the best."""
    n = min(_TOP, len(scores))
    return float(np.partition(scores, len(scores) - n)[-n:].mean())
