"""Communities of graphs whose communities are known."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from embeddings.topics.fitting.communities import (
    Prior,
    aggregate,
    association,
    by_size,
    find_communities,
    leiden,
    old_edges,
    rejoin,
)
from embeddings.topics.neighbours import NearestPassages


def blocks(n_blocks: int, each: int, *, between: float = 0.01, seed: int = 0) -> csr_matrix:
    """A graph of dense blocks with weak edges between all."""
    draw = np.random.default_rng(seed)
    n = n_blocks * each
    own = np.arange(n) // each
    weights = np.where(own[:, None] == own[None, :], draw.uniform(0.5, 1, (n, n)), between)
    weights = np.triu(weights, 1)
    return csr_matrix(weights + weights.T)


def drawn(seed: int, n: int) -> tuple[csr_matrix, npt.NDArray[np.int64]]:
    """A graph of n nodes with some edges, and any communities of them."""
    draw = np.random.default_rng(seed)
    weights = np.triu(draw.uniform(0, 1, (n, n)) * (draw.uniform(0, 1, (n, n)) < draw.uniform(0.2, 1)), 1)
    return csr_matrix(weights + weights.T), by_size(draw.integers(0, draw.integers(1, n + 1), n))


def modularity(graph: csr_matrix, labels: npt.NDArray[np.int64], resolution: float) -> float:
    """By its definition (Newman and Girvan 2004): edges inside less what degrees give, node by node."""
    weights = graph.toarray()
    degree, total = weights.sum(axis=1), weights.sum()
    same = labels[:, None] == labels[None, :]
    by_chance = np.outer(degree, degree) / total if total else weights
    return float(((weights - resolution * by_chance) * same).sum() / (total or 1))


def test_blocks_are_found_and_agreed_on() -> None:
    """Every run finds them, so every passage was together with its own each time."""
    found = find_communities(blocks(4, 10), 1.0)
    assert [len(set(found.labels[start : start + 10])) for start in range(0, 40, 10)] == [1] * 4
    assert found.labels.max() == 3
    assert found.together == pytest.approx(np.ones(40))


def test_threads_and_repetition_change_nothing() -> None:
    """The same graph and seed give the same communities."""
    graph = blocks(6, 8, between=0.3, seed=3)
    first = find_communities(graph, 1.4, seed=2)
    for threads in (1, 2):
        again = find_communities(graph, 1.4, seed=2, threads=threads)
        assert np.array_equal(again.labels, first.labels)
        assert np.array_equal(again.together, first.together)


def test_what_only_memory_keeps_two_becomes_one() -> None:
    """A block held in two halves is whole again; blocks of their own stay."""
    whole, halves = np.arange(30) // 10, np.arange(30) // 5
    assert np.array_equal(rejoin(halves, blocks(3, 10), 1.0), whole)
    assert np.array_equal(rejoin(whole, blocks(3, 10), 1.0), whole)
    assert np.array_equal(rejoin(halves, blocks(6, 5), 1.0), halves)


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 24), resolution=st.floats(0.25, 4))
def test_two_communities_are_better_as_one_where_their_association_is_above_the_resolution(
    seed: int, n: int, resolution: float
) -> None:
    """Then and only then modularity rises when they are joined."""
    graph, labels = drawn(seed, n)
    times = association(aggregate(graph, labels).toarray())
    for one, other in combinations(range(len(times)), 2):
        joined = np.where(labels == other, one, labels)
        gain = modularity(graph, joined, resolution) - modularity(graph, labels, resolution)
        if abs(times[one, other] - resolution) > 1e-9 and times[one].any() and times[other].any():
            assert (gain > 0) == (times[one, other] > resolution)


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 24), resolution=st.floats(0.25, 4))
def test_joining_parts_nothing_and_ends_where_no_two_are_better_as_one(
    seed: int, n: int, resolution: float
) -> None:
    """Communities are joined whole, modularity does not fall by it, and to join again changes nothing."""
    graph, labels = drawn(seed, n)
    joined = rejoin(labels, graph, resolution)
    assert len(set(zip(labels.tolist(), joined.tolist(), strict=True))) == labels.max() + 1
    assert modularity(graph, joined, resolution) >= modularity(graph, labels, resolution) - 1e-12
    assert np.array_equal(rejoin(joined, graph, resolution), joined)


def test_what_is_known_before_keeps_passages_together() -> None:
    """Two blocks that runs join stay apart when they were apart before; that runs disagree is told."""
    graph = blocks(3, 10, between=0.2)
    resolution = 0.5
    assert find_communities(graph, resolution).labels.max() == 0
    before = np.repeat([0, 1, 2], 10)
    kept = find_communities(graph, resolution, prior=Prior(before, 400.0))
    assert np.array_equal(kept.labels, before)


def test_new_passages_do_not_crowd_out_old_neighbours() -> None:
    """Of each old passage the nearest old ones count, wherever new ones stand; of another label none does."""
    rows = np.array([[4, 1, 2], [4, 0, 3], [4, 3, 0], [4, 2, 1], [0, 1, 2]])
    near = NearestPassages(
        rows, np.tile(np.array([0.9, 0.8, 0.7], np.float32), (5, 1)), np.zeros((5, 3), np.float32)
    )
    edges = old_edges(near, np.array([7, 7, 2, 2, -1]), 1)
    assert np.argwhere(edges.toarray()).tolist() == [[0, 1], [1, 0], [2, 3], [3, 2]]


def test_old_neighbours_hold_a_topic_that_new_passages_would_part() -> None:
    """Blocks that every run tells apart are one topic still when their passages were neighbours before."""
    graph = blocks(4, 10, between=0.2)
    before = np.repeat([0, 1], 20)
    held = csr_matrix(np.where(before[:, None] == before[None, :], 1.0, 0.0) - np.eye(40))
    alone = find_communities(graph, 1.0, prior=Prior(before, 0.0))
    kept = find_communities(graph, 1.0, prior=Prior(before, 0.0, held))
    assert (alone.labels.max(), kept.labels.max()) == (3, 1)


def test_a_passage_without_edges_is_alone() -> None:
    """It gets a community of its own."""
    graph = csr_matrix(([1.0, 1.0], ([0, 1], [1, 0])), shape=(3, 3))
    labels = leiden(graph, 1.0, 1)
    assert labels[0] == labels[1] != labels[2]


def test_numbers_follow_sizes() -> None:
    """The largest is 0; of equals the one that comes first."""
    assert by_size(np.array([7, 3, 3, 9, 7, 3])).tolist() == [1, 0, 0, 2, 1, 0]


def test_the_graph_between_communities_sums_edges() -> None:
    """Weights of all edges between two communities; those inside one on the diagonal, both ways."""
    graph = csr_matrix(np.array([[0, 2, 1], [2, 0, 0], [1, 0, 0.0]]))
    assert aggregate(graph, np.array([0, 0, 1])).toarray().tolist() == [[4, 1], [1, 0]]
