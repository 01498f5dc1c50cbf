"""One thread does the jobs, one after the other, under the writer's lock; every other thread answers on."""

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from embeddings.encoder.encoding import Encoder
from embeddings.errors import CorpusBusy, ModelMismatch
from embeddings.ingest.index import Indexed, index
from embeddings.ingest.missing_vectors import ENCODING, KEPT_AT_ONCE
from embeddings.ingest.remove import remove
from embeddings.ingest.topic_labels import label_topic
from embeddings.interruption import go_on, interrupted_by
from embeddings.snapshot.before import Verified, nothing_verified
from embeddings.snapshot.current import current_name
from embeddings.store.store import Change as StoreChange
from embeddings.store.writer_lock import holder
from embeddings.text.reading.read import Reading, Refusal, read_as
from service.errors import JobTookTooLong, NothingRead, SpoolLost
from service.jobs.database import JobDatabase
from service.jobs.job import Change, Job, JobNote, Outcome, write_fault
from service.problems.responses import kind_of
from service.problems.table import BROKEN

MOST_SAID = 1_000  # refusals, and notes, that are kept of one job
_CHANGES_AT_ONCE = 200
_BUSY_POLL_SECONDS = 0.25
_FAULT_SECONDS = 1.0
_SWEEP_SECONDS = 600.0
_BLOCK = 2**20

T = TypeVar("T")

log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The service is being stopped."""


class _CalledOff(Exception):
    """Somebody asked that the job ends."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What is being done of a job, how many are done, and of how many (None when that is not known)."""

    job_id: str
    step: str
    done: int = 0
    total: int | None = None


