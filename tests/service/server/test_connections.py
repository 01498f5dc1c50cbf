"""What a hostile client does with bare connections, to the service as it runs.

Covers `service.server.open_files`, `service.server.run`.
"""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from embeddings.encoder.encoding import Encoder
from service.errors import CannotListen
from service.server.connections import MOST_HEAD_BYTES, MOST_PIPELINED
from service.server.run import listen
from service.settings import Settings
from tests.support.running import ROOT, connected, head_for, process_of, read_to_end
from tests.support.served import SPEECHES, add

OPENAPI = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
LIVE = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
MOST = 40


@pytest.fixture(scope="module")
def log_lines() -> list[str]:
    """What the service says on standard error."""
    return []


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder, log_lines: list[str]) -> Iterator[str]:
    """A served corpus that takes few connections and waits for nobody."""
    folder = tmp_path_factory.mktemp("connections") / "corpus"
    add(folder, tiny, *SPEECHES)
    with process_of(folder, connections=MOST, head_seconds=0.5, body_seconds=1.5, delivery_seconds=0.5) as (
        _,
        address,
    ):
        yield address


def need_refusal(answer: bytes, status: int, name: str) -> None:
    """One problem that says it closes the connection, and nothing else."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    assert body.endswith(b"}")
    assert f'"type":"urn:tifa:problem:{name}"'.encode() in body


def post(*fields: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([b"POST /v1/search HTTP/1.1", b"Host: localhost", *fields, b"", body])


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), id="both"),
        pytest.param(post(b"Content-Length: 2", b"Content-Length: 3", body=b"{} "), id="two-lengths"),
        pytest.param(post(b"Content-Length: +2", body=b"{}"), id="signed-length"),
        pytest.param(post(b"Content-Length: 99999999999999999999999", body=b"{}"), id="huge-length"),
        pytest.param(post(b"Transfer-Encoding: identity", b"Transfer-Encoding: chunked"), id="two-encodings"),
        pytest.param(post(b"Transfer-Encoding: xchunked"), id="unknown-encoding"),
        pytest.param(post(b"Transfer-Encoding : chunked"), id="space-before-colon"),
        pytest.param(post(b"Transfer-Encoding: chunked", body=b"0x1\r\nx\r\n0\r\n\r\n"), id="chunk-size"),
        pytest.param(b"GET /livez HTTP/1.1\nHost: localhost\n\n", id="bare-line-feeds"),
        pytest.param(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", id="folded-header"),
        pytest.param(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", id="NUL"),
        pytest.param(b"GET /livez HTTP/1.1\r\n\r\n", id="no-host"),
        pytest.param(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n", id="two-hosts"),
        pytest.param(b"GET /livez HTTP/2.0\r\nHost: localhost\r\n\r\n", id="other-version"),
        pytest.param(b"GET /livez\r\n\r\n", id="no-version"),
        pytest.param(b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n", id="bytes-in-address"),
        pytest.param(b"JUMP /livez HTTP/1.1\r\nHost: localhost\r\n\r\n", id="no-method"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), id="TLS"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2"),
        pytest.param(bytes(range(256)) * 4, id="noise"),
    ],
)
def test_what_is_no_request_is_refused(address: str, sent: bytes) -> None:
    """400 as problem details, and the connection closed: also for what could be read in two ways."""
    with connected(address) as client:
        client.sendall(sent)
        need_refusal(read_to_end(client), 400, "malformed-request")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET /" + b"a" * MOST_HEAD_BYTES, id="address"),
        pytest.param(LIVE[:-2] + b"X: " + b"a" * MOST_HEAD_BYTES, id="header"),
        pytest.param(LIVE[:-2] + b"X: a\r\n" * MOST_HEAD_BYTES, id="headers"),
    ],
)
def test_a_head_too_large_is_refused(address: str, sent: bytes) -> None:
    """431, whether the address, one header or their number is what is too much; the end is not waited for."""
    with connected(address) as client:
        client.sendall(sent)
        need_refusal(read_to_end(client), 431, "head-too-large")


def test_a_head_that_does_not_end_is_not_waited_for(address: str) -> None:
    """A head whose bytes stop coming is answered with 408, and the connection is closed."""
    with connected(address) as client:
        client.sendall(b"GET /livez HTTP/1.1\r\nHost: ti")
        need_refusal(read_to_end(client), 408, "head-too-slow")


@pytest.mark.parametrize("before", [b"", LIVE], ids=["first", "after-an-answer"])
def test_a_head_that_drips_has_no_more_time(address: str, before: bytes) -> None:
    """A byte now and then does not buy time, neither at first nor on a connection that is kept open."""
    with connected(address, timeout=0.05) as client:
        client.sendall(before + b"GET /livez HTTP/1.1\r\n")
        received = b""
        for _ in range(200):  # ten seconds of a byte every twentieth, twenty times what it has
            with contextlib.suppress(TimeoutError, ConnectionError):
                if not (some := client.recv(65_536)):
                    break
                received += some
            with contextlib.suppress(ConnectionError):
                client.sendall(b"X")
        else:
            pytest.fail("the connection was left open")
    assert received.count(b"HTTP/1.1 200") == bool(before)
    assert b"urn:tifa:problem:head-too-slow" in received


def test_a_connection_that_says_nothing_is_closed(address: str) -> None:
    """Whoever connects and sends nothing is not answered, and not kept."""
    with connected(address) as client:
        assert read_to_end(client) == b""


def test_a_slow_body_ends_the_connection(address: str) -> None:
    """A body that stops coming is a 408 that closes; nothing that follows is read."""
    with connected(address) as client:
        client.sendall(head_for(100) + b'{"query"')
        need_refusal(read_to_end(client), 408, "body-too-slow")


@pytest.mark.parametrize(
    ("path", "kind", "size", "status"),
    [
        ("/v1/search", "application/json", 50_000_000, 413),
        ("/v1/search", "text/plain", 5_000_000, 415),
        ("/v1/nothing", "text/plain", 5_000_000, 404),
    ],
)
def test_a_client_that_sends_all_first_sees_why_not(
    address: str, path: str, kind: str, size: int, status: int
) -> None:
    """A body of 50 MB in one line is refused before it is read, and the refusal arrives."""
    answer = httpx2.post(f"{address}{path}", content=b"a" * size, headers={"Content-Type": kind})
    assert answer.status_code == status


def test_an_answer_that_is_not_taken_is_given_up(address: str) -> None:
    """A client that asks and asks and never reads is cut off, and its answers are dropped."""
    with connected(address) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        asking = iter(partial(client.sendall, OPENAPI * 4), object())
        with pytest.raises(ConnectionError):
            all(one is None for one in asking)  # until all buffers are full, and then the time is up


def test_requests_sent_ahead_are_answered_in_order(address: str) -> None:
    """Some may be sent at once, and each has its own answer."""
    asked = [b"/livez", b"/nothing"] * (MOST_PIPELINED // 2)
    with connected(address) as client:
        client.sendall(b"".join(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % one for one in asked))
        client.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        statuses = [part[:3] for part in read_to_end(client).split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"404"] * (MOST_PIPELINED // 2) + [b"200"]


def test_no_end_of_requests_sent_ahead(address: str) -> None:
    """Thousands in one packet are not queued: the connection is closed."""
    with connected(address) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(LIVE * 5_000)
        assert read_to_end(client).count(b"HTTP/1.1 200") <= 2 * MOST_PIPELINED


def test_a_refusal_is_never_the_answer_to_another_request(address: str) -> None:
    """What is no request behind others is not answered: they are, and the connection is closed."""
    with connected(address) as client:
        client.sendall(LIVE * 2 + b"nonsense\r\n\r\n" + LIVE)
        answers = read_to_end(client)
    assert answers.count(b"HTTP/1.1 ") == answers.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("before", [b"", LIVE], ids=["first", "sent-ahead"])
@pytest.mark.parametrize("expecting", [b"", b"Expect: 100-continue\r\n"], ids=["", "expecting"])
def test_a_body_that_breaks_off_into_nonsense(
    address: str, log_lines: list[str], before: bytes, expecting: bytes
) -> None:
    """A body that is not as its head says ends the connection, and is no fault of the service."""
    head = head_for(0).replace(b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\n" + expecting)
    with connected(address) as client:
        client.sendall(before + head + b"5\r\nabcdeXX")
        answer = read_to_end(client)
    assert before or b"urn:tifa:problem:malformed-request" in answer
    httpx2.get(f"{address}/livez")
    assert "Traceback" not in "".join(log_lines)


def test_fields_after_a_body_are_no_headers(address: str) -> None:
    """A trailer cannot smuggle in what a proxy looks for among the headers."""
    body = b'{"query": "harbour"}'
    with connected(address) as client:
        client.sendall(
            post(b"Content-Type: application/json", b"Transfer-Encoding: chunked", b"Connection: close")
            + b"%x\r\n%s\r\n0\r\nContent-Encoding: gzip\r\nContent-Type: text/plain\r\n\r\n"
            % (len(body), body)
        )
        assert read_to_end(client).startswith(b"HTTP/1.1 200")


def test_an_upgrade_is_not_taken_up(address: str) -> None:
    """A client that would rather speak another protocol is answered in this one, body and all."""
    body = b'{"query": "harbour"}'
    fields = (b"Connection: Upgrade", b"Upgrade: h2c", b"Content-Type: application/json")
    with connected(address) as client:
        client.sendall(post(*fields, b"Content-Length: %d" % len(body), body=body))
        answer = read_to_end(client)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in answer.lower()


def test_idle_connections_keep_nobody_out(address: str) -> None:
    """With every place taken by connections that ask nothing, those that ask are still answered."""
    with contextlib.ExitStack() as idle:
        for _ in range(5):
            for _ in range(MOST):
                idle.enter_context(connected(address))
            assert httpx2.get(f"{address}/livez").status_code == 200


def test_connections_that_all_ask_are_bounded(address: str) -> None:
    """When requests under way take all places, one more is told so at once: 503, and when to retry."""
    with contextlib.ExitStack() as busy:
        for _ in range(MOST):
            client = busy.enter_context(connected(address))
            client.sendall(head_for(100)[:-2] + b"Expect: 100-continue\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 100 ")  # now the body is waited for
        with connected(address) as late:
            answer = read_to_end(late)
    need_refusal(answer, 503, "too-many-connections")
    assert b"retry-after" in answer.lower()
    assert httpx2.get(f"{address}/livez").status_code == 200


def test_the_limit_of_open_files_is_raised_and_kept_to() -> None:
    """A low limit is raised as far as needed; where it may not be, there are fewer, and it says so."""
    code = """
import logging, resource
from service.server.open_files import within_open_files
logging.basicConfig()
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 2_000))
print(within_open_files(1_000, 100), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
print(within_open_files(9_000, 100), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1000", "1356", "1644", "2000"]
    assert "1644 connections at most, not 9000" in done.stderr


def test_a_port_is_taken_once(tmp_path: Path) -> None:
    """Two services that start at the same moment do not share a port: the second says it is taken."""
    with listen(Settings(corpus=tmp_path, port=0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(CannotListen, match=f"port {port} on 127.0.0.1 is taken"):
            listen(Settings(corpus=tmp_path, port=port))
