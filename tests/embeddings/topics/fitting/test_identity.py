"""Which new topic is which old one, and what became of the others."""

import numpy as np

from embeddings.topics.fitting.identity import Fate, match, new_id, overlaps


def fates(before: list[int], now: list[int]) -> list[Fate]:
    shared = overlaps(np.array(before), np.array(now), max(before) + 1, max(now) + 1)
    return match(shared, np.zeros_like(shared))


def test_renumbered_topics_are_the_same() -> None:
    """Whatever their numbers; newcomers change nothing."""
    found = fates([0] * 5 + [1] * 5 + [-1] * 4, [1] * 5 + [0] * 5 + [0, 1, 1, 1])
    assert found == [Fate(0, 1, shared=5), Fate(1, 0, shared=5)]


def test_a_split_is_told_with_its_parent() -> None:
    """The larger half goes on under the old id, the other split off it."""
    found = fates([0] * 10 + [1] * 4, [0] * 6 + [2] * 4 + [1] * 4)
    assert found == [Fate(0, 0, shared=6), Fate(1, 1, shared=4), Fate(2, None, 0, 4)]


def test_a_merge_is_told_with_what_it_went_into() -> None:
    """The larger of the two goes on; the other is in it now."""
    found = fates([0] * 7 + [1] * 4, [0] * 11)
    assert found == [Fate(0, 0, shared=7), Fate(None, 1, 0, 4)]


def test_what_is_new_was_born_and_what_is_gone_retired() -> None:
    """A topic of newcomers alone, and one whose passages went everywhere or away."""
    found = fates([0] * 5 + [-1] * 5 + [1], [0] * 5 + [1] * 5 + [-1])
    assert found == [Fate(0, 0, shared=5), Fate(1, None), Fate(None, 1)]


def test_no_id_is_given_twice() -> None:
    """The same passages give the same id unless it is taken."""
    first = new_id(["b:0", "a:0"], ())
    assert first == new_id(["a:0", "b:0"], ())
    assert new_id(["a:0", "b:0"], {first}) != first
