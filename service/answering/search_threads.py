"""The threads that read, rank and explain."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from embeddings.interruption import Check, go_on, interrupted_by
from embeddings.timing import TimingListener, report_timings

T = TypeVar("T")


class SearchThreads:
    """A bounded number of threads. How much may wait for them is not decided here: see Admission."""

    def __init__(self, *, threads: int, tell: TimingListener) -> None:
        """tell: is told how long each step of the work took."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="search")
        self._tell = tell

    async def run(self, work: Callable[[], T], check: Check = lambda: None) -> T:
        """What `work` returns, done in one of the threads. Raises what the work raises.

        Work whose asker is gone while it waits is never begun; work that has begun ends soon after `check`
        raises, which long work asks (see `embeddings.interruption`).
        """
        return await asyncio.wrap_future(self._threads.submit(self._heard, work, check))

    def close(self) -> None:
        """Let what has begun end, and drop what waits."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _heard(self, work: Callable[[], T], check: Check) -> T:
        with report_timings(self._tell), interrupted_by(check):
            go_on()
            return work()
