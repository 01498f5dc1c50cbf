"""One question, admitted and not yet answered or given up: its steps, each where it belongs.

Reading and ranking take turns in a few threads, encoding goes through the encoder's queue, and in between the
event loop is free.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from embeddings.comparison.compare import Comparison
from embeddings.corpus import Answer, Corpus
from embeddings.encoder.encoding import Encoding
from embeddings.search.question import PreparedQuestion, Question
from embeddings.snapshot.snapshot import Facets, Snapshot
from embeddings.speech import Speech
from embeddings.topics.shares import TopicShares
from service.answering.encoder_queue import EncoderQueue
from service.answering.search_threads import SearchThreads

T = TypeVar("T")

# A place at the desk for so much text of a speech: that keeps the model busy for about as long as a question.
CHARACTERS_A_PLACE = 250


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


def places_of(text: str) -> int:
    """How many places a speech takes."""
    return 1 + len(text) // CHARACTERS_A_PLACE


class QuerySession:
    """All of it is answered from one snapshot. `shape` is made of each answer in the thread that found it."""

    def __init__(self, corpus: Corpus, pool: SearchThreads, queue: EncoderQueue) -> None:
        self.corpus = corpus
        self.snapshot: Snapshot = corpus.snapshot
        self.over = False
        self._pool = pool
        self._queue = queue

    async def do(self, work: Callable[[Snapshot], T]) -> T:
        """An answer in one step, for which no text is encoded. Raises what the work raises."""
        return await self._pool.run(partial(work, self.snapshot))

    async def search(self, question: Question, shape: Callable[[Answer], T]) -> T:
        """See Corpus.search."""
        asked, encoding = await self._read(question)
        return await self._pool.run(lambda: shape(self.corpus.answer(self.snapshot, asked, encoding)))

    async def search_each(self, questions: Sequence[Question], shape: Callable[[list[Answer]], T]) -> T:
        """Several questions, answered in their order."""
        read = await self._read_each(questions)

        def answer() -> T:
            answers = []
            for asked, encoding in read:
                self._need_asker()
                answers.append(self.corpus.answer(self.snapshot, asked, encoding))
            return shape(answers)

        return await self._pool.run(answer)

    async def facets(self, question: Question, *, n: int, shape: Callable[[Facets], T]) -> T:
        """See Corpus.facets."""
        asked, encoding = await self._read(question)
        return await self._pool.run(lambda: shape(self.corpus.counted(self.snapshot, asked, encoding, n=n)))

    async def compare(
        self, speech: Speech, *, k: int, with_speech: str | None, shape: Callable[[Comparison], T]
    ) -> T:
        """See Corpus.compare."""
        new = await self._pool.run(lambda: self.corpus.read_speech(speech))
        encoding = await self._queue.passages(new.normalized_texts)

        def answer() -> T:
            return shape(
                self.corpus.compared(
                    self.snapshot, new, encoding, k=k, with_speech=with_speech, progress=self._go_on
                )
            )

        return await self._pool.run(answer)

    async def distribution(self, speech: Speech, shape: Callable[[TopicShares], T]) -> T:
        """See Corpus.distribution."""
        self.snapshot.need_topics()
        new = await self._pool.run(lambda: self.corpus.read_speech(speech))
        encoding = await self._queue.passages(new.normalized_texts)
        return await self._pool.run(lambda: shape(self.corpus.distributed(self.snapshot, new, encoding)))

    async def _read(self, question: Question) -> tuple[PreparedQuestion, Encoding | None]:
        asked = await self._pool.run(lambda: self.corpus.read(question))
        return asked, await self._queue.query(asked.normalized) if asked.normalized else None

    async def _read_each(
        self, questions: Sequence[Question]
    ) -> list[tuple[PreparedQuestion, Encoding | None]]:
        """Raises what the first raises that cannot be read; then nobody waits for the others."""
        try:
            async with asyncio.TaskGroup() as group:
                reading = [group.create_task(self._read(question)) for question in questions]
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in reading]

    def _go_on(self, _n: int) -> None:
        self._need_asker()

    def _need_asker(self) -> None:
        """Raises Abandoned, in the thread of long work, once nobody waits for it."""
        if self.over:
            raise Abandoned
