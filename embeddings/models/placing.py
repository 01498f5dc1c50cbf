"""A folder that is made whole beside its place, by one process at a time."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from embeddings.durable_files import fsync

Say = Callable[[str], None]
Build = Callable[[Path, Path], None]  # writes a part into the first folder, working in the second

_UNFINISHED = "making-"


@contextmanager
def alone(folder: Path, what: str, say: Say) -> Iterator[None]:
    """Hold the folder, made if it is not there, against other processes that are after the same.

    What a killed one left unfinished is swept away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another process is fetching {what}; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover)
        yield


def place(folder: Path, part: Path, build: Build) -> None:
    """Build a part of the folder beside its place, force it to disk and move it there whole."""
    workspace = Path(mkdtemp(prefix=_UNFINISHED, dir=folder))
    try:
        built = workspace / part.name
        built.mkdir()
        build(built, workspace)
        for path in (*built.rglob("*"), built):
            fsync(path)
        if part.exists():
            part.rename(workspace / "replaced")
        built.rename(part)
        fsync(part.parent)
    finally:
        shutil.rmtree(workspace)
