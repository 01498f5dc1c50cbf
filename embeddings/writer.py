"""One writer at a time, for one job at a time: a lock on the corpus folder that names its holder.

The lock is the operating system's (flock), so it goes with the process that held it, however that ended.
Readers never take it: a snapshot never changes.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import CorpusBusy

_LOCK = "LOCK"
_POLL_SECONDS = 0.05


@contextmanager
def sole_writer(folder: Path, *, wait: float = 10.0) -> Iterator[None]:
    """Hold the corpus in `folder` for writing; waits up to `wait` seconds for another to finish.

    Raises CorpusBusy, naming the process that holds it.
    """
    with (folder / _LOCK).open("a+", encoding="ascii") as lock:
        _acquire(lock.fileno(), folder, deadline=time.monotonic() + wait)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def _acquire(descriptor: int, folder: Path, *, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise CorpusBusy(
                    f"{folder} is being written to by process {_holder(folder)}; try again when it is done"
                ) from None
            time.sleep(_POLL_SECONDS)


def _holder(folder: Path) -> str:
    return (folder / _LOCK).read_text("ascii").strip() or "unknown"
