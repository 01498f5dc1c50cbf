"""A bounded number of places for questions: none free means refused at once, not queued out of sight."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from service.errors import TooBusy

# How far one question moves the mean of how long a place is held.
_WEIGHT = 0.05


class Capacity:
    """The places of one service. Not for several threads: all of it happens in the event loop."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.taken = 0
        self._large = 0  # places taken by what needs more than a quarter of them
        self._held = 0.0  # seconds that a place is held, in the mean

    @property
    def full(self) -> bool:
        return self.taken >= self.places

    @contextmanager
    def place(self, n: int = 1) -> Iterator[None]:
        """Hold n places; what needs more than half of them holds half, so that nothing is too large for ever.

        All that needs more than a quarter holds half together: two long texts do not shut out every question.
        Raises TooBusy.
        """
        n = max(1, min(n, self.places // 2))
        large = n if n > self.places // 4 and n > 1 else 0
        if self.taken + n > self.places or (large and self._large + large > self.places // 2):
            raise self.refusal()
        self.taken += n
        self._large += large
        began = monotonic()
        try:
            yield
        finally:
            self.taken -= n
            self._large -= large
            self._held += _WEIGHT * (monotonic() - began - self._held)

    def refusal(self) -> TooBusy:
        """What to tell who is refused now."""
        return TooBusy(retry_after=max(1, math.ceil(self._held)))
