import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder, Encoding, Progress
from embeddings.errors import UnusableVector
from service.answering.encoder_queue import MOST_IN_PIECE, MOST_TOGETHER, PIECE, Background, EncoderQueue
from tests.support.patience import HOPELESS
from tests.support.served import FOREST, HARBOUR, SCHOOL


class Ledger:
    """Notes what the queue does."""

    def __init__(self) -> None:
        self.together: list[int] = []

    def timed(self, name: str, seconds: float) -> None:
        pass

    def encoded_together(self, n_texts: int) -> None:
        self.together.append(n_texts)


class Held:
    """A real encoder that waits for a sign before each batch, and notes what it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.go_on = threading.Semaphore(0)
        self.given: list[tuple[str, ...]] = []

    @property
    def embedding_model(self) -> EmbeddingModel:
        return self._encoder.embedding_model

    def query(self, text: str) -> Encoding:
        return self.queries([text])

    def queries(self, texts: Sequence[str]) -> Encoding:
        self._wait(texts)
        return self._encoder.queries(texts)

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        self._wait(texts)
        return self._encoder.passages(texts, progress=progress)

    def _wait(self, texts: Sequence[str]) -> None:
        self.go_on.acquire(timeout=HOPELESS)
        self.given.append(tuple(texts))


def ask(encoder: Encoder, questions: Callable[[EncoderQueue], Awaitable[None]]) -> Ledger:
    """Run them with a queue before the encoder."""
    ledger = Ledger()

    async def run() -> None:
        queue = EncoderQueue(encoder, ledger)
        try:
            await questions(queue)
        finally:
            await queue.close()

    asyncio.run(run())
    return ledger


def test_a_question_gets_its_own_vector(tiny: Encoder) -> None:
    """However many are encoded together, each gets what the encoder gives it alone."""
    texts = [f"{text} {n}" for n in range(6) for text in (HARBOUR, SCHOOL, "harbour")]

    async def questions(queue: EncoderQueue) -> None:
        found = await asyncio.gather(*map(queue.query, texts))
        for text, encoding in zip(texts, found, strict=True):
            assert np.array_equal(encoding.vectors, tiny.query(text).vectors)

    ledger = ask(tiny, questions)
    assert sum(ledger.together) == len(texts)
    assert max(ledger.together) > 1


def test_the_pieces_of_a_speech_come_back_in_order(tiny: Encoder) -> None:
    """A speech is encoded piece by piece, and row i is that of text i."""
    texts = [f"{HARBOUR} {n}" * (1 + n % 3) for n in range(11)]

    async def questions(queue: EncoderQueue) -> None:
        assert np.array_equal((await queue.passages(texts)).vectors, tiny.passages(texts).vectors)

    assert max(ask(tiny, questions).together) <= PIECE


def test_a_question_passes_between_the_pieces_of_a_speech(tiny: Encoder) -> None:
    """A question that comes after a long speech is answered long before that is done."""
    held = Held(tiny)

    async def questions(queue: EncoderQueue) -> None:
        speech = asyncio.create_task(queue.passages([f"{FOREST} {n}" for n in range(5 * PIECE)]))
        await asyncio.sleep(0)
        question = asyncio.create_task(queue.query("harbour"))
        await asyncio.sleep(0)
        for _ in range(6):
            held.go_on.release()
        await asyncio.gather(speech, question)

    ask(held, questions)
    assert ("harbour",) in held.given[:3]


def test_a_speech_is_not_starved_by_questions(tiny: Encoder) -> None:
    """While questions keep coming, a speech and work in the background still have their turns."""
    held = Held(tiny)

    async def questions(queue: EncoderQueue) -> None:
        waiting = [asyncio.create_task(queue.query(f"harbour {n}")) for n in range(10 * MOST_TOGETHER)]
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(queue.passages([FOREST])))
        background = asyncio.to_thread(Background(queue, asyncio.get_running_loop()).passages, [SCHOOL])
        waiting.append(asyncio.create_task(background))
        await asyncio.sleep(0.05)
        for _ in range(20):
            held.go_on.release()
        await asyncio.gather(*waiting)

    ask(held, questions)
    assert (FOREST,) in held.given[:6]
    assert (SCHOOL,) in held.given[:8]


def test_who_is_gone_is_not_encoded(tiny: Encoder) -> None:
    """A question whose asker has left before its turn never reaches the model, and nothing waits for ever."""
    held = Held(tiny)

    async def questions(queue: EncoderQueue) -> None:
        first = asyncio.create_task(queue.query("first"))
        await asyncio.sleep(0)
        gone = [asyncio.create_task(queue.query("gone")) for _ in range(3)]
        last = asyncio.create_task(queue.query("last"))
        await asyncio.sleep(0)
        for one in gone:
            one.cancel()
        await asyncio.sleep(0)
        held.go_on.release(2)
        await asyncio.gather(first, last)
        assert queue.n_waiting == 0

    ask(held, questions)
    assert held.given == [("first",), ("last",)]


def test_one_unreadable_text_does_not_spoil_the_others(tiny: Encoder) -> None:
    """Of questions that are encoded together only the one that the model cannot read fails."""

    class Choosy(Held):
        def queries(self, texts: Sequence[str]) -> Encoding:
            found = super().queries(texts)
            if "unreadable" in texts:
                raise UnusableVector("the model answered NaN")
            return found

    choosy = Choosy(tiny)
    choosy.go_on.release(10)

    async def questions(queue: EncoderQueue) -> None:
        texts = ("first", "second", "unreadable", "third")
        found = await asyncio.gather(*map(queue.query, texts), return_exceptions=True)
        assert [isinstance(one, UnusableVector) for one in found] == [False, False, True, False]

    ask(choosy, questions)


def test_a_thread_in_the_background_is_told_of_its_progress(tiny: Encoder) -> None:
    """The queue is an encoder too: the same rows, and progress that adds up to all of them."""
    texts = [f"{HARBOUR} {n}" for n in range(9)]
    done: list[int] = []

    async def questions(queue: EncoderQueue) -> None:
        background = Background(queue, asyncio.get_running_loop())
        found = await asyncio.to_thread(background.passages, texts, progress=done.append)
        assert np.array_equal(found.vectors, tiny.passages(texts).vectors)
        asked = await asyncio.to_thread(background.queries, texts)
        assert np.array_equal(asked.vectors, tiny.queries(texts).vectors)

    ask(tiny, questions)
    assert sum(done) == len(texts)


def test_closing_leaves_nobody_waiting(tiny: Encoder) -> None:
    """When the service stops, who still waits for the model is told so."""
    held = Held(tiny)

    async def questions(queue: EncoderQueue) -> None:
        asking = [asyncio.create_task(queue.query(f"{n}")) for n in range(3)]
        await asyncio.sleep(0)
        held.go_on.release()
        await queue.close()
        assert all(
            isinstance(one, asyncio.CancelledError | Encoding)
            for one in await asyncio.gather(*asking, return_exceptions=True)
        )
        with pytest.raises(RuntimeError):
            await queue.query("late")

    ask(held, questions)


def test_long_work_rests_between_its_pieces_while_others_are_at_work(tiny: Encoder) -> None:
    """Three times as long as each took, and it comes to its end."""
    begun: list[float] = []

    class Slow(Held):
        def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
            begun.append(time.monotonic())
            time.sleep(0.02)
            return tiny.passages(texts)

    async def compare() -> None:
        queue = EncoderQueue(Slow(tiny), Ledger(), others_at_work=lambda: True)
        await queue.passages([f"{HARBOUR} {n}" for n in range(3 * PIECE)], long=True)
        await queue.close()

    asyncio.run(compare())
    assert len(begun) == 3
    assert all(later - earlier >= 0.08 for earlier, later in pairwise(begun))


def test_a_piece_is_never_long(tiny: Encoder) -> None:
    """Long passages go one by one, so that a question waits for one at most."""
    held = Held(tiny)
    held.go_on.release(10)
    long = HARBOUR * (MOST_IN_PIECE // len(HARBOUR))

    async def compare(queue: EncoderQueue) -> None:
        found = await queue.passages([long, HARBOUR, f"{long} again", SCHOOL])
        assert np.array_equal(found.vectors, tiny.passages([long, HARBOUR, f"{long} again", SCHOOL]).vectors)

    ask(held, compare)
    assert [len(texts) for texts in held.given] == [2, 1, 1]


def test_a_question_asked_before_is_not_encoded_again(tiny: Encoder) -> None:
    """The model hears it once, and both askers get its vector."""

    async def questions(queue: EncoderQueue) -> None:
        first, second = await queue.query(HARBOUR), await queue.query(HARBOUR)
        assert np.array_equal(first.vectors, second.vectors)
        assert np.array_equal(first.truncated, second.truncated)

    assert ask(tiny, questions).together == [1]
