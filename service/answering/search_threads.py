"""The threads that read, rank and explain.

Long work has a thread of its own, and gives way there: while questions are at work it rests three quarters of
its time, in pauses between small slices. Python runs one thread at a time, so nothing else would keep a
comparison of a quarter of a million characters from slowing every question.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from embeddings.interruption import Check, go_on, interrupted_by
from embeddings.timing import TimingListener, report_timings

T = TypeVar("T")


_SLICE = 0.01  # seconds of work between two looks whether somebody else is at work
_REST = 3.0  # times as long as the work was
_NAP = 0.002


class GivingWay:
    """A check of long work that pauses it while questions are at work. For one thread alone."""

    def __init__(self, check: Check, others_at_work: Callable[[], bool]) -> None:
        self._check = check
        self._others_at_work = others_at_work
        self._since = time.thread_time()

    def __call__(self) -> None:
        self._check()
        worked = time.thread_time() - self._since
        if worked < _SLICE:
            return
        end = time.monotonic() + _REST * worked
        while self._others_at_work() and time.monotonic() < end:
            time.sleep(_NAP)
            self._check()
        self._since = time.thread_time()


class SearchThreads:
    """A bounded number of threads. How much may wait for them is not decided here: see Admission."""

    def __init__(
        self, *, threads: int, tell: TimingListener, others_at_work: Callable[[], bool] = lambda: False
    ) -> None:
        """tell: is told how long each step of the work took.

        others_at_work: asked by long work, from its thread.
        """
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="search")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="long")
        self._others_at_work = others_at_work
        self._tell = tell

    async def run(self, work: Callable[[], T], check: Check = lambda: None, *, long: bool = False) -> T:
        """What `work` returns, done in one of the threads. Raises what the work raises.

        Work whose asker is gone while it waits is never begun; work that has begun ends soon after `check`
        raises, which long work asks (see `embeddings.interruption`).
        """
        threads = self._long if long else self._threads
        return await asyncio.wrap_future(threads.submit(self._heard, work, check, long))

    def close(self) -> None:
        """Let what has begun end, and drop what waits."""
        for threads in (self._threads, self._long):
            threads.shutdown(wait=True, cancel_futures=True)

    def _heard(self, work: Callable[[], T], check: Check, long: bool) -> T:
        check = GivingWay(check, self._others_at_work) if long else check
        with report_timings(self._tell), interrupted_by(check):
            go_on()
            return work()
