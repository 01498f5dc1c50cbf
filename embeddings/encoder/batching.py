"""Which texts are encoded together. Pure functions.

How far a text is padded changes its vector: float sums then differ in the seventh digit, and rounding to 8
bits makes that the third. So a text is padded by its own length alone, to the next of a few fixed lengths,
and shares a batch only with texts padded alike: its vector does not know its neighbours.

The engine makes and keeps kernels (5 MB, and 15 ms to make) for every number of tokens that a batch has had.
So lengths are few, about four to a doubling, and a batch holds as many texts as make another of these
numbers: however the service is asked, there are no others.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]

LENGTHS = (16, 24, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512)


@dataclass(frozen=True, slots=True)
class Batch:
    rows: Rows  # which texts
    length: int  # what each is padded to, in tokens


def batches(lengths: Sequence[int], *, budget: int, workers: int = 1) -> list[Batch]:
    """The texts with these lengths in tokens, in batches: each once, the longest first.

    A batch's padded tokens stay within `budget` and within a worker's share of all, unless it is one text.
    Raises ValueError when budget or workers is less than 1.
    """
    if budget < 1 or workers < 1:
        raise ValueError(f"budget and workers must be at least one, not {budget} and {workers}")
    padded = np.array([padded_length(length) for length in lengths], dtype=np.intp)
    most = min(budget, -(-int(padded.sum()) // workers))
    # Longest first: memory is claimed once, and the last batches, where workers wait, are the quick ones.
    return [
        Batch(rows, int(length))
        for length in np.unique(padded)[::-1]
        for rows in _split(np.flatnonzero(padded == length), _sizes(int(length), most))
    ]


def padded_length(length: int) -> int:
    """What a text of so many tokens is padded to; beyond the last of LENGTHS, to a multiple of it."""
    last = LENGTHS[-1]
    return next((each for each in LENGTHS if length <= each), -(-length // last) * last)


def _sizes(length: int, most: int) -> list[int]:
    """How many texts of this length a batch may hold, the fewest first; one in any case."""
    fitting = (tokens // length for tokens in LENGTHS if length < tokens <= most and tokens % length == 0)
    return [1, *fitting]


def _split(rows: Rows, sizes: Sequence[int]) -> Iterator[Rows]:
    """The rows in parts of these sizes, the largest first."""
    start = 0
    while start < len(rows):
        size = sizes[bisect_right(sizes, len(rows) - start) - 1]
        yield rows[start : start + size]
        start += size


def distinct(texts: Sequence[str]) -> tuple[list[str], Rows]:
    """The different texts in order of first appearance, and for each text its row among them."""
    rows: dict[str, int] = {}
    where = [rows.setdefault(text, len(rows)) for text in texts]
    return list(rows), np.asarray(where, dtype=np.intp)
