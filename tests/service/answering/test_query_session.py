import asyncio
from functools import partial
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.errors import UnusableQuestion
from embeddings.search.questions.question import Question
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
