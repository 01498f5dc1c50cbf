"""The passages that a topic's words are read from."""

import numpy as np
import pytest

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting.naming.telling_passages import ENOUGH, closeness_to, telling_passages

HARBOURS, SCHOOLS = np.eye(2, 3, dtype=np.float32)


def rows_of(n: int, *parts: Vectors) -> list[Vectors]:
    """As many unit rows between these directions."""
    mixed: Vectors = np.sum(parts, axis=0)
    return [mixed / np.float32(np.linalg.norm(mixed))] * n


def test_closeness_is_one_inside_and_nothing_where_others_are() -> None:
    """Within each language by itself: what is usual between two languages is taken away."""
    vectors = np.stack([*rows_of(30, HARBOURS), *rows_of(30, SCHOOLS), *rows_of(30, HARBOURS, SCHOOLS)])
    labels = np.array([0] * 30 + [1] * 30 + [0, 1] * 15)
    keys = ["zh"] * 60 + ["en"] * 30
    centres = np.stack([HARBOURS, SCHOOLS])
    close = closeness_to(centres, vectors, keys, labels)
    own = close[np.arange(90), labels]
    assert [own[labels == topic].mean() for topic in (0, 1)] == pytest.approx([1, 1], abs=1e-5)
    assert abs(close[30:60, 0]).max() < 0.35  # schools, seen from the harbours, in the same language
    assert abs(close[60:]).max() < 0.5  # English passages are all the same to both


def test_a_language_of_one_topic_is_as_close_as_it_is() -> None:
    """Where a language says nothing else, what all languages say elsewhere is what it is held against."""
    vectors = np.stack([*rows_of(10, HARBOURS), *rows_of(10, SCHOOLS)])
    labels = np.array([0] * 10 + [1] * 10)
    close = closeness_to(np.stack([HARBOURS, SCHOOLS]), vectors, ["ja"] * 10 + ["en"] * 10, labels)
    assert close[:10, 0] == pytest.approx(1)
    one = closeness_to(HARBOURS[None], vectors[:10], ["ja"] * 10, labels[:10])
    assert one == pytest.approx(1)


def test_few_passages_of_a_language_are_joined_by_the_nearest_of_it() -> None:
    """As many as are enough, the nearest first; a language with enough of its own needs none."""
    closeness = np.zeros((40, 2), np.float32)
    closeness[:20, 0] = 1
    closeness[20:24, 0] = 0.9  # English, of this topic
    closeness[24:40, 0] = np.linspace(0.9, 0.7, 16)  # English, of the other
    closeness[24:40, 1] = 1
    labels = np.array([0] * 24 + [1] * 16)
    told = telling_passages(closeness, ["zh"] * 20 + ["en"] * 20, labels)
    assert sorted(told[0].indices.tolist()) == [*range(24), *range(24, 24 + ENOUGH - 4)]
    assert sorted(told[1].indices.tolist()) == list(range(24, 40))


def test_what_is_far_from_a_topic_tells_none_of_its_words() -> None:
    """Be it its own passage by chance, or the nearest that a language has."""
    closeness = np.array([[1.0, 0], [0.1, 0.2], [0.3, 1], [0.2, 1]], np.float32)
    told = telling_passages(closeness, ["zh", "en", "en", "en"], np.array([0, 0, 1, 1]))
    assert told[0].indices.tolist() == [0]
