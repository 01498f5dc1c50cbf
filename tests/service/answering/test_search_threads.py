import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from embeddings.interruption import go_on
from embeddings.timing import timed
from service.answering.search_threads import SearchThreads


@contextmanager
def pool_of(threads: int, told: list[str] | None = None) -> Iterator[SearchThreads]:
    steps = [] if told is None else told
    pool = SearchThreads(threads=threads, tell=lambda name, _seconds: steps.append(name))
    try:
        yield pool
    finally:
        pool.close()


def test_work_is_answered() -> None:
    """What the work returns is what its asker gets."""
    with pool_of(1) as pool:
        assert asyncio.run(pool.run(lambda: 42)) == 42


@pytest.mark.parametrize("error", [KeyError("its own"), TimeoutError("its own")])
def test_what_the_work_raises_reaches_its_asker(error: Exception) -> None:
    """An exception of the work is raised as it is, even one that looks like a deadline."""

    def fail() -> None:
        raise error

    async def ask(pool: SearchThreads) -> None:
        with pytest.raises(type(error), match=str(error)):
            await pool.run(fail)

    with pool_of(1) as pool:
        asyncio.run(ask(pool))


def test_work_that_nobody_waits_for_is_never_begun() -> None:
    """Work whose asker is gone while all threads are busy costs no thread any time."""
    release, begun = threading.Event(), threading.Event()

    async def ask(pool: SearchThreads) -> None:
        blocking = asyncio.create_task(pool.run(release.wait))
        waiting = asyncio.create_task(pool.run(begun.set))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.sleep(0)
        release.set()
        await blocking

    with pool_of(1) as pool:
        asyncio.run(ask(pool))
    assert not begun.is_set()


def test_the_steps_of_the_work_are_told() -> None:
    """Each step that the work goes through is told of, by its name."""

    def work() -> None:
        with timed("search"):
            pass
        with timed("explain"):
            pass

    told: list[str] = []
    with pool_of(2, told) as pool:
        asyncio.run(pool.run(work))
    assert told == ["search", "explain"]


def test_long_work_rests_while_others_are_at_work() -> None:
    """Three times as long as it worked, and not once nobody else is."""
    busy = True

    def work() -> float:
        began, end = time.monotonic(), time.thread_time() + 0.1
        while time.thread_time() < end:
            go_on()
        return time.monotonic() - began

    async def ask() -> tuple[float, float]:
        nonlocal busy
        pool = SearchThreads(threads=1, tell=lambda *_: None, others_at_work=lambda: busy)
        giving_way = await pool.run(work, long=True)
        in_its_turn = await pool.run(work)
        pool.close()
        return giving_way, in_its_turn

    giving_way, _ = asyncio.run(ask())
    assert giving_way >= 0.1 + 3 * 0.08
    busy = False
    began = time.process_time()
    asyncio.run(ask())
    assert time.process_time() - began < 2


def test_long_work_leaves_the_other_threads_free() -> None:
    """A question is answered while it goes on, though there is one thread for questions."""
    release = threading.Event()

    async def ask(pool: SearchThreads) -> int:
        long = asyncio.create_task(pool.run(release.wait, long=True))
        answer = await pool.run(lambda: 42)
        assert not long.done()
        release.set()
        await long
        return answer

    with pool_of(1) as pool:
        assert asyncio.run(ask(pool)) == 42
