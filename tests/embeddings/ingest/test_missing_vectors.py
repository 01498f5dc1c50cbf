from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder, Part
from embeddings.errors import WorkersGone
from embeddings.ingest.index import index
from embeddings.store.store import Store
from tests.support.invented import speech
from tests.support.served import reading

SPEECHES = [
    speech(
        f"quay-{i:02}", f"The harbour and its ferries stay open on day {i}.", f"On day {i} a school opens."
    )
    for i in range(20)
]


class OutOfOrder:
    """Workers that give parts of seven texts, the last one first, and are gone after some."""

    def __init__(self, encoder: Encoder, *, parts: int = 99) -> None:
        self._encoder, self._parts = encoder, parts
        self.asked: list[str] = []

    def encoded(self, texts: Sequence[str]) -> Iterator[Part]:
        for number, start in enumerate(reversed(range(0, len(texts), 7))):
            if number == self._parts:
                raise WorkersGone("the cluster is gone")
            some = texts[start : start + 7]
            self.asked += some
            yield Part(start, self._encoder.passages(some))


def test_what_others_encode_is_kept_as_what_is_encoded_here(tmp_path: Path, tiny: Encoder) -> None:
    """In whatever order it comes: the snapshots are the same."""
    readings = [reading(one) for one in SPEECHES]
    here = index(tmp_path / "here", tiny, readings)
    elsewhere = index(tmp_path / "elsewhere", tiny, readings, workers=OutOfOrder(tiny))
    assert (elsewhere.snapshot, elsewhere.encoded) == (here.snapshot, here.encoded)


def test_what_was_given_before_the_workers_went_is_not_encoded_again(tmp_path: Path, tiny: Encoder) -> None:
    """The next run goes on from there, with workers or without."""
    readings, gone = [reading(one) for one in SPEECHES], OutOfOrder(tiny, parts=2)
    with pytest.raises(WorkersGone):
        index(tmp_path, tiny, readings, workers=gone)
    with Store.open(tmp_path) as store:
        left = store.vectors.unencoded()
        assert len(left) == 40 - len(gone.asked)
    again = OutOfOrder(tiny)
    done = index(tmp_path, tiny, readings, workers=again)
    assert sorted(again.asked) == sorted(left)
    assert done.encoded == len(left)
    assert not set(again.asked) & set(gone.asked)
