import json
from pathlib import Path
from typing import Any

import pytest

from embeddings.errors import NotPublished
from embeddings.ingest.index import index
from embeddings.ingest.make_topics import make_topics
from embeddings.snapshot.current import SNAPSHOTS
from scripts.benchmarks.robustness.power_cut_job import Words, readings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    index(folder, Words(), readings(9))
    return folder


def about(folder: Path, snapshot: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / SNAPSHOTS / snapshot / "topics.json").read_bytes())
    return read


def test_a_fit_that_was_never_published_is_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody saw its topics: the next run leaves what it would have left, and does not call it a refit."""

    def full(*_: object) -> str:
        raise NotPublished("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("embeddings.ingest.make_topics.publish", full)
        with pytest.raises(NotPublished):
            make_topics(folder, Words)
    first = about(folder, make_topics(folder, Words))
    assert (first["number"], first["events"]) == (1, [])
    with monkeypatch.context() as patched:
        patched.setattr("embeddings.ingest.make_topics.publish", full)
        with pytest.raises(NotPublished):
            make_topics(folder, Words)
    second = about(folder, make_topics(folder, Words))
    assert second["number"] == 2
    assert {event["what"] for event in second["events"]} == {"continued"}
    assert second["topics"] == first["topics"]
