"""A bounded number of places for questions: none free means refused at once, not queued out of sight.

Long texts keep a thread busy for minutes where a question takes milliseconds. They stand in a line of their
own and are answered one after the other, so that they are not refused because of each other, and cannot take
what questions need. Nobody fills that line alone.
"""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

from service.errors import TooBusy

MOST_IN_LINE = 8  # long texts that are at work or wait; the next is refused
MOST_OF_ONE = 4  # of these, of one asker
_LINE_SECONDS = 30  # after which one of them may well be done
# How far one question moves the mean of how long a place is held.
_WEIGHT = 0.05


class Capacity:
    """The places of one service. Not for several threads: all of it happens in the event loop.

    Only `questions` may be read from anywhere.
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self.taken = 0
        self._turn = asyncio.Lock()
        self._in_line = Counter[str]()  # by asker; each takes one of the places
        self._held = 0.0  # seconds that a question holds a place, in the mean

    @property
    def full(self) -> bool:
        return self.taken >= self.places

    @property
    def questions(self) -> int:
        """Places taken by others than long texts."""
        return self.taken - self._in_line.total()

    def is_long(self, n: int) -> bool:
        """Whether what needs n places is a long text: it needs more than a quarter of them."""
        return n > max(1, self.places // 4)

    @asynccontextmanager
    async def place(self, n: int = 1, *, asker: str = "") -> AsyncIterator[None]:
        """Hold n places. A long text holds one, and first waits until those before it in the line are done.

        asker: whose it is, by key or address.
        Raises TooBusy at once, when there are not so many, or when the line is as long as it may be, or holds
        as many of this asker as it may.
        """
        if self.is_long(n):
            async with self._place_in_line(asker):
                yield
        else:
            began = monotonic()
            with self._hold(max(1, n)):
                yield
            self._held += _WEIGHT * (monotonic() - began - self._held)

    @asynccontextmanager
    async def _place_in_line(self, asker: str) -> AsyncIterator[None]:
        if self._in_line.total() >= MOST_IN_LINE or self._in_line[asker] >= MOST_OF_ONE:
            raise TooBusy(retry_after=_LINE_SECONDS)
        with self._hold(1):
            self._in_line[asker] += 1
            try:
                async with self._turn:
                    yield
            finally:
                self._in_line -= Counter((asker,))  # who has none left is forgotten

    @contextmanager
    def _hold(self, n: int) -> Iterator[None]:
        if self.taken + n > self.places:
            raise self.refusal()
        self.taken += n
        try:
            yield
        finally:
            self.taken -= n

    def refusal(self) -> TooBusy:
        """What to tell who is refused now."""
        return TooBusy(retry_after=max(1, math.ceil(self._held)))
