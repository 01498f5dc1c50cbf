"""The graph of passages and its communities: Leiden over several seeds, brought to a consensus.

The graph is UMAP's fuzzy simplicial set, without its layout (McInnes, Healy and Melville 2018, arXiv
1802.03426, section 3.1). Its weights are the votes of an assignment too.

One run depends on its seed. So every edge is weighed by the share of runs that put its two ends together,
and Leiden runs once more on that: two such results agree far better than two single runs. The share is also
what a topic's agreement is made of.

Leiden: Traag, Waltman and van Eck 2019, doi 10.1038/s41598-019-41695-z (graspologic-native).  Consensus:
Lancichinetti and Fortunato 2012, doi 10.1038/srep00336, on the graph's own edges alone.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import graspologic_native
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from embeddings.topics.neighbour_weights import Weights, membership
from embeddings.topics.neighbours import NearestPassages, Rows

Labels = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

_CONSENSUS_SEED = 999  # beyond those of the runs
_QUICK, _THOROUGH = 2, 10  # rounds of Leiden: in a run that only votes, and in the one that decides
_RANDOMNESS = 0.001
# Times the resolution that the association of two communities must be before they are one. Chosen on draws of
# speeches, and on topics cut in two, other than those whose figures are told.
_CLEARLY = 1.3


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What is known of some passages before: those of one label belong together, unless much speaks against.

    labels: of each passage, -1 for unknown.  weight: as how many times all runs together this counts.
    edges: between passages of one label that were neighbours before, as `old_edges` gives them: what
    they have lost to new neighbours since is given back.
    """

    labels: Labels
    weight: float
    edges: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """labels: of each passage, from 0, the largest community first.  together: for each passage, the share of
    runs that put it together with its neighbours of the same community, weighed by how near they are.
    agreed: the graph, each edge times the share of runs that put its ends together, and nothing of before.
    """

    labels: Labels
    together: Shares
    agreed: Any


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


def old_edges(near: NearestPassages, labels: Labels, k: int) -> Any:
    """The edges that passages of one label would have if only those with a label were there; symmetric csr.

    New passages crowd old neighbours out of the k that count, and a topic whose passages have become each
    other's sixteenth neighbours would fall apart though nothing speaks against it.
    near: of each passage its nearest others, more than k of them.  labels: -1 for none.
    """
    known = (near.rows >= 0) & (labels[near.rows] >= 0) & (labels[:, None] >= 0)
    first = np.argsort(~known, axis=1, kind="stable")[:, :k]
    there = np.take_along_axis(known, first, 1)
    rows = np.where(there, np.take_along_axis(near.rows, first, 1), -1)
    edges = join(rows, membership(np.take_along_axis(near.scores, first, 1), there)).tocoo()
    same = labels[edges.row] == labels[edges.col]
    return csr_matrix((edges.data[same], (edges.row[same], edges.col[same])), shape=edges.shape)


