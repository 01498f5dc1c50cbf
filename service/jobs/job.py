"""A job: speeches to be added or removed, and how far that has come. It ends with a published snapshot."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Literal

from embeddings.durable_files import FULL
from embeddings.errors import CorpusError
from service.errors import CannotWrite, CorpusDamaged, NoSpace

Change = Literal["added", "changed", "unchanged", "removed"]
CHANGES: tuple[Change, ...] = ("added", "changed", "unchanged", "removed")


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent. name: what the sender called it, without folders; it is never a path of ours."""

    name: str
    sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: add what is in files, remove one speech, or give one topic a label."""

    work: Literal["add", "remove", "label"]
    files: tuple[SentFile, ...] = ()
    speech_id: str = ""
    topic_id: str = ""
    label: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for two requests that ask for the same, however they were wrapped."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class JobNote:
    """Something said of one source: why it was refused, or what was guessed of it."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended. snapshot: the one that holds what it did.  problem: the name of its kind, or "".

    called_off: whether it ended because somebody asked for that.
    """

    snapshot: str = ""
    problem: str = ""
    refused: Sequence[JobNote] = ()
    notes: Sequence[JobNote] = ()
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """Times are seconds since 1970. attempts: how often it was begun since it last got further.
    called_off: whether somebody asked that it ends.  skipped: files, by number, that are left out because
    the process ended in them again and again.

    counts: how many speeches of each change.  speeches: the ids of the first of them, where asked for.
    """

    id: str
    order: Order
    state: State
    attempts: int
    created: float
    began: float | None
    ended: float | None
    outcome: Outcome
    called_off: bool = False
    skipped: tuple[int, ...] = ()
    counts: Mapping[Change, int] = field(default_factory=dict)
    speeches: Mapping[Change, Sequence[str]] = field(default_factory=dict)


_SQLITE_FAULTS: Mapping[int, type[Exception]] = {
    sqlite3.SQLITE_FULL: NoSpace,
    sqlite3.SQLITE_CORRUPT: CorpusDamaged,
    sqlite3.SQLITE_NOTADB: CorpusDamaged,
}


def write_fault(error: Exception) -> Exception:
    """NoSpace, CannotWrite or CorpusDamaged for what the disk refused; any other error as it is."""
    cause = error.__cause__ if isinstance(error, CorpusError) and error.__cause__ else error
    if isinstance(cause, OSError):
        return NoSpace() if cause.errno in FULL else CannotWrite()
    if isinstance(cause, sqlite3.DatabaseError):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # without what SQLite says more exactly
        return _SQLITE_FAULTS.get(code, CannotWrite)()
    return error
