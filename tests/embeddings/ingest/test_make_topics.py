"""Making topics, and when they are made again.

Covers `embeddings.ingest.topic_inputs`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from embeddings.encoder.encoding import Encoding
from embeddings.errors import ModelMismatch, NotPublished
from embeddings.ingest.index import index
from embeddings.ingest.make_topics import make_topics
from embeddings.ingest.remove import remove
from embeddings.ingest.topic_labels import label_topic
from embeddings.snapshot.current import SNAPSHOTS
from embeddings.topics.fitting.wishes import Wishes
from scripts.benchmarks.robustness.power_cut_job import Words, readings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    index(folder, Words(), readings(9))
    return folder


def about(folder: Path, snapshot: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / SNAPSHOTS / snapshot / "topics.json").read_bytes())
    return read


def full(*_: object) -> str:
    raise NotPublished("the disk is full")


def test_a_fit_that_was_never_published_is_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody saw its topics: the next run leaves what it would have left, and does not call it a refit."""
    with monkeypatch.context() as patched:
        patched.setattr("embeddings.ingest.make_topics.publish", full)
        with pytest.raises(NotPublished):
            make_topics(folder, Words)
    first = about(folder, make_topics(folder, Words))
    assert (first["number"], first["events"]) == (1, [])
    index(folder, Words(), readings(10))
    with monkeypatch.context() as patched:
        patched.setattr("embeddings.ingest.make_topics.publish", full)
        with pytest.raises(NotPublished):
            make_topics(folder, Words)
    second = about(folder, make_topics(folder, Words))
    assert second["number"] == 2
    assert "continued" in {event["what"] for event in second["events"]}


def test_labels_are_read_by_the_model_that_made_the_corpus(folder: Path) -> None:
    """The words of topics are its questions; another model is refused."""

    class Listening(Words):
        asked: ClassVar[list[str]] = []

        def queries(self, texts: Sequence[str]) -> Encoding:
            self.asked.extend(texts)
            return super().queries(texts)

    topics = about(folder, make_topics(folder, Listening))["topics"]
    shown = {word for topic in topics for word in topic["words"]}
    assert shown
    assert shown <= set(Listening.asked)
    with pytest.raises(ModelMismatch):
        make_topics(folder, lambda: Words("others"), wishes=Wishes(afresh=True))


def test_what_did_not_change_is_not_made_again(folder: Path) -> None:
    """The snapshot stays, and it is said so; a new speech, another wish or `afresh` makes topics anew."""
    said: list[str] = []
    first = make_topics(folder, Words)
    assert make_topics(folder, Words, say=said.append) == first
    assert said == [f"nothing has changed since the topics of snapshot {first}; --afresh finds them anew"]
    wished = make_topics(folder, Words, wishes=Wishes(n_topics=2))
    assert wished != first
    assert make_topics(folder, Words, wishes=Wishes(n_topics=2)) == wished
    assert make_topics(folder, Words, wishes=Wishes(n_topics=2, afresh=True)) != wished
    index(folder, Words(), readings(10))
    grown = make_topics(folder, Words, wishes=Wishes(n_topics=2))
    assert about(folder, grown)["number"] == 4


def test_a_label_given_since_changes_nothing(folder: Path) -> None:
    """It stays, and topics are not made for it."""
    first = make_topics(folder, Words)
    id_ = about(folder, first)["topics"][0]["id"]
    labelled = label_topic(folder, id_, "Harbours")
    assert make_topics(folder, Words) == labelled
    assert "Harbours" in {topic["label"] for topic in about(folder, labelled)["topics"]}


def test_topics_of_a_snapshot_that_lacks_a_speech_are_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was killed before it published left the store ahead of what people see."""
    make_topics(folder, Words)
    gone = readings(9)[0].speech.id
    remove(folder, [gone], Words)
    with monkeypatch.context() as patched:
        patched.setattr("embeddings.ingest.index.publish", full)
        with pytest.raises(NotPublished):
            index(folder, Words(), readings(9))
    snapshot = make_topics(folder, Words)
    assert about(folder, snapshot)["number"] == 2
