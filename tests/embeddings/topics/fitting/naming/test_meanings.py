"""Which words name a topic, by what they mean."""

from collections.abc import Sequence

import numpy as np

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting.naming.meanings import Meanings

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


def meanings() -> Meanings:
    return Meanings.of(list(MEANINGS), read(list(MEANINGS)), CENTRES)


def test_a_word_nearer_to_the_topic_than_to_others_leads() -> None:
    """What goes with any subject stands behind, however often it stands in the topic."""
    assert meanings().ordered(0, ("enhance", "crane", "harbour")) == ("crane", "harbour", "enhance")
    assert meanings().ordered(1, ("enhance", "school")) == ("school", "enhance")


def test_what_stands_in_a_topic_more_often_stays_ahead_of_its_like() -> None:
    """Of words that mean the topic as well as each other, the one that tells more of its passages."""
    assert meanings().ordered(0, ("harbour", "crane")) == ("harbour", "crane")
    assert meanings().ordered(0, ("crane", "harbour")) == ("crane", "harbour")


def test_nothing_is_said_twice_in_two_forms() -> None:
    """A word that means the same as a better one stands behind all others."""
    assert meanings().ordered(0, ("harbour", "harbours", "crane")) == ("harbour", "crane", "harbours")


def test_words_name_a_topic_that_they_are_among_the_nearest_to() -> None:
    """One is enough; words that all mean other topics name this one wrongly."""
    centres = np.eye(4, dtype=np.float32)
    words = ["harbour", "school"]
    own = Meanings.of(words, read(words), np.vstack([centres, [[0.6, 0.6, 0.6, -0.1]]]))
    assert own.name(1, ("harbour", "school"))
    assert not own.name(3, ("harbour", "school"))