class JobRunner:
    """encoder: what made the corpus.  refresh: makes the service answer from what was published.

    keep_seconds: how long ended jobs are remembered.  seconds: within which a job has to be done.
    """

    def __init__(
        self,
        book: JobDatabase,
        folder: Path,
        encoder: Encoder,
        refresh: Callable[[], object],
        *,
        verified: Verified = nothing_verified,
        keep_seconds: float,
        seconds: float,
    ) -> None:
        self._book, self._folder, self._encoder, self._refresh = book, folder, encoder, refresh
        self._verified = verified
        self._keep_seconds, self._seconds = keep_seconds, seconds
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._called_off: set[str] = set()
        self._changes: list[tuple[Change, str]] = []
        self._got_further = False
        self.doing: Doing | None = None
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is a job to do."""
        self._wake.set()

    def call_off(self, job_id: str) -> None:
        """End the job at its next safe point, if it runs."""
        self._called_off.add(job_id)

    def stop(self, seconds: float) -> bool:
        """Stop at the next safe point; whether that was reached in time. The next start does the rest."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._book.forget(after=self._keep_seconds)
                job = self._book.begin_next()
            except Exception:
                log.exception("cannot look for jobs")
                self._stopping.wait(_FAULT_SECONDS)
                continue
            if job is None:
                self._wake.wait(_SWEEP_SECONDS)
            else:
                self._do(job)

    def _do(self, job: Job) -> None:
        self._changes.clear()
        self._got_further = False
        end = time.monotonic() + self._seconds
        try:
            with interrupted_by(lambda: self._need_wanted(job.id, end)):
                outcome = self._outcome_of(job)
        except _Stopped:
            self._until_written(job.id, lambda: self._book.put_back(job.id))
            log.info("job %s is stopped, to be taken up again", job.id)
        else:
            self._until_written(job.id, lambda: self._book.end(job.id, outcome))
            ended = "cancelled" if outcome.called_off else outcome.problem
            log.info("job %s: %s", job.id, ended or f"done, in snapshot {outcome.snapshot}")
        self.doing = None
        self._called_off.discard(job.id)

    def _outcome_of(self, job: Job) -> Outcome:
        try:
            do = {"add": self._added, "remove": self._removed, "label": self._labelled}[job.order.work]
            return do(job)
        except _Stopped:
            raise
        except _CalledOff:
            return Outcome(called_off=True)
        except Exception as error:
            if self._stopping.is_set():  # what the job stood on is being closed: it did not fail
                raise _Stopped from error
            kind = kind_of(write_fault(error))
            if kind is BROKEN:
                log.exception("job %s broke", job.id)
            return Outcome(problem=kind.name)

    def _added(self, job: Job) -> Outcome:
        self._need_files(job)
        done: Indexed = self._as_writer(
            job,
            lambda: index(
                self._folder,
                self._encoder,
                self._readings(job),
                progress=lambda step, n, of: self._told(job.id, step, n, of),
                on_change=lambda change, speech_id: self._changed(job.id, change, speech_id),
                wait=0,
                verified=self._verified,
            ),
        )
        self._move_on()
        read = bool(done.added or done.changed or done.unchanged)
        return Outcome(
            snapshot=done.snapshot,
            problem="" if read else kind_of(NothingRead()).name,
            refused=[JobNote(one.path, one.reason) for one in done.refused[:MOST_SAID]],
            notes=[JobNote(path, note) for path, note in done.notes[:MOST_SAID]],
        )

    def _removed(self, job: Job) -> Outcome:
        speech_id = job.order.speech_id
        removed = self._as_writer(
            job, lambda: remove(self._folder, [speech_id], lambda: self._encoder, wait=0)
        )
        self._move_on()
        # Begun again, it may find that it had removed the speech before it was interrupted.
        self._changes.append(("removed" if removed or job.attempts > 1 else "unchanged", speech_id))
        return Outcome(snapshot=current_name(self._folder))

    def _labelled(self, job: Job) -> Outcome:
        order = job.order
        name = self._as_writer(job, lambda: label_topic(self._folder, order.topic_id, order.label, wait=0))
        self._move_on()
        return Outcome(snapshot=name)

    def _move_on(self) -> None:
        """Answer from what was published. When that fails the job is done all the same: it is tried again."""
        try:
            self._refresh()
        except Exception:
            log.exception("cannot move on to the snapshot that a job published")

    def _as_writer(self, job: Job, work: Callable[[], T]) -> T:
        """What the work returns, once no other process writes to the corpus. Raises _Stopped.

        A corpus that was encoded anew with another model waits for a service with that model.
        """
        while True:
            try:
                return work()
            except CorpusBusy:
                self._told(job.id, f"waiting for process {holder(self._folder)}, which writes to the corpus")
            except ModelMismatch:
                self._told(job.id, "waiting for a restart: the corpus has another model")
            self._stopping.wait(_BUSY_POLL_SECONDS)
            go_on()

    def _readings(self, job: Job) -> Iterator[Reading | Refusal]:
        """The files, one after the other; which of them it is at is noted once the job was begun again."""
        spool = self._book.spool_of(job.id)

        def files() -> Iterator[tuple[Path, str]]:
            for number, file in enumerate(job.order.files):
                if number in job.skipped:
                    continue
                if job.attempts > 1 and not self._got_further:
                    self._book.begins_file(job.id, number)
                yield spool / str(number), file.name

        for number in job.skipped:
            yield Refusal(job.order.files[number].name, "left out: the service ended again and again in it")
        yield from read_as(files())

    def _need_files(self, job: Job) -> None:
        """Raises SpoolLost unless every file is what was sent."""
        for number, file in enumerate(job.order.files):
            try:
                with (self._book.spool_of(job.id) / str(number)).open("rb") as content:
                    digest = hashlib.file_digest(content, "sha256").hexdigest()
            except OSError:
                raise SpoolLost from None
            if digest != file.sha256:
                raise SpoolLost

    def _told(self, job_id: str, step: str, done: int = 0, total: int | None = None) -> None:
        """Between two durable steps, so a safe point. Raises what `_need_wanted` does."""
        self.doing = Doing(job_id, step, done, total)
        if step == ENCODING and done > KEPT_AT_ONCE:  # then the first of them are kept
            self._further(job_id)
        go_on()

    def _need_wanted(self, job_id: str, end: float) -> None:
        """Raises _Stopped, _CalledOff or JobTookTooLong when the job is not to go on."""
        if self._stopping.is_set():
            raise _Stopped
        if job_id in self._called_off:
            raise _CalledOff
        if time.monotonic() > end:
            raise JobTookTooLong

    def _further(self, job_id: str) -> None:
        """Note, once, that there is more in the store than when the job was begun this time."""
        if not self._got_further:
            self._book.got_further(job_id)
            self._got_further = True

    def _changed(self, job_id: str, change: StoreChange, speech_id: str) -> None:
        noted: dict[StoreChange, Change] = {
            StoreChange.ADDED: "added", StoreChange.CHANGED: "changed", StoreChange.UNCHANGED: "unchanged",
        }  # fmt: skip
        self._changes.append((noted[change], speech_id))
        if change is not StoreChange.UNCHANGED:
            self._further(job_id)
        if len(self._changes) >= _CHANGES_AT_ONCE:
            self._note(job_id)

    def _note(self, job_id: str) -> None:
        self._book.note(job_id, self._changes)
        self._changes.clear()

    def _until_written(self, job_id: str, write: Callable[[], None]) -> None:
        """Note how a job ended, however long the disk stays full: nothing else could be done on it either."""
        while True:
            try:
                self._note(job_id)
                write()
                return
            except Exception:
                log.exception("cannot note how a job ended")
            if self._stopping.wait(_FAULT_SECONDS):
                return
