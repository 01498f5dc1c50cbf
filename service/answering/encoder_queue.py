"""The one way to the model: what waits for it is encoded together, questions first, and nobody starves.

A question of some words costs the model hardly less than eight of them at once. So the model encodes one
batch at a time, and whatever has come meanwhile is the next. Long work goes in small pieces, between which
questions pass. What nobody waits for any more is left out.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntEnum
from itertools import cycle
from typing import Protocol

import numpy as np

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder, Encoding, Progress
from embeddings.errors import UnusableVector
from embeddings.timing import report_timings
from service.answering.question_cache import QuestionCache

# Beyond these a batch gains nothing, and those in it wait for each other.
MOST_TOGETHER = 8
MOST_CHARACTERS = 600
# Of longer work, at a time: some fifty milliseconds, for which a question may have to wait.
PIECE = 4  # texts
MOST_IN_PIECE = 1_200  # characters, if there is more than one text
_NAP = 0.005  # seconds


class Urgency(IntEnum):
    """Why somebody waits, the most urgent first."""

    QUESTION = 0
    SPEECH = 1
    LONG = 2  # a speech that stands in line
    BACKGROUND = 3


# Each has its turn, if anybody waits for that; a turn that nobody takes falls to the most urgent.
_TURNS = (
    Urgency.QUESTION, Urgency.SPEECH, Urgency.QUESTION, Urgency.LONG, Urgency.QUESTION, Urgency.BACKGROUND,
)  # fmt: skip
# While others are at work, these rest after each piece, so many times as long as it took. The model would
# else be busy with them whenever a question comes, since questions spend most of their time elsewhere.
_REST = 3.0
_RESTING = (Urgency.LONG, Urgency.BACKGROUND)


class Listener(Protocol):
    """Who is told what the queue does."""

    def timed(self, name: str, seconds: float) -> None: ...

    def encoded_together(self, n_texts: int) -> None: ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    texts: tuple[str, ...]
    as_questions: bool  # else as passages: the model is prompted differently
    found: "asyncio.Future[Encoding]"


class EncoderQueue:
    """What waits for one encoder. For one event loop alone; threads ask through `Background`."""

    def __init__(
        self, encoder: Encoder, listener: Listener, *, others_at_work: Callable[[], bool] = lambda: False
    ) -> None:
        """others_at_work: whether there are questions that long work gives way to."""
        self._encoder = encoder
        self._listener = listener
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._waiting: dict[Urgency, deque[_Waiting]] = {urgency: deque() for urgency in Urgency}
        self._turns = cycle(_TURNS)
        self._asked_before = QuestionCache()
        self._encoding = False
        self._others_at_work = others_at_work
        self._rests_until = dict.fromkeys(_RESTING, 0.0)  # in the time of the loop
        self._waking: asyncio.TimerHandle | None = None

    @property
    def embedding_model(self) -> EmbeddingModel:
        return self._encoder.embedding_model

    @property
    def n_waiting(self) -> int:
        """Questions and pieces of longer work that wait."""
        return sum(map(len, self._waiting.values()))

    def has_asked_before(self, text: str) -> bool:
        """Is the vector of this question known?"""
        return text in self._asked_before

    async def query(self, text: str) -> Encoding:
        """One question; shape (1, dimension), not to be changed. Raises UnusableVector."""
        found = self._asked_before.get(text)
        if found is None:
            found = await self._encoded(Urgency.QUESTION, (text,), as_questions=True)
            self._asked_before.keep(text, found)
        return found

    async def passages(self, texts: Sequence[str], *, long: bool = False) -> Encoding:
        """The passages of a speech, row i for text i. Raises UnusableVector."""
        urgency = Urgency.LONG if long else Urgency.SPEECH
        return await self.pieces(urgency, texts, as_questions=False)

    async def pieces(
        self, urgency: Urgency, texts: Sequence[str], *, as_questions: bool, progress: Progress | None = None
    ) -> Encoding:
        """Row i for text i, encoded piece by piece; `progress` is told how many more are done."""
        # Those of one length together, as the encoder likes them; the rows are put back in order.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        vectors = np.empty((len(texts), self.embedding_model.dimension), np.float32)
        truncated = np.empty(len(texts), np.bool_)
        for rows in _pieces(order, [len(text) for text in texts]):
            piece = tuple(texts[row] for row in rows)
            found = await self._encoded(urgency, piece, as_questions=as_questions)
            vectors[rows], truncated[rows] = found.vectors, found.truncated
            if progress is not None:
                progress(len(rows))
        return Encoding(vectors, truncated)

    async def close(self) -> None:
        """Let what is being encoded end; what waits is never encoded."""
        if self._waking is not None:
            self._waking.cancel()
        for waiting in self._waiting.values():
            for one in waiting:
                one.found.cancel()
            waiting.clear()
        await asyncio.to_thread(self._thread.shutdown)

    async def _encoded(self, urgency: Urgency, texts: tuple[str, ...], *, as_questions: bool) -> Encoding:
        found: asyncio.Future[Encoding] = asyncio.get_running_loop().create_future()
        self._waiting[urgency].append(_Waiting(texts, as_questions, found))
        self._encode_next()
        return await found

    def _encode_next(self) -> None:
        """Begin with the next batch, unless one is being encoded or nobody waits."""
        if self._encoding:
            return
        loop = asyncio.get_running_loop()
        urgency, batch = self._next_batch(loop.time())
        if not batch:
            if self.n_waiting and self._waking is None:
                self._waking = loop.call_later(_NAP, self._wake)
            return
        self._encoding = True
        began = loop.time()

        def end(done: "asyncio.Future[list[Encoding | UnusableVector]]") -> None:
            if urgency in self._rests_until:
                self._rests_until[urgency] = loop.time() + _REST * (loop.time() - began)
            self._hand_out(batch, done)

        loop.run_in_executor(self._thread, self._encode, batch).add_done_callback(end)

    def _wake(self) -> None:
        self._waking = None
        self._encode_next()

    def _next_batch(self, now: float) -> tuple[Urgency, list[_Waiting]]:
        """Who is next, and what of theirs goes together; nothing when nobody waits, or all who do rest."""
        for waiting in self._waiting.values():
            while waiting and waiting[0].found.done():  # gone
                waiting.popleft()
        turn = next(self._turns)
        others = self._others_at_work()
        for urgency in (turn, *Urgency):
            if not self._waiting[urgency] or (others and now < self._rests_until.get(urgency, now)):
                continue
            if urgency is Urgency.QUESTION:
                return urgency, list(_fitting(self._waiting[urgency]))
            return urgency, [self._waiting[urgency].popleft()]
        return turn, []

    def _encode(self, batch: Sequence[_Waiting]) -> list[Encoding | UnusableVector]:
        """In the encoder's thread: what was found for each who waits."""
        encode = self._encoder.queries if batch[0].as_questions else self._encoder.passages
        texts = [text for one in batch for text in one.texts]
        self._listener.encoded_together(len(texts))
        try:
            with report_timings(self._listener.timed):
                encoding = encode(texts)
        except UnusableVector as fault:
            # One text that the model cannot read shall not spoil the others.
            return [fault] if len(batch) == 1 else [self._encode([one])[0] for one in batch]
        ends = np.cumsum([len(one.texts) for one in batch])[:-1]
        halves = zip(np.split(encoding.vectors, ends), np.split(encoding.truncated, ends), strict=True)
        return [Encoding(vectors, truncated) for vectors, truncated in halves]

    def _hand_out(
        self, batch: Sequence[_Waiting], done: "asyncio.Future[list[Encoding | UnusableVector]]"
    ) -> None:
        self._encoding = False
        fault = done.exception()
        for i, one in enumerate(batch):
            found = fault or done.result()[i]
            if one.found.done():  # gone
                continue
            if isinstance(found, Encoding):
                one.found.set_result(found)
            else:
                one.found.set_exception(found)
        self._encode_next()


