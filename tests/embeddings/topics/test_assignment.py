"""Assignment: one pure function whose answer hangs on nothing but the vector and the topics."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.similarity.space import Vectors, cosines
from embeddings.topics.assignment import Assignment, assign
from embeddings.topics.model import Topic, TopicModel, pack, unpack


def unit(rows: list[list[float]]) -> Vectors:
    array = np.array(rows, dtype=np.float64)
    rows_of_length_1: Vectors = (array / np.linalg.norm(array, axis=1, keepdims=True)).astype(np.float32)
    return rows_of_length_1


def random_units(n: int, dim: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(n, dim)).tolist())


def themes_at(centroids: Vectors, *, floor: float = -1.0, margin: float = 0.0) -> TopicModel:
    topics = tuple(Topic(f"t_{row:02}", "", (), 1, ()) for row in range(len(centroids)))
    return TopicModel(topics, centroids, floor, margin, {})


def test_the_nearest_centroid_wins() -> None:
    """A passage belongs to the topic whose centroid has the highest cosine, and is told by how much."""
    [found] = assign(unit([[3.0, 4.0]]), themes_at(unit([[1.0, 0.0], [0.0, 1.0]])))
    assert found.topic == "t_01"
    assert found.cosine == pytest.approx(0.8)
    assert found.margin == pytest.approx(0.2)


def test_below_the_floor_is_unassigned() -> None:
    """A passage farther from every centroid than the floor belongs to no topic."""
    topic_model = themes_at(unit([[1.0, 0.0], [0.0, 1.0]]), floor=0.9)
    assert [found.topic for found in assign(unit([[3.0, 4.0], [0.1, 1.0]]), topic_model)] == [None, "t_01"]


def test_within_the_margin_is_unassigned() -> None:
    """A passage about as near to a second centroid belongs to no topic."""
    topic_model = themes_at(unit([[1.0, 0.0], [0.0, 1.0]]), margin=0.3)
    assert [found.topic for found in assign(unit([[3.0, 4.0], [0.0, 1.0]]), topic_model)] == [None, "t_01"]


def test_ties_break_by_topic_id() -> None:
    """Of equally near centroids the lowest id is taken."""
    [found] = assign(unit([[1.0, 1.0]]), themes_at(unit([[1.0, 0.0], [0.0, 1.0]])))
    assert found == Assignment("t_00", found.cosine, 0.0)


def test_a_single_theme_needs_no_lead() -> None:
    """With one topic only the floor decides."""
    [found] = assign(unit([[1.0, 0.0]]), themes_at(unit([[1.0, 0.0]]), floor=0.5, margin=0.1))
    assert found == Assignment("t_00", 1.0, 2.0)


def test_nothing_to_assign_is_no_error() -> None:
    """No vectors, no assignments."""
    assert assign(np.empty((0, 3), dtype=np.float32), themes_at(random_units(2, 3, seed=0))) == []


def test_another_dimension_is_refused() -> None:
    """Vectors of another model are told from the topics' by their dimension."""
    with pytest.raises(ValueError, match="do not fit"):
        assign(random_units(1, 3, seed=0), themes_at(random_units(2, 4, seed=0)))


@given(seed=st.integers(0, 10_000), n=st.integers(1, 70), n_topics=st.integers(1, 40))
def test_one_by_one_as_in_a_batch(seed: int, n: int, n_topics: int) -> None:
    """A passage gets the very same answer alone, in a batch and in a reversed batch."""
    vectors = random_units(n, 384, seed)
    topic_model = themes_at(random_units(n_topics, 384, seed + 1), floor=0.05, margin=0.002)
    batch = assign(vectors, topic_model)
    assert [assign(vectors[row : row + 1], topic_model)[0] for row in range(n)] == batch
    assert assign(vectors[::-1], topic_model)[::-1] == batch


def test_the_same_after_a_reload() -> None:
    """Saved and loaded topics give the very same assignments."""
    vectors = random_units(200, 384, seed=1)
    topic_model = themes_at(random_units(20, 384, seed=2), floor=0.08, margin=0.01)
    assert assign(vectors, unpack(pack(topic_model))) == assign(vectors, topic_model)


def test_cosines_are_exact_whatever_the_order_of_summing() -> None:
    """The kernel's sums have no rounding: summing the coordinates backwards gives the same bits."""
    rows, columns = random_units(50, 384, seed=3), random_units(30, 384, seed=4)
    forwards = cosines(rows, columns)
    backwards = cosines(np.ascontiguousarray(rows[:, ::-1]), np.ascontiguousarray(columns[:, ::-1]))
    assert np.array_equal(forwards, backwards)
    assert np.allclose(forwards, rows.astype(np.float64) @ columns.T.astype(np.float64), atol=1e-6)


def test_serving_loads_none_of_the_fitting_libraries() -> None:
    """Who only assigns and counts never pays for importing BERTopic, UMAP, HDBSCAN or scikit-learn."""
    program = "import sys, embeddings.topics.assignment, embeddings.topics.shares; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert not {"bertopic", "umap", "hdbscan", "sklearn", "numba"} & set(loaded.split())
