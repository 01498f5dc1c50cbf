"""The process that parses has no network, no other files and nothing of our environment."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.text.formats.sandbox.sandbox import Confined
from tests.conftest import ROOT
from tests.support.papers import pdf

_TRIES = """
import socket, sys
from pathlib import Path
from embeddings.text.formats.sandbox.restrictions import confine
given_up = confine([Path(sys.argv[2])])
def tried(work):
    try:
        work()
    except OSError:
        return "refused"
    return "done"
print("files" in given_up, tried(lambda: open(sys.argv[1]).read()), tried(lambda: open("/etc/passwd").read()))
print("network" in given_up, tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), 2)))
import json.tool, colorsys  # modules are imported still
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is of Linux")
def test_other_files_and_the_network_are_out_of_reach(tmp_path: Path) -> None:
    """Where the system says that it gave them up, they are; modules are still read."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-c", _TRIES, str(secret), str(ROOT), str(port)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
    files, network = ended.stdout.splitlines()
    assert files in ("True refused refused", "False done done")
    assert network in ("True refused", "False done")


def test_documents_are_parsed_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the process that does it knows nothing of our environment."""
    monkeypatch.setenv("TIFA_SECRET", "a secret of ours")
    with Confined() as confined:
        assert "harbour" in confined.parse("pdf", pdf([["The harbour stays open all winter."]])).text
        page = b"<html><body><p>The harbour is open.</p></body></html>"
        assert "harbour" in confined.parse("html", page).text
        process = confined._process
        assert process is not None
        environment = Path(f"/proc/{process.pid}/environ")
        if environment.exists() and os.access(environment, os.R_OK):
            assert b"a secret of ours" not in environment.read_bytes()
