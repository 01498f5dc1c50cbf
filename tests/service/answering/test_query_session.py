import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from embeddings.corpus import Answer, Corpus, ReadyQuestion, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.errors import UnusableQuestion
from embeddings.search.questions.question import Question
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from service.answering.encoder_queue import EncoderQueue
from service.answering.query_session import QuerySession
from service.answering.search_threads import SearchThreads
from tests.service.answering.test_encoder_queue import Held, Ledger
from tests.support.served import SPEECHES, add


def test_when_one_text_cannot_be_asked_the_others_are_given_up(tmp_path: Path, tiny: Encoder) -> None:
    """The asker gets the plain error, and the model is not kept busy for an answer that there will not be."""
    add(tmp_path, tiny, SPEECHES[0])
    held, ledger = Held(tiny), Ledger()

    async def ask() -> None:
        queue, pool = EncoderQueue(held, ledger), SearchThreads(threads=1, tell=ledger.timed)
        session = QuerySession(Corpus.open(tmp_path, tiny), pool, queue)
        before = asyncio.create_task(queue.query("being encoded"))
        prepared = [partial(prepare_search, question=Question(text)) for text in ("given up", " ")]
        with pytest.raises(UnusableQuestion):
            await session.answer_each(prepared, len)
        held.go_on.release(3)
        await asyncio.gather(before, queue.query("after"))
        await queue.close()
        pool.close()

    asyncio.run(ask())
    assert held.given == [("being encoded",), ("after",)]


def in_a_session(
    folder: Path, encoder: Encoder, ask: Callable[[QuerySession, EncoderQueue], Awaitable[None]]
) -> None:
    """Run it with an open corpus, one thread that ranks and one before the encoder."""

    async def run() -> None:
        ledger = Ledger()
        queue, pool = EncoderQueue(encoder, ledger), SearchThreads(threads=1, tell=ledger.timed)
        try:
            await ask(QuerySession(Corpus.open(folder, encoder), pool, queue), queue)
        finally:
            await queue.close()
            pool.close()

    asyncio.run(run())


def test_what_needs_no_vector_is_done_while_the_model_reads(tmp_path: Path, tiny: Encoder) -> None:
    add(tmp_path, tiny, SPEECHES[0])
    held = Held(tiny)

    def prepare(snapshot: Snapshot) -> ReadyQuestion[Answer]:
        ready = prepare_search(snapshot, Question("ferries"))
        assert ready.beside is not None
        beside = ready.beside

        def do_and_let_go() -> None:
            beside()
            held.go_on.release()  # only now may the model read the question

        return ReadyQuestion(ready.texts, ready.encoded_as, ready.answer, do_and_let_go)

    async def ask(session: QuerySession, _: EncoderQueue) -> None:
        assert await session.answer(prepare, lambda answer: len(answer.matches))

    in_a_session(tmp_path, held, ask)
    assert held.given == [("ferries",)]


def test_a_filter_that_means_nothing_is_said_before_the_model_has_read_the_question(
    tmp_path: Path, tiny: Encoder
) -> None:
    """And then it need not read it."""
    add(tmp_path, tiny, SPEECHES[0])
    held = Held(tiny)

    async def ask(session: QuerySession, queue: EncoderQueue) -> None:
        before = asyncio.create_task(queue.query("being encoded"))
        await asyncio.sleep(0)
        question = Question("never read", filters=Filters(date_from="tomorrow"))
        with pytest.raises(UnusableQuestion, match="tomorrow"):
            await session.answer(partial(prepare_search, question=question), lambda answer: answer)
        held.go_on.release(2)
        await asyncio.gather(before, queue.query("after"))

    in_a_session(tmp_path, held, ask)
    assert held.given == [("being encoded",), ("after",)]


def test_a_question_asked_before_is_answered_in_one_step(tmp_path: Path, tiny: Encoder) -> None:
    add(tmp_path, tiny, SPEECHES[0])

    async def ask(session: QuerySession, queue: EncoderQueue) -> None:
        prepare = partial(prepare_search, question=Question("ferries"))
        first = await session.answer(prepare, lambda answer: answer.matches)
        assert queue.has_asked_before("ferries")
        assert await session.answer(prepare, lambda answer: answer.matches) == first

    in_a_session(tmp_path, tiny, ask)
