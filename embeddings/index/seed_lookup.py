"""The seeds of all passages of a snapshot, looked up: an index for each of its segments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.index.seeds import Hashes, Places, SeedIndex


@dataclass(frozen=True, slots=True)
class SeedsFound:
    """The passages that hold each of some seeds.

    counts: how many, shape (n seeds,).
    """

    counts: Places
    _parts: Sequence[tuple[int, SeedIndex, Places, Places]]

    def rows(self, number: int) -> Places:
        """Of one of the seeds, ascending."""
        found = [
            np.asarray(index.rows[starts[number] : ends[number]]).astype(np.int64) + first
            for first, index, starts, ends in self._parts
        ]
        return np.concatenate(found)


@dataclass(frozen=True, slots=True)
class Seeds:
    """parts: the first row of each segment, and the seeds of its passages, whose rows are counted from it."""

    parts: Sequence[tuple[int, SeedIndex]]

    def __len__(self) -> int:
        return sum(len(index) for _, index in self.parts)

    def find(self, hashes: Hashes) -> SeedsFound:
        """The passages that hold each of these seeds."""
        parts = [(first, index, *index.spans(hashes)) for first, index in self.parts]
        counts = np.zeros(len(hashes), np.int64)
        for _, _, starts, ends in parts:
            counts += ends - starts
        return SeedsFound(counts, parts)

    def held_by(self, wanted: npt.NDArray[np.bool_]) -> tuple[Hashes, Places]:
        """The seeds of the rows that are wanted, and the row of each. wanted: shape (n passages,)."""
        hashes, rows = [np.empty(0, np.uint32)], [np.empty(0, np.int64)]
        for first, index in self.parts:
            at = np.flatnonzero(wanted[np.asarray(index.rows).astype(np.int64) + first])
            hashes.append(np.asarray(index.hashes)[at])
            rows.append(np.asarray(index.rows)[at].astype(np.int64) + first)
        return np.concatenate(hashes), np.concatenate(rows)

    def ends(self, hashes: Hashes) -> tuple[Places, Places]:
        """The first and the last row that holds each of these seeds, which are all held by some."""
        firsts, lasts = np.full(len(hashes), np.iinfo(np.int64).max), np.full(len(hashes), -1, np.int64)
        for start, at, first, last in self._ends(hashes):
            firsts[at] = np.minimum(firsts[at], first + start)
            lasts[at] = np.maximum(lasts[at], last + start)
        return firsts, lasts

    def _ends(self, hashes: Hashes) -> Iterator[tuple[int, Places, Places, Places]]:
        for start, index in self.parts:
            starts, ends = index.spans(hashes)
            at = np.flatnonzero(ends > starts)
            rows = np.asarray(index.rows)
            yield start, at, rows[starts[at]].astype(np.int64), rows[ends[at] - 1].astype(np.int64)
