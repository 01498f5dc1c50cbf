"""Files of a job, written so that only this service can read them and a power cut does not lose them."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from embeddings.durable_files import fsync
from service.jobs.job import SentFile, write_fault


class SpooledFile:
    """One file, being written. Its methods raise OSError."""

    def __init__(self, path: Path, name: str) -> None:
        """name: what its sender called it."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._name, self._digest, self._length = name, hashlib.sha256(), 0

    def write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._length += len(content)

    def finish(self) -> SentFile:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return SentFile(self._name, self._digest.hexdigest(), self._length)

    def close(self) -> None:
        """Leave it unfinished."""
        with suppress(OSError):  # what is still buffered may find the disk as full as before
            self._file.close()


def spool(folder: Path, name: str, content: bytes) -> SentFile:
    """The one file of a job. Raises CannotWrite or NoSpace."""
    with disk_faults():
        file = SpooledFile(folder / "0", name)
        file.write(content)
        sent = file.finish()
        sync_folder(folder)
        return sent


def sync_folder(folder: Path) -> None:
    """Make the names in a folder, and its own name, last."""
    fsync(folder)
    fsync(folder.parent)


@contextmanager
def disk_faults() -> Iterator[None]:
    """What the disk refuses, as NoSpace or CannotWrite."""
    try:
        yield
    except OSError as error:
        raise write_fault(error) from error
