import asyncio
from contextlib import AsyncExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.capacity import MOST_IN_LINE, MOST_OF_ONE, Capacity
from service.errors import TooBusy

LONG = 1_000  # places


def test_who_finds_no_place_is_refused_at_once() -> None:
    """With every place taken the next is refused, told when to come back, and admitted once one is free."""

    async def ask() -> None:
        capacity = Capacity(2)
        async with capacity.place():
            async with capacity.place():
                with pytest.raises(TooBusy) as refused:
                    async with capacity.place():
                        pass
            assert int(refused.value.headers["Retry-After"]) >= 1
            async with capacity.place():
                assert capacity.full
        assert capacity.taken == 0

    asyncio.run(ask())


def test_long_texts_are_answered_one_after_the_other() -> None:
    """In the order they came, each holding one place; questions find theirs meanwhile."""
    done: list[int] = []

    async def compare(capacity: Capacity, number: int) -> None:
        async with capacity.place(LONG):
            began = len(done)
            await asyncio.sleep(0.01)
            assert len(done) == began  # nobody else was at work
            done.append(number)

    async def ask() -> None:
        capacity = Capacity(10)
        working = [asyncio.create_task(compare(capacity, number)) for number in range(4)]
        await asyncio.sleep(0)
        assert (capacity.taken, capacity.questions) == (4, 0)
        async with capacity.place(2), capacity.place():
            assert capacity.questions == 3
        await asyncio.gather(*working)
        assert capacity.taken == 0

    asyncio.run(ask())
    assert done == [0, 1, 2, 3]


async def hold(capacity: Capacity, asker: str) -> None:
    """A long text that is never done."""
    async with capacity.place(LONG, asker=asker):
        await asyncio.Event().wait()


def test_nobody_fills_the_line_alone() -> None:
    """Whoever has half of it waits; others find room, and so does who leaves."""

    async def ask() -> None:
        capacity = Capacity(100)
        waiting = [asyncio.create_task(hold(capacity, "one")) for _ in range(MOST_OF_ONE)]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await hold(capacity, "one")
        other = asyncio.create_task(hold(capacity, "other"))
        waiting[0].cancel()
        await asyncio.gather(waiting[0], return_exceptions=True)
        again = asyncio.create_task(hold(capacity, "one"))
        await asyncio.sleep(0)
        assert not other.done()
        assert not again.done()
        for task in (*waiting, other, again):
            task.cancel()
        await asyncio.gather(*waiting, other, again, return_exceptions=True)
        assert capacity.taken == 0

    asyncio.run(ask())


def test_the_line_is_no_longer_than_it_may_be() -> None:
    """The next long text is refused at once; who leaves the line makes room."""

    async def ask() -> None:
        capacity = Capacity(100)
        waiting = [asyncio.create_task(hold(capacity, str(number))) for number in range(MOST_IN_LINE)]
        await asyncio.sleep(0)
        with pytest.raises(TooBusy):
            await hold(capacity, "another")
        for one in waiting[:-1]:
            one.cancel()
        await asyncio.gather(*waiting[:-1], return_exceptions=True)
        assert capacity.taken == 1
        waiting[-1].cancel()
        await asyncio.gather(waiting[-1], return_exceptions=True)
        assert capacity.taken == 0

    asyncio.run(ask())


def test_what_fails_gives_its_place_back() -> None:
    """A place is free again however its question ended."""

    async def ask(capacity: Capacity, n: int) -> None:
        with pytest.raises(KeyError):
            async with capacity.place(n):
                raise KeyError

    capacity = Capacity(4)
    for n in (1, LONG):
        asyncio.run(ask(capacity, n))
    assert capacity.taken == 0


@given(st.integers(2, 50), st.lists(st.integers(-3, 60), max_size=30))
def test_never_more_places_are_taken_than_there_are(places: int, wanted: list[int]) -> None:
    """Whatever is asked for, no more places are taken than there are, and refusing takes none."""

    async def ask() -> None:
        capacity = Capacity(places)
        async with AsyncExitStack() as held:
            for n in wanted:
                if capacity.is_long(n):
                    continue
                before = capacity.taken
                try:
                    await held.enter_async_context(capacity.place(n))
                    assert before < capacity.taken <= places
                except TooBusy:
                    assert capacity.taken == before
        assert capacity.taken == 0

    asyncio.run(ask())
