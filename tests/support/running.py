"""The service as a process of its own, on a port of this machine, and bare connections to it."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import json
import sys
from pathlib import Path
from embeddings.corpus import Corpus
from service.app import create_app
from service.server.run import listen, run
from service.settings import Settings
from tests.support.tiny_model import tiny_encoder
folder = Path(sys.argv[1])
corpus = Corpus.open(folder, tiny_encoder(folder.parent / "model"))
settings = Settings(**{"corpus": folder, "port": 0, "stop_seconds": 10} | json.loads(sys.argv[2]))
run(create_app(settings, lambda: corpus), settings, listen(settings))
"""


@contextlib.contextmanager
def process_of(
    folder: Path, log_lines: list[str] | None = None, **settings: float | str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A served corpus, and the address that it says it listens on. heard: what it says after that."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder), json.dumps(settings)],
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
            target=(log_lines if log_lines is not None else []).extend,
            args=(process.stderr,),
            daemon=True,
        )
        drain.start()
        yield process, found[0]
    finally:
        process.kill()
        process.wait()
        drain.join()
        process.stderr.close()


def connected(address: str, *, timeout: float = 10) -> socket.socket:
    host, _, port = address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=timeout)


def read_to_end(client: socket.socket) -> bytes:
    """All that comes until the other side closes, which it has to; a reset ends it as well."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while some := client.recv(65_536):
            received += some
    return received


def head_for(length: int) -> bytes:
    return (
        b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % length
    )
