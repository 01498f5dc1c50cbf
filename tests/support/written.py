"""What tests of writing stand on: a corpus served to the holder of a key, and jobs that end."""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder, Encoding, Progress
from service.auth import keys
from tests.support.patience import HOPELESS, wait_until
from tests.support.served import SPEECHES, add, served

LAKE = "The lake above Brekkadal freezes in November, and the ice carries carts."


class Passing:
    """An encoder that passes on what another makes: for those that do one thing otherwise."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.embedding_model = encoder.embedding_model

    def query(self, text: str) -> Encoding:
        return self._encoder.query(text)

    def queries(self, texts: Sequence[str]) -> Encoding:
        return self._encoder.queries(texts)

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        return self._encoder.passages(texts, progress=progress)


class HeldUp(Passing):
    """An encoder that begins passages only when it is let go."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder)
        self.begun, self.go = threading.Event(), threading.Event()

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        self.begun.set()
        self.go.wait(HOPELESS)
        return super().passages(texts, progress=progress)


def bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@contextlib.contextmanager
def written(folder: Path, encoder: Encoder, **changes: Any) -> Iterator[TestClient]:
    """The served corpus in `folder`, made if need be, asked by the holder of a key that may write."""
    if not (folder / "CURRENT").exists():
        add(folder, encoder, *SPEECHES)
    if not (folder / keys.FILE).exists():
        (folder.parent / f"{folder.name}.key").write_text(keys.create(folder, "desk", write=True))
    with served(folder, encoder, **changes) as client:
        client.headers |= bearing((folder.parent / f"{folder.name}.key").read_text())
        yield client


def job_of(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    return job


def ended(client: TestClient, answer: httpx2.Response) -> dict[str, Any]:
    """The job that was asked for, once it is done or has failed."""
    return until(client, job_of(answer)["id"], "done", "failed")


def until(client: TestClient, job_id: str, *states: str) -> dict[str, Any]:
    """The job, once it is in one of these states."""
    job: dict[str, Any] = {}

    def reached() -> bool:
        job.update(client.get(f"/v1/jobs/{job_id}").json())
        return job["state"] in states

    wait_until(reached, f"{' or '.join(states)} of {job_id}")
    return job
