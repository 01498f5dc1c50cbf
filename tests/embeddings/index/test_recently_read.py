from collections.abc import Sequence

from embeddings.index.recently_read import RecentlyRead


class File:
    """Holds the square of each number, and notes which it was asked for."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def __call__(self, numbers: Sequence[int]) -> dict[int, int]:
        self.read += numbers
        return {number: number * number for number in numbers}


def test_what_was_read_is_not_read_again() -> None:
    """Only what is missing is read, and the order is that of the keys."""
    file = File()
    kept: RecentlyRead[int, int] = RecentlyRead()
    assert kept.get([3, 1], file) == [9, 1]
    assert kept.get([1, 2, 3], file) == [1, 4, 9]
    assert file.read == [3, 1, 2]


def test_what_nobody_asks_for_is_forgotten() -> None:
    """There is an end to what is kept, and what is asked for all the time stays."""
    file = File()
    kept: RecentlyRead[int, int] = RecentlyRead(most=4)
    for number in range(20):
        assert kept.get([100, number], file) == [10_000, number * number]
        assert len(kept) <= 8
    assert file.read.count(100) == 1
    assert kept.get([0], file) == [0]
    assert file.read.count(0) == 2


def test_what_is_large_counts_as_much() -> None:
    """All values together have an end, not their number."""
    kept: RecentlyRead[int, bytes] = RecentlyRead(most=100, size=len)
    for number in range(40):
        assert len(kept.get([number], lambda asked: {key: bytes(30) for key in asked})[0]) == 30
        assert len(kept) * 30 <= 200
