"""Responses, tested.

Covers `service.errors`, `service.problems.kind`, `service.problems.table`, `service.parameters.bodies`,
`service.parameters.paths`.
"""

import contextlib
import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from embeddings.snapshot.snapshot import Snapshot
from service.errors import TookTooLong
from service.problems.responses import URN
from tests.support.served import SPEECHES, add, served

SECRET = "xyzzy-plugh"  # noqa: S105 -- stands for what a client sent
JSON = {"Content-Type": "application/json"}


@contextlib.contextmanager
def occupied(client: TestClient) -> Iterator[None]:
    """The service while one thread of its pool is busy."""
    release, begun = threading.Event(), threading.Event()

    def work(_: Snapshot) -> None:
        begun.set()
        release.wait(5)

    assert client.portal is not None
    busy = client.portal.start_task_soon(client.app_state["query_service"].ask, work)
    begun.wait(5)
    try:
        yield
    finally:
        release.set()
        with contextlib.suppress(TookTooLong):
            busy.result()


def need_problem(answer: httpx2.Response, status: int, name: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (problem["type"], problem["status"]) == (URN + name, status)
    assert problem["title"]
    assert problem["detail"]
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert answer.text.isascii()
    return problem


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        "q=",
        "q=a&k=0",
        "q=a&k=-1",
        "q=a&k=101",
        "q=a&k=1000000000",
        "q=a&k=99999999999999999999",
        "q=a&k=1.0",
        "q=a&k=1e400",
        "q=a&k=NaN",
        "q=a&k=true",
        "q=a&k=%D9%A1",
        "q=a%00b",
        "q=a%1Bb",
        f"q=a&kk={SECRET}",
        f"q=a&{SECRET}=1",
        "q=a&date_from=2019-13",
        f"q=a&date_from={SECRET}",
        "q=a&date_to=2019-02-30",
        "q=a&speaker=",
        "q=a" + "&place=b" * 51,
        "q=" + "a" * 2001,
    ],
)
def test_a_question_that_is_not_valid_is_refused(client: TestClient, parameters: str) -> None:
    """422, saying where the fault is and never what was sent."""
    problem = need_problem(client.get(f"/v1/search?{parameters}"), 422, "invalid-question")
    assert all(fault["at"].startswith("query") for fault in problem["errors"])


@pytest.mark.parametrize("sql", ["x' OR '1'='1", '"; DROP TABLE passages; --', "%", "*"])
def test_filters_are_values_never_statements(client: TestClient, sql: str) -> None:
    """What looks like SQL is a name that nobody has."""
    for name in ("speaker", "place", "source", "speech", "language"):
        need_problem(client.get("/v1/search", params={"q": "harbour", name: sql}), 422, "unknown-value")


def test_an_unknown_parameter_is_named(client: TestClient) -> None:
    """Where its name may be meant as that of a field; whatever else was sent is not repeated."""
    for address in ("/v1/search?q=a&lang=en", "/v1/topics?lang=en", "/livez?lang=en"):
        faults = client.get(address).json()["errors"]
        assert faults == [{"at": "query.lang", "problem": "is not known here"}]


def test_bytes_that_are_no_text_are_refused(client: TestClient) -> None:
    """An encoded half of a surrogate pair is not quietly replaced by something else."""
    need_problem(client.get("/v1/search?q=%ED%A0%80"), 422, "not-utf-8")
    need_problem(client.get("/v1/speeches/%ED%A0%80"), 422, "invalid-question")
    need_problem(client.get("/v1/speeches/a%00b"), 422, "invalid-question")


def test_parameters_where_none_are_taken_are_refused(client: TestClient) -> None:
    """A stray parameter is more likely a misspelt address than meant."""
    need_problem(client.get(f"/v1/topics?q={SECRET}"), 422, "unknown-parameter")
    need_problem(client.post(f"/v1/search?{SECRET}=1", json={"query": "a"}), 422, "unknown-parameter")


def test_a_question_without_text_is_refused(client: TestClient) -> None:
    """White space is no question."""
    need_problem(client.get("/v1/search?q=%20%E2%80%8B%09"), 422, "empty-question")
    need_problem(client.post("/v1/search", json={"queries": ["harbour", " "]}), 422, "empty-question")


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"null",
        b"[]",
        b'"harbour"',
        b'{"query": ""}',
        b'{"query": 7}',
        b'{"query": null}',
        b'{"query": "a", "queries": ["b"]}',
        b'{"queries": []}',
        json.dumps({"queries": ["a"] * 33}).encode(),
        b'{"query": "a", "k": "10"}',
        b'{"query": "a", "k": true}',
        b'{"query": "a", "k": 0}',
        b'{"query": "a", "k": 10.0}',
        b'{"query": "a", "k": 1e400}',
        b'{"query": "a", "k": NaN}',
        b'{"query": "a", "k": 1000000000}',
        b'{"query": "a", "language": "zh"}',
        b'{"query": "xyzzy-plugh\\ud800"}',
        b'{"query": "xyzzy-plugh\\u0000"}',
        b'{"query": "a", "xyzzy-plugh": 1}',
        b'{"query": "a", "\\ud800": 1}',
        b'{"query": "a", "speaker": ["\\udfff"]}',
        b'{"query": "' + b"a" * 1_000_001 + b'"}',
    ],
)
def test_a_body_that_is_not_valid_is_refused(client: TestClient, body: bytes) -> None:
    """422, whatever it is that JSON can say and a question cannot."""
    need_problem(client.post("/v1/search", content=body, headers=JSON), 422, "invalid-question")


