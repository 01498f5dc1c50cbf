"""What a snapshot is put together from.

Covers `embeddings.snapshot.write_tables`.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from embeddings.snapshot.before import carried_rows, carried_speeches, snapshot_before
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.portions import Portion, portions
from embeddings.snapshot.publish import publish
from embeddings.snapshot.segments import divided, laid_out
from embeddings.speech import Speech
from tests.support.invented import MADE_WITH, data, speech

A = speech("a", "The harbour opens.", "Ships may come.")
B = speech("b", "The mill is closed.")
C = speech("c", "The village meets.", "It has a well.", "The well is deep.")
D = speech("d", "The bridge is new.")


def in_one_segment(data: SnapshotData) -> list[Portion]:
    (segment,) = laid_out(divided(data.ids, data.sizes))
    return portions(data, segment)


def made(folder: Path, before: Sequence[Speech], now: Sequence[Speech]) -> list[Portion]:
    publish(folder, data(before))
    snapshot = snapshot_before(folder, MADE_WITH)
    sizes = [one.raw.count("\n") + 1 for one in now]
    entries = [(one.id, one.digest[:10], size) for one, size in zip(now, sizes, strict=True)]
    carried = carried_rows(snapshot, entries)
    known = [one.id for one in before if one in now]
    numbers = carried_speeches(snapshot, carried, sizes)
    assert [before[number].id for number in numbers if number >= 0] == known
    return in_one_segment(replace(data(now), before=snapshot, carried=carried))


def test_without_a_snapshot_before_every_speech_is_by_itself() -> None:
    assert in_one_segment(data([A, C])) == [
        Portion(range(1), range(2), None),
        Portion(range(1, 2), range(2, 5), None),
    ]
    assert in_one_segment(data([])) == []


def test_a_new_speech_parts_what_stays(tmp_path: Path) -> None:
    assert made(tmp_path, [A, C, D], [A, B, C, D]) == [
        Portion(range(1), range(2), range(2)),
        Portion(range(1, 2), range(2, 3), None),
        Portion(range(2, 4), range(3, 7), range(2, 6)),
    ]


def test_what_went_parts_what_stays(tmp_path: Path) -> None:
    assert made(tmp_path, [A, B, C, D], [A, C, D]) == [
        Portion(range(1), range(2), range(2)),
        Portion(range(1, 3), range(2, 6), range(3, 7)),
    ]


def test_a_changed_speech_is_new(tmp_path: Path) -> None:
    changed = replace(B, raw="The mill is open.")
    assert made(tmp_path, [A, B], [A, changed]) == [
        Portion(range(1), range(2), range(2)),
        Portion(range(1, 2), range(2, 3), None),
    ]


def test_all_that_stays_is_one_stretch(tmp_path: Path) -> None:
    assert made(tmp_path, [A, B, C], [A, B, C]) == [Portion(range(3), range(6), range(6))]
