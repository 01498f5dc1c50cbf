"""A circuit breaker: an engine that fails again and again is left alone for a while.

Without it every question would wait its full time for an engine that is gone, and keep a search thread busy
meanwhile. (Nygard, Release It!, 2nd edition 2018, chapter 5. The kept library for threads, pybreaker, holds
its lock during the call: one slow question would stop all others.)
"""

import threading
import time
from collections.abc import Callable
from math import ceil
from typing import TypeVar

from embeddings.errors import EngineGone

FAILURES = 3  # in a row, after which the engine is left alone
PAUSE = 2.0  # seconds

T = TypeVar("T")


class Breaker:
    """Closed, questions pass. Open, they are refused at once. After the pause one is let through, to see."""

    def __init__(
        self, *, failures: int = FAILURES, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._pause, self._clock = failures, pause, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._again_at = 0.0
        self.fault = ""  # why the engine is left alone; "" when it is asked

    def call(self, work: Callable[[], T]) -> T:
        """What the work gives. Raises EngineGone: the work's, or at once while the engine is left alone."""
        self._admit()
        try:
            result = work()
        except EngineGone as error:
            self._fail(str(error))
            raise
        except BaseException:
            self._let_go()
            raise
        self._succeed()
        return result

    @property
    def due(self) -> bool:
        """Whether the engine is left alone, and has been for long enough to be tried again."""
        with self._lock:
            return bool(self.fault) and self._clock() >= self._again_at

    def _admit(self) -> None:
        with self._lock:
            if not self.fault:
                return
            left = self._again_at - self._clock()
            if left > 0:
                raise EngineGone(self.fault, retry_after=max(ceil(left), 1))
            self._again_at = self._clock() + self._pause  # this one tries; the others go on waiting

    def _fail(self, said: str) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most or self.fault:
                self.fault = said
                self._again_at = self._clock() + self._pause

    def _let_go(self) -> None:
        """What ended for a reason of its own says nothing of the engine: let another try at once."""
        with self._lock:
            if self.fault:
                self._again_at = self._clock()

    def _succeed(self) -> None:
        with self._lock:
            self._failed, self.fault = 0, ""
