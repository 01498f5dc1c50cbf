"""The threads in which jobs are received, noted and looked up: what waits for the disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_THREADS = 4

P = ParamSpec("P")
T = TypeVar("T")


class DiskThreads:
    """A few of their own: uploads to a slow disk take nobody else's, and the snapshots are followed on."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="job-desk")

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the work returns. Who is called off meanwhile is so once it has ended, and can tidy up."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            raise

    def close(self) -> None:
        """Wait for what is being done."""
        self._threads.shutdown(wait=True)
