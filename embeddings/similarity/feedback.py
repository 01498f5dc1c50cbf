"""In another language the nearest passages say what is asked in that language's own way: others follow them.

Pseudo-relevance feedback with vectors (Li et al. 2023, ACM TOIS 41:3, arXiv 2108.11044). It only changes the
order within a language: the k-th in the new order is as near as the k-th was before, so that no language
rises above another.
"""

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
    starts = np.concatenate([[0], ends[:-1]])
    sizes = ends - starts
    several = np.flatnonzero(sizes > 1)
    if not len(several):
        return near.copy()
    of = np.repeat(np.arange(len(ends)), sizes)
    order = _falling(near, of)
    is_there = np.arange(_NEAREST) < sizes[several, None]
    nearest = order[np.where(is_there, starts[several, None] + np.arange(_NEAREST), starts[several, None])]
    to_middles = cosines(vectors, _middles(vectors[nearest], np.where(is_there, near[nearest], -np.inf)))
    column = np.zeros(len(ends), np.int64)
    column[several] = np.arange(len(several))
    both = (1 - share) * near + share * to_middles[np.arange(len(near)), column[of]]
    reordered = near.copy()
    reordered[_falling(both, of)] = near[order]
    return reordered


def _falling(near: Scores, of: Rows) -> Rows:
    """The rows, language after language, the nearest first; equals in their order. of: their languages."""
    falling: Rows = np.lexsort((-np.round(near, _DECIMALS), of))
    return falling


def _middles(nearest: Vectors, near: Scores) -> Vectors:
    """Between the nearest of each language, each heard as much as it is near; unit rows, shape (n, dim).

    nearest: shape (n, m, dim).  near: the nearest first, minus infinity where there are fewer, shape (n, m).
    """
    say = np.exp((near - near[:, :1]) / _FALL)
    sums = np.matmul(say[:, None, :], nearest.astype(np.float64))[:, 0]
    lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
    middles: Vectors = (sums / np.maximum(lengths, 1e-12)).astype(np.float32)
    return middles
