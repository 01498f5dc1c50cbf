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


def test_a_wish_fits_passages_that_hold_one_of_its_words() -> None:
    """However many are named, and in any language and script."""
    wishes = (Wish("Ports", ("harbour", "quay", "港口", "渡輪")), Wish("Schools", ("school*",)))
    assert read_wishes(passages(), wishes).tolist() == [0, -1, 1, -1, 0]
    assert read_wishes(passages(), ()).tolist() == [-1] * 5


def test_words_are_found_whole_where_words_have_spaces() -> None:
    """A star stands for any ending; what follows a Korean noun belongs to it."""
    facts = tuple(
        PassageFacts(f"a:{n}", "en", (), normalized=text)
        for n, text in enumerate(("Research on seas", "the sea, and", "항구를 짓다", "新港口"))
    )
    found = TopicPassages(np.eye(4, dtype=np.float32), facts, np.arange(4), np.arange(4))
    assert read_wishes(found, [Wish("Sea", ("Sea",))]).tolist() == [-1, 0, -1, -1]
    assert read_wishes(found, [Wish("Sea", ("sea*",))]).tolist() == [0, 0, -1, -1]
    assert read_wishes(found, [Wish("Port", ("항구", "港口"))]).tolist() == [-1, -1, 0, 0]


def test_it_is_said_what_a_wish_drew() -> None:
    """And how to find more where it is nothing."""
    told: list[str] = []
    wishes = (Wish("Ports", ("ferry", "harbour")), Wish("Schools", ("schools",)), Wish("Floods", ("flood",)))
    read_wishes(passages(), wishes, told.append)
    assert told[0] == "“Ports”: 2 passages hold a word of it"
    assert told[1] == "“Schools”: one passage holds a word of it"
    assert told[2].startswith("“Floods”: no passage holds a word of it")


def test_a_pinned_wish_is_a_community() -> None:
    """The others stay as they were."""
    fits = np.array([0, -1, 1, -1, 0])
    wishes = (Wish("Ports", ("harbour",), pinned=True), Wish("Schools", ("school",)))
    found = pin(np.array([0, 0, 1, 1, 1]), fits, wishes)
    assert found[0] == found[4] not in (0, 1)
    assert found[1:4].tolist() == [0, 1, 1]
