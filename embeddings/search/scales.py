"""Scores of several languages on one scale: standard ones, by the mean and the deviation of each language."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.index.words import Scores

Groups = npt.NDArray[np.int64]

# Twenty passages already say something of the mean of their language, as with the centres of a space.
_SHRINKAGE = 20
_LEAST = 1e-6  # deviation: below it only rounding differs


@dataclass(frozen=True, slots=True)
class Ruler:
    """How scores become standard ones: by a factor and a shift. 0 of scores that are all the same."""

    factor: float
    shift: float

    def standardised(self, scores: Scores) -> Scores:
        return scores * self.factor - self.shift


@dataclass(frozen=True, slots=True)
class Scale:
    """The rulers of each language: factors and shifts, each of shape (languages,)."""

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

    def ruler(self, group: int) -> Ruler:
        """That of one language."""
        return Ruler(float(self.factors[group]), float(self.shifts[group]))

    def mean(self) -> Ruler:
        """The mean of all rulers."""
        if not len(self.factors):
            return Ruler(0.0, 0.0)
        return Ruler(float(self.factors.mean()), float(self.shifts.mean()))


def ruler_of(scores: Scores, own: Groups) -> Ruler:
    """That of one language, as `Scale.of` makes it, from the scores of every row and where its own are."""
    of_own, n_own = scores[own], len(own)
    pairs = (of_own, scores), (of_own * of_own, scores * scores)
    sums, squares = (np.array([some.sum(), every.sum() - some.sum()]) for some, every in pairs)
    return Scale.of_moments(np.array([n_own, len(scores) - n_own]), sums, squares).ruler(0)


def _moments(n: Any, sums: Any, squares: Any) -> tuple[Any, Any]:
    """Mean and variance, of numbers or arrays of them."""
    means = sums / np.maximum(n, 1)
    return means, np.maximum(squares / np.maximum(n, 1) - means * means, 0.0)