def _pieces(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """The rows in their order, so many at a time as are encoded soon."""
    piece: list[int] = []
    for row in order:
        if piece and (
            len(piece) == PIECE or sum(lengths[one] for one in piece) + lengths[row] > MOST_IN_PIECE
        ):
            yield piece
            piece = []
        piece.append(row)
    if piece:
        yield piece


def _fitting(waiting: "deque[_Waiting]") -> Iterator[_Waiting]:
    """The first questions, taken out of the line: as many as go together, one at least."""
    n_texts = n_characters = 0
    while waiting:
        n_texts += 1
        n_characters += len(waiting[0].texts[0])
        if n_texts > 1 and (n_texts > MOST_TOGETHER or n_characters > MOST_CHARACTERS):
            return
        one = waiting.popleft()
        if one.found.done():  # gone
            n_texts -= 1
            n_characters -= len(one.texts[0])
        else:
            yield one


class Background:
    """The queue as an Encoder, for a thread that has time: it gives way to questions and comparisons."""

    def __init__(self, queue: EncoderQueue, loop: asyncio.AbstractEventLoop) -> None:
        self._queue = queue
        self._loop = loop

    @property
    def embedding_model(self) -> EmbeddingModel:
        return self._queue.embedding_model

    def query(self, text: str) -> Encoding:
        return self.queries([text])

    def queries(self, texts: Sequence[str]) -> Encoding:
        return self._encoded(texts, as_questions=True, progress=None)

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        return self._encoded(texts, as_questions=False, progress=progress)

    def _encoded(self, texts: Sequence[str], *, as_questions: bool, progress: Progress | None) -> Encoding:
        waiting = self._queue.pieces(Urgency.BACKGROUND, texts, as_questions=as_questions, progress=progress)
        return asyncio.run_coroutine_threadsafe(waiting, self._loop).result()
