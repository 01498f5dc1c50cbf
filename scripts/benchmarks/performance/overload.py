"""What the service does under three times the load that it can hold.

    python -m scripts.benchmarks.performance.overload --corpus CORPUS [--seconds 60]

First as many clients as keep it busy ask one question after the other: that is the load it can hold. Then
questions come at three times that rate, whether the ones before are answered or not. Then the clients again.
Questions are stretches of passages of the corpus, each another one; the service runs in a child process.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import click
import numpy as np

from embeddings.snapshot.current import CurrentSnapshot
from scripts.benchmarks.performance.services import HOST, free_port, running, tifa_serve
from scripts.terminal.opening import corpus_option

CLIENTS = 16  # who keep it busy: more make it no busier
TIMES = 3
DEADLINE = 5  # seconds, which the service is told to keep
OK, REFUSED = 200, 503


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    status: int
    seconds: float


@click.command()
@corpus_option
@click.option("--seconds", default=60.0, show_default=True, help="How long it is overloaded.")
@click.option("--threads", default=2, show_default=True)
def main(folder: Path, seconds: float, threads: int) -> None:
    port = free_port()
    command = tifa_serve(folder, port=port, threads=threads)
    environ = {"TIFA_REQUEST_SECONDS": f"{DEADLINE}"}
    with tempfile.TemporaryFile() as log, running(command, port=port, environ=environ, log=log):
        asyncio.run(measure(_Asking(port, _questions(folder)), seconds))


async def measure(asking: "_Asking", seconds: float) -> None:
    await asking.until_ready()
    await held(asking, 5)  # the first questions of each length are slower
    before = await held(asking, 10)
    _tell(f"{CLIENTS} clients", before, 10)
    rate = TIMES * len(before) / 10
    during = await flooded(asking, rate, seconds)
    _tell(f"{rate:.0f} a second, for {seconds:.0f} s", during, seconds)
    stopped = time.perf_counter()
    while (await asking.ask()).status != OK:
        pass
    print(f"answered again {1000 * (time.perf_counter() - stopped):.0f} ms after the flood")
    _tell(f"{CLIENTS} clients again", await held(asking, 10), 10)


async def held(asking: "_Asking", seconds: float) -> list[TimedAnswer]:
    """What CLIENTS get who each wait for an answer before they ask again."""
    end = time.perf_counter() + seconds

    async def client() -> list[TimedAnswer]:
        answers = []
        while time.perf_counter() < end:
            answers.append(await asking.ask())
        return answers

    return list(chain.from_iterable(await asyncio.gather(*(client() for _ in range(CLIENTS)))))


async def flooded(asking: "_Asking", rate: float, seconds: float) -> list[TimedAnswer]:
    """What those get who come at that rate (questions a second), evenly, waiting for nobody."""
    began, waiting = time.perf_counter(), []
    for n in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
        waiting.append(asyncio.create_task(asking.ask()))
    return list(await asyncio.gather(*waiting))


class _Asking:
    """Asks over connections that are kept, and opens another one when all are in use."""

    def __init__(self, port: int, questions: Iterable[str]) -> None:
        self._port = port
        self._questions = iter(questions)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def until_ready(self) -> None:
        while True:
            try:
                await self.ask()
            except OSError:
                await asyncio.sleep(0.1)
            else:
                return

    async def ask(self) -> TimedAnswer:
        """One more question."""
        began = time.perf_counter()
        reader, writer = await self._connection()
        path = f"/v1/search?q={quote(next(self._questions))}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
        self._idle.append((reader, writer))
        return TimedAnswer(int(head.split(b" ", 2)[1]), time.perf_counter() - began)

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():  # else the service has closed it, since nothing was asked for long
                return reader, writer
            writer.close()
        return await asyncio.open_connection(HOST, self._port)


def _questions(folder: Path) -> Iterable[str]:
    """Stretches of 8 to 30 characters of passages, without end."""
    snapshot = CurrentSnapshot(folder).held.snapshot
    texts = [passage.text for passage in snapshot.passages(range(len(snapshot.index)))]
    random = np.random.default_rng(1)
    while True:
        text = texts[random.integers(len(texts))]
        start, length = int(random.integers(max(1, len(text) - 8))), int(random.integers(8, 31))
        if any(map(str.isalnum, stretch := " ".join(text[start : start + length].split()))):
            yield stretch.replace('"', "").lstrip("-")


def _tell(what: str, answers: Sequence[TimedAnswer], seconds: float) -> None:
    by_status: dict[int, list[float]] = {}
    for answered in answers:
        by_status.setdefault(answered.status, []).append(1000 * answered.seconds)
    print(what)
    for status, milliseconds in sorted(by_status.items()):
        p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
        print(
            f"  {status}: {len(milliseconds) / seconds:6.1f} a second,"
            f" p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}, most {max(milliseconds):.1f} ms"
        )
    late = [ms for ms in by_status.get(OK, []) if ms > 1000 * DEADLINE]
    if late:
        sys.exit(f"{len(late)} were answered after their deadline")


if __name__ == "__main__":
    main()
