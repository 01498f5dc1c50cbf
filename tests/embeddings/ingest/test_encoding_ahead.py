from collections.abc import Sequence
from pathlib import Path
from threading import Event
from time import sleep

import numpy as np
import pytest

from embeddings.encoder.encoding import Encoder, Encoding, Progress
from embeddings.errors import UnusableVector
from embeddings.ingest import encoding_ahead
from embeddings.ingest.encoding_ahead import EncodingAhead
from embeddings.ingest.index import index
from embeddings.store.store import Store
from embeddings.text.reading.read import read
from tests.support.invented import passages_by_line, speech
from tests.support.written import Passing

LINES = [f"The ferry of Veldhaven leaves at {n} and comes back when the harbour is free." for n in range(40)]


class Noting(Passing):
    """A real encoder that notes what it is given, and may fail."""

    def __init__(self, encoder: Encoder, fault: Exception | None = None) -> None:
        super().__init__(encoder)
        self._fault = fault
        self.given: list[str] = []

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        self.given += texts
        if self._fault is not None:
            raise self._fault
        return super().passages(texts, progress=progress)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding_ahead, "KEPT_AT_ONCE", 8)


def test_what_is_encoded_ahead_is_kept_as_it_would_be_alone(tmp_path: Path, tiny: Encoder) -> None:
    """The middle of a speech, each text once, in whole batches; its beginning and end wait."""
    noting = Noting(tiny)
    with Store.create(tmp_path, tiny.embedding_model) as store:
        with EncodingAhead(store, noting) as ahead:
            ahead.add(passages_by_line(speech("harbour", *LINES)))
            ahead.add(passages_by_line(speech("again", *LINES)))
        assert ahead.n_encoded == len(noting.given) == 32
        assert noting.given == LINES[2:34]
        assert np.array_equal(store.vectors.of(noting.given), tiny.passages(noting.given).vectors)
        assert store.vectors.missing_of(LINES) == [*LINES[:2], *LINES[34:]]


def test_a_fault_of_the_model_ends_the_reading(tmp_path: Path, tiny: Encoder) -> None:
    """It is raised where the next speech is added, or at the end."""
    noting = Noting(tiny, UnusableVector("the model answered a zero vector"))
    with Store.create(tmp_path, tiny.embedding_model) as store:
        with pytest.raises(UnusableVector), EncodingAhead(store, noting) as ahead:
            ahead.add(passages_by_line(speech("harbour", *LINES)))
        assert store.vectors.missing_of(LINES) == LINES


def test_an_indexed_file_is_encoded_once(tmp_path: Path, tiny: Encoder) -> None:
    """Ahead or in the end, no text is given to the model twice, and none is forgotten."""
    noting = Noting(tiny)
    for name, lines in (("one", LINES), ("two", LINES[5:] + LINES[:5])):
        (tmp_path / f"{name}.txt").write_text("\n\n".join(lines), encoding="utf-8")
    done = index(tmp_path / "corpus", noting, read([tmp_path / "one.txt", tmp_path / "two.txt"]))
    assert len(noting.given) == len(set(noting.given)) == done.encoded


class Slow(Passing):
    """An encoder that is long at each batch, and tells of each step."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder)
        self.begun, self.ended = Event(), Event()

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        assert progress is not None
        self.begun.set()
        for _ in range(200):
            sleep(0.01)
            progress(0)
        self.ended.set()
        return super().passages(texts)


def call_off(store: Store, slow: Slow) -> None:
    with EncodingAhead(store, slow) as ahead:
        ahead.add(passages_by_line(speech("harbour", *LINES[:12])))  # one batch
        assert slow.begun.wait(10)
        raise KeyboardInterrupt


def test_whoever_calls_it_off_does_not_wait_for_a_batch(tmp_path: Path, tiny: Encoder) -> None:
    """What is being encoded is left; nothing of it is kept."""
    slow = Slow(tiny)
    with Store.create(tmp_path, tiny.embedding_model) as store:
        with pytest.raises(KeyboardInterrupt):
            call_off(store, slow)
        assert not slow.ended.is_set()
        assert store.vectors.missing_of(LINES) == LINES
