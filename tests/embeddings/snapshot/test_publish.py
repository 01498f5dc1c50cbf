"""Publish, tested.

Covers `embeddings.snapshot.current`.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.errors import BrokenSnapshot, NothingPublished, NotPublished
from embeddings.snapshot.current import CURRENT, SNAPSHOTS, CurrentSnapshot, current_name, list_snapshots
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import SPACE, VECTORS, Snapshot
from embeddings.snapshot.tables.connections import PASSAGES
from embeddings.speech import Passage
from tests.support.invented import data, speech

HARBOUR = speech("harbour", "The harbour opens.", "The dykes hold.", date="2021-03")
VILLAGE = speech("village", "The village keeps its school.", date="--05-06")


def opened(folder: Path) -> Snapshot:
    return CurrentSnapshot(folder).held.snapshot


def test_publishing_makes_the_snapshot_current(tmp_path: Path) -> None:
    """What was published is what a reader opens."""
    name = publish(tmp_path, data([HARBOUR, VILLAGE]))
    snapshot = opened(tmp_path)
    assert snapshot.name == name == current_name(tmp_path)
    assert (snapshot.manifest.n_speeches, snapshot.manifest.n_passages) == (2, 3)
    assert snapshot.raw("harbour") == HARBOUR.raw


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    """The same contents are the same snapshot, with the same number."""
    first = publish(tmp_path, data([HARBOUR, VILLAGE]))
    assert publish(tmp_path, data([HARBOUR, VILLAGE])) == first
    assert list_snapshots(tmp_path) == [(1, first)]


def test_numbers_rise_whatever_was_taken_back(tmp_path: Path) -> None:
    """Going back to earlier contents is a new snapshot with a higher number and the same id."""
    first, second, third = (publish(tmp_path, data(one)) for one in ([HARBOUR], [VILLAGE], [HARBOUR]))
    assert [name.partition("-")[0] for name in (first, second, third)] == ["1", "2", "3"]
    assert first.partition("-")[2] == third.partition("-")[2]


def test_the_last_three_are_kept_and_any_that_is_being_read(tmp_path: Path) -> None:
    """A reader of an old snapshot keeps its folder; the next publish after it lets go drops it."""
    first = publish(tmp_path, data([HARBOUR]))
    reader = Snapshot.open(tmp_path / SNAPSHOTS / first)
    for seed in range(1, 5):
        publish(tmp_path, data([HARBOUR], seed=seed))
    assert [number for number, _ in list_snapshots(tmp_path)] == [1, 3, 4, 5]
    assert reader.raw("harbour") == HARBOUR.raw
    del reader
    publish(tmp_path, data([HARBOUR], seed=9))
    assert [number for number, _ in list_snapshots(tmp_path)] == [4, 5, 6]


def test_what_a_killed_run_left_behind_is_swept(tmp_path: Path) -> None:
    """An unfinished folder is never opened, and is gone after the next publish."""
    publish(tmp_path, data([HARBOUR]))
    left = tmp_path / SNAPSHOTS / "unfinished-2"
    left.mkdir()
    (left / PASSAGES).write_bytes(b"half")
    assert opened(tmp_path).name.startswith("1-")
    publish(tmp_path, data([VILLAGE]))
    assert not left.exists()


def test_published_files_are_read_only(tmp_path: Path) -> None:
    """A snapshot never changes."""
    name = publish(tmp_path, data([HARBOUR]))
    files = list((tmp_path / SNAPSHOTS / name).iterdir())
    assert {file.name for file in files} == {PASSAGES, VECTORS, SPACE, "manifest.json"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o444}


@pytest.mark.parametrize("file", [PASSAGES, VECTORS, SPACE, "manifest.json"])
@pytest.mark.parametrize("harm", ["flip", "truncate", "remove"])
def test_a_harmed_snapshot_is_refused_and_the_one_before_is_served(
    tmp_path: Path, file: str, harm: str
) -> None:
    """Whatever happened to whichever file, the last good state answers and the fault is told."""
    good = publish(tmp_path, data([HARBOUR]))
    bad = tmp_path / SNAPSHOTS / publish(tmp_path, data([VILLAGE]))
    _harm(bad / file, harm)
    with pytest.raises(BrokenSnapshot, match=file):
        Snapshot.open(bad)
    held = CurrentSnapshot(tmp_path).held
    assert held.snapshot.name == good
    assert file in held.degraded


def _harm(file: Path, harm: str) -> None:
    file.chmod(0o644)
    content = file.read_bytes()
    if harm == "remove":
        file.unlink()
    elif harm == "truncate":
        file.write_bytes(content[: len(content) // 2])
    else:
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :])


def test_a_file_outside_the_folder_is_never_read(tmp_path: Path) -> None:
    """A manifest that names ../something is broken."""
    folder = tmp_path / SNAPSHOTS / publish(tmp_path, data([HARBOUR]))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["../../outside"] = {"sha256": "0", "bytes": 0}
    (folder / "manifest.json").chmod(0o644)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BrokenSnapshot):
        Snapshot.open(folder)


def test_the_only_snapshot_harmed_is_an_error_that_says_which_file(tmp_path: Path) -> None:
    """There is nothing to fall back on, and nothing is made up."""
    _harm(tmp_path / SNAPSHOTS / publish(tmp_path, data([HARBOUR])) / VECTORS, "flip")
    with pytest.raises(BrokenSnapshot, match=VECTORS):
        CurrentSnapshot(tmp_path)


def test_nothing_published_says_how_to_begin(tmp_path: Path) -> None:
    """The message names the command."""
    with pytest.raises(NothingPublished, match="tifa index"):
        CurrentSnapshot(tmp_path)


def test_a_reader_moves_on_when_told_and_answers_wholly_from_one(tmp_path: Path) -> None:
    """It holds what it held until it is refreshed; the old one stays whole for whoever still has it."""
    publish(tmp_path, data([HARBOUR]))
    current = CurrentSnapshot(tmp_path)
    before = current.held.snapshot
    assert not current.refresh()
    second = publish(tmp_path, data([VILLAGE]))
    assert current.held.snapshot is before
    assert current.refresh()
    assert current.held.snapshot.name == second
    assert before.raw("harbour") == HARBOUR.raw


def test_a_harmed_newcomer_leaves_the_reader_where_it_is(tmp_path: Path) -> None:
    """The snapshot that answers goes on answering, and says that it is not the newest."""
    good = publish(tmp_path, data([HARBOUR]))
    current = CurrentSnapshot(tmp_path)
    _harm(tmp_path / SNAPSHOTS / publish(tmp_path, data([VILLAGE])) / PASSAGES, "truncate")
    assert not current.refresh()
    assert current.held.snapshot.name == good
    assert PASSAGES in current.held.degraded
    third = publish(tmp_path, data([VILLAGE], seed=3))
    assert current.refresh()
    assert (current.held.snapshot.name, current.held.degraded) == (third, "")


def test_the_pointer_is_replaced_only_after_everything_is_written(tmp_path: Path) -> None:
    """A fault while building leaves CURRENT and the snapshots as they were."""
    good = publish(tmp_path, data([HARBOUR]))
    broken = data([speech("village", "The village meets.", "It has a well.")])
    object.__setattr__(broken, "passages", [broken.passages[0]] * 2)
    with pytest.raises(sqlite3.IntegrityError):
        publish(tmp_path, broken)
    assert (tmp_path / CURRENT).read_text().strip() == good
    assert [path.name for path in (tmp_path / SNAPSHOTS).iterdir()] == [good]


def _long_language(_passage: Passage) -> Passage:
    return replace(_passage, language="x" * 5_000_000)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda good: replace(good, passages=[_long_language(p) for p in good.passages]), "bytes"),
        (lambda good: replace(good, space=replace(good.space, centres={})), "cannot be"),
    ],
)
def test_what_cannot_be_read_is_not_published(
    tmp_path: Path, change: Callable[[SnapshotData], SnapshotData], why: str
) -> None:
    """A job that would leave nothing to ask fails, however often it is tried; what was there answers."""
    good = publish(tmp_path, data([HARBOUR]))
    for _ in range(4):
        with pytest.raises(NotPublished, match=why):
            publish(tmp_path, change(data([VILLAGE])))
    assert current_name(tmp_path) == good
    assert [name for _, name in list_snapshots(tmp_path)] == [good]
    assert opened(tmp_path).raw("harbour") == HARBOUR.raw


def test_a_snapshot_of_another_model_is_not_taken_up(tmp_path: Path) -> None:
    """Who asks with one model goes on with what that model made, and says so."""
    good = publish(tmp_path, data([HARBOUR]))
    current = CurrentSnapshot(tmp_path)
    other = data([VILLAGE])
    publish(tmp_path, replace(other, embedding_model=replace(other.embedding_model, encoding="another")))
    assert not current.refresh()
    assert current.held.snapshot.name == good
    assert "was made with" in current.held.degraded
