"""One writer at a time, for one job at a time: a lock on the corpus folder that names its holder.

The lock is the operating system's (flock), so it goes with the process that held it, however that ended.
Readers never take it: a snapshot never changes.
"""

import errno
import fcntl
import io
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from embeddings.errors import CorpusBusy, CorpusError

_LOCK = "LOCK"
_SERVICE_LOCK = Path("jobs", "LOCK")  # held by a service that takes writing
_POLL_SECONDS = 0.05
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


@contextmanager
def sole_writer(folder: Path, *, wait: float = 10.0) -> Iterator[None]:
    """Hold the corpus in `folder` for writing; waits up to `wait` seconds for another to finish.

    Raises CorpusBusy, naming the process that holds it, or CorpusError when nothing can be written there.
    """
    with ExitStack() as held:
        try:
            lock = held.enter_context(_opened(folder))
            _acquire(lock.fileno(), folder, deadline=time.monotonic() + wait)
            lock.truncate(0)
            lock.write(b"%d" % os.getpid())
        except OSError as error:
            if error.errno in _NO_LOCKS:
                raise CorpusError(
                    f"{folder} is on a disk without file locks, so two writers could not be told apart;"
                    " keep the corpus on a local disk"
                ) from error
            if error.errno == errno.ELOOP:
                raise CorpusError(
                    f"{folder / _LOCK} is a link, which is not followed: remove it, nobody needs it"
                ) from error
            raise CorpusError(
                f"{folder} cannot be written to ({error.strerror}); free the disk, or make it writable"
            ) from error
        try:
            yield
        finally:
            lock.truncate(0)


def _opened(folder: Path) -> io.FileIO:
    """The file that is locked. A link would let whoever made it have another file emptied."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    return io.FileIO(os.open(folder / _LOCK, flags, 0o644), "ab")


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


def need_no_service(folder: Path) -> None:
    """Raises CorpusBusy while a service that takes writing has the corpus open."""
    try:
        with (folder / _SERVICE_LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return
    except BlockingIOError:
        raise CorpusBusy(f"{folder} is served by a process that writes to it; stop it first") from None


def locks_work(folder: Path) -> bool:
    """Whether the disk of the folder knows file locks: some shares of networks do not."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return True  # what is wrong there is said elsewhere
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError as error:
        return error.errno not in _NO_LOCKS
    finally:
        os.close(descriptor)
    return True


def _holder(folder: Path) -> str:
    return (folder / _LOCK).read_text("ascii").strip() or "unknown"
