"""Clusters become topics: what is stored is what the assignment needs."""

import numpy as np
import pytest

from embeddings.similarity.space import Vectors
from embeddings.topics.build import Cluster, topics_of
from embeddings.topics.passages import TopicPassages


def passages_at(vectors: list[list[float]]) -> TopicPassages:
    rows: Vectors = np.array(vectors, dtype=np.float32)
    n = len(rows)
    return TopicPassages.in_order(rows, [["port"]] * n, ["en"] * n, [f"speech:{row}" for row in range(n)])


def cluster(*rows: int) -> Cluster:
    return Cluster(np.array(rows, dtype=np.intp), ("port",))


def test_a_centroid_is_the_direction_of_the_mean() -> None:
    """(1, 0) and (0.6, 0.8) have the mean (0.8, 0.4), brought to unit length."""
    topic_model = topics_of([cluster(0, 1)], passages_at([[1, 0], [0.6, 0.8]]), {})
    assert topic_model.centroids[0] == pytest.approx(np.array([2, 1]) / 5**0.5)


def test_a_cluster_that_cancels_out_still_has_a_direction() -> None:
    """Opposite passages have no mean direction; the first one's is taken, never NaN."""
    topic_model = topics_of([cluster(0, 1)], passages_at([[1, 0], [-1, 0]]), {})
    assert topic_model.centroids.tolist() == [[1, 0]]


def test_a_theme_no_passage_would_be_assigned_to_is_left_out() -> None:
    """Of two clusters with one centroid a single topic is left, and it has passages."""
    east, north, corner = [1.0, 0.0], [0.0, 1.0], [0.5**0.5, 0.5**0.5]
    passages = passages_at([east, north, corner, corner])
    topic_model = topics_of([cluster(0, 1), cluster(2, 3)], passages, {})
    assert len(topic_model.topics) == 1
    assert topic_model.topics[0].n_passages >= 2


def test_an_id_comes_from_the_members_alone() -> None:
    """The same passages give the same id whatever else the corpus holds; others give another."""
    two = topics_of([cluster(0, 1)], passages_at([[1, 0], [0.6, 0.8]]), {})
    more = topics_of(
        [cluster(1, 0), cluster(2, 3)], passages_at([[1, 0], [0.6, 0.8], [0, -1], [-0.6, -0.8]]), {}
    )
    assert two.topics[0].id in [topic.id for topic in more.topics]
    assert len({topic.id for topic in more.topics}) == 2
