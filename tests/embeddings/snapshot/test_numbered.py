"""Covers `embeddings.snapshot.tables.numbered`."""

import numpy as np

from embeddings.snapshot.tables.numbered import Numbered

PLACES = Numbered.of(["Lanwan", "", "Port Aster", "Lanwan"])


def test_values_are_asked_all_at_once() -> None:
    """One that nothing has is met by nothing."""
    assert PLACES.numbers_of(["Port Aster", "Milvania", "Lanwan"]) == [2, 0]
    assert PLACES.values() == ["Lanwan", "", "Port Aster", "Lanwan"]
    assert PLACES.values(1, 3) == ["", "Port Aster"]


def test_values_are_counted_the_most_frequent_first() -> None:
    """Of some of them; equally frequent ones are in their order."""
    assert list(PLACES.counts(np.arange(4)).items()) == [("Lanwan", 2), ("", 1), ("Port Aster", 1)]
    assert PLACES.counts(np.array([1])) == {"": 1}


def test_of_nothing_there_is_nothing() -> None:
    """An empty corpus can be asked."""
    nothing = Numbered.of([])
    assert nothing.numbers_of(["Lanwan"]) == []
    assert nothing.counts(np.arange(0)) == {}
