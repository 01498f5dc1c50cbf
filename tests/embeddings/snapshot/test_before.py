"""The snapshot that a new one follows: when it can be gone on from, and which of its rows stay."""

import fcntl
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import BrokenSnapshot
from embeddings.snapshot import before as befores
from embeddings.snapshot import manifest as manifests
from embeddings.snapshot.before import carried_rows, snapshot_before, taking_over, verifying
from embeddings.snapshot.current import SNAPSHOTS
from embeddings.snapshot.manifest import FILE
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.connections import PASSAGES
from tests.support.invented import MADE_WITH, data, speech

HARBOUR = speech("harbour", "The harbour opens.", "Ships may come.")
MILL = speech("mill", "The mill is closed.")
VILLAGE = speech("village", "The village meets.", "It has a well.", "The well is deep.")


def test_a_passage_keeps_its_row_number_of_before_while_its_revision_stays(tmp_path: Path) -> None:
    publish(tmp_path, data([HARBOUR, VILLAGE]))
    before = snapshot_before(tmp_path, MADE_WITH)
    assert before is not None
    (harbour, _, _), (village, of_village, _) = before.revisions()
    found = carried_rows(before, [(harbour, "another", 2), ("mill", "new", 1), (village, of_village, 3)])
    assert found.tolist() == [-1, -1, -1, 2, 3, 4]
    assert found.dtype == np.int64


def test_without_a_snapshot_before_every_passage_is_new(tmp_path: Path) -> None:
    assert snapshot_before(tmp_path, MADE_WITH) is None
    assert carried_rows(None, [("mill", "new", 2)]).tolist() == [-1, -1]
    assert carried_rows(None, []).shape == (0,)


def test_the_snapshot_before_is_let_go_when_the_new_one_is_there(tmp_path: Path) -> None:
    """Nobody holds it any longer: it may be removed in its turn."""
    folder = tmp_path / SNAPSHOTS / publish(tmp_path, data([HARBOUR]))
    with taking_over(tmp_path, MADE_WITH) as before, (folder / FILE).open("rb") as manifest:
        assert before is not None
        with pytest.raises(BlockingIOError):
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (folder / FILE).open("rb") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with taking_over(tmp_path / "nowhere", MADE_WITH) as none:
        assert none is None


def test_what_was_verified_ahead_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was published meanwhile is."""
    publish(tmp_path, data([HARBOUR]))
    read: list[str] = []
    seal_of = manifests.seal_of

    def noted(file: Path) -> manifests.FileSeal:
        read.append(file.parent.name)
        return seal_of(file)

    monkeypatch.setattr(manifests, "seal_of", noted)
    with verifying(tmp_path) as verified:
        verified()
        n_read = len(read)
        assert n_read > 0
        assert snapshot_before(tmp_path, MADE_WITH, verified) is not None
        assert len(read) == n_read
        name = publish(tmp_path, data([HARBOUR, MILL]))
        read.clear()
        assert snapshot_before(tmp_path, MADE_WITH, verified) is not None
        assert set(read) == {name}


def test_what_was_found_damaged_ahead_is_not_taken_over(tmp_path: Path) -> None:
    file = tmp_path / SNAPSHOTS / publish(tmp_path, data([HARBOUR])) / PASSAGES
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"Ships", b"Shipz"))
    with verifying(tmp_path) as verified:
        assert verified() == frozenset()
        assert snapshot_before(tmp_path, MADE_WITH, verified) is None
    with verifying(tmp_path / "nowhere") as verified:
        assert verified() == frozenset()


def test_nothing_is_taken_over_from_another_model(tmp_path: Path) -> None:
    publish(tmp_path, data([HARBOUR]))
    assert snapshot_before(tmp_path, replace(MADE_WITH, model="m2")) is None


def test_nothing_is_taken_over_from_other_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, data([HARBOUR]))
    monkeypatch.setattr(befores, "library_versions", lambda: {"tifa": "another"})
    assert snapshot_before(tmp_path, MADE_WITH) is None


def test_nothing_is_taken_over_from_a_damaged_snapshot(tmp_path: Path) -> None:
    file = tmp_path / SNAPSHOTS / publish(tmp_path, data([HARBOUR])) / PASSAGES
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"Ships", b"Shipz"))
    assert snapshot_before(tmp_path, MADE_WITH) is None


def test_what_else_is_kept_of_the_passages_is_given_back_under_its_name(tmp_path: Path) -> None:
    name = publish(tmp_path, replace(data([HARBOUR]), derived_files={"depths.npy": b"deep"}))
    snapshot = Snapshot.open(tmp_path / SNAPSHOTS / name)
    file = snapshot.derived_file("depths.npy")
    assert file is not None
    assert file.read_bytes() == b"deep"
    assert snapshot.derived_file("heights.npy") is None
    file.chmod(0o644)
    file.write_bytes(b"flat")
    with pytest.raises(BrokenSnapshot, match=r"depths\.npy"):
        Snapshot.open(tmp_path / SNAPSHOTS / name)


@pytest.mark.parametrize("name", ["../depths.npy", "Depths.npy", "depths", "", "a/b.npy"])
def test_a_file_has_a_plain_name(name: str) -> None:
    with pytest.raises(ValueError, match="keeps no file called"):
        replace(data([MILL]), derived_files={name: b""})


def test_a_file_may_not_take_the_place_of_the_snapshots_own(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="of its own"):
        publish(tmp_path, replace(data([MILL]), derived_files={PASSAGES: b""}))


def test_every_row_has_its_place_in_the_snapshot_before(tmp_path: Path) -> None:
    publish(tmp_path, data([HARBOUR]))
    with pytest.raises(ValueError, match="2 passages, but 1 rows"):
        replace(data([HARBOUR]), before=snapshot_before(tmp_path, MADE_WITH), carried=np.array([0]))
