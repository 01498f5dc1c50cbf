"""Processes that do one job on a corpus and are killed (SIGKILL) in the middle of it.

A fork server that has imported everything makes a process in some milliseconds. It dies in one of two ways:
after so many seconds, wherever it is then; or just before its n-th step. A step is whatever touches the
disk: a system call of ours (open, write, fsync, rename, …), a statement in a transaction or after a change.
Steps leave no gap between two moments that random times would have to hit.
"""

import io
import multiprocessing
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import embeddings

# What a job tells while it runs: each is an acknowledgement that must hold whatever happens then.
Tell = Callable[[str, Any], None]
Work = Callable[[Path, Tell], str]

_FILES = ("open", "write", "truncate", "ftruncate", "fsync", "flock", "chmod")
_NAMES = ("rename", "replace", "link", "unlink", "mkdir", "rmdir")
_CORE = Path(embeddings.__path__[0])
_SYSTEM_CALLS = frozenset((*_FILES, *_NAMES))
_STATEMENTS = frozenset({"execute", "executemany", "executescript"})


@dataclass(frozen=True, slots=True)
class Death:
    """When to die: before a step, counted from 1, or after some seconds. Neither: not at all."""

    step: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What a process did before its end.

    told: its acknowledgements, in order.  steps: the line of code that each of its steps is in, in order;
    none when it did not come to the end.
    """

    killed: bool
    told: Sequence[tuple[str, Any]]
    steps: Sequence[str]
    seconds: float


class Processes:
    """Makes processes from a server that has imported some modules already."""

    def __init__(self, imported: Sequence[str]) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(imported))

    def live(self, work: Work, folder: Path, death: Death) -> Life:
        """Do the work on a folder in a process of its own, and wait until it ended one way or the other."""
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_live, args=(work, folder, death.step, theirs))
        process.start()
        theirs.close()
        said = _listen(ours, process.kill, death.seconds)
        process.join()
        if process.exitcode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"a process ended with {process.exitcode} instead of being killed")
        ended = dict(said).get("ended", ((), 0.0))
        told = [one for one in said if one[0] not in ("begun", "ended")]
        return Life(process.exitcode != 0, told, *ended)


def _listen(ours: Connection, kill: Callable[[], None], seconds: float | None) -> list[tuple[str, Any]]:
    """Everything that is said until the other end is gone; kills it `seconds` after it began."""
    said: list[tuple[str, Any]] = []
    deadline: float | None = None
    while True:
        if deadline is not None and not ours.poll(max(0.0, deadline - time.monotonic())):
            kill()
            deadline = None
        try:
            said.append(ours.recv())
        except EOFError:
            return said
        if said[-1][0] == "begun" and seconds is not None:
            deadline = time.monotonic() + seconds


def _live(work: Work, folder: Path, last_step: int | None, theirs: Connection) -> None:
    steps = _Steps(last_step)
    theirs.send(("begun", None))
    begun = time.monotonic()
    sys.setprofile(steps)
    outcome = work(folder, lambda what, value: theirs.send((what, value)))
    theirs.send(("done", outcome))
    sys.setprofile(None)
    theirs.send(("ended", (steps.taken, time.monotonic() - begun)))


class _Steps:
    """A profile function that counts what touches the disk, and ends the process before the last step."""

    def __init__(self, last: int | None) -> None:
        self._last = last
        self.taken: list[str] = []
        self._changes: dict[int, int] = {}  # rows changed so far, by connection

    def __call__(self, frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call" or not (self._follows_a_change(called) or _touches_the_disk(called)):
            return
        self.taken.append(f"{_place(frame)} {called.__name__}")
        if len(self.taken) == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _follows_a_change(self, called: Any) -> bool:
        """A statement after one that changed something, in a transaction or not."""
        of = getattr(called, "__self__", None)
        if not isinstance(of, sqlite3.Connection) or called.__name__ not in _STATEMENTS:
            return False
        before = self._changes.get(id(of), 0)
        self._changes[id(of)] = of.total_changes
        return of.total_changes != before


def _touches_the_disk(called: Any) -> bool:
    of = getattr(called, "__self__", None)
    if called.__name__ in _STATEMENTS:
        return isinstance(of, sqlite3.Connection) and of.in_transaction
    on_file = isinstance(of, io.IOBase) and not isinstance(of, io.BytesIO | io.StringIO)
    return called.__name__ in _SYSTEM_CALLS and (on_file or isinstance(of, ModuleType))


def _place(frame: FrameType | None) -> str:
    """Where in the core a call was made: the last two of its lines that lead there."""
    lines: list[str] = []
    while frame is not None and len(lines) < 2:
        file = Path(frame.f_code.co_filename)
        if _CORE in file.parents:
            lines.append(f"{file.stem}:{frame.f_lineno}")
        frame = frame.f_back
    return " ".join(reversed(lines))
