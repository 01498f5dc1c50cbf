"""Only what is strong enough: which passages reach a strength, and what is said of the others.

Strength and wording are two kinds of evidence, and either will do: a match is so strong, or the question
stands in the passage word for word, in words that tell something (`telling_wording`).
"""

from dataclasses import dataclass

import numpy as np

from embeddings.errors import StrengthUnknown
from embeddings.index.vectors import Rows
from embeddings.search.nearness import Nearness, Scores
from embeddings.similarity.strength import Strength, StrengthThresholds

_TOLERANCE = 1e-5  # float32 products are this near to the exact ones


@dataclass(frozen=True, slots=True)
class BelowThreshold:
    """The passages that may answer but for their strength.

    n: how many.  best: the strength of the nearest of them; None when there are none.
    """

    n: int
    best: Strength | None


def require_thresholds(thresholds: StrengthThresholds | None) -> StrengthThresholds:
    """Raises StrengthUnknown where nothing was calibrated."""
    if thresholds is None:
        raise StrengthUnknown(
            "how strong a match is cannot be told: the corpus is too small, or several texts ask at once;"
            " ask without a least strength"
        )
    return thresholds


def filter_by_strength(
    nearness: Nearness,
    among: Rows | None,
    thresholds: StrengthThresholds,
    least: Strength,
    *,
    beside: Rows | None = None,
) -> tuple[Rows, BelowThreshold]:
    """Those of the rows, ascending, whose match is `least` or stronger, and what the others are.

    among: None for all rows.  beside: those of them that stay however weak they are.
    """
    rows = np.arange(len(nearness.near)) if among is None else among
    if not len(rows):
        return rows, BelowThreshold(0, None)
    near = nearness.near[rows]
    may = rows[near >= thresholds.least(least) - _TOLERANCE]
    exact, _ = nearness.exact(may)
    enough = may[[thresholds.reaches(one, least) for one in exact.tolist()]] if len(may) else may
    if beside is not None:
        enough = np.union1d(enough, beside)
    left = np.isin(rows, enough, assume_unique=True, invert=True)
    return enough, BelowThreshold(int(left.sum()), _strongest(nearness, rows[left], near[left], thresholds))


def _strongest(
    nearness: Nearness, rows: Rows, near: Scores, thresholds: StrengthThresholds
) -> Strength | None:
    if not len(rows):
        return None
    nearest, _ = nearness.exact(rows[near >= near.max() - _TOLERANCE])
    return thresholds.of(float(nearest.max()))
