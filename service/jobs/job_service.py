"""Where writing is handed in: what is sent is kept first, then noted as a job, then done."""

import logging
import secrets
import shutil
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from embeddings.encoder.encoding import Encoder
from embeddings.snapshot.before import Verified, nothing_verified
from service.errors import CannotWrite, NotOpen, TooManyJobs, UnknownJob, WrittenElsewhere
from service.jobs.database import FOLDER, JobDatabase
from service.jobs.idempotency import InFlight
from service.jobs.job import Job, Order, State
from service.jobs.runner import Doing, JobRunner
from service.jobs.spools import disk_faults
from service.jobs.threads import DiskThreads
from service.settings import Settings

_TAKE_OVER_SECONDS = 2.0

log = logging.getLogger(__name__)


class JobService:
    """The jobs of the corpus that is served. Nothing is written to its folder before something is handed in.

    encoder: what made the corpus.  refresh: makes the service answer from what was published.
    """

    def __init__(
        self,
        settings: Settings,
        encoder: Encoder,
        refresh: Callable[[], object],
        verified: Verified = nothing_verified,
    ) -> None:
        """refresh: moves on to what a job has published.  verified: the files of the snapshot that answers,
        which a job that goes on from it need not read again.
        """
        self._settings, self._encoder, self._refresh = settings, encoder, refresh
        self._verified = verified
        self._opening = threading.Lock()
        self._book: JobDatabase | None = None
        self._runner: JobRunner | None = None
        self._receiving: Counter[str] = Counter()  # by caller
        self._closing = threading.Event()
        self.in_flight = InFlight()
        self.threads = DiskThreads()

    def resume(self) -> None:
        """Go on with what another process left undone, if it left anything."""
        if (self._settings.corpus / FOLDER).is_dir():
            try:
                self._opened()
            except WrittenElsewhere:
                threading.Thread(target=self._take_over, name="jobs-take-over", daemon=True).start()
            except CannotWrite:
                log.warning("the corpus folder cannot be written to: questions are answered, jobs wait")
            except Exception:  # questions are answered all the same, and writing tries again
                log.exception("cannot take up the jobs")

    def _take_over(self) -> None:
        """Wait until the service that has the jobs has ended, and take up what it left."""
        while not self._closing.wait(_TAKE_OVER_SECONDS):
            try:
                self._opened()
            except WrittenElsewhere:
                continue
            except Exception:
                log.exception("cannot take up the jobs")
                return
            log.info("the jobs of another service are taken up")
            return

    def close(self) -> None:
        """Stop at the next safe point; what is not done is done at the next start."""
        self._closing.set()
        self.threads.close()
        with self._opening:
            if self._runner is None or self._book is None:
                return
            if self._runner.stop(self._settings.stop_seconds):
                self._book.close()
            self._runner = self._book = None

    async def hand_in(
        self, receive: Callable[[Path], Awaitable[Order]], *, caller: str, key: str | None
    ) -> Job:
        """A job of what is received into an empty folder; or the one that the key brought before.

        Nothing is left in the folder unless it becomes a job. Whoever is receiving takes one of its places.
        Raises what receiving and `submit` do.
        """
        book = await self.threads.do(self._opened)
        spool = book.spool_of(new_id())
        self._receiving[caller] += 1
        try:
            try:
                await self.threads.do(self._make, spool, caller, key)
                order = await receive(spool)
            except BaseException:
                await self.threads.do(drop, spool)
                raise
            return await self.threads.do(self.submit, spool.name, order, caller=caller, key=key)
        finally:
            self._receiving[caller] -= 1

    def submit(self, job_id: str, order: Order, *, caller: str, key: str | None) -> Job:
        """A job, the files of which lie in the spool of its name; or the one that the key brought before.

        The spool of what becomes no job is dropped.
        Raises KeyReused, TooManyJobs, WrittenElsewhere, CannotWrite, NoSpace.
        """
        book = self._opened()
        job: Job | None = None
        try:
            most = self._settings.most_jobs
            job = book.add(job_id, order, caller=caller, idempotency_key=key, most=most)
        finally:
            if job is None or job.id != job_id:
                drop(book.spool_of(job_id))
        if self._runner is not None:
            self._runner.wake()
        return job

    def job(self, job_id: str) -> Job:
        """Raises UnknownJob, WrittenElsewhere, CannotWrite."""
        if not self._has_any():
            raise UnknownJob
        return self._opened().get(job_id)

    def call_off(self, job_id: str) -> Job:
        """Let a job end: see `JobDatabase.call_off`. Raises UnknownJob, WrittenElsewhere, CannotWrite."""
        if not self._has_any():
            raise UnknownJob
        job = self._opened().call_off(job_id)
        if self._runner is not None and job.state is State.RUNNING:
            self._runner.call_off(job_id)
        return job

    def page(self, *, before: str | None, limit: int) -> list[Job]:
        """Raises UnknownJob, WrittenElsewhere, CannotWrite."""
        return self._opened().page(before=before, limit=limit) if self._has_any() else []

    def knows(self, caller: str, key: str | None) -> bool:
        """Whether the caller has used the key."""
        return self._has_any() and self._opened().find(caller, key) is not None

    def is_busy(self) -> bool:
        """Whether a job waits or runs."""
        return self._has_any() and self._opened().n_unfinished() > 0

    def n_unfinished(self) -> int:
        """How many jobs wait or run; none that is known where the jobs cannot be read or are another's."""
        try:
            return self._opened().n_unfinished() if self._has_any() else 0
        except (WrittenElsewhere, CannotWrite):
            return 0

    def doing(self, job_id: str) -> Doing | None:
        """What is being done of a job just now."""
        doing = self._runner.doing if self._runner else None
        return doing if doing and doing.job_id == job_id else None

    def _has_any(self) -> bool:
        return self._book is not None or (self._settings.corpus / FOLDER).is_dir()

    def _make(self, spool: Path, caller: str, key: str | None) -> None:
        """Make a spool, for whoever is being received from now.

        One caller may send half of what may wait at once: whatever stalls, others are received.
        Raises TooManyJobs, unless the caller asks for a job that is there, CannotWrite or NoSpace.
        """
        book, most = self._opened(), self._settings.most_jobs
        n_receiving = self._receiving.total()
        taken = book.n_unfinished() + n_receiving
        share = max(1, most // 2)
        too_many = n_receiving > most or self._receiving[caller] > share
        if too_many or (taken > most and book.find(caller, key) is None):
            raise TooManyJobs
        with disk_faults():
            spool.mkdir(mode=0o700)

    def _opened(self) -> JobDatabase:
        with self._opening:
            if self._book is None:
                if self._closing.is_set():
                    raise NotOpen
                self._book = JobDatabase(self._settings.corpus)
                self._runner = JobRunner(
                    self._book,
                    self._settings.corpus,
                    self._encoder,
                    self._refresh,
                    verified=self._verified,
                    keep_seconds=self._settings.job_hours * 3600,
                    seconds=self._settings.job_seconds,
                )
            return self._book


def new_id() -> str:
    """The id of a job that is going to be."""
    return f"j_{secrets.token_hex(8)}"


def drop(spool: Path) -> None:
    """Let go of what was sent."""
    with suppress(OSError):
        shutil.rmtree(spool)


async def _open_job_desk(request: Request) -> JobService:
    """The one that the lifespan opened. Raises NotOpen outside of it."""
    # FastAPI would send a plain function to a thread and wait for it.
    query_service = getattr(request.state, "jobs", None)
    if not isinstance(query_service, JobService):
        raise NotOpen
    return query_service


OpenJobService = Annotated[JobService, Depends(_open_job_desk)]
