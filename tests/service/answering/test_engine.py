"""A service whose passages an engine finds."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.engines.finding import SnapshotEngine
from embeddings.engines.projecting import project
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.speech import Speech
from service.app import create_app
from tests.support.engines import InMemory, few_are_many
from tests.support.served import SPEECHES, add, settings_for

HARBOUR = "/v1/search?q=harbour"
LAKE = Speech("lake", "The lake freezes in winter, and the ferries rest in the harbour.", language="en")


@pytest.fixture
def store() -> InMemory:
    return InMemory()


@pytest.fixture
def client(tmp_path: Path, tiny: Encoder, store: InMemory) -> Iterator[TestClient]:
    with few_are_many(2):
        publish(tmp_path, tiny, store, *SPEECHES)
        corpus = Corpus(CurrentSnapshot(tmp_path, SnapshotEngine(store)), tiny)
        app = create_app(settings_for(tmp_path, refresh_seconds=0.05), lambda: corpus)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            yield client


def publish(folder: Path, encoder: Encoder, store: InMemory, *speeches: Speech) -> str:
    name = add(folder, encoder, *speeches)
    project(store, CurrentSnapshot(folder).held.snapshot, lambda *_: None)
    return name


def degraded(client: TestClient) -> str | None:
    told: str | None = client.get("/readyz").json()["degraded"]
    return told


def test_an_engine_that_is_gone_is_told_and_comes_back_by_itself(client: TestClient, store: InMemory) -> None:
    """503 with the time to ask again, at once when it failed often; ready again before the next question."""
    answer = client.get(HARBOUR)
    assert (answer.status_code, degraded(client)) == (200, None)
    before, store.gone = len(store.conditions), True
    for _ in range(6):
        refused = client.get(HARBOUR)
        assert refused.status_code == 503
        assert refused.json()["type"] == "urn:tifa:problem:engine-gone"
        assert int(refused.headers["Retry-After"]) >= 1
    assert len(store.conditions) - before < 6
    assert degraded(client) == "it does not answer"
    assert client.get("/v1/speeches").status_code == 200  # what needs no engine
    store.gone = False
    deadline = time.monotonic() + 20
    while degraded(client):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert client.get(HARBOUR).json()["matches"] == answer.json()["matches"]


def test_a_newer_snapshot_is_served_once_the_engine_holds_it(
    tmp_path: Path, tiny: Encoder, client: TestClient, store: InMemory
) -> None:
    """Until then the one before answers, and readiness says what is missing."""
    before = client.get(HARBOUR).json()["snapshot"]
    newer = add(tmp_path, tiny, LAKE)
    deadline = time.monotonic() + 20
    while f"does not hold snapshot {newer}" not in (degraded(client) or ""):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert client.get(HARBOUR).json()["snapshot"] == before
    project(store, CurrentSnapshot(tmp_path).held.snapshot, lambda *_: None)
    while client.get(HARBOUR).json()["snapshot"] != newer:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert degraded(client) is None
