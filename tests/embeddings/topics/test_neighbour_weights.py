"""The weight of each neighbour."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.topics.neighbour_weights import membership


@settings(deadline=None)
@given(st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=15, unique=True))
def test_weights_sum_to_the_logarithm_and_fall(scores: list[float]) -> None:
    """The nearest counts 1, farther ones less, all of them log2(k + 1) where they can."""
    row = np.array([sorted(scores, reverse=True)], np.float32)
    weights = membership(row, np.ones_like(row, bool))[0]
    assert weights[0] == 1
    assert (np.diff(weights) <= 1e-12).all()
    if row[0, 0] - row[0, -1] > 0.05 and (row[0, 0] - row[0, 1]) > 1e-3:
        assert weights.sum() == pytest.approx(np.log2(len(scores) + 1), rel=0.02)


def test_umap_weighs_them_the_same() -> None:
    """The graph that comes of them is UMAP's fuzzy simplicial set of the same neighbours."""
    umap_ = pytest.importorskip("umap.umap_")
    draw = np.random.default_rng(3)
    n, k = 60, 8
    rows = np.stack([draw.permutation(np.delete(np.arange(n), row))[:k] for row in range(n)])
    scores = -np.sort(-draw.random((n, k)).astype(np.float32), axis=1)
    from embeddings.topics.fitting.communities import join

    ours = join(rows, membership(scores, rows >= 0))
    behind = scores.max() - scores + np.float32(0.01)
    with_itself = np.column_stack([np.arange(n), rows])
    distances = np.column_stack([np.zeros(n), behind]).astype(np.float32)
    theirs, _, _ = umap_.fuzzy_simplicial_set(
        draw.random((n, 2)), k + 1, np.random.RandomState(0), "cosine",
        knn_indices=with_itself, knn_dists=distances,
    )  # fmt: skip
    assert abs(ours - theirs).max() < 2e-3


def test_a_row_does_not_depend_on_the_others_and_gaps_weigh_nothing() -> None:
    """Behind the last neighbour the weight is 0; a row alone is the row in a batch."""
    scores = np.array([[0.9, 0.5, -9, -9], [0.2, 0.1, 0.0, -0.4]], np.float32)
    there = scores > -2
    both = membership(scores, there)
    assert both[0, 2:].tolist() == [0, 0]
    assert np.array_equal(both[1:], membership(scores[1:], there[1:]))
    assert membership(np.zeros((3, 0), np.float32), np.zeros((3, 0), bool)).shape == (3, 0)
