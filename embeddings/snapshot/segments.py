"""The segments of a snapshot: stretches of speeches, each in files of its own.

A speech more or less changes the segment it is in, and the others stay the files they were. Where segments
end follows from the ids and sizes of the speeches alone, not from the order in which they came: so any
history ends in the same files, and none is ever put in order later.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

SMALLEST = 16_384  # passages that a segment has at least, if there is another one after it
MOST = 32  # segments of a snapshot, about; from then on they are larger
# A speech that may be the last of a segment is met once in so many passages.
_SPACING = 1_024


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """first: the id of its first speech, "" where there is none.  n_speeches, n_passages: how many it has."""

    first: str
    n_speeches: int
    n_passages: int


@dataclass(frozen=True, slots=True)
class Segment:
    """number: from 0.  first: the id of its first speech.  speeches, rows: of the snapshot, that it holds."""

    number: int
    first: str
    speeches: range
    rows: range


def laid_out(sizes: Sequence[SegmentSize]) -> list[Segment]:
    """The segments of these sizes, one after the other."""
    segments: list[Segment] = []
    speech = row = 0
    for number, size in enumerate(sizes):
        speeches, rows = range(speech, speech + size.n_speeches), range(row, row + size.n_passages)
        segments.append(Segment(number, size.first, speeches, rows))
        speech, row = speeches.stop, rows.stop
    return segments


def divided(ids: Sequence[str], sizes: Sequence[int]) -> list[SegmentSize]:
    """Where the segments of a snapshot end: at least one, which is empty where there are no speeches.

    ids: of the speeches, in their order.  sizes: how many passages each has.
    A segment ends with the first speech that may end one once it has enough passages. So one speech more
    moves the end of its own segment at most, or rarely that of some after it.
    """
    enough = _least(sum(sizes))
    found: list[SegmentSize] = []
    first = n_passages = 0
    for number, (speech_id, size) in enumerate(zip(ids, sizes, strict=True)):
        n_passages += size
        if n_passages >= enough and _may_end(speech_id, size):
            found.append(SegmentSize(ids[first], number + 1 - first, n_passages))
            first, n_passages = number + 1, 0
    if first < len(ids) or not found:
        found.append(SegmentSize(ids[first] if ids else "", len(ids) - first, n_passages))
    return found


def _least(n_passages: int) -> int:
    """How many passages a segment has at least: it doubles as the corpus does."""
    least = SMALLEST
    while least * MOST < n_passages:
        least *= 2
    return least


def _may_end(speech_id: str, size: int) -> bool:
    """By chance, but always the same: the longer a speech, the likelier."""
    digest = hashlib.sha256(speech_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") * _SPACING < size << 32


def segment_of(segments: Sequence[Segment], speech_id: str) -> Segment:
    """The one that a speech is in, if it is in any."""
    return segments[max(0, bisect_right([segment.first for segment in segments], speech_id) - 1)]


def file_of(name: str, number: int) -> str:
    """What a file of a segment is called, where that of the first is called so."""
    path = PurePath(name)
    return f"{path.stem}-{number}{path.suffix}" if number else name
