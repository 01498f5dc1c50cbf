"""What was read of late from the files of a snapshot: a bounded part of it, kept for all threads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST = 2_048  # passages: some 3 kB each


class RecentlyRead(Generic[K, V]):
    """Values by key, of which those that were asked for least lately are forgotten.

    Two generations: what is asked for moves into the younger; when that is full it becomes the older, and the
    older before it is let go. Each step is a single one of a dict, so that no thread waits for another.
    """

    def __init__(self, most: int = MOST, size: Callable[[V], int] = lambda _: 1) -> None:
        """most: of a generation, all its values together.  size: of one value."""
        self._most, self._size = most, size
        self._used = 0
        self._younger: dict[K, V] = {}
        self._older: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._younger) + len(self._older)

    def get(self, keys: Sequence[K], read: Callable[[Sequence[K]], Mapping[K, V]]) -> list[V]:
        """The value of each key, in the order asked for; `read` gives those that are not known."""
        younger, older = self._younger, self._older
        found = {key: younger[key] for key in keys if key in younger}
        found |= {key: older[key] for key in keys if key not in found and key in older}
        missing = [key for key in keys if key not in found]
        if missing:
            found |= read(missing)
        used = self._used + sum(self._size(value) for key, value in found.items() if key not in younger)
        if used > self._most:
            self._older, self._younger, used = younger, {}, sum(map(self._size, found.values()))
        self._younger.update(found)
        self._used = used
        return [found[key] for key in keys]
