"""One writer at a time, for one job at a time: a lock on the corpus folder that names its holder.

The lock is the operating system's (flock), so it goes with the process that held it, however that ended.
Readers never take it: a snapshot never changes.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from embeddings.errors import CorpusBusy, CorpusError

_LOCK = "LOCK"
_POLL_SECONDS = 0.05


@contextmanager
def sole_writer(folder: Path, *, wait: float = 10.0) -> Iterator[None]:
    """Hold the corpus in `folder` for writing; waits up to `wait` seconds for another to finish.

    Raises CorpusBusy, naming the process that holds it, or CorpusError when nothing can be written there.
    """
    with ExitStack() as held:
        try:
            lock = held.enter_context((folder / _LOCK).open("ab", buffering=0))
            _acquire(lock.fileno(), folder, deadline=time.monotonic() + wait)
            lock.truncate(0)
            lock.write(b"%d" % os.getpid())
        except OSError as error:
            raise CorpusError(
                f"{folder} cannot be written to ({error.strerror}); free the disk, or make it writable"
            ) from error
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
                    f"{folder} is being written to by process {holder(folder)}; try again when it is done"
                ) from None
            time.sleep(_POLL_SECONDS)


def holder(folder: Path) -> str:
    """The process that is writing to a corpus, or "unknown"; "" when nobody is."""
    try:
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return ""
    except BlockingIOError:
        return _holder(folder)
    return ""


def _holder(folder: Path) -> str:
    return (folder / _LOCK).read_text("ascii").strip() or "unknown"
