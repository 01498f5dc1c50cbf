"""Meaning and words in one score, for every passage of the corpus.

The pool is all passages of the snapshot, whatever the filters: a filter leaves out and never reorders.
Nearness is on one ruler for all languages, and is told in deviations of the question's own language. BM25 is
standardised within each language, since it is only comparable there. The two are added by weight: scores and
not ranks, since a rank forgets by how much the first is first.

Words are believed as far as they go: a passage that shares a common stem, and means something else, gains
nothing by it; one that holds what the question asks for does, wherever it stands. Words order the passages of
a language and do not lift it above others: what they say is brought back to where nearness puts its best.
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
    deviations.  behind: whether nothing of a language is nearly so near.
    """

    nearness: Scale
    words: Scale
    weights: Scores
    lifts: Scores
    nearest: float
    behind: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, near: Scores, said: WordScores, groups: Groups, language: int | None) -> "Fusion":
        """near, groups: of every row.

        language: the group of the question's own language, where words are heard sooner than in others; None
        when the corpus holds none of it.
        """
        n_groups = len(said.most)
        best = np.zeros(n_groups)
        np.maximum.at(best, groups, said.bm25)
        weights = _rising(best / said.most, *_FOREIGN)
        if language is not None:
            weights[language] = _rising(best[language] / said.most[language], *_OWN)
        nearness = Scale.of(near, groups, n_groups).by(language)
        return cls(
            nearness,
            Scale.of(said.bm25, groups, n_groups),
            weights * (1 - MEANING),
            np.ones(n_groups),
            *_highest(nearness.standardised(near, groups), groups, n_groups),
        )

    def lifted(self, near: Scores, said: WordScores, groups: Groups) -> "Fusion":
        """The same with its lifts, for this nearness of every row. Before, only one language is in order."""
        standard = self.nearness.standardised(near, groups)
        nearest, behind = _highest(standard, groups, len(self.weights))
        heard = replace(self, nearest=nearest, behind=behind)
        return replace(heard, lifts=heard._lifts(near, said, groups))

    def scores(self, near: Scores, said: WordScores, rows: Any, groups: Groups) -> Scores:
        """The score of some rows, in standard deviations; shape as theirs.

        near: of the rows.  groups: of every row.
        """
        own, held = groups[rows], said.held[rows]
        standard = self.nearness.standardised(near, own)
        whole = _GAIN * _rising(held, *_WHOLE)
        scores: Scores = self.lifts[own] * self._both(standard, said.bm25[rows], held, own) + whole
        return scores

    def _both(self, standard: Scores, bm25: Scores, held: Scores, own: Groups) -> Scores:
        near = standard / self.nearest
        heard = np.where(self.behind[own], _rising(near, *_NEAR_ABROAD), _rising(near, *_NEAR))
        believed = np.maximum(_rising(held, *_BELIEVED), heard)
        words = self.words.standardised(bm25 * believed, own)
        weights = self.weights[own]
        both: Scores = (1 - weights) * standard + weights * words
        return both

    def _lifts(self, near: Scores, said: WordScores, groups: Groups) -> Scores:
        lifts = np.ones(len(self.weights))
        standard = self.nearness.standardised(near, groups)
        both = self._both(standard, said.bm25, said.held, groups)
        for group in np.flatnonzero(self.weights):
            rows = np.flatnonzero(groups == group)
            by_nearness, by_both = _top(standard[rows]), _top(both[rows])
            if by_nearness > 0 and by_both > 0:
                lifts[group] = by_nearness / by_both
        return lifts


def _rising(values: Scores, start: float, end: float) -> Scores:
    """0 up to `start`, 1 from `end` on."""
    return np.clip((values - start) / (end - start), 0.0, 1.0)


def _highest(standard: Scores, groups: Groups, n_groups: int) -> tuple[float, npt.NDArray[np.bool_]]:
    """The highest of all, and in which languages nothing is nearly as high."""
    best = np.full(n_groups, -np.inf)
    np.maximum.at(best, groups, standard)
    highest = max(float(best.max(initial=_LEAST)), _LEAST)
    return highest, best < _NEARLY * highest


def _top(scores: Scores) -> float:
    """The mean of the best."""
    n = min(_TOP, len(scores))
    return float(np.partition(scores, len(scores) - n)[-n:].mean())
