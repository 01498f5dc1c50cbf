import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from service.pool import SearchPool, TooBusy, TookTooLong


@contextmanager
def pool_of(threads: int, queue_length: int, seconds: float = 10.0) -> Iterator[SearchPool]:
    pool = SearchPool(threads=threads, queue_length=queue_length, seconds=seconds)
    try:
        yield pool
    finally:
        pool.close()


def test_work_is_answered() -> None:
    """What the work returns is what its asker gets."""
    with pool_of(1, 0) as pool:
        assert asyncio.run(pool.run(lambda: 42)) == 42


@pytest.mark.parametrize("error", [KeyError("its own"), TimeoutError("its own")])
def test_what_the_work_raises_reaches_its_asker(error: Exception) -> None:
    """An exception of the work is raised as it is, even one that looks like a deadline."""

    def fail() -> None:
        raise error

    async def ask(pool: SearchPool) -> None:
        with pytest.raises(type(error), match=str(error)):
            await pool.run(fail)

    with pool_of(1, 0) as pool:
        asyncio.run(ask(pool))


def test_a_full_pool_refuses_at_once() -> None:
    """One question more than may work and wait is refused while the others run, and are answered."""
    release = threading.Event()

    async def ask(pool: SearchPool) -> list[bool]:
        accepted = [asyncio.create_task(pool.run(release.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await pool.run(release.wait)
        release.set()
        return await asyncio.gather(*accepted)

    with pool_of(2, 1) as pool:
        assert asyncio.run(ask(pool)) == [True, True, True]


def test_a_place_is_free_again_after_the_answer() -> None:
    """A pool with one place answers any number of questions, one after the other."""

    async def ask(pool: SearchPool) -> list[int]:
        return [await pool.run(lambda n=n: n) for n in range(20)]  # type: ignore[misc]

    with pool_of(1, 0) as pool:
        assert asyncio.run(ask(pool)) == list(range(20))


def test_work_that_waits_past_its_time_is_never_begun() -> None:
    """A question whose time is up while it waits is told so, and costs no thread any time."""
    release, begun = threading.Event(), threading.Event()

    async def ask(pool: SearchPool) -> None:
        blocking = asyncio.create_task(pool.run(release.wait))
        await asyncio.sleep(0)
        with pytest.raises(TookTooLong):
            await pool.run(begun.set)
        with pytest.raises(TookTooLong):
            await blocking
        release.set()

    with pool_of(1, 1, seconds=0.05) as pool:
        asyncio.run(ask(pool))
    assert not begun.is_set()


def test_work_holds_its_place_until_it_ends() -> None:
    """Work that runs on past its time still counts, so that late work cannot pile up."""
    release = threading.Event()

    async def ask(pool: SearchPool) -> None:
        with pytest.raises(TookTooLong):
            await pool.run(release.wait)
        with pytest.raises(TooBusy):
            await pool.run(release.wait)
        release.set()

    with pool_of(1, 0, seconds=0.05) as pool:
        asyncio.run(ask(pool))
