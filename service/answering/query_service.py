"""Where questions are handed in: each gets a place, one snapshot to be answered from, and its time."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from embeddings.corpus import Corpus
from embeddings.errors import UnusableVector
from embeddings.snapshot.snapshot import Snapshot
from service.answering.capacity import Capacity
from service.answering.encoder_queue import EncoderQueue
from service.answering.query_session import PLACES_IN_TIME, QuerySession
from service.answering.search_threads import SearchThreads
from service.errors import CorpusGone, NotOpen, TookTooLong
from service.metrics import Metrics
from service.settings import Settings

T = TypeVar("T")

# What is nobody's fault but ours: a disk that fails, a damaged file under an open snapshot, no memory.
_OURS = (sqlite3.Error, OSError, MemoryError, RuntimeError, UnusableVector)

log = logging.getLogger(__name__)


class QueryService:
    """The open corpus, and who answers for it."""

    def __init__(self, corpus: Corpus, settings: Settings, metrics: Metrics) -> None:
        self.corpus = corpus
        self.settings = settings
        self.metrics = metrics
        self.fault = ""
        self.failing = ""  # why the question that ended last was not answered, where that was our fault
        self.capacity = Capacity(settings.places)
        self.queue = EncoderQueue(corpus.encoder, metrics, others_at_work=self._questions_at_work)
        self._pool = SearchThreads(
            threads=settings.search_threads,
            tell=metrics.timed,
            others_at_work=self._questions_at_work,
        )

    @property
    def degraded(self) -> str:
        """Why questions fail, or an older snapshot answers than the newest; "" when all is well."""
        return self.failing or self.fault or self.corpus.current.degraded

    def need_corpus(self) -> None:
        """Raises CorpusGone. What is open can be read on, but not all of a snapshot is opened at once."""
        if not self.corpus.current.folder.is_dir():
            raise CorpusGone

    @asynccontextmanager
    async def session(self, *, places: int = 1, asker: str = "") -> AsyncIterator[QuerySession]:
        """All that happens within is one question's, answered from one snapshot.

        places: how many it takes; more for long texts, which keep the model as busy as many questions do.
        asker: who asks, by key or address: one alone does not fill the line of long texts.
        Raises TooBusy at once, TookTooLong when its time is up, which waiting in line is part of; CorpusGone.
        """
        seconds = self.settings.request_seconds * max(1.0, places / PLACES_IN_TIME)
        try:
            async with asyncio.timeout(seconds) as limit, self.capacity.place(places, asker=asker):
                long = self.capacity.is_long(places)
                session = QuerySession(self.corpus, self._pool, self.queue, long=long)
                try:
                    yield session
                finally:
                    session.over = True
            self.failing = ""
        except TimeoutError:
            if not limit.expired():
                raise  # the work's own
            raise TookTooLong from None
        except _OURS as error:
            self.failing = f"the last question failed ({type(error).__name__})"
            self.need_corpus()
            raise

    async def ask(self, work: Callable[[Snapshot], T]) -> T:
        """An answer in one step, for which no text is encoded.

        Raises TooBusy, TookTooLong, or what the work raises.
        """
        async with self.session() as session:
            return await session.do(work)

    async def follow(self) -> None:
        """Move on to every newer snapshot, until cancelled. One that cannot be used leaves the one before."""
        while True:
            await asyncio.sleep(self.settings.refresh_seconds)
            try:
                # Not in the pool: verifying a snapshot must neither wait for questions nor delay them.
                if await asyncio.to_thread(self.corpus.current.refresh):
                    log.info("now answering from snapshot %s", self.corpus.snapshot.name)
                self.fault = ""
            except Exception as error:  # whatever is wrong with the folder, the answers go on
                if not self.fault:
                    log.exception("cannot look for a newer snapshot")
                self.fault = f"the corpus folder cannot be read ({type(error).__name__})"

    def exposition(self, *, jobs_unfinished: int) -> bytes:
        """What was counted and timed so far, and how it stands now, for Prometheus."""
        manifest = self.corpus.snapshot.manifest
        return self.metrics.exposition(
            snapshot=self.corpus.snapshot.name,
            model=manifest.embedding_model.name,
            places=self.capacity.places,
            places_taken=self.capacity.taken,
            encoder_waiting=self.queue.n_waiting,
            jobs_unfinished=jobs_unfinished,
            speeches=manifest.n_speeches,
            passages=manifest.n_passages,
            degraded=float(bool(self.degraded)),
        )

    def _questions_at_work(self) -> bool:
        return self.capacity.questions > 0

    async def close(self) -> None:
        await self.queue.close()
        await asyncio.to_thread(self._pool.close)


def query_service_of(request: Request) -> QueryService:
    """The desk that the lifespan opened. Raises NotOpen outside of it."""
    query_service: QueryService | None = getattr(request.state, "query_service", None)
    if query_service is None:
        raise NotOpen
    return query_service


async def _open_query_service(request: Request) -> QueryService:
    # FastAPI would send a plain function to a thread and wait for it.
    return query_service_of(request)


OpenQueryService = Annotated[QueryService, Depends(_open_query_service)]
