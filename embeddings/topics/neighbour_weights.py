"""How much each neighbour of a passage counts: the nearest 1, those far beyond it nearly nothing.

    weight(i) = exp(-(score of the nearest - score of i) / s), with s so that the weights sum to log2(k + 1)

UMAP's fuzzy membership, in scores instead of distances (McInnes, Healy and Melville 2018, arXiv 1802.03426,
section 3.1). The same weights are the edges of the graph that topics are found in, and the votes by which a
passage gets its topic.
"""

import numpy as np
import numpy.typing as npt

from embeddings.topics.neighbours import Numbers

Weights = npt.NDArray[np.float64]

_HALVINGS = 48
_LEAST_WIDTH = 1e-4  # of s: neighbours that are all equally near count 1 each


def membership(scores: Numbers, there: npt.NDArray[np.bool_]) -> Weights:
    """The weight of each neighbour, shape (n, k), 0 where there is none.

    scores: nearest first.  there: False behind the last neighbour. A row does not depend on the others.
    """
    n, k = scores.shape
    if not k:
        return np.zeros((n, 0))
    behind = np.where(there, scores[:, :1].astype(np.float64) - scores, np.inf)
    low, high, width = np.zeros(n), np.full(n, np.inf), np.ones(n)
    target = np.log2(k + 1)
    for _ in range(_HALVINGS):
        too_much = np.exp(-behind / width[:, None]).sum(axis=1) > target
        high, low = np.where(too_much, width, high), np.where(too_much, low, width)
        width = np.where(np.isinf(high), width * 2, (low + high) / 2)
        width = np.minimum(width, 2.0**20)  # fewer neighbours than the target asks for
    weights: Weights = np.where(there, np.exp(-behind / np.maximum(width, _LEAST_WIDTH)[:, None]), 0.0)
    return weights
