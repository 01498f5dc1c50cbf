"""Waiting for a state of something that goes on beside the test, never for a time.

A test that waits ends as soon as what it waits for is there. How long it waits at most says only when it is
hopeless, on a machine with much else to do.
"""

import time
from collections.abc import Callable

HOPELESS = 120.0  # seconds


def wait_until(reached: Callable[[], object], what: str = "what was waited for") -> None:
    deadline = time.monotonic() + HOPELESS
    while not reached():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.01)
