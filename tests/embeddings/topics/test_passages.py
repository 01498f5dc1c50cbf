"""The passages topics are made of, in one order whatever order they came in."""

import numpy as np
import pytest

from embeddings.topics.passages import TopicPassages


def in_order(addresses: list[str]) -> TopicPassages:
    """Passages whose vector, word and language tell which row they were given as."""
    n = len(addresses)
    vectors = np.eye(n, dtype=np.float32)
    return TopicPassages.in_order(
        vectors, [[f"word{row}"] for row in range(n)], [f"l{row}" for row in range(n)], addresses
    )


def test_columns_stay_together() -> None:
    """Sorted by address, each passage keeps its own vector, words and language."""
    passages = in_order(["b:0", "a:1", "a:0"])
    assert passages.addresses == ("a:0", "a:1", "b:0")
    assert passages.words == (("word2",), ("word1",), ("word0",))
    assert passages.languages == ("l2", "l1", "l0")
    assert np.array_equal(passages.vectors, np.eye(3, dtype=np.float32)[::-1])


def test_equal_vectors_are_one_distinct_passage() -> None:
    """Of passages with equal vectors the one with the first address stands for all."""
    vectors = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    passages = TopicPassages.in_order(vectors, [[]] * 3, ["en"] * 3, ["c:0", "b:0", "a:0"])
    assert passages.distinct.tolist() == [0, 1]


def test_a_sample_keeps_its_draw_as_the_corpus_grows() -> None:
    """A sample has the size asked for, and of the old passages a larger corpus draws no others."""
    addresses = [f"speech-{row}:0" for row in range(60)]
    small, large = in_order(addresses[:50]), in_order(addresses)
    drawn = [{passages.addresses[row] for row in passages.sample(20)} for passages in (small, large)]
    assert [len(each) for each in drawn] == [20, 20]
    assert drawn[1] & set(addresses[:50]) <= drawn[0]
    assert small.sample(50).tolist() == list(range(50))


def test_columns_must_match() -> None:
    """A column too short and an address twice are mistakes of the caller."""
    vectors = np.eye(2, dtype=np.float32)
    with pytest.raises(ValueError, match="columns"):
        TopicPassages.in_order(vectors, [[]], ["en", "en"], ["a:0", "a:1"])
    with pytest.raises(ValueError, match="columns"):
        TopicPassages.in_order(vectors, [[], []], ["en", "en"], ["a:0", "a:0"])
