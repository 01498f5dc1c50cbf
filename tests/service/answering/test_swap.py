"""Swap, tested.

Covers `service.answering.query_service`.
"""

import sqlite3
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from embeddings.snapshot.current import CURRENT
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from tests.support.patience import HOPELESS, wait_until
from tests.support.served import HARBOUR, SPEECHES, add, served


def serving(client: TestClient) -> str:
    name: str = client.get("/readyz").json()["snapshot"]
    return name


def test_a_new_snapshot_is_taken_up(tmp_path: Path, tiny: Encoder) -> None:
    """What is published while the service runs is soon what it answers from, without a restart."""
    add(tmp_path, tiny, SPEECHES[0])
    with served(tmp_path, tiny, refresh_seconds=0.02) as client:
        published = add(tmp_path, tiny, SPEECHES[1])
        wait_until(lambda: serving(client) == published)
        assert len(client.get("/v1/speeches").json()["speeches"]) == 2


def test_publishing_disturbs_no_question(tmp_path: Path, tiny: Encoder) -> None:
    """While snapshots change, every question is answered, each wholly from one snapshot."""
    counts = {add(tmp_path, tiny, Speech("s0", f"{HARBOUR} 0", language="en")): 1}
    done, answers = threading.Event(), []
    with served(tmp_path, tiny, refresh_seconds=0.01, request_seconds=HOPELESS) as client:

        def ask() -> None:
            while not done.is_set():
                answers.append(
                    client.post(
                        "/v1/search", json={"queries": [HARBOUR, "ferries"], "k": 100, "collapse": False}
                    )
                )

        askers = [threading.Thread(target=ask) for _ in range(3)]
        for asker in askers:
            asker.start()
        for n in range(1, 8):
            name = add(tmp_path, tiny, Speech(f"s{n}", f"{HARBOUR} {n}", language="en"))
            counts[name] = n + 1
            wait_until(lambda name=name: serving(client) == name)  # type: ignore[misc]
            asked = len(answers) + len(askers)  # one more than were under way
            wait_until(lambda asked=asked: len(answers) > asked)  # type: ignore[misc]
        done.set()
        for asker in askers:
            asker.join()
    assert {answer.status_code for answer in answers} == {200}
    for answer in (answer.json() for answer in answers):
        assert {len(one["matches"]) for one in answer["answers"]} == {counts[answer["snapshot"]]}
    assert {answer.json()["snapshot"] for answer in answers} == counts.keys()


def test_a_broken_snapshot_is_not_taken_up(tmp_path: Path, tiny: Encoder) -> None:
    """When the new snapshot is not whole, the one before goes on answering and readiness says why."""
    good = add(tmp_path, tiny, SPEECHES[0])
    with served(tmp_path, tiny, refresh_seconds=0.02) as client:
        assert client.get("/readyz").json()["degraded"] is None
        broken = tmp_path / "snapshots" / "2-00000000"
        broken.mkdir()
        (tmp_path / CURRENT).write_text(f"{broken.name}\n", encoding="ascii")
        wait_until(lambda: client.get("/readyz").json()["degraded"] is not None)
        answer = client.get("/v1/search?q=harbour")
        assert (answer.status_code, answer.json()["snapshot"]) == (200, good)


def test_a_lost_folder_does_not_stop_the_answers(tmp_path: Path, tiny: Encoder) -> None:
    """When CURRENT cannot be read any more, the service says it is degraded, answers on, and recovers."""
    name = add(tmp_path, tiny, SPEECHES[0])
    with served(tmp_path, tiny, refresh_seconds=0.02) as client:
        (tmp_path / CURRENT).unlink()
        wait_until(lambda: client.get("/readyz").json()["degraded"] is not None)
        assert client.get("/v1/search?q=harbour").status_code == 200
        (tmp_path / CURRENT).write_text(f"{name}\n", encoding="ascii")
        wait_until(lambda: client.get("/readyz").json()["degraded"] is None)


def test_readiness_tells_when_searches_fail(
    tmp_path: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is damaged under an open snapshot is said, until a question is answered again."""
    add(tmp_path, tiny, *SPEECHES)
    with served(tmp_path, tiny) as client:
        assert client.get("/readyz").json()["degraded"] is None
        with monkeypatch.context() as broken:

            def fail(*_: object) -> None:
                raise sqlite3.DatabaseError("database disk image is malformed")

            broken.setattr(Snapshot, "in_words", fail)
            assert client.get("/v1/search?q=harbour").status_code == 500
            assert "DatabaseError" in client.get("/readyz").json()["degraded"]
        assert client.get("/v1/search?q=harbour").status_code == 200
        assert client.get("/readyz").json()["degraded"] is None
