"""Bytes that are no requests, damaged requests, and sockets that only wait, to a service of our own.

    python -m scripts.benchmarks.robustness.hostile --corpus DIR [--cases 20000] [--idle 2000] [--seed 1]

Starts `tifa serve` over the corpus and prints how the cases ended, what the service said on standard error
of a fault of its own, how its memory grew, and how fast it answers beside the idle sockets.
"""

import contextlib
import random
import re
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import click

TEXT = '{"query": "防洪 and jobs", "k": 3, "place": ["Veldhaven"], "date_from": "2019"}'.encode()
BODY = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(TEXT), TEXT)
CHUNKED = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
SEEDS = (
    b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /v1/search?q=harbour&k=3&mode=words&date_from=2019 HTTP/1.1\r\n"
    b"Host: localhost\r\nAccept: */*\r\n\r\n",
    b"GET /v1/speeches?limit=2&after=a HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
    b"GET /v1/speeches/a%2Fb/passages/0/similar?k=3 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /v1/search/export?q=harbour&format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\n" + BODY,
    b"POST /v1/compare HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
    + BODY.replace(b"query", b"title"),
    b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\n" + CHUNKED % (len(TEXT), TEXT),
    b"GET /v1/about HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
)
SPLICES = (
    b"\r\n", b"\n", b"\r", b"\x00", b"\xff", b"%", b"%00", b"%ed%a0%80", b"\r\n\r\n", b": ", b"Host: b\r\n",
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"99999999999999999999", b"-1", b"../",
    b"{" * 2_000, b"[" * 100_000, b'"\\ud800"', b"1e400", b"NaN", b"a" * 70_000, b"k=", b"&q=", b"HTTP/9.9",
)  # fmt: skip
AT_ONCE = 32
SECONDS = 5.0  # that a case may take; what the service waits for is shorter


@click.command()
@click.option("--corpus", "folder", required=True, type=click.Path(path_type=Path))
@click.option("--cases", default=20_000)
@click.option("--idle", default=2_000)
@click.option("--seed", default=1)
def main(folder: Path, cases: int, idle: int, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 -- no secret
    with serving(folder) as (process, port, log_lines):
        for _ in range(200):  # what is loaded with the first answers is no growth
            outcome(port, draw.choice(SEEDS))
        before = resident(process.pid)
        with ThreadPoolExecutor(AT_ONCE) as clients:
            ends = Counter(clients.map(partial(outcome, port), [case(draw) for _ in range(cases)]))
        grown = resident(process.pid) - before
        waits = beside_idle(port, idle)
        assert process.poll() is None, "the service has ended"
    print(f"{cases:,} cases: " + ", ".join(f"{end} {n:,}" for end, n in sorted(ends.items())))
    print(f"tracebacks: {''.join(log_lines).count('Traceback')}; memory grew by {grown / 1e6:.1f} MB")
    print(f"beside {idle:,} idle sockets: p50 {statistics.median(waits):.2f} ms, worst {max(waits):.1f} ms")


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int, list[str]]]:
    """The service, its port, and what it says on standard error."""
    command = [sys.executable, "-m", "scripts.tifa", "serve", "--corpus", str(folder), "--port", "0"]
    environment = {"TIFA_HEAD_SECONDS": "1", "TIFA_BODY_SECONDS": "1"}
    process = subprocess.Popen(["env", *(f"{k}={v}" for k, v in environment.items()), *command],
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    assert process.stderr is not None
    try:
        log_lines = []
        for line in process.stderr:
            log_lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise click.ClickException("".join(log_lines))
        drain = threading.Thread(target=log_lines.extend, args=(process.stderr,), daemon=True)
        drain.start()
        yield process, int(found[1]), log_lines
    finally:
        process.terminate()
        process.wait()


def case(draw: random.Random) -> bytes:
    """Noise, or a request or two with some bytes changed, taken out, repeated or put in."""
    if draw.random() < 0.1:
        return draw.randbytes(draw.randrange(1, 2_000))
    sent = bytearray(b"".join(draw.choices(SEEDS, k=draw.choice((1, 1, 1, 2)))))
    for _ in range(draw.randrange(1, 6)):
        at = draw.randrange(len(sent) + 1)
        until = min(len(sent), at + draw.choice((0, 0, 1, 1, 2, 20)))
        sent[at:until] = draw.choice(
            (draw.choice(SPLICES), draw.randbytes(1), bytes(sent[at:until]) * 2, b"")
        )
    return bytes(sent[: draw.randrange(len(sent))] if draw.random() < 0.1 else sent)


def outcome(port: int, sent: bytes) -> str:
    """The status of the first answer, `closed` when there was none, `open` when nothing happened in time."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as client:
        try:
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR) if len(sent) % 2 else None  # half of them say that this was all
            answer = client.recv(65_536).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n") or client.recv(65_536)
        except ConnectionError:
            return "closed"
        except TimeoutError:
            return "open"
    return answer[9:12].decode() if answer else "closed"


def beside_idle(port: int, n: int) -> list[float]:
    """Milliseconds of 200 answers on new connections while n others are open and say nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, n + 100)), hard))
    waits = []
    with contextlib.ExitStack() as open_:
        for _ in range(n):
            open_.enter_context(socket.create_connection(("127.0.0.1", port)))
        for _ in range(200):
            begun = time.perf_counter()
            assert outcome(port, SEEDS[0]) == "200"
            waits.append((time.perf_counter() - begun) * 1e3)
    return waits


def resident(pid: int) -> int:
    """Bytes of memory of a process, as Linux counts them."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main()
