"""Where writing is handed in: what is sent is kept first, then noted as a job, then done."""

import logging
import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from embeddings.encoder.encoding import Encoder
from service.desk import NotOpen
from service.jobs.book import FOLDER, JobBook
from service.jobs.idempotency import InFlight
from service.jobs.job import Job, Order, TooManyJobs, UnknownJob
from service.jobs.runner import Doing, JobRunner
from service.jobs.spools import disk_faults
from service.settings import Settings

log = logging.getLogger(__name__)


class JobDesk:
    """The jobs of the corpus that is served. Nothing is written to its folder before something is handed in.

    encoder: what made the corpus.  refresh: makes the service answer from what was published.
    """

    def __init__(self, settings: Settings, encoder: Encoder, refresh: Callable[[], object]) -> None:
        self._settings, self._encoder, self._refresh = settings, encoder, refresh
        self._opening = threading.Lock()
        self._book: JobBook | None = None
        self._runner: JobRunner | None = None
        self.in_flight = InFlight()

    def resume(self) -> None:
        """Go on with what another process left undone, if it left anything."""
        if (self._settings.corpus / FOLDER).is_dir():
            try:
                self._opened()
            except Exception:  # questions are answered all the same, and writing tries again
                log.exception("cannot take up the jobs")

    def close(self) -> None:
        """Stop at the next safe point; what is not done is done at the next start."""
        with self._opening:
            if self._runner is None or self._book is None:
                return
            if self._runner.stop(self._settings.stop_seconds):
                self._book.close()
            self._runner = self._book = None

    def new_spool(self, caller: str, key: str | None) -> Path:
        """An empty folder for the files of a job, named as the job will be.

        Raises TooManyJobs, unless the caller asks for a job that is there, WrittenElsewhere, CannotWrite
        or NoSpace.
        """
        book = self._opened()
        if book.n_unfinished() >= self._settings.most_jobs and book.find(caller, key) is None:
            raise TooManyJobs
        spool = book.spool_of(new_id())
        with disk_faults():
            spool.mkdir(mode=0o700)
        return spool

    def submit(self, job_id: str, order: Order, *, caller: str, key: str | None) -> Job:
        """A job, the files of which lie in the spool of its name; or the one that the key brought before.

        Raises KeyReused, TooManyJobs, WrittenElsewhere, CannotWrite, NoSpace.
        """
        book = self._opened()
        most = self._settings.most_jobs
        job = book.add(job_id, order, caller=caller, idempotency_key=key, most=most)
        if job.id != job_id:
            drop(book.spool_of(job_id))
        if self._runner is not None:
            self._runner.wake()
        return job

    def job(self, job_id: str) -> Job:
        """Raises UnknownJob, WrittenElsewhere, CannotWrite."""
        if not self._has_any():
            raise UnknownJob
        return self._opened().get(job_id)

    def page(self, *, before: str | None, limit: int) -> list[Job]:
        """Raises UnknownJob, WrittenElsewhere, CannotWrite."""
        return self._opened().page(before=before, limit=limit) if self._has_any() else []

    def knows(self, caller: str, key: str | None) -> bool:
        """Whether the caller has used the key."""
        return self._has_any() and self._opened().find(caller, key) is not None

    def is_busy(self) -> bool:
        """Whether a job waits or runs."""
        return self._has_any() and self._opened().n_unfinished() > 0

    def doing(self, job_id: str) -> Doing | None:
        """What is being done of a job just now."""
        doing = self._runner.doing if self._runner else None
        return doing if doing and doing.job_id == job_id else None

    def _has_any(self) -> bool:
        return self._book is not None or (self._settings.corpus / FOLDER).is_dir()

    def _opened(self) -> JobBook:
        with self._opening:
            if self._book is None:
                self._book = JobBook(self._settings.corpus)
                self._runner = JobRunner(
                    self._book,
                    self._settings.corpus,
                    self._encoder,
                    self._refresh,
                    keep_seconds=self._settings.job_hours * 3600,
                )
            return self._book


def new_id() -> str:
    """The id of a job that is going to be."""
    return f"j_{secrets.token_hex(8)}"


def drop(spool: Path) -> None:
    """Let go of what was sent."""
    with suppress(OSError):
        shutil.rmtree(spool)


def job_desk_of(request: Request) -> JobDesk:
    """The one that the lifespan opened. Raises NotOpen outside of it."""
    desk = getattr(request.state, "jobs", None)
    if not isinstance(desk, JobDesk):
        raise NotOpen
    return desk


OpenJobDesk = Annotated[JobDesk, Depends(job_desk_of)]
