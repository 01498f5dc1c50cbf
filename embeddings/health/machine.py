"""The machine: what Tifa stands on, whatever the corpus."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from embeddings.encoder.attested import lowest_cosine
from embeddings.encoder.load import load_encoder
from embeddings.errors import ModelError, UnusableVector
from embeddings.health.check import Check
from embeddings.models.lock import LockedModel, ModelsLock, WheelModel, read_lock
from embeddings.models.shelf import verify

# https://sqlite.org/wal.html, "The WAL-Reset Bug": two connections that write and checkpoint at once can
# damage a database, until this version.
_WAL_RESET_FIXED = (3, 51, 3)
_THREAD_SETTINGS = ("TIFA_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_LITTLE_SPACE = 1_000_000_000  # bytes
_TOO_LITTLE_SPACE = 100_000_000


def machine(
    cache: Path, environ: Mapping[str, str], *, cores: int, model_name: str | None = None
) -> Iterator[Check]:
    """model_name: the model that is needed; the default one when None."""
    try:
        lock = read_lock()
        model = lock.model(model_name)
    except ModelError as error:
        yield Check("models.lock", "problem", str(error), "restore it from Tifa's source")
    else:
        yield from _models(lock, model, cache)
    yield _sqlite()
    yield from _threads(environ, cores)
    yield space("model cache", cache)


def _models(lock: ModelsLock, model: LockedModel, cache: Path) -> Iterator[Check]:
    names = ", ".join(one.name for one in lock.models)
    yield Check("models.lock", "ok", f"locks {names}; the default is {lock.default}")
    try:
        verify(model, cache, thoroughly=True)
        lowest = lowest_cosine(load_encoder(model, cache=cache)) if isinstance(model, WheelModel) else None
    except (ModelError, UnusableVector) as error:
        yield Check("model", "problem", str(error), f"tifa models fetch {model.name}")
    else:
        encodes = "" if lowest is None else f"; its int8 graph encodes as the reference does ({lowest:.4f})"
        yield Check("model", "ok", f"{model.id} is here and what models.lock says{encodes}")


def _sqlite() -> Check:
    if sqlite3.sqlite_version_info >= _WAL_RESET_FIXED:
        return Check("SQLite", "ok", sqlite3.sqlite_version)
    fixed = ".".join(map(str, _WAL_RESET_FIXED))
    return Check(
        "SQLite",
        "note",
        f"{sqlite3.sqlite_version} has the WAL-reset bug (before {fixed}), which a single writer cannot meet",
        "let no other program write to corpus.sqlite while Tifa does",
    )


def _threads(environ: Mapping[str, str], cores: int) -> Iterator[Check]:
    given = {name: environ[name] for name in _THREAD_SETTINGS if environ.get(name)}
    said = ", ".join(f"{name}={value}" for name, value in given.items()) or "none set: all cores are used"
    if any(not value.isdecimal() or not 1 <= int(value) <= cores for value in given.values()):
        yield Check("threads", "note", f"{cores} cores; {said}", f"set each from 1 to {cores}, or unset it")
    else:
        yield Check("threads", "ok", f"{cores} cores; {said}")


def space(name: str, folder: Path, *, needed: int = 0) -> Check:
    """Whether the disk of a folder, which need not be there yet, has room. needed: bytes of the next job."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:,.1f} GB free at {there}"
    if free < max(needed, _TOO_LITTLE_SPACE):
        wanted = f"; {needed / 1e9:,.1f} GB are needed" if needed > free else ""
        return Check(f"disk of {name}", "problem", said + wanted, "free the disk")
    if free < _LITTLE_SPACE:
        return Check(f"disk of {name}", "note", said, "free the disk before it is full")
    return Check(f"disk of {name}", "ok", said)
