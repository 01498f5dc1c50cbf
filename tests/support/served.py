"""Invented speeches in a real corpus behind the real service, with the tiny encoder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from fastapi.testclient import TestClient

from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.ingest.snapshot_data import keep, project_afresh, with_topics
from embeddings.snapshot.publish import publish
from embeddings.speech import Source, Speech
from embeddings.store.store import Store
from embeddings.text.reading.read import Reading
from embeddings.topics.model import Topic
from service.app import create_app
from service.settings import Settings
from tests.support.topics_by_hand import model_of

HARBOUR = "The harbour of Veldhaven stays open all winter, and the ferries sail every day."
SCHOOL = "Every village school keeps its teacher, and every teacher keeps a roof."
FOREST = "We plant a forest of oak on the hills above the town of Brekkadal."

SPEECHES = (
    Speech("veldhaven-2019", f"{HARBOUR}\n\n{SCHOOL}", title="At the quay", speaker="Mara Lindqvist",
           date="2019-11-04", place="Veldhaven", language="en", source="Gazette"),
    Speech("veldhaven-2021", f"{FOREST}\n\nThe harbour stays open, and the ferries sail at night too.",
           title="On the hill", speaker="Mara Lindqvist", date="2021", place="Veldhaven", language="en"),
    Speech("2020/brekkadal", "The school on the hills opens its doors.\n\nThe town keeps the oak forest.",
           title="In the town", speaker="Jon Aasen", date="--05-06", place="Brekkadal", language="en"),
    Speech("2020/topics", "Ferries and harbour and winter: these are ours to keep.", language="en"),
)  # fmt: skip


def reading(speech: Speech) -> Reading:
    return Reading(speech, Source(f"{speech.id}.txt", speech.raw.encode(), "utf-8"), speech.id)


def add(folder: Path, encoder: Encoder, *speeches: Speech) -> str:
    """Index speeches and publish; the name of the snapshot."""
    return index(folder, encoder, [reading(speech) for speech in speeches]).snapshot


def add_topics(folder: Path) -> str:
    """Publish with two topics made by hand: around the first passage of the corpus, and around another."""
    with Store.open(folder) as store:
        data = project_afresh(store)
        rows = [0, len(data.passages) // 2]
        topics = [
            Topic(f"t_0000000{i}", f"label {i}", ("winter",), 1, (data.passages[row].address, "gone:0"))
            for i, row in enumerate(rows)
        ]
        topic_model = model_of(topics, np.ascontiguousarray(data.vectors[np.array(rows)]), [0, 1])
        keep(store, data.space, topic_model)
        return publish(folder, with_topics(data, topic_model))


def settings_for(folder: Path, **changes: Any) -> Settings:
    return replace(Settings(corpus=folder), **changes)


@contextmanager
def served(folder: Path, encoder: Encoder, **changes: Any) -> Iterator[TestClient]:
    """The running service over the corpus in `folder`."""
    app = create_app(settings_for(folder, **changes), lambda: Corpus.open(folder, encoder))
    with TestClient(
        app, base_url="http://127.0.0.1", raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client


def speech_path(speech_id: str, *rest: str) -> str:
    return "/".join(["/v1/speeches", quote(speech_id, safe=""), *rest])


def ids(answer: dict[str, Any]) -> Sequence[str]:
    return [match["passage"]["speech_id"] for match in answer["matches"]]
