"""The service as a process of its own: started, asked over a socket, told to stop.

Covers `service.logs`.
"""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from embeddings.encoder.encoding import Encoder
from service.server.run import listen
from service.settings import Settings
from tests.support.patience import wait_until
from tests.support.running import ROOT, connected, head_for, process_of
from tests.support.served import SPEECHES, add


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("process") / "corpus"
    add(folder, tiny, *SPEECHES)
    return folder


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[str]:
    """The address of a served corpus."""
    with process_of(folder, body_seconds=0.3) as (_, address):
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
    log_lines: list[str] = []
    with process_of(folder, log_lines):
        add(folder, tiny, *SPEECHES[1:])
        wait_until(lambda: log_lines)
    assert "now answering from snapshot" in log_lines[0]


def test_an_answer_leaves_in_one_go(folder: Path) -> None:
    """The port names its protocol, so that asyncio lets small packets go: else each answer waits 40 ms."""
    with listen(Settings(corpus=folder, port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_it_does_not_say_what_it_runs_on(running: str) -> None:
    """No header names the server."""
    assert "server" not in httpx2.get(f"{running}/livez").headers
