"""What a snapshot is put together from, row by row: stretches of the one before, and new speeches."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from embeddings.snapshot.data import SnapshotData


@dataclass(frozen=True, slots=True)
class Segment:
    """speeches: by number, in the order of ids.  rows: of their passages.

    before: the rows they have in the snapshot before; None for one speech that is new or changed.
    """

    speeches: range
    rows: range
    before: range | None


def segments(data: SnapshotData) -> list[Segment]:
    """The segments of a snapshot, in order; as few as can be."""
    return list(_segments(data))


def _segments(data: SnapshotData) -> Iterator[Segment]:
    speech = row = 0
    ends = np.append(np.flatnonzero(np.diff(data.carried) != 1) + 1, len(data.carried))
    while speech < len(data.speeches):
        old = int(data.carried[row]) if row < len(data.carried) else -1
        if data.before is not None and old >= 0:
            end = int(ends[np.searchsorted(ends, row, side="right")])
            numbers = data.before.speech_numbers
            n_speeches = int(numbers[old + end - row - 1] - numbers[old]) + 1
            before = range(old, old + end - row)
        else:
            end, n_speeches, before = _end_of_speech(data, row, data.speeches[speech].id), 1, None
        yield Segment(range(speech, speech + n_speeches), range(row, end), before)
        speech, row = speech + n_speeches, end


def _end_of_speech(data: SnapshotData, row: int, speech_id: str) -> int:
    while row < len(data.passages) and data.carried[row] < 0 and data.passages[row].speech_id == speech_id:
        row += 1
    return row
