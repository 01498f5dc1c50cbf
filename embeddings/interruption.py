"""Long work that can be called off: whoever asked for it says how to tell, and the work asks now and then.

    with interrupted_by(check):      # whoever runs the work; `check` raises once nobody wants it
        ...
            go_on()                  # whoever does it, between two things that take no second

    with within(seconds):            # whoever does the work, for what must not take forever
        ...

Both belong to the thread (and the task) that said so. Where nobody did, `go_on` does nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TypeVar

from embeddings.errors import TookTooLongToRead

T = TypeVar("T")

Check = Callable[[], None]  # raises whatever its owner understands

_CHECKS: ContextVar[tuple[Check, ...]] = ContextVar("checks", default=())
_SOME = 256  # things that are done between two looks


@contextmanager
def interrupted_by(check: Check) -> Iterator[None]:
    """Ask this, too, whether the work within is to go on."""
    before = _CHECKS.set((*_CHECKS.get(), check))
    try:
        yield
    finally:
        _CHECKS.reset(before)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the work within after so many seconds. Raises TookTooLongToRead out of `go_on`."""
    end = monotonic() + seconds

    def check() -> None:
        if monotonic() > end:
            raise TookTooLongToRead(f"takes more than {seconds:g} seconds; part it, or look what is wrong")

    with interrupted_by(check):
        yield


def go_on() -> None:
    """Raises what the one who asked for the work raises, when it is called off."""
    for check in _CHECKS.get():
        check()


def going_on(things: Iterable[T], *, each: int = _SOME) -> Iterator[T]:
    """The same things, with a look before each so many of them."""
    for number, thing in enumerate(things):
        if not number % each:
            go_on()
        yield thing
