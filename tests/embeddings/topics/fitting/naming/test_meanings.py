"""Which words name a topic, by what they mean."""

from collections.abc import Sequence

import numpy as np

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting.naming.meanings import order_by_meaning

CENTRES = np.eye(2, 4, dtype=np.float32)  # of a topic of harbours and one of schools
MEANINGS = {
    "harbour": (0.9, 0.1, 0.2, 0),
    "harbours": (0.9, 0.1, 0.25, 0),
    "crane": (0.5, 0.1, 0, 0.7),
    "enhance": (0.4, 0.4, 0, -0.7),
    "school": (0.1, 0.9, 0.1, 0),
}


def read(words: Sequence[str]) -> Vectors:
    rows = np.array([MEANINGS[word] for word in words])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_a_word_nearer_to_the_topic_than_to_others_leads() -> None:
    """What goes with any subject stands behind, however often it stands in the topic."""
    first, second = order_by_meaning([("enhance", "crane", "harbour"), ("enhance", "school")], CENTRES, read)
    assert first == ("crane", "harbour", "enhance")
    assert second == ("school", "enhance")


def test_what_stands_in_a_topic_more_often_stays_ahead_of_its_like() -> None:
    """Of words that mean the topic as well as each other, the one that tells more of its passages."""
    words = [("harbour", "crane"), ()]
    assert order_by_meaning(words, CENTRES, read) == words


def test_nothing_is_said_twice_in_two_forms() -> None:
    """A word that means the same as a better one stands behind all others."""
    words = [("harbour", "harbours", "crane"), ("school",)]
    assert order_by_meaning(words, CENTRES, read)[0] == ("harbour", "crane", "harbours")


def test_no_words_ask_for_no_model() -> None:
    """A corpus in languages that no label is read in costs nothing."""
    assert order_by_meaning([(), ()], CENTRES, lambda words: read([*words, "none"])) == [(), ()]
