"""A service in a child process: started, asked over kept-alive connections, and weighed.

What asks is the same for every service that is compared: the standard library's own client, in this process.
"""

import http.client
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[3]
Connection = http.client.HTTPConnection
Ask = Callable[[Connection, str], Any]
_BETWEEN_TRIES = 0.01  # seconds
_SECONDS_TO_STOP = 30


@dataclass(frozen=True, slots=True)
class Memory:
    """MB resident. anonymous: its own.  file: pages of files, which the system may drop and read again."""

    anonymous: float
    file: float

    @property
    def resident(self) -> float:
        return self.anonymous + self.file


@dataclass(frozen=True, slots=True)
class Service:
    """A running child.  port: where it answers.  started: `time.perf_counter()` when its process was."""

    process: "subprocess.Popen[bytes]"
    port: int
    started: float

    def connection(self) -> Connection:
        return Connection(HOST, self.port, timeout=600)

    def first_answer(self, ask: Ask, question: str) -> float:
        """Seconds from the start of the process until it has answered. Raises RuntimeError if it ended."""
        while self.process.poll() is None:
            try:
                ask(self.connection(), question)
            except ConnectionError:
                time.sleep(_BETWEEN_TRIES)
            else:
                return time.perf_counter() - self.started
        raise RuntimeError(f"the service ended with status {self.process.returncode} before it answered")

    def memory(self) -> Memory:
        """As Linux counts it now."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        kilobytes = {name: int(number) for name, number in re.findall(r"^(\w+): +(\d+) kB$", rollup, re.M)}
        anonymous = kilobytes["Anonymous"]
        return Memory(anonymous / 1024, (kilobytes["Rss"] - anonymous) / 1024)


@contextmanager
def running(
    command: Sequence[str],
    *,
    port: int,
    environ: Mapping[str, str] | None = None,
    log: IO[bytes] | None = None,
) -> Iterator[Service]:
    """The service that `command` starts on that port, until it is left; what it says goes to `log`."""
    said = subprocess.DEVNULL if log is None else log
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | (environ or {}), stdout=said, stderr=said)
    try:
        yield Service(process, port, started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass(frozen=True, slots=True)
class QuestionToAsk:
    """latencies: seconds of each answer.  seconds: from the first question to the last answer."""

    latencies: tuple[float, ...]
    seconds: float


def asked_by(clients: int, service: Service, questions: Sequence[str], ask: Ask) -> QuestionToAsk:
    """Ask all of them, as many at a time as there are clients, each over a connection that it keeps."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for question in questions:
        waiting.put(question)

    def client(_: int) -> list[float]:
        connection, latencies = service.connection(), []
        connection.connect()
        with suppress(queue.Empty):
            while True:
                question = waiting.get_nowait()
                begun = time.perf_counter()
                ask(connection, question)
                latencies.append(time.perf_counter() - begun)
        return latencies

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        each = list(pool.map(client, range(clients)))
    return QuestionToAsk(tuple(chain.from_iterable(each)), time.perf_counter() - begun)


def ask_tifa(connection: Connection, question: str, *, mode: str = "hybrid") -> bytes:
    """As it comes: ten passages, explained."""
    body = json.dumps({"query": question, "mode": mode}).encode()
    return answer(connection, "POST", "/v1/search", body)


def tifa_serve(corpus: Path, *, port: int, threads: int) -> list[str]:
    """The command that serves a corpus as a user would, from this working tree."""
    options = ["--corpus", str(corpus.resolve()), "--port", str(port), "--threads", str(threads)]
    return [sys.executable, "-m", "scripts.tifa", "serve", *options]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answer(connection: Connection, method: str, path: str, body: bytes | None = None) -> bytes:
    """The body of a 200. Raises RuntimeError for any other answer."""
    connection.request(method, path, body, {"Content-Type": "application/json"} if body is not None else {})
    response = connection.getresponse()
    content = response.read()
    if response.status != http.client.OK:
        raise RuntimeError(f"{method} {path[:80]} was answered {response.status}: {content[:200]!r}")
    return content
