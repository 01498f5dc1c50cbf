"""corpus.sqlite, opened: durable transactions, and what SQLite cannot do as one line for the person."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import CorpusBusy, CorpusError

FILE = "corpus.sqlite"
_BUSY_SECONDS = 5.0
_CACHED = 65_536  # kB: vectors are put in the order of their hashes, so all over their table
_DAMAGED = "it is damaged: restore it from a copy"
_ADVICE = {
    sqlite3.SQLITE_FULL: "free the disk",
    sqlite3.SQLITE_IOERR: "free the disk, or check it",
    sqlite3.SQLITE_READONLY: "make the file and its folder writable",
    sqlite3.SQLITE_CANTOPEN: "make the file and its folder readable and writable",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


def explain_fault(file: Path | str, error: sqlite3.Error) -> CorpusError:
    """What SQLite could not do, as one line for the person."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the rest says which kind of it
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CorpusBusy(f"{file} is in use by another process; try again when it is done")
    return CorpusError(f"{file} cannot be used: {error}; {_ADVICE.get(code, 'restore it from a copy')}")


def connect(file: Path) -> sqlite3.Connection:
    """Raises CorpusError when SQLite cannot use the file."""
    try:
        # Opened in one thread and used, one call at a time, in whichever thread serves the corpus.
        db = sqlite3.connect(file, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    except sqlite3.Error as error:
        raise explain_fault(file, error) from error
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"PRAGMA cache_size = -{_CACHED}")
    except sqlite3.Error as error:
        db.close()
        raise explain_fault(file, error) from error
    return db


def connect_to_read(file: Path) -> sqlite3.Connection:
    """A connection that changes nothing, not even in a folder that may not be written to.

    Raises CorpusError when SQLite cannot use the file.
    """
    try:
        uri = f"{file.absolute().as_uri()}?{_mode(file)}"
        db = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
        db.execute("PRAGMA query_only = ON")
        return db
    except sqlite3.Error as error:
        raise explain_fault(file, error) from error


def _mode(file: Path) -> str:
    # To read a file in WAL mode SQLite makes others beside it, and only who may write removes them again.
    if os.access(file.parent, os.W_OK, effective_ids=True):
        return "mode=rw"
    # Taken for immutable it needs none, but what a writer has put in the WAL so far would not be seen.
    return "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "mode=ro&immutable=1"


def file_of(db: sqlite3.Connection) -> str:
    """The path of the file that a connection is to."""
    return str(db.execute("PRAGMA database_list").fetchone()[2])


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of what is done within, durably, or none of it. Raises CorpusError."""
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise explain_fault(file_of(db), error) from error
