"""The files of the topics: they come back exactly, and nothing unexpected is read."""

import json

import numpy as np
import pytest

from embeddings.topics.model import Topic, TopicModel, pack, unpack


def some_themes() -> TopicModel:
    centroids = np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32)
    topics = (
        Topic("t_01", "防汛 · 水库", ("防汛", "水库", "dyke"), 12, ("a:0", "b:3")),
        Topic("t_02", "ports", (), 3, ("c:1",)),
    )
    return TopicModel(topics, centroids, 0.1 + 0.2, 1e-3, {"seed": 0, "bertopic": "0.17.4", "share": 0.25})


def test_saved_themes_come_back_exactly() -> None:
    """Every value, to the last bit."""
    topic_model = some_themes()
    again = unpack(pack(topic_model))
    assert again.topics == topic_model.topics
    assert again.centroids.tobytes() == topic_model.centroids.tobytes()
    assert again.centroids.dtype == np.float32
    assert (again.floor, again.margin, again.fitted_with) == (
        topic_model.floor,
        topic_model.margin,
        topic_model.fitted_with,
    )


def test_equal_themes_are_equal_files() -> None:
    """The same bytes each time, in a safetensors and a JSON file and nothing else."""
    files = pack(some_themes())
    assert files == pack(some_themes())
    assert set(files) == {"topics.json", "topics.safetensors"}


def test_another_format_is_refused() -> None:
    """Files of a later version are not read as if they were ours."""
    files = pack(some_themes())
    later = json.dumps(json.loads(files["topics.json"]) | {"format": 2}).encode()
    with pytest.raises(ValueError, match="format 2"):
        unpack({**files, "topics.json": later})


def test_topics_and_centroids_must_match() -> None:
    """One centroid for each topic, ids in rising order, at least one topic."""
    topic_model = some_themes()
    with pytest.raises(ValueError, match="do not fit"):
        TopicModel(topic_model.topics[:1], topic_model.centroids, 0.0, 0.0, {})
    with pytest.raises(ValueError, match="do not fit"):
        TopicModel((), np.empty((0, 2), dtype=np.float32), 0.0, 0.0, {})
    with pytest.raises(ValueError, match="rising order"):
        TopicModel(topic_model.topics[::-1], topic_model.centroids, 0.0, 0.0, {})
