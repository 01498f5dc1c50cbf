"""Work is called off by whoever asked for it, and by nobody else."""

import threading
import time

import pytest

from embeddings.errors import TookTooLongToRead
from embeddings.interruption import go_on, going_on, interrupted_by, within


class Gone(Exception):
    pass


def leave() -> None:
    raise Gone


def test_nobody_calls_off_what_nobody_asked_for() -> None:
    """Without a check the work goes on."""
    go_on()
    assert list(going_on(range(1_000))) == list(range(1_000))


def test_every_check_around_is_asked() -> None:
    """One inside another, and none of them afterwards."""
    with interrupted_by(leave), interrupted_by(lambda: None), pytest.raises(Gone):
        go_on()
    go_on()


def test_long_work_looks_now_and_then() -> None:
    """And ends between two things."""
    done: list[int] = []
    asked: list[bool] = []

    def check() -> None:
        asked.append(True)
        if len(asked) == 3:
            raise Gone

    with interrupted_by(check), pytest.raises(Gone):
        done.extend(going_on(range(1_000), each=10))
    assert len(asked) == 3


def test_what_has_its_time_ends_with_it() -> None:
    """With a reason that names the time."""
    with within(0.01):
        go_on()
        time.sleep(0.02)
        with pytest.raises(TookTooLongToRead, match=r"0\.01 seconds"):
            go_on()


def test_a_check_is_its_thread_s_own() -> None:
    """Another question's work goes on."""
    ended = []

    def other() -> None:
        go_on()
        ended.append(True)

    with interrupted_by(leave):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert ended == [True]
