from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.comparison.versions import passage_alignment as beads
from embeddings.comparison.versions.in_corpus import versions_with
from embeddings.errors import UnknownSpeech, UnusableQuestion
from embeddings.snapshot.snapshot import Snapshot
from tests.support.themed import SPEECHES, snapshot_of


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(tmp_path_factory.mktemp("versions") / "corpus")


def test_a_speech_beside_itself_is_kept(snapshot: Snapshot) -> None:
    """Word for word, passage by passage: letters alone are enough."""
    passages = [replace(passage, speech_id="") for passage in snapshot.passages_of("a:1")]
    vectors = np.stack([snapshot.index.vector(row) for row in range(len(passages))])
    found = versions_with(snapshot, "a:1", passages, vectors)
    assert found.speech_id == "a:1"
    assert found.counts["kept"] == len(passages)
    assert not any(pair.moved for pair in found.pairs)


def test_an_unknown_speech_is_said_to_be_one(snapshot: Snapshot) -> None:
    """By its id."""
    with pytest.raises(UnknownSpeech, match="nobody"):
        versions_with(snapshot, "nobody", [], np.empty((0, 16), np.float32))


def test_too_long_a_pair_cannot_be_asked(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the question that is refused."""
    monkeypatch.setattr(beads, "MOST_CELLS", 1)
    passages = snapshot.passages_of(SPEECHES[0].id)
    vectors = np.stack([snapshot.index.vector(row) for row in range(len(passages))])
    with pytest.raises(UnusableQuestion, match="too many"):
        versions_with(snapshot, "a:1", passages, vectors)


def test_the_folder_is_only_read(tmp_path: Path) -> None:
    """Asking writes nothing into the snapshot."""
    snapshot = snapshot_of(tmp_path / "corpus")
    before = sorted((file.name, file.stat().st_mtime_ns) for file in (tmp_path / "corpus").rglob("*"))
    passages = snapshot.passages_of("a:1")
    versions_with(
        snapshot, "a:1", passages, np.stack([snapshot.index.vector(r) for r in range(len(passages))])
    )
    assert before == sorted((file.name, file.stat().st_mtime_ns) for file in (tmp_path / "corpus").rglob("*"))
