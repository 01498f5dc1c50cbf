"""Topics taken along into another space."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.similarity.space import Vectors
from embeddings.topics.assignment import assign
from embeddings.topics.model import Topic, TopicModel
from embeddings.topics.re_encoding import move_topics
from tests.support.topics_by_hand import model_of

N_TOPICS, EACH, DIMENSION = 5, 6, 16
ADDRESSES = [f"speech-{row % EACH}:{row}" for row in range(N_TOPICS * EACH)]
TOPICS = {address: f"t_{row // EACH}" for row, address in enumerate(ADDRESSES)}
LANGUAGES = ["en"] * len(ADDRESSES)
SPEECHES = [address.partition(":")[0] for address in ADDRESSES]
CENTRES: dict[str, Vectors] = {}  # of 30 passages no reach is measured


def vectors(seed: int, dimension: int) -> Vectors:
    """Unit rows, shape (30, dimension): each six around a direction of their own."""
    draw = np.random.default_rng(seed)
    directions = np.linalg.qr(draw.normal(size=(dimension, dimension)))[0][:N_TOPICS]
    rows = np.repeat(directions, EACH, axis=0) + draw.normal(scale=0.05, size=(N_TOPICS * EACH, dimension))
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture(scope="module")
def topic_model() -> TopicModel:
    topics = [
        Topic(f"t_{i}", f"label {i}", ("flood", f"word{i}"), EACH, (f"gone:{i}",)) for i in range(N_TOPICS)
    ]
    return model_of(topics, vectors(1, DIMENSION), np.repeat(np.arange(N_TOPICS), EACH).tolist())


@settings(deadline=None)
@given(seed=st.integers(0, 1000), dimension=st.integers(8, 24))
def test_passages_stay_in_their_topics(topic_model: TopicModel, seed: int, dimension: int) -> None:
    """Where a topic's passages lie together in the other space too, each keeps its topic."""
    rows = vectors(seed, dimension)
    moved = move_topics(topic_model, TOPICS, rows, LANGUAGES, ADDRESSES, SPEECHES, CENTRES)
    assert moved is not None
    assert [found.topic for found in assign(rows, LANGUAGES, moved)] == list(TOPICS.values())
    assert moved.topics == topic_model.topics
    assert moved.fitted_with == topic_model.fitted_with


def test_a_topic_without_passages_is_left_out(topic_model: TopicModel) -> None:
    """The others stay; and when none is left there are no topics."""
    rows = vectors(2, DIMENSION)
    some = {address: topic for address, topic in TOPICS.items() if topic != "t_3"}
    moved = move_topics(topic_model, some, rows, LANGUAGES, ADDRESSES, SPEECHES, CENTRES)
    assert moved is not None
    assert [topic.id for topic in moved.topics] == ["t_0", "t_1", "t_2", "t_4"]
    assert move_topics(topic_model, {}, rows, LANGUAGES, ADDRESSES, SPEECHES, CENTRES) is None
