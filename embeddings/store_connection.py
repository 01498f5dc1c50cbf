"""corpus.sqlite, opened: durable transactions, and what SQLite cannot do as one line for the person."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import CorpusError

FILE = "corpus.sqlite"
_BUSY_SECONDS = 5.0


@contextmanager
def told(file: str) -> Iterator[None]:
    """What SQLite cannot do, as one line for the person."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise CorpusError(
            f"{file} cannot be used: {error}; free the disk, or restore it from a copy"
        ) from error


def connect(folder: Path) -> sqlite3.Connection:
    # Opened in one thread and used, one call at a time, in whichever thread serves the corpus.
    db = sqlite3.connect(folder / FILE, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    with told(str(folder / FILE)):
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    with told(FILE):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
