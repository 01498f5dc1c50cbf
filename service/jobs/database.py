"""The jobs of one corpus, in a small database of the service's own: they outlive the process.

A job is noted here, durably, before its sender is told of it, and its files lie beside it until it ended.
"""

import fcntl
import json
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from embeddings.durable_files import fsync
from service.errors import (
    KeyReused,
    TooManyJobs,
    UnknownJob,
    WrittenElsewhere,
)
from service.jobs.job import CHANGES, Change, Job, JobNote, Order, Outcome, SentFile, State, write_fault

FOLDER = "jobs"
FILE = "jobs.sqlite"
MOST_ATTEMPTS = 3
MOST_TOLD = 1_000  # ids of each change
# Why a job failed that was nobody's but ours: its key is free, so that who sends it again gets a new job.
OURS = frozenset({"cannot-write", "corpus-damaged", "given-up", "internal-error", "no-space", "upload-lost"})
_BUSY_SECONDS = 5.0
_UNFINISHED = (State.QUEUED, State.RUNNING)

_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    caller TEXT NOT NULL,
    idempotency_key TEXT,
    work TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    began REAL,
    ended REAL,
    outcome TEXT NOT NULL DEFAULT '{}',
    UNIQUE (caller, idempotency_key)
) STRICT;
CREATE TABLE IF NOT EXISTS lived (seconds REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS changes (
    job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    speech_id TEXT NOT NULL,
    change TEXT NOT NULL,
    PRIMARY KEY (job, speech_id)
) STRICT, WITHOUT ROWID
"""
# Columns that came later, with what the jobs of before have in them.
_LATER = {
    "called_off": "INTEGER NOT NULL DEFAULT 0",
    "reading": "INTEGER",  # the number of the file that is being read, once a job was begun again
    "ended_at": "REAL",  # how long services had lived when it ended: see `lived`
    "skipped": "TEXT NOT NULL DEFAULT '[]'",
}
_COLUMNS = "id, work, state, attempts, created, began, ended, outcome, called_off, skipped"


class JobDatabase:
    """One for each corpus at a time. Its methods may be called from several threads.

    Each raises NoSpace, CannotWrite or CorpusDamaged when the disk does not do what it has to.
    """

    def __init__(self, corpus: Path) -> None:
        """Raises WrittenElsewhere when another process has it open, or what the disk refuses."""
        self.folder = corpus / FOLDER
        self._lock = threading.RLock()
        with _faults_told():
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self._holding = os.open(self.folder / "LOCK", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(self._holding, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._db = _connect(self.folder / FILE)
                self._began = time.monotonic()
                self._lived_before = float(self._db.execute("SELECT seconds FROM lived").fetchone()[0])
                fsync(self.folder)  # the names of the database and of what is in it
                fsync(corpus)  # and that of the folder
                self._take_up()
            except BlockingIOError:
                os.close(self._holding)
                raise WrittenElsewhere from None
            except BaseException:
                os.close(self._holding)
                raise

    def close(self) -> None:
        with self._lock:
            self._db.close()
            os.close(self._holding)

    def spool_of(self, job_id: str) -> Path:
        """The folder in which the files of a job lie, named by number."""
        return self.folder / job_id

    def add(self, job_id: str, order: Order, *, caller: str, idempotency_key: str | None, most: int) -> Job:
        """Note a job to be done; or the one that this caller asked for before with the same key.

        most: how many may be unfinished.
        Raises KeyReused when that was for something else, TooManyJobs.
        """
        with self._changing() as db:
            known = self.find(caller, idempotency_key)
            if known is not None:
                if known.order.fingerprint != order.fingerprint:
                    raise KeyReused
                return known
            if self.n_unfinished() >= most:
                raise TooManyJobs
            db.execute(
                "INSERT INTO jobs (id, caller, idempotency_key, work, state, created) VALUES (?,?,?,?,?,?)",
                (job_id, caller, idempotency_key, _packed(order), State.QUEUED, time.time()),
            )
            return self.get(job_id)

    def find(self, caller: str, idempotency_key: str | None) -> Job | None:
        """What a caller asked for with a key, if it is remembered."""
        query = "SELECT id FROM jobs WHERE caller = ? AND idempotency_key = ?"
        rows = self._read(query, (caller, idempotency_key))
        return self.get(rows[0][0]) if rows else None

    def n_unfinished(self) -> int:
        return int(self._read("SELECT count(*) FROM jobs WHERE state IN (?, ?)", _UNFINISHED)[0][0])

    def get(self, job_id: str) -> Job:
        """A job with the speeches that it changed. Raises UnknownJob."""
        rows = self._read(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,))  # noqa: S608 -- ours
        if not rows:
            raise UnknownJob
        speeches = {change: self._speeches(job_id, change) for change in CHANGES}
        return _job(rows[0], self._counts(job_id), speeches)

    def page(self, *, before: str | None, limit: int) -> list[Job]:
        """Jobs, the newest first. before: the id of the last of the page before. Raises UnknownJob."""
        number = 2**62
        if before is not None:
            found = self._read("SELECT number FROM jobs WHERE id = ?", (before,))
            if not found:
                raise UnknownJob
            number = found[0][0]
        rows = self._read(
            f"SELECT {_COLUMNS} FROM jobs WHERE number < ? ORDER BY number DESC LIMIT ?",  # noqa: S608 -- ours
            (number, limit),
        )
        return [_job(row, self._counts(row[0])) for row in rows]

    def begin_next(self) -> Job | None:
        """The oldest job that waits, which is then running; None when none does."""
        with self._changing() as db:
            row = db.execute(
                "UPDATE jobs SET state = ?, attempts = attempts + 1, began = coalesce(began, ?)"
                " WHERE number = (SELECT min(number) FROM jobs WHERE state = ?) RETURNING id",
                (State.RUNNING, time.time(), State.QUEUED),
            ).fetchone()
        return self.get(row[0]) if row else None

    def call_off(self, job_id: str) -> Job:
        """Let a job end: at once when it waits, at its next safe point when it runs. Raises UnknownJob.

        One that has ended stays as it is.
        """
        outcome = json.dumps(asdict(Outcome(called_off=True)))
        with self._changing() as db:
            self.get(job_id)
            waited = db.execute(
                "UPDATE jobs SET state = ?, ended = ?, ended_at = ?, outcome = ?, idempotency_key = NULL"
                " WHERE id = ? AND state = ?",
                (State.CANCELLED, time.time(), self.lived(), outcome, job_id, State.QUEUED),
            ).rowcount
            db.execute("UPDATE jobs SET called_off = 1 WHERE id = ? AND state = ?", (job_id, State.RUNNING))
        if waited:
            self._drop_spool(job_id)
        return self.get(job_id)

    def got_further(self, job_id: str) -> None:
        """What was begun again and again and gets further each time is not given up."""
        with self._changing() as db:
            db.execute("UPDATE jobs SET attempts = 1, reading = NULL WHERE id = ?", (job_id,))

    def begins_file(self, job_id: str, number: int) -> None:
        """The job is at this file now: should the process end in it, that is known."""
        with self._changing() as db:
            db.execute("UPDATE jobs SET reading = ? WHERE id = ?", (number, job_id))

    def put_back(self, job_id: str) -> None:
        """It was stopped, not ended: it is begun again, before others."""
        with self._changing() as db:
            db.execute(
                "UPDATE jobs SET state = ?, attempts = attempts - 1 WHERE id = ?", (State.QUEUED, job_id)
            )

    def note(self, job_id: str, changes: Iterable[tuple[Change, str]]) -> None:
        """What became of speeches. The first change counts: a job that is begun again finds what it did."""
        with self._changing() as db:
            db.executemany(
                "INSERT OR IGNORE INTO changes VALUES (?, ?, ?)",
                ((job_id, speech_id, change) for change, speech_id in changes),
            )

    def end(self, job_id: str, outcome: Outcome) -> None:
        """Note how a job ended, and let go of what was sent for it."""
        state = State.FAILED if outcome.problem else State.DONE
        if outcome.called_off:
            state = State.CANCELLED
        if state is not State.DONE:
            self._drop_spool(job_id)  # on a full disk this is what makes room to say so
        with self._changing() as db:
            db.execute(
                "UPDATE jobs SET state = ?, ended = ?, ended_at = ?, outcome = ? WHERE id = ?",
                (state, time.time(), self.lived(), json.dumps(asdict(outcome)), job_id),
            )
            if outcome.problem in OURS or outcome.called_off:
                db.execute("UPDATE jobs SET idempotency_key = NULL WHERE id = ?", (job_id,))
        self._drop_spool(job_id)

    def lived(self) -> float:
        """For how many seconds services have had these jobs in all, by a clock that nobody can put forward.

        What is remembered for a day is remembered for a day of these.
        """
        return self._lived_before + time.monotonic() - self._began

    def forget(self, *, after: float) -> None:
        """Forget the jobs that ended so many seconds ago, with their keys."""
        with self._changing() as db:
            now = self.lived()
            db.execute("UPDATE lived SET seconds = ?", (now,))
            db.execute("DELETE FROM jobs WHERE ended_at < ?", (now - after,))

    def _take_up(self) -> None:
        """After a process that ended: what it was at is begun again, a few times at most.

        Where it ended in the same file each time, that file is left out and the others go on.
        """
        given_up = json.dumps(asdict(Outcome(problem="given-up")))
        called_off = json.dumps(asdict(Outcome(called_off=True)))
        end = "UPDATE jobs SET state = ?, ended = ?, outcome = ?, idempotency_key = NULL WHERE state = ?"
        with self._changing() as db:
            db.execute(f"{end} AND called_off = 1", (State.CANCELLED, time.time(), called_off, State.RUNNING))
            db.execute(
                "UPDATE jobs SET skipped = json_insert(skipped, '$[#]', reading), reading = NULL,"
                " attempts = 0 WHERE state = ? AND attempts >= ? AND reading IS NOT NULL",
                (State.RUNNING, MOST_ATTEMPTS),
            )
            failed = (State.FAILED, time.time(), given_up, State.RUNNING, MOST_ATTEMPTS)
            db.execute(f"{end} AND attempts >= ?", failed)
            db.execute("UPDATE jobs SET state = ? WHERE state = ?", (State.QUEUED, State.RUNNING))
            # Those that ended without this clock, before it was there or with their process, end now by it.
            ended = (self.lived(), State.QUEUED)
            db.execute("UPDATE jobs SET ended_at = ? WHERE ended_at IS NULL AND state != ?", ended)
            waiting = {row[0] for row in db.execute("SELECT id FROM jobs WHERE state = ?", (State.QUEUED,))}
        for spool in self.folder.iterdir():
            if spool.is_dir() and spool.name not in waiting:
                self._drop_spool(spool.name)

    def _drop_spool(self, job_id: str) -> None:
        shutil.rmtree(self.spool_of(job_id), ignore_errors=True)

    def _speeches(self, job_id: str, change: Change) -> list[str]:
        query = "SELECT speech_id FROM changes WHERE job = ? AND change = ? ORDER BY speech_id LIMIT ?"
        return [row[0] for row in self._read(query, (job_id, change, MOST_TOLD))]

    def _counts(self, job_id: str) -> dict[Change, int]:
        query = "SELECT change, count(*) FROM changes WHERE job = ? GROUP BY change"
        return dict(self._read(query, (job_id,)))

    def _read(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._lock, _faults_told():
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _faults_told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except BlockingIOError:
        raise
    except (OSError, sqlite3.DatabaseError) as error:
        raise write_fault(error) from error


def _connect(file: Path) -> sqlite3.Connection:
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite's other files get the mode of this one
    db = sqlite3.connect(file, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    for statement in _TABLES.split(";\n"):
        db.execute(statement)
    db.execute("INSERT INTO lived SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM lived)")
    there = {row[1] for row in db.execute("PRAGMA table_info(jobs)")}
    for name, kind in _LATER.items():
        if name not in there:
            db.execute(f"ALTER TABLE jobs ADD COLUMN {name} {kind}")
    return db


def _packed(order: Order) -> str:
    return json.dumps(asdict(order))


def _job(
    row: Sequence[Any],
    counts: dict[Change, int] | None = None,
    speeches: dict[Change, list[str]] | None = None,
) -> Job:
    id_, work, state, attempts, created, began, ended, outcome, called_off, skipped = row
    ordered, ended_so = json.loads(work), json.loads(outcome)
    files = tuple(SentFile(**file) for file in ordered.pop("files"))
    refused, notes = (
        tuple(JobNote(**one) for one in ended_so.pop(name, ())) for name in ("refused", "notes")
    )
    return Job(
        id=id_, order=Order(**ordered, files=files), state=State(state), attempts=attempts,
        created=created, began=began, ended=ended, outcome=Outcome(**ended_so, refused=refused, notes=notes),
        called_off=bool(called_off), skipped=tuple(json.loads(skipped)),
        counts=counts or {}, speeches=speeches or {},
    )  # fmt: skip
