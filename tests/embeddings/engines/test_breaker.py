from collections.abc import Callable

import pytest

from embeddings.engines.breaker import Breaker
from embeddings.errors import EngineGone


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Engine:
    def __init__(self) -> None:
        self.asked, self.gone = 0, True

    def __call__(self) -> str:
        self.asked += 1
        if self.gone:
            raise EngineGone("the server is gone")
        return "answer"


def fail(breaker: Breaker, work: Callable[[], str], times: int) -> None:
    for _ in range(times):
        with pytest.raises(EngineGone):
            breaker.call(work)


def test_after_some_failures_the_engine_is_left_alone() -> None:
    """It is not asked then, and who asks is told why and for how long."""
    engine, clock = Engine(), Clock()
    breaker = Breaker(failures=3, pause=10, clock=clock)
    fail(breaker, engine, 2)
    assert breaker.fault == ""
    fail(breaker, engine, 1)
    assert str(breaker.fault) == "the server is gone"
    clock.now += 2.5
    with pytest.raises(EngineGone) as refused:
        breaker.call(engine)
    assert (engine.asked, refused.value.headers) == (3, {"Retry-After": "8"})


def test_failures_that_are_not_in_a_row_open_nothing() -> None:
    """An answer between them shows that the engine is there."""
    engine, breaker = Engine(), Breaker(failures=2)
    for _ in range(5):
        engine.gone = True
        fail(breaker, engine, 1)
        engine.gone = False
        assert breaker.call(engine) == "answer"
    assert not breaker.fault


def test_after_the_pause_one_tries_and_the_others_wait() -> None:
    """A failure begins another pause, an answer lets everybody through."""
    engine, clock = Engine(), Clock()
    breaker = Breaker(failures=1, pause=10, clock=clock)
    fail(breaker, engine, 1)
    clock.now += 10

    def one_asks_within() -> str:
        fail(breaker, engine, 1)  # refused: another tries
        return engine()

    fail(breaker, one_asks_within, 1)
    assert (engine.asked, breaker.due) == (2, False)
    clock.now += 10
    engine.gone = False
    assert [breaker.call(engine), breaker.fault, breaker.call(engine)] == ["answer", "", "answer"]


def test_a_trial_that_ends_otherwise_leaves_the_next_one_to_try() -> None:
    """A fault of the question says nothing of the engine."""
    engine, clock = Engine(), Clock()
    breaker = Breaker(failures=1, pause=10, clock=clock)
    fail(breaker, engine, 1)
    clock.now += 10

    def wrong() -> str:
        raise ValueError("a question that is none")

    with pytest.raises(ValueError, match="none"):
        breaker.call(wrong)
    engine.gone = False
    assert breaker.call(engine) == "answer"
