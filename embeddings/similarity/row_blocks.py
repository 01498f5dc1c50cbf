"""The rows of one matrix, lying in several pieces: each piece a file of a snapshot that was left on disk."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors

Rows: TypeAlias = npt.NDArray[np.int64]


class RowBlocks:
    """Rows by their number, as a matrix gives them. What is asked for is copied where it lies in several
    pieces; where it is all in one, a slice is a view.
    """

    def __init__(self, blocks: Sequence[Vectors]) -> None:
        """blocks: at least one, each of shape (n, dim)."""
        self._blocks = blocks
        self._ends = np.cumsum([len(block) for block in blocks])
        self._starts = self._ends - [len(block) for block in blocks]
        self.shape = int(self._ends[-1]), int(blocks[0].shape[1])

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[np.generic]:
        """A copy of all rows, for what needs one matrix."""
        every: npt.NDArray[np.generic] = np.array(self[:], dtype)
        return every

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: Rows | slice) -> Vectors:
        if len(self._blocks) == 1:
            taken: Vectors = self._blocks[0][rows]
            return taken
        if isinstance(rows, slice):
            start, stop, step = rows.indices(len(self))
            if step == 1:
                return self._stretch(start, max(start, stop))
            rows = np.arange(start, stop, step)
        found = np.empty((len(rows), self.shape[1]), np.float32)
        for places, block, own in self.parted(rows):
            found[places] = block[own]
        return found

    def _stretch(self, start: int, stop: int) -> Vectors:
        found, at = np.empty((stop - start, self.shape[1]), np.float32), 0
        for part in self.between(start, stop):
            found[at : at + len(part)] = part
            at += len(part)
        return found

    def pieces(self) -> Iterator[tuple[int, Vectors]]:
        """Each piece, with the number of its first row."""
        yield from zip(self._starts.tolist(), self._blocks, strict=True)

    def between(self, start: int, stop: int) -> Iterator[Vectors]:
        """The rows from one to another, without copying them: piece by piece."""
        for first, block in self.pieces():
            part = block[max(0, start - first) : max(0, stop - first)]
            if len(part):
                yield part

    def parted(self, rows: Rows) -> Iterator[tuple[Rows | slice, Vectors, Rows]]:
        """Rows by the piece they are in: their places among `rows`, the piece, and their numbers in it."""
        if len(self._blocks) == 1:
            yield slice(None), self._blocks[0], rows
            return
        which = np.searchsorted(self._ends, rows, side="right")
        for number in np.unique(which).tolist():
            places = np.flatnonzero(which == number)
            yield places, self._blocks[number], rows[places] - self._starts[number]

    def places(self, rows: Rows) -> Rows:
        """Where in memory each of the rows begins."""
        begins = np.array([block.ctypes.data for block in self._blocks], np.int64)
        strides = np.array([block.strides[0] for block in self._blocks], np.int64)
        which = np.searchsorted(self._ends, rows, side="right")
        found: Rows = begins[which] + (rows - self._starts[which]) * strides[which]
        return found


Matrix: TypeAlias = Vectors | RowBlocks


def known_equal(one: Matrix, rows: Rows, other: Matrix, other_rows: Rows) -> npt.NDArray[np.bool_]:
    """Which rows are equal since they are the same place in memory, so that nobody need compare them."""
    if isinstance(one, RowBlocks) and isinstance(other, RowBlocks):
        same: npt.NDArray[np.bool_] = one.places(rows) == other.places(other_rows)
        return same
    return np.zeros(len(rows), bool)
