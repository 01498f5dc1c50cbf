"""Rows in several pieces are read as those of one matrix."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.similarity.row_blocks import RowBlocks, known_equal
from embeddings.similarity.space import Vectors
from tests.support.drawing import drawn
from tests.support.invented import unit_rows

SIZES = st.lists(st.integers(0, 4), min_size=1, max_size=5).filter(any)


def matrix_in_pieces(sizes: Sequence[int]) -> tuple[Vectors, RowBlocks]:
    whole = unit_rows(sum(sizes), seed=3)
    ends = np.cumsum([0, *sizes]).tolist()
    # Each piece a copy of its own, as files have them: never one after the other in memory by chance.
    return whole, RowBlocks([whole[start:end].copy() for start, end in pairwise(ends)])


@given(SIZES, st.data())
@drawn(60)
def test_what_lies_between_two_rows_comes_piece_by_piece_without_a_copy(
    sizes: Sequence[int], drawing: st.DataObject
) -> None:
    whole, blocks = matrix_in_pieces(sizes)
    start, stop = sorted(drawing.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    parts = list(blocks.between(start, stop))
    assert all(len(part) for part in parts)
    assert np.array_equal(np.concatenate([whole[:0], *parts]), whole[start:stop])
    pieces = [block for _, block in blocks.pieces()]
    assert all(any(np.shares_memory(part, piece) for piece in pieces) for part in parts)


@given(SIZES, st.data())
@drawn(60)
def test_rows_are_those_of_the_matrix(sizes: Sequence[int], drawing: st.DataObject) -> None:
    whole, blocks = matrix_in_pieces(sizes)
    rows = np.array(drawing.draw(st.lists(st.integers(0, len(whole) - 1))), np.int64)
    assert blocks.shape == whole.shape
    assert np.array_equal(blocks[rows], whole[rows])
    assert np.array_equal(blocks[: len(whole) // 2], whole[: len(whole) // 2])
    assert np.array_equal(blocks[::2], whole[::2])
    assert np.array_equal(np.asarray(blocks), whole)


@given(SIZES)
@drawn(30)
def test_a_place_is_where_the_row_begins_in_memory(sizes: Sequence[int]) -> None:
    """Pieces without rows are passed over."""
    whole, blocks = matrix_in_pieces(sizes)
    begins = [blocks[row : row + 1] for row in range(len(whole))]
    pieces = [block[row] for _, block in blocks.pieces() for row in range(len(block))]
    assert blocks.places(np.arange(len(whole))).tolist() == [row.ctypes.data for row in pieces]
    assert all(np.array_equal(one[0], other) for one, other in zip(begins, pieces, strict=True))


def test_the_same_place_in_memory_is_known_to_be_equal_and_nothing_else() -> None:
    """A row of a piece that two matrices share, wherever it stands in them; equal bytes elsewhere are not
    known, nor are those of a matrix that is in no pieces.
    """
    shared, own, other = unit_rows(3, seed=1), unit_rows(2, seed=2), unit_rows(4, seed=4)
    before, after = RowBlocks([own, shared]), RowBlocks([shared, other, own.copy()])
    rows, others = np.array([2, 3, 4, 2, 0, 1]), np.array([0, 1, 2, 1, 7, 3])
    assert known_equal(before, rows, after, others).tolist() == [True, True, True, False, False, False]
    assert np.array_equal(before[rows[4:5]], after[others[4:5]])
    assert not known_equal(before[:], rows, after, others).any()
    assert not known_equal(before, rows, after[:], others).any()