def test_many_faults_are_not_all_told(client: TestClient) -> None:
    """However much is wrong, the problem stays short."""
    body = json.dumps({"query": "a"} | {f"{SECRET}{n}": n for n in range(50_000)})
    answer = client.post("/v1/search", content=body, headers=JSON)
    need_problem(answer, 422, "invalid-question")
    assert len(answer.content) < 4_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"xyzzy-plugh",
        b'{"query": "a"',
        b'{"query": "a"} xyzzy-plugh',
        b'{"query": "a", "query": "b"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"query": "a", "k": ' + b"1" * 5_000 + b"}",
        b'{"query": "\xff"}',
        b"\xef\xbb\xbf{}",
        '{"query": "a"}'.encode("utf-16"),
    ],
)
def test_a_body_that_is_not_json_is_refused(client: TestClient, body: bytes) -> None:
    """400 for what is no JSON, or what two readers could read differently."""
    need_problem(client.post("/v1/search", content=body, headers=JSON), 400, "not-json")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/problem+json"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_a_body_of_another_kind_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    """415 for anything but plain JSON, so also for a body that would unpack to a thousand times its size."""
    body = gzip.compress(b'{"query": "a"}') if "Content-Encoding" in headers else b'{"query": "a"}'
    need_problem(client.post("/v1/search", content=body, headers=headers), 415, "wrong-media-type")


def test_json_may_say_its_charset(client: TestClient) -> None:
    """The usual ways of announcing JSON in UTF-8 are all taken."""
    headers = {"Content-Type": 'Application/JSON; Charset="UTF-8"'}
    assert client.post("/v1/search", content=b'{"query": "harbour"}', headers=headers).status_code == 200


def test_a_body_too_large_is_refused(client: TestClient) -> None:
    """413, from its announced length or, where none is announced, as soon as it is too long."""
    body = b'{"query": "' + b"a" * 2_000_000 + b'"}'
    need_problem(client.post("/v1/search", content=body, headers=JSON), 413, "body-too-large")
    chunks = (body[start : start + 65_536] for start in range(0, len(body), 65_536))
    need_problem(client.post("/v1/search", content=chunks, headers=JSON), 413, "body-too-large")


@pytest.mark.parametrize("address", ["/nothing", "/v1", "/v1/", "/v1/speech", "/v2/search", "/docs/x"])
def test_where_nothing_is_is_a_problem_too(client: TestClient, address: str) -> None:
    """404 as problem details."""
    need_problem(client.get(address), 404, "unknown-address")


def test_a_wrong_method_is_a_problem_too(client: TestClient) -> None:
    """405 as problem details, saying which methods there are."""
    for address, methods in (
        ("/v1/compare", "POST"),
        ("/v1/search", "GET, POST, HEAD"),
        ("/v1/topics/distribution", "POST"),
        ("/docs", "GET"),
    ):
        answer = client.patch(address)
        need_problem(answer, 405, "wrong-method")
        assert answer.headers["allow"] == methods


def test_what_breaks_inside_is_not_told(tmp_path: Path, tiny: Encoder) -> None:
    """A snapshot whose file is lost under the service is a 500 without a word of where or why."""
    name = add(tmp_path, tiny, *SPEECHES)
    with served(tmp_path, tiny) as client:
        (tmp_path / "snapshots" / name / "passages.sqlite").unlink()
        answer = client.get("/v1/speeches")
        need_problem(answer, 500, "internal-error")
        assert "sqlite" not in answer.text


def test_a_full_service_refuses_at_once(tmp_path: Path, tiny: Encoder) -> None:
    """503 with Retry-After while every place is taken; the probes still answer."""
    add(tmp_path, tiny, *SPEECHES)
    with served(tmp_path, tiny, places=1) as client:
        with occupied(client):
            answer = client.get("/v1/search?q=harbour")
            need_problem(answer, 503, "too-busy")
            assert int(answer.headers["retry-after"]) > 0
            assert client.get("/livez").status_code == client.get("/readyz").status_code == 200
        assert client.get("/v1/search?q=harbour").status_code == 200


def test_a_question_has_its_time(tmp_path: Path, tiny: Encoder) -> None:
    """503 with Retry-After when the answer is not there in time."""
    add(tmp_path, tiny, *SPEECHES)
    with (
        served(tmp_path, tiny, search_threads=1, request_seconds=0.1) as client,
        occupied(client),
    ):
        answer = client.get("/v1/search?q=harbour")
        need_problem(answer, 503, "took-too-long")
        assert int(answer.headers["retry-after"]) > 0


def test_a_service_that_is_not_open_says_so(tmp_path: Path, tiny: Encoder) -> None:
    """Before its corpus is open the process is alive, but not ready."""
    add(tmp_path, tiny, *SPEECHES)
    with served(tmp_path, tiny) as client:
        unopened = TestClient(client.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        assert unopened.get("/livez").status_code == 200
        need_problem(unopened.get("/readyz"), 503, "not-open")
        need_problem(unopened.get("/v1/search?q=harbour"), 503, "not-open")
