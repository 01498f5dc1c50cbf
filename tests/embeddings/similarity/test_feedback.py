import numpy as np
import pytest

from embeddings.similarity.feedback import reorder_by_nearest
from embeddings.similarity.space import Vectors
from tests.support.invented import unit_rows


def rows(n: int, seed: int) -> Vectors:
    return unit_rows(n, seed=seed)


def test_heights_stay_and_only_the_order_in_a_language_changes() -> None:
    """So no language rises above another."""
    vectors, near = rows(30, 1), np.random.default_rng(2).uniform(0.2, 0.8, 30)
    reordered = reorder_by_nearest(vectors, near, np.array([12, 12, 13, 30]), 0.9)
    for own in (slice(0, 12), slice(12, 13), slice(13, 30)):
        assert sorted(reordered[own]) == pytest.approx(sorted(near[own]))
    assert not np.array_equal(reordered, near)
    assert reordered[12] == near[12]


def test_a_passage_near_to_the_nearest_comes_before_one_that_is_hardly_nearer_to_the_question() -> None:
    """It says what is asked as that language says it."""
    nearest, stranger, drift = rows(3, 3)
    alike = nearest + 0.2 * drift
    vectors = np.stack([nearest, stranger, alike / np.linalg.norm(alike)]).astype(np.float32)
    near = np.array([0.7, 0.5, 0.49])
    assert reorder_by_nearest(vectors, near, np.array([3]), 0.0).tolist() == near.tolist()
    assert reorder_by_nearest(vectors, near, np.array([3]), 0.15).tolist() == [0.7, 0.49, 0.5]


def test_equally_near_passages_keep_their_order() -> None:
    """Copies stand in the order of their addresses."""
    vectors = np.repeat(rows(1, 4), 5, axis=0)
    near = np.full(5, 0.4)
    assert reorder_by_nearest(vectors, near, np.array([5]), 0.15).tolist() == near.tolist()


def test_no_language_is_no_order() -> None:
    """A question may have no passages abroad."""
    assert len(reorder_by_nearest(np.zeros((0, 4), np.float32), np.zeros(0), np.array([0, 0]), 0.15)) == 0
