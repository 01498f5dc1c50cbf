"""A corpus -> a backup, while a service answers from it, somebody writes to it, or a writer was killed.

The store is copied by SQLite itself (its online backup), which takes the write-ahead log into account:
copying corpus.sqlite as a file would not. See https://www.sqlite.org/backup.html
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from embeddings.backup import contents as backups
from embeddings.backup.contents import Contents
from embeddings.durable_files import FULL, fsync
from embeddings.errors import BackupThere, NothingPublished
from embeddings.interruption import go_on
from embeddings.snapshot.current import SNAPSHOTS, CurrentSnapshot
from embeddings.snapshot.manifest import seal_of
from embeddings.store import store as stores
from embeddings.store.connection import FILE as STORE
from embeddings.store.connection import connect_to_read, explain_fault
from embeddings.store.store import Store

_UNFINISHED = ".unfinished"
_UNWRITTEN = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)


def make_backup(corpus: Path, to: Path) -> Contents:
    """Write a backup of `corpus` to the folder `to`, which must not be there yet: all of it or nothing.

    What was published and acknowledged before this began is in it. Jobs that wait are not.
    Raises NoCorpus, BackupThere, CorpusError when the store cannot be read, BrokenSnapshot, OSError.
    """
    stores.need(corpus)
    if os.path.lexists(to):
        raise BackupThere(f"{to} is there already; name a folder that is not")
    if to.resolve().is_relative_to(corpus.resolve()):
        raise BackupThere(f"{to} would be lost with the corpus, in which it is; name a folder elsewhere")
    draft = to.with_name(f"{to.name}{_UNFINISHED}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        # The snapshot first: whatever is written meanwhile, the store then holds all that the snapshot shows.
        snapshot = _copy_snapshot(corpus, draft)
        n_speeches = _copy_store(corpus / STORE, draft / STORE)
        _copy_keys(corpus, draft)
        contents = Contents(
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            tifa=version("tifa"),
            n_speeches=n_speeches,
            snapshot=snapshot,
            files={str(file.relative_to(draft).as_posix()): seal_of(file) for file in files_in(draft)},
        )
        (draft / backups.FILE).write_bytes(backups.pack_contents(contents))
        sync_all(draft)
        draft.rename(to)
        fsync(to.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return contents


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def sync_all(folder: Path) -> None:
    """Everything in the folder, its folders last, and its own name."""
    for path in sorted(folder.rglob("*"), reverse=True):
        fsync(path)
    fsync(folder)
    fsync(folder.parent)


def _copy_snapshot(corpus: Path, draft: Path) -> str:
    try:
        held = CurrentSnapshot(corpus).held  # as long as it is held no publish removes it
    except NothingPublished:
        return ""
    name = held.snapshot.name
    folder = draft / SNAPSHOTS / name
    folder.mkdir(parents=True)
    for file in sorted((corpus / SNAPSHOTS / name).iterdir()):
        go_on()
        _copy_file(file, folder / file.name)
    return name


def _copy_file(file: Path, to: Path) -> None:
    try:
        shutil.copyfile(file, to)
    except OSError as error:
        if error.errno in FULL:  # of the copy, while shutil names the file that is copied
            raise OSError(error.errno, error.strerror, str(to)) from None
        raise


def _copy_store(file: Path, to: Path) -> int:
    """Copy the store at one moment of it; how many speeches that has."""
    with closing(connect_to_read(file)) as source, closing(sqlite3.connect(to)) as copy:
        try:
            source.backup(copy)  # in one step, so in one read transaction
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
        except sqlite3.Error as error:
            of_the_copy = getattr(error, "sqlite_errorcode", None) in _UNWRITTEN  # of what is copied none is
            raise explain_fault(to if of_the_copy else file, error) from error
    to.chmod(0o600)
    with Store.open_to_read(to.parent) as store:
        count = sum(1 for _ in store.speeches())
    for beside in to.parent.glob(f"{STORE}-*"):
        beside.unlink()
    return count


def _copy_keys(corpus: Path, draft: Path) -> None:
    with suppress(FileNotFoundError):
        content = (corpus / backups.KEYS).read_bytes()
        descriptor = os.open(draft / backups.KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
