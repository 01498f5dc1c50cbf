"""From neighbours to a weighted graph: UMAP's fuzzy simplicial set, without its layout.

Source: McInnes, Healy and Melville, "UMAP: Uniform Manifold Approximation and Projection", 2018, section 3.1
(arXiv 1802.03426). Written here because the same weights are the votes of an assignment, at which no library
that compiles code may be loaded.
"""

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from embeddings.topics.neighbour_weights import Weights
from embeddings.topics.neighbours import Rows


def join(rows: Rows, weights: Weights) -> Any:
    """The graph of n passages, a symmetric (n, n) csr matrix: a + b - ab of the weights in both directions.

    rows: of each passage its neighbours, (n, k), -1 for none.  weights: of the same, as `membership` gives.
    """
    n, k = rows.shape
    there = rows >= 0
    asking = np.repeat(np.arange(n), k).reshape(n, k)
    one_way = csr_matrix((weights[there], (asking[there], rows[there])), shape=(n, n))
    back = one_way.T.tocsr()
    graph = (one_way + back - one_way.multiply(back)).tocsr()
    graph.eliminate_zeros()
    graph.sort_indices()
    return graph
