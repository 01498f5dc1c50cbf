"""In another language the nearest passages say what is asked in that language's own way: others follow them.

Pseudo-relevance feedback with vectors (Li et al. 2023, ACM TOIS 41:3, arXiv 2108.11044). It only changes the
order within a language: the k-th in the new order is as near as the k-th was before, so that no language
rises above another.
"""

import math

import numpy as np
import numpy.typing as npt

from embeddings.similarity.density import Rows
from embeddings.similarity.space import Vectors, cosines

Scores = npt.NDArray[np.float64]

# Chosen on half of the aligned lines; a share of .1 to .2, and three to eight passages, do about as well.
SHARE = 0.15  # of nearness that the nearest have a say in
_NEAREST = 3
_FALL = 0.05  # of nearness, by which a passage has 1 / e of the say of the nearest
_DECIMALS = 6


def reorder_by_nearest(vectors: Vectors, near: Scores, ends: Rows, share: float) -> Scores:
    """The same nearness, given within each language to those that are near to its nearest as well.

    vectors: unit rows, shape (n, dim), language after language, in each in the order of addresses.  near:
    how near each is to what is asked, (n,).  ends: where those of each language end.  share: 0 to 1.
    """
    reordered = near.copy()
    starts = np.concatenate([[0], ends[:-1]])
    several = [slice(start, end) for start, end in zip(starts, ends, strict=True) if end - start > 1]
    if not several:
        return reordered
    rounded = -np.round(near, _DECIMALS)
    orders = [own.start + np.argsort(rounded[own], kind="stable") for own in several]
    to_middles = cosines(vectors, np.stack([_middle(vectors, near, order[:_NEAREST]) for order in orders]))
    for column, (own, order) in enumerate(zip(several, orders, strict=True)):
        both = (1 - share) * near[own] + share * to_middles[own, column]
        anew = own.start + np.argsort(-np.round(both, _DECIMALS), kind="stable")
        reordered[anew] = near[order]
    return reordered


def _middle(vectors: Vectors, near: Scores, nearest: Rows) -> Vectors:
    """Between the nearest, each heard as much as it is near; a unit vector, shape (dim,)."""
    say = np.exp((near[nearest] - near[nearest[0]]) / _FALL)
    sum_ = say @ vectors[nearest].astype(np.float64)
    middle: Vectors = (sum_ / max(math.sqrt(sum_ @ sum_), 1e-12)).astype(np.float32)
    return middle
