"""Where questions are handed in: each gets one snapshot to be answered from, and a thread to do it."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from embeddings.corpus import Corpus
from embeddings.snapshot import Snapshot
from service.cursors import Cursors
from service.pool import SearchPool
from service.settings import Settings

T = TypeVar("T")

log = logging.getLogger(__name__)


class NotOpen(Exception):
    """The service is not ready yet, or is being stopped."""


class Desk:
    """The open corpus and the threads that answer for it."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        self.corpus = corpus
        self.settings = settings
        self.fault = ""
        self.cursors = Cursors()
        self._pool = SearchPool(
            threads=settings.search_threads,
            queue_length=settings.queue_length,
            seconds=settings.request_seconds,
        )

    @property
    def degraded(self) -> str:
        """Why an older snapshot is served than the one that was published last; "" when it is not."""
        return self.fault or self.corpus.current.held.degraded

    async def ask(self, work: Callable[[Corpus, Snapshot], T]) -> T:
        """Do the work in the pool, with the snapshot that is current now and stays the same for all of it.

        Raises TooBusy, TookTooLong, or what the work raises.
        """
        return await self._pool.run(partial(work, self.corpus, self.corpus.snapshot))

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

    def close(self) -> None:
        self._pool.close()


def desk_of(request: Request) -> Desk:
    """The desk that the lifespan opened. Raises NotOpen outside of it."""
    desk = getattr(request.state, "desk", None)
    if not isinstance(desk, Desk):
        raise NotOpen
    return desk


OpenDesk = Annotated[Desk, Depends(desk_of)]
