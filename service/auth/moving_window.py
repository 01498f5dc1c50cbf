"""So many in any minute, counted by the clock that only goes forward.

A library that counts by the time of day would let one step of that clock shut everybody out, or nobody.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 60.0
_SWEPT_AT = 10_000  # names; then those that have asked nothing for a minute are forgotten


@dataclass(frozen=True, slots=True)
class Window:
    """How it stands with one name. remaining: how many are left.  wait: seconds until there are more."""

    allowed: bool
    remaining: int
    wait: int


class MovingWindow:
    """At most `amount` in any minute for each name. Safe to ask from several threads."""

    def __init__(self, amount: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.amount = amount
        self._clock = clock
        self._lock = threading.Lock()
        self._hits: dict[str, deque[float]] = {}

    def hit(self, name: str) -> Window:
        """Count one, if it is allowed."""
        now = self._clock()
        with self._lock:
            if name not in self._hits and len(self._hits) >= _SWEPT_AT:
                self._sweep(now)
            hits = self._hits.setdefault(name, deque())
            while hits and hits[0] <= now - SECONDS:
                hits.popleft()
            allowed = len(hits) < self.amount
            if allowed:
                hits.append(now)
            oldest = hits[0] if hits else now
        wait = max(1, math.ceil(oldest + SECONDS - now))
        return Window(allowed, self.amount - len(hits), wait)

    def _sweep(self, now: float) -> None:
        self._hits = {name: hits for name, hits in self._hits.items() if hits and hits[-1] > now - SECONDS}
