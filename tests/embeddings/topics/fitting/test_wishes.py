"""Subjects that a person names."""

import numpy as np

from embeddings.topics.fitting.passages import PassageFacts, TopicPassages
from embeddings.topics.fitting.wishes import Wish, pin, read_wishes

TEXTS = ("The harbour and the ferry", "The ferry", "Schools and teachers", "Nothing of it", "港口与渡轮")


def passages() -> TopicPassages:
    facts = tuple(PassageFacts(f"a:{n}", "en", (), normalized=text) for n, text in enumerate(TEXTS))
    return TopicPassages(
        np.eye(len(TEXTS), dtype=np.float32), facts, np.arange(len(TEXTS)), np.arange(len(TEXTS))
    )


def test_a_wish_fits_passages_that_hold_its_words() -> None:
    """One word is enough where one or two are named, two of more; in any language."""
    wishes = (Wish("Ports", ("harbour", "ferry", "港口", "渡轮")), Wish("Schools", ("school",)))
    assert read_wishes(passages(), wishes).tolist() == [0, -1, 1, -1, 0]
    assert read_wishes(passages(), ()).tolist() == [-1] * 5


def test_a_pinned_wish_is_a_community() -> None:
    """The others stay as they were."""
    fits = np.array([0, -1, 1, -1, 0])
    wishes = (Wish("Ports", ("harbour",), pinned=True), Wish("Schools", ("school",)))
    found = pin(np.array([0, 0, 1, 1, 1]), fits, wishes)
    assert found[0] == found[4] not in (0, 1)
    assert found[1:4].tolist() == [0, 1, 1]
