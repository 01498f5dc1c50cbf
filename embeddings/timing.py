"""How long the steps of an answer take, told to whoever asked to hear it, and to nobody else.

    with heard(tell):            # whoever runs the work
        ...
            with stage("search"):    # whoever does a step of it
                ...

What is heard belongs to the thread (and the task) that asked for it: two questions never hear each other.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

TimingListener = Callable[[str, float], None]  # the name of a step, and the seconds that it took

_HEARING: ContextVar[TimingListener | None] = ContextVar("hearing", default=None)


@contextmanager
def report_timings(tell: TimingListener) -> Iterator[None]:
    """Tell of every step that ends within."""
    before = _HEARING.set(tell)
    try:
        yield
    finally:
        _HEARING.reset(before)


@contextmanager
def timed(name: str) -> Iterator[None]:
    """A step of an answer; one that fails is not told of."""
    tell = _HEARING.get()
    if tell is None:
        yield
        return
    began = perf_counter()
    yield
    tell(name, perf_counter() - began)
