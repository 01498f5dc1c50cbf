"""What happens to every request around its answer: gone clients, metrics, logs.

Covers `service.metrics`.
"""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from tests.support.patience import HOPELESS, wait_until
from tests.support.running import process_of
from tests.support.served import FOREST, SPEECHES, add, served

SECRET = "xyzzy-plugh"  # noqa: S105 -- stands for what somebody asks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("door") / "corpus"
    add(folder, tiny, *SPEECHES)
    return folder


@pytest.fixture
def fresh(folder: Path, tiny: Encoder) -> Iterator[TestClient]:
    """A service that nobody has asked anything yet."""
    with served(folder, tiny) as client:
        yield client


def measured(exposition: str, name: str) -> float:
    """The value of one line of Prometheus' text format; 0 for one that is not there."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", exposition, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_route_and_status(fresh: TestClient) -> None:
    """Each answer counts under the route as it is documented, whatever was put into its address."""
    for path in (
        "/v1/search?q=harbour",
        "/v1/speeches/nobody",
        "/v1/speeches/2020/topics",
        "/nowhere/at/all",
    ):
        fresh.get(path)
    told = fresh.get("/metrics").text
    search = 'tifa_requests_total{method="GET",route="/v1/search",status="200"}'
    speech = 'tifa_requests_total{method="GET",route="/v1/speeches/{speech_id}",status="404"}'
    assert measured(told, search) == 1
    assert measured(told, speech) == 1
    assert measured(told, 'tifa_requests_total{method="GET",route="none",status="404"}') == 1
    assert "nobody" not in told


def test_made_up_methods_share_one_label(fresh: TestClient) -> None:
    """Nobody can fill the memory with labels by making methods up."""
    for n in range(5):
        fresh.request(f"METHOD{n}", "/v1/search")
    told = fresh.get("/metrics").text
    assert measured(told, 'tifa_requests_total{method="other",route="/v1/search",status="405"}') == 5
    assert "METHOD" not in told


def test_every_step_of_an_answer_is_timed(fresh: TestClient) -> None:
    """A question is read, encoded, searched and explained, once each."""
    fresh.get("/v1/search?q=harbour")
    told = fresh.get("/metrics").text
    for step in ("read", "encode", "search", "explain"):
        assert measured(told, f'tifa_stage_seconds_count{{stage="{step}"}}') == 1, step
    assert measured(told, "tifa_texts_encoded_together_count") == 1


def test_the_metrics_tell_what_answers(fresh: TestClient) -> None:
    """The snapshot, what is in it, and how many places there are."""
    about = fresh.get("/v1/about").json()
    told = fresh.get("/metrics").text
    assert measured(told, "tifa_speeches") == about["n_speeches"]
    assert measured(told, "tifa_passages") == about["n_passages"]
    assert measured(told, "tifa_degraded") == 0
    assert measured(told, "tifa_places") == 64
    info = f'tifa_snapshot_info{{model="{about["model"]}",snapshot="{about["snapshot"]}"}}'
    assert measured(told, info) == 1


def test_the_work_of_a_client_who_is_gone_is_dropped(folder: Path) -> None:
    """A long comparison whose client hangs up is given up: its place is free and the next is answered."""
    body = json.dumps({"text": "\n\n".join(f"{FOREST} Year {n}." for n in range(2_000))}).encode()
    head = (
        b"POST /v1/compare HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    with process_of(folder) as (_, address), httpx2.Client(base_url=address, timeout=HOPELESS) as client:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as asking:
            asking.sendall(head + body)
            wait_until(lambda: measured(client.get("/metrics").text, "tifa_places_taken"))
        gone = 'tifa_requests_total{method="POST",route="/v1/compare",status="499"}'
        wait_until(lambda: measured(client.get("/metrics").text, gone) == 1)
        assert measured(client.get("/metrics").text, "tifa_places_taken") == 0
        assert client.get("/v1/search?q=harbour").status_code == 200


def test_the_json_log_has_a_line_for_each_request_without_what_was_asked(folder: Path) -> None:
    """Each line is one JSON object; a request's tells its route, status and time, never its text."""
    log_lines: list[str] = []
    with (
        process_of(folder, log_lines, log_format="json") as (_, address),
        httpx2.Client(base_url=address, timeout=HOPELESS) as client,
    ):
        client.get("/v1/search", params={"q": SECRET})
        client.post("/v1/compare", json={"text": SECRET})
        client.get(f"/v1/speeches/{SECRET}%0Aforged%1b[31m")
        # A line is written once its answer is sent.
        wait_until(lambda: sum("milliseconds" in line for line in log_lines) == 3)
    lines = [json.loads(line) for line in log_lines]
    asked = [line for line in lines if line["logger"] == "service.requests"]
    assert [(line["route"], line["status"]) for line in asked] == [
        ("/v1/search", 200),
        ("/v1/compare", 200),
        ("/v1/speeches/{speech_id}", 422),
    ]
    assert all(line["milliseconds"] >= 0 and line["snapshot"] for line in asked)
    assert not any(SECRET in line or "\x1b" in line for line in log_lines)
