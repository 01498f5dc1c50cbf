"""Pages and documents are parsed in another process: a hostile or broken one ends that process, not ours."""

import json
import os
import socket
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from embeddings.errors import UnreadableSource
from embeddings.interruption import go_on
from embeddings.text.formats.extract import Extract

SECONDS = 60.0  # for one document
_LOOK_SECONDS = 0.2  # whether anybody still waits
_LARGEST_ANSWER = 256 * 2**20  # bytes
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")
_DOCUMENTS = 500  # then a new process takes over, should a parser have kept memory
_ROOT = Path(__file__).resolve().parents[4]  # where the child finds this package, installed or not


class Confined:
    """A child process that parses, started when it is first needed. Not for two threads at once."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._parsed = 0

    def __enter__(self) -> "Confined":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, kind: str, content: bytes) -> Extract:
        """What a file of this kind holds. Raises UnreadableSource, saying why, when it cannot be had."""
        if self._parsed >= _DOCUMENTS:
            self.close()
        connection = self._connection or self._start()
        self._parsed += 1
        try:
            connection.send_bytes(kind.encode())
            connection.send_bytes(content)
            if not self._answers(connection):
                self.close()
                raise UnreadableSource(f"takes more than {self._seconds:g} seconds to parse")
            answer = json.loads(connection.recv_bytes(_LARGEST_ANSWER))
        except (EOFError, OSError):
            self.close()
            raise UnreadableSource("parsing it broke off: it is damaged, or made to do harm") from None
        if "refused" in answer:
            raise UnreadableSource(answer["refused"])
        return Extract(**{**answer, "notes": tuple(answer["notes"])})

    def _answers(self, connection: Connection) -> bool:
        """Whether the child answers in its time. Who no longer waits for it ends it."""
        end = time.monotonic() + self._seconds
        try:
            while (left := end - time.monotonic()) > 0:
                if connection.poll(min(left, _LOOK_SECONDS)):
                    return True
                go_on()
        except (EOFError, OSError):
            raise
        except BaseException:
            self.close()
            raise
        return False

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._connection = self._process = None
        self._parsed = 0

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-B", "-m", "embeddings.text.formats.sandbox.child", str(theirs.fileno())],
                cwd=_ROOT,
                env=_environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._connection = Connection(ours.detach())
        return self._connection


def _environment() -> dict[str, str]:
    """What Python needs to start, and nothing else that is known to us: no keys, no addresses."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONHASHSEED": "0"}  # the same page, the same text
