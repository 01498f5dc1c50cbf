"""The service as a process of its own: started, asked over a socket, told to stop."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from embeddings.encoder.encoding import Encoder
from service.app import listen
from service.settings import Settings
from tests.served import SPEECHES, add

ROOT = Path(__file__).resolve().parent.parent
SERVE = """
import sys
from pathlib import Path
from embeddings.corpus import Corpus
from service.app import create_app, listen, run
from service.settings import Settings
from tests.tiny_model import tiny_encoder
folder = Path(sys.argv[1])
corpus = Corpus.open(folder, tiny_encoder(folder.parent / "model"))
settings = Settings(corpus=folder, port=0, body_seconds=0.3, stop_seconds=10, log_format=sys.argv[2])
run(create_app(settings, lambda: corpus), settings, listen(settings))
"""


@contextlib.contextmanager
def process_of(
    folder: Path, heard: list[str] | None = None, *, log_format: str = "text"
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A served corpus, and the address that it says it listens on. heard: what it says after that."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder), log_format],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert process.stderr is not None
    try:
        said = ""
        for line in process.stderr:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            pytest.fail(said)
        drain = threading.Thread(
            target=(heard if heard is not None else []).extend, args=(process.stderr,), daemon=True
        )
        drain.start()
        yield process, found[0]
    finally:
        process.kill()
        process.wait()
        drain.join()
        process.stderr.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("process") / "corpus"
    add(folder, tiny, *SPEECHES)
    return folder


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[str]:
    """The address of a served corpus."""
    with process_of(folder) as (_, address):
        yield address


def test_importing_the_service_stays_light() -> None:
    """The web application brings none of the libraries that models are trained with."""
    heavy = ("torch", "transformers", "sentence_transformers", "bertopic", "umap", "hdbscan", "openvino")
    code = f"import sys, service.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_told_to_stop_it_finishes_what_it_began(folder: Path) -> None:
    """A request whose body is still arriving at SIGTERM is answered; then the process ends well."""
    body = json.dumps({"query": "harbour", "k": 1}).encode()
    with process_of(folder) as (process, address), connected(address) as client:
        client.sendall(head_for(len(body)) + body[:5])
        threading.Event().wait(0.1)
        process.send_signal(signal.SIGTERM)
        client.sendall(body[5:])
        assert client.makefile("rb").readline().startswith(b"HTTP/1.1 200")
        assert process.wait(timeout=15) == 0


def test_a_body_that_does_not_come_is_not_waited_for(running: str) -> None:
    """A body that stops arriving is answered with 408, and the connection is closed."""
    with connected(running) as client:
        client.sendall(head_for(100) + b"{")
        answer = client.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"urn:tifa:problem:body-too-slow" in answer


def test_it_says_when_it_moves_on_to_a_newer_snapshot(tmp_path: Path, tiny: Encoder) -> None:
    """On standard error, in the manner of the server's own lines."""
    folder = tmp_path / "corpus"
    add(folder, tiny, *SPEECHES[:1])
    heard: list[str] = []
    with process_of(folder, heard):
        add(folder, tiny, *SPEECHES[1:])
        deadline = time.monotonic() + 15
        while not heard and time.monotonic() < deadline:
            time.sleep(0.05)
    assert "now answering from snapshot" in heard[0]


def test_an_answer_leaves_in_one_go(folder: Path) -> None:
    """The port names its protocol, so that asyncio lets small packets go: else each answer waits 40 ms."""
    with listen(Settings(corpus=folder, port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_it_does_not_say_what_it_runs_on(running: str) -> None:
    """No header names the server."""
    assert "server" not in httpx2.get(f"{running}/livez").headers


def head_for(length: int) -> bytes:
    return (
        b"POST /v1/search HTTP/1.1\r\nHost: tifa\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % length
    )


def connected(address: str) -> socket.socket:
    host, _, port = address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=10)
