import threading

import pytest

from embeddings.timing import report_timings, timed


def test_a_step_is_told_to_who_hears_it() -> None:
    """Who listens hears the name of each step and how long it took, in the order in which they end."""
    told: list[tuple[str, float]] = []
    with report_timings(lambda name, seconds: told.append((name, seconds))), timed("outer"), timed("inner"):
        pass
    assert [name for name, _ in told] == ["inner", "outer"]
    assert 0 <= told[0][1] <= told[1][1]


def test_nobody_else_hears() -> None:
    """What is heard in one thread is not told to another, nor after the listening has ended."""
    told: list[str] = []

    def step() -> None:
        with timed("elsewhere"):
            pass

    with report_timings(lambda name, _seconds: told.append(name)):
        other = threading.Thread(target=step)
        other.start()
        other.join()
    step()
    assert told == []


def test_a_step_that_fails_is_not_told() -> None:
    """A step that ends in an exception passes it on and counts for nothing."""
    told: list[str] = []
    with report_timings(lambda name, _seconds: told.append(name)), pytest.raises(KeyError), timed("search"):
        raise KeyError
    assert told == []
