"""The passages topics are made of, in one order whatever order they came in."""

import numpy as np
import pytest

from embeddings.topics.fitting.passages import PassageFacts, TopicPassages


def fact(address: str, *, is_copy: bool = False) -> PassageFacts:
    return PassageFacts(address, "en", (address,), is_copy=is_copy)


def test_columns_stay_together() -> None:
    """Sorted by address, each passage keeps its own vector."""
    passages = TopicPassages.in_order(np.eye(3, dtype=np.float32), [fact("b:0"), fact("a:1"), fact("a:0")])
    assert passages.addresses == ["a:0", "a:1", "b:0"]
    assert np.array_equal(passages.vectors, np.eye(3, dtype=np.float32)[::-1])
    assert passages.of(np.array([0, 2])).addresses == ["a:0", "b:0"]


def test_equal_vectors_are_one_distinct_passage_and_copies_none() -> None:
    """Of passages with equal vectors the one with the first address stands for all."""
    vectors = np.array([[1, 0], [0, 1], [1, 0], [0.6, 0.8]], dtype=np.float32)
    facts = [fact("c:0"), fact("b:0"), fact("a:0"), fact("d:0", is_copy=True)]
    assert TopicPassages.in_order(vectors, facts).distinct.tolist() == [0, 1]


def test_columns_must_match() -> None:
    """A column too short and an address twice are mistakes of the caller."""
    for facts in ([fact("a:0")], [fact("a:0"), fact("a:0")]):
        with pytest.raises(ValueError, match="different addresses"):
            TopicPassages.in_order(np.eye(2, dtype=np.float32), facts)
