"""What a segment is put together from, row by row: stretches of the snapshot before, and new speeches."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.segments import Segment


@dataclass(frozen=True, slots=True)
class Portion:
    """speeches: by number, in the order of ids.  rows: of their passages.

    before: the rows they have in the snapshot before, all in one of its segments; None for one speech that is
    new or changed.
    """

    speeches: range
    rows: range
    before: range | None


def portions(data: SnapshotData, segment: Segment) -> list[Portion]:
    """The portions of a segment, in order; as few as can be."""
    return list(_portions(data, segment))


def _portions(data: SnapshotData, segment: Segment) -> Iterator[Portion]:
    speech, row = segment.speeches.start, segment.rows.start
    carried = data.carried[segment.rows.start : segment.rows.stop]
    starts = [] if data.before is None else [each.rows.start for each in data.before.segments]
    ends = np.append(np.flatnonzero((np.diff(carried) != 1) | np.isin(carried[1:], starts)) + 1, len(carried))
    while speech < segment.speeches.stop:
        old = int(data.carried[row]) if row < len(data.carried) else -1
        if data.before is not None and old >= 0:
            at = row - segment.rows.start
            end = segment.rows.start + int(ends[np.searchsorted(ends, at, side="right")])
            numbers = data.before.speech_numbers
            n_speeches = int(numbers[old + end - row - 1] - numbers[old]) + 1
            before = range(old, old + end - row)
        else:
            end, n_speeches, before = row + data.sizes[speech], 1, None
        yield Portion(range(speech, speech + n_speeches), range(row, end), before)
        speech, row = speech + n_speeches, end


def segment_before(data: SnapshotData, made: list[Portion]) -> Segment | None:
    """The segment of the snapshot before that holds just these passages, if there is one."""
    if data.before is None or len(made) != 1 or made[0].before is None:
        return None
    return next((each for each in data.before.segments if each.rows == made[0].before and each.rows), None)
