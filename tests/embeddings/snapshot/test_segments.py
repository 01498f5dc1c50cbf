"""Segments: where they end, and that what stays is shared from snapshot to snapshot."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.errors import BrokenSnapshot
from embeddings.snapshot.before import carried_rows, snapshot_before
from embeddings.snapshot.current import SNAPSHOTS, CurrentSnapshot, list_snapshots
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.publish import publish
from embeddings.snapshot.segments import MOST, SMALLEST, divided, file_of, laid_out, segment_of
from embeddings.snapshot.snapshot import VECTORS, Snapshot
from embeddings.speech import Speech
from tests.support.invented import MADE_WITH, data, segments_from, speech, unit_rows

SPEECHES = [speech(f"s{number}", f"The harbour opens at {number}.", "Ships may come.") for number in range(9)]
MORE = speech("s45", "The mill is closed.")
SIZES = st.lists(st.integers(1, 3_000), max_size=120)


def following(folder: Path, speeches: Sequence[Speech]) -> SnapshotData:
    """What would be published next, in the space of what is there: each speech as it was or new."""
    before = snapshot_before(folder, MADE_WITH)
    assert before is not None
    fresh = data(speeches)
    entries = [(one, fresh.revisions[one], n) for one, n in zip(fresh.ids, fresh.sizes, strict=True)]
    carried = carried_rows(before, entries)
    vectors = unit_rows(len(carried), seed=7)
    stay = carried >= 0
    vectors[stay] = before.index.vectors[carried[stay]]
    return replace(fresh, before=before, carried=carried, vectors=vectors, space=before.space)


def files(folder: Path, name: str) -> dict[str, int]:
    """The files of a snapshot, by name, and what tells one file from another."""
    return {file.name: file.stat().st_ino for file in (folder / SNAPSHOTS / name).iterdir()}


def addresses(snapshot: Snapshot) -> list[str]:
    return [passage.address for passage, _ in snapshot.placed_passages()]


@given(SIZES)
def test_segments_hold_every_speech_once_and_enough_passages(sizes: list[int]) -> None:
    """In their order; all but the last have what a segment has at least."""
    ids = [f"speech-{number:03}" for number in range(len(sizes))]
    found = laid_out(divided(ids, sizes))
    assert [number for segment in found for number in segment.speeches] == list(range(len(ids)))
    assert [len(segment.rows) for segment in found] == [
        sum(sizes[number] for number in segment.speeches) for segment in found
    ]
    assert all(len(segment.rows) >= SMALLEST for segment in found[:-1])
    assert all(segment_of(found, ids[number]) is segment for segment in found for number in segment.speeches)
    assert segment_of(found, "") is found[0]


def test_there_are_not_more_segments_in_a_larger_corpus() -> None:
    """They grow with it; so a question never asks many files."""
    for n in (10_000, 100_000, 1_000_000):
        sizes = divided([f"speech-{number:07}" for number in range(n // 10)], [10] * (n // 10))
        assert len(sizes) <= MOST


@given(st.integers(0, 4_000), st.integers(1, 40))
def test_one_speech_more_leaves_nearly_all_segments_as_they_were(at: int, size: int) -> None:
    """The one that it is in changes, and at times some after it; those before never do."""
    ids = [f"speech-{number:05}" for number in range(4_000)]
    sizes = [25] * len(ids)
    before = divided(ids, sizes)
    after = divided([*ids[:at], f"speech-{at - 1:05}x", *ids[at:]], [*sizes[:at], size, *sizes[at:]])
    own = next(n for n, segment in enumerate(laid_out(before)) if at <= segment.speeches.stop)
    assert before[:own] == after[:own]


def test_a_speech_more_or_less_writes_its_own_segment_alone(tmp_path: Path) -> None:
    """The files of all others are the very files of the snapshot before."""
    with segments_from(4):
        first = files(tmp_path, publish(tmp_path, data(SPEECHES)))
        second = files(tmp_path, publish(tmp_path, following(tmp_path, [*SPEECHES, MORE])))
        third = files(tmp_path, publish(tmp_path, following(tmp_path, [*SPEECHES[:-1], MORE])))
    assert {name for name in second if second[name] != first[name]} == {
        "manifest.json", "space.safetensors", "passages-2.sqlite", "passages-2.faiss",
    }  # fmt: skip
    assert {name for name in third if third[name] != second[name]} == {"manifest.json", "space.safetensors"}
    assert second.keys() - third.keys() == {"passages-4.sqlite", "passages-4.faiss"}
    held = CurrentSnapshot(tmp_path).held
    assert held.degraded == ""
    assert addresses(held.snapshot) == [passage.address for passage in data([*SPEECHES[:-1], MORE]).passages]


def test_what_is_shared_outlives_the_snapshot_it_came_from(tmp_path: Path) -> None:
    """Old snapshots go one by one, and the newest answers."""
    with segments_from(2):
        publish(tmp_path, data(SPEECHES))
        for number in range(6):
            name = publish(
                tmp_path, following(tmp_path, [*SPEECHES, speech("t", f"Number {number} is said.")])
            )
    assert len(list_snapshots(tmp_path)) == 3
    snapshot = Snapshot.open(tmp_path / SNAPSHOTS / name)
    assert snapshot.raw("t") == "Number 5 is said."
    assert snapshot.raw("s0") == SPEECHES[0].raw


def test_without_links_segments_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system that has none the snapshot is the same, in files of its own."""

    def refused(self: Path, target: Path) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    with segments_from(2):
        first = files(tmp_path, publish(tmp_path, data(SPEECHES)))
        second = files(tmp_path, publish(tmp_path, following(tmp_path, [*SPEECHES, MORE])))
    assert not set(first.values()) & set(second.values())
    held = CurrentSnapshot(tmp_path).held
    assert addresses(held.snapshot) == [passage.address for passage in data([*SPEECHES, MORE]).passages]


