"""One question, admitted and not yet answered or given up: its steps, each where it belongs.

Reading and ranking take turns in a few threads, encoding goes through the encoder's queue, and in between the
event loop is free.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from embeddings.corpus import Corpus, ReadyQuestion
from embeddings.encoder.encoding import Encoding
from embeddings.interruption import go_on
from embeddings.snapshot.snapshot import Snapshot
from service.answering.encoder_queue import EncoderQueue
from service.answering.search_threads import SearchThreads
from service.errors import Abandoned

T = TypeVar("T")
S = TypeVar("S")

# A place for so much text of a speech: that keeps the model busy for about as long as a question.
CHARACTERS_A_PLACE = 250
PLACES_IN_TIME = 40  # a text that needs more has the time of several questions: 10,000 characters each

# Reads what is asked, for the snapshot that will answer it.
Prepare = Callable[[Snapshot], ReadyQuestion[T]]


def places_of(text: str) -> int:
    """How many places a speech takes."""
    return places_of_length(len(text))


def places_of_length(n_characters: int) -> int:
    """How many places a speech of so many characters takes."""
    return 1 + n_characters // CHARACTERS_A_PLACE


class QuerySession:
    """Everything in it is answered from one snapshot."""

    def __init__(
        self, corpus: Corpus, threads: SearchThreads, queue: EncoderQueue, *, long: bool = False
    ) -> None:
        """long: whether its work gives way to that of others."""
        self.snapshot: Snapshot = corpus.snapshot
        self.over = False
        self._threads = threads
        self._long = long
        self._queue = queue

    async def do(self, work: Callable[[Snapshot], T]) -> T:
        """An answer in one step, for which no text is encoded. Raises what the work raises."""
        return await self._run(partial(work, self.snapshot))

    async def answer(self, prepare: Prepare[T], shape: Callable[[T], S]) -> S:
        """Read, encode, answer. `shape` is made of the answer in the thread that found it."""
        ready, encoding = await self._encode(prepare)
        return await self._run(lambda: shape(ready.answer(encoding, _look)))

    async def answer_each(self, questions: Sequence[Prepare[T]], shape: Callable[[list[T]], S]) -> S:
        """Several questions, answered in their order.

        Raises what the first raises that cannot be read; then nobody waits for the others.
        """
        try:
            async with asyncio.TaskGroup() as group:
                reading = [group.create_task(self._encode(prepare)) for prepare in questions]
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        read = [task.result() for task in reading]

        def answer() -> S:
            answers = []
            for ready, encoding in read:
                go_on()
                answers.append(ready.answer(encoding, _look))
            return shape(answers)

        return await self._run(answer)

    async def _encode(self, prepare: Prepare[T]) -> tuple[ReadyQuestion[T], Encoding | None]:
        ready = await self._run(partial(prepare, self.snapshot))
        if not ready.texts:
            return ready, None
        if ready.encoded_as == "question":
            return ready, await self._query(ready)
        return ready, await self._queue.passages(ready.texts, long=self._long)

    async def _query(self, ready: ReadyQuestion[T]) -> Encoding:
        """The question's vector; meanwhile what needs none is done, in a thread that would have waited."""
        text = ready.texts[0]
        if ready.beside is None or self._queue.has_asked_before(text):
            return await self._queue.query(text)
        encoding = asyncio.create_task(self._queue.query(text))
        try:
            await asyncio.sleep(0)  # the model begins: what is done beside it would keep Python from it
            await self._run(ready.beside)
        except BaseException:
            encoding.cancel()
            raise
        return await encoding

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._threads.run(work, self._need_asker, long=self._long)

    def _need_asker(self) -> None:
        """Raises Abandoned, in the thread of long work, once nobody waits for it."""
        if self.over:
            raise Abandoned


def _look(_steps: int) -> None:
    """Between two steps of long work."""
    go_on()