def leiden(graph: Any, resolution: float, seed: int, *, rounds: int = _THOROUGH) -> Labels:
    """One run: the community of each node of a symmetric csr matrix. A node without edges is alone."""
    n = graph.shape[0]
    _, found = graspologic_native.leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data.astype(np.float64),
        n,
        resolution=resolution,
        randomness=_RANDOMNESS,
        iterations=rounds,
        use_modularity=True,
        seed=seed,
        trials=1,
    )
    labels = np.full(n, -1, np.int64)
    labels[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(
        found.values(), np.int64, len(found)
    )
    alone = np.flatnonzero(labels < 0)
    labels[alone] = labels.max(initial=-1) + 1 + np.arange(len(alone))
    return labels


def n_runs(n: int) -> int:
    """How many runs vote in a graph of n passages: more where they are cheap and differ most."""
    return 20 if n <= 5_000 else 12 if n <= 30_000 else 6


def find_communities(
    graph: Any, resolution: float, *, seed: int = 0, prior: Prior | None = None, threads: int = 1
) -> Communities:
    """The consensus of several runs, whose seeds begin at `seed` and one.

    graph: as `join` gives it.  prior: earlier topics, or subjects wished for.
    """
    runs = n_runs(graph.shape[0])
    edges = graph.tocoo()
    first = seed * (runs + 1) + 1
    with ThreadPoolExecutor(threads) as pool:  # Leiden runs outside Python's lock
        found = list(
            pool.map(lambda one: leiden(graph, resolution, one, rounds=_QUICK), range(first, first + runs))
        )
    share = np.zeros(len(edges.data))
    for labels in found:
        share += labels[edges.row] == labels[edges.col]
    share /= runs
    agreed = _weighed(edges, share)
    decisive = agreed if prior is None else _weighed(edges, _with_prior(share, prior, edges))
    if prior is not None and prior.edges is not None:
        decisive = (decisive + _lost(graph, prior.edges)).tocsr()
        decisive.sort_indices()
    labels = by_size(leiden(decisive, resolution, first + _CONSENSUS_SEED))
    inside = labels[edges.row] == labels[edges.col]
    weights = edges.data * inside
    total = np.bincount(edges.row, weights, minlength=graph.shape[0])
    agreed_on = np.bincount(edges.row, weights * share, minlength=graph.shape[0])
    together = np.divide(agreed_on, total, out=np.ones(len(total)), where=total > 0)
    return Communities(labels, together, agreed)


def rejoin(labels: Labels, graph: Any, resolution: float) -> Labels:
    """The communities, those joined that only memory kept two: the graph is clearly better if they are one.

    That two become one is one event, however many passages move by it. The two that win most come first,
    until there are none.
    labels: of each passage, from 0.  graph: of the passages, a symmetric csr matrix.
    """
    between = aggregate(graph, labels)
    row = np.arange(between.shape[0])
    while True:
        nearness = association(aggregate(between, row).toarray())
        np.fill_diagonal(nearness, 0)
        into, gone = sorted(divmod(int(np.argmax(nearness)), len(nearness)))
        if nearness[into, gone] < _CLEARLY * resolution:
            return by_size(row[labels])
        row[row == gone] = into


def association(between: Shares) -> Shares:
    """How many times the edges between communities are what their degrees would give by chance; (n, n).

    Modularity (Newman and Girvan 2004, doi 10.1103/PhysRevE.69.026113) rises when two become one exactly if
    this is above the resolution. The measure: van Eck and Waltman 2009, doi 10.1002/asi.21075.
    between: the graph between communities as `aggregate` gives it, as an array.
    """
    degree = between.sum(axis=1)
    by_chance = np.outer(degree, degree) / max(float(degree.sum()), 1e-12)
    times: Shares = between / np.maximum(by_chance, 1e-12)
    return times


def _weighed(edges: Any, weight: Shares) -> Any:
    """The graph of these edges (coo), each times its weight; csr, without those of weight 0."""
    kept = weight > 0
    graph = csr_matrix(
        (edges.data[kept] * weight[kept], (edges.row[kept], edges.col[kept])), shape=edges.shape
    )
    graph.sort_indices()
    return graph


def _with_prior(share: Shares, prior: Prior, edges: Any) -> Shares:
    known = (prior.labels[edges.row] >= 0) & (prior.labels[edges.col] >= 0)
    same = known & (prior.labels[edges.row] == prior.labels[edges.col])
    weighed: Shares = np.where(known, (share + prior.weight * same) / (1 + prior.weight), share)
    return weighed


def _lost(graph: Any, edges: Any) -> Any:
    """What old edges weigh less in the graph than they did, as edges; csr. Nothing where nothing is new."""
    lost = (edges - graph.multiply(edges > 0)).maximum(0).tocsr()
    lost.eliminate_zeros()
    return lost


def by_size(labels: Labels) -> Labels:
    """The same communities numbered from 0: the largest first, of equals the one with the first passage."""
    known, first, inverse, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(known), np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(known))
    ranked: Labels = rank[inverse]
    return ranked


def aggregate(graph: Any, labels: Labels) -> Any:
    """The graph between communities: weights summed, those inside one on the diagonal; csr, symmetric."""
    n = int(labels.max(initial=-1)) + 1
    belongs = csr_matrix((np.ones(len(labels)), (np.arange(len(labels)), labels)), shape=(len(labels), n))
    between = (belongs.T @ graph @ belongs).tocsr()
    between.sort_indices()
    return between