def test_a_copy_of_the_folder_answers(tmp_path: Path) -> None:
    """Each snapshot is complete in itself, wherever it is copied to."""
    with segments_from(2):
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        publish(corpus, data(SPEECHES))
        publish(corpus, following(corpus, [*SPEECHES, MORE]))
    shutil.copytree(corpus, tmp_path / "copy")
    held = CurrentSnapshot(tmp_path / "copy").held
    assert held.degraded == ""
    assert addresses(held.snapshot) == [passage.address for passage in data([*SPEECHES, MORE]).passages]


def test_a_damaged_segment_is_told_and_never_shared(tmp_path: Path) -> None:
    """It is found where the snapshot is opened; what follows is made without it."""
    with segments_from(2):
        name = publish(tmp_path, data(SPEECHES))
        file = tmp_path / SNAPSHOTS / name / file_of(VECTORS, 2)
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        with pytest.raises(BrokenSnapshot, match=file.name):
            Snapshot.open(tmp_path / SNAPSHOTS / name)
        assert snapshot_before(tmp_path, MADE_WITH) is None


def test_rows_in_several_files_are_rows_of_one_matrix(tmp_path: Path) -> None:
    """Left on the disk or read, they are asked alike."""
    with segments_from(3):
        name = publish(tmp_path, data(SPEECHES))
    folder = tmp_path / SNAPSHOTS / name
    read, mapped = Snapshot.open(folder).index, Snapshot.open(folder, mapped=True).index
    question, rows = unit_rows(1, seed=5)[0], np.array([17, 2, 2, 9])
    assert np.array_equal(read.vectors[rows], mapped.vectors[rows])
    assert np.array_equal(read.vectors[3:11:2], mapped.vectors[3:11:2])
    assert np.array_equal(read.near_cosines(question), mapped.near_cosines(question))
    assert np.array_equal(read.near_cosines(question, rows), mapped.near_cosines(question, rows))
    assert read.nearest(question, k=7) == mapped.nearest(question, k=7)
    assert read.near_products(question[None, :]) == pytest.approx(mapped.near_products(question[None, :]))
