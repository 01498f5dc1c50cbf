"""A bounded number of questions at once; the rest are refused at once, not queued out of sight."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class TooBusy(Exception):
    """Every thread works and as many questions wait as may."""


class TookTooLong(Exception):
    """The question was not answered within its time."""


class SearchPool:
    """Threads that answer questions, and a waiting line of known length before them."""

    def __init__(self, *, threads: int, queue_length: int, seconds: float) -> None:
        """seconds: the time a question has from when it is asked, waiting included."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="search")
        self._most = threads + queue_length
        self._seconds = seconds
        self._unfinished = 0
        self._counting = threading.Lock()

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns, done in one of the threads.

        Work that is still waiting when its time is up, or when its asker is gone, is never begun; work that
        has begun is left to end, and holds its place until then.
        Raises TooBusy, TookTooLong, or what the work raises.
        """
        self._enter()
        future = self._threads.submit(work)
        future.add_done_callback(self._leave)
        try:
            async with asyncio.timeout(self._seconds) as limit:
                return await asyncio.wrap_future(future)
        except TimeoutError:
            if not limit.expired():
                raise  # the work's own
            raise TookTooLong from None

    def close(self) -> None:
        """Let what has begun end, and drop what waits."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _enter(self) -> None:
        with self._counting:
            if self._unfinished >= self._most:
                raise TooBusy
            self._unfinished += 1

    def _leave(self, _: "Future[Any]") -> None:
        with self._counting:
            self._unfinished -= 1
