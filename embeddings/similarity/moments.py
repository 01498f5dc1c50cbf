"""How the cosines of any question to all passages of a language are spread, without asking each of them.

Over n rows p with the sum s = Σp and the second moment M = Σppᵀ, the cosines of a question q have

    mean = q·s / n        variance = qᵀMq / n - mean²

Coordinates are multiples of 2^-12, so products are multiples of 2^-24 and every sum of fewer than 2^29 of
them fits the 53 bits of a double: moments do not depend on the order in which rows came, and what is taken
away again leaves nothing behind, to the last bit.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from embeddings.similarity.row_blocks import Matrix, known_equal
from embeddings.similarity.space import Vectors, language_numbers, metadata_of

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

FILE = "moments.safetensors"
FROM = 20_000  # passages; the cosines to fewer are all made as fast
_GRID = np.float32(2.0**12)
_AT_ONCE = 16_384  # rows that are multiplied at a time: 50 MB


@dataclass(frozen=True)
class Moments:
    """Of the passages of each language.

    languages: the keys of centres, sorted.  sizes: how many passages, shape (languages,).  sums: of their
    rows, shape (languages, dim).  squares: their second moments, shape (languages, dim, dim).
    """

    languages: tuple[str, ...]
    sizes: Rows
    sums: Numbers
    squares: Numbers

    def of_cosines(self, question: Vectors, column: int) -> tuple[Rows, Numbers, Numbers]:
        """Of the passages in one language, and of all others together: how many there are, the sum of a
        question's cosines to them, and of their squares. Each of shape (2,).

        question: a unit vector, shape (dim,).
        """
        asked = question.astype(np.float64)
        own = self.sums[column] @ asked, (self.squares[column] @ asked) @ asked
        every = self._sum @ asked, (self._square @ asked) @ asked
        size = int(self.sizes[column])
        return (
            np.array([size, int(self.sizes.sum()) - size]),
            np.array([own[0], every[0] - own[0]]),
            np.array([own[1], every[1] - own[1]]),
        )

    @cached_property
    def _sum(self) -> Numbers:
        every: Numbers = self.sums.sum(axis=0)
        return every

    @cached_property
    def _square(self) -> Numbers:
        every: Numbers = self.squares.sum(axis=0)
        return every


def measure(vectors: Matrix, languages: Sequence[str]) -> Moments:
    """The moments of passages: centred unit rows, shape (n, dim), and the language of each."""
    return extend(None, np.full(len(vectors), -1), vectors, languages)


def extend(
    before: tuple[Moments, Matrix, Sequence[str]] | None,
    carried: Rows,
    vectors: Matrix,
    languages: Sequence[str],
) -> Moments:
    """The moments of passages, of which some were measured before; equal to `measure` to the last bit.

    before: what was measured, the rows it was measured on, and their languages.  carried: for each passage
    the row it had there, -1 for a new one.
    """
    columns, now = language_numbers(languages)
    dimension = vectors.shape[1]
    sums, squares = np.zeros((len(columns), dimension)), np.zeros((len(columns), dimension, dimension))
    came = np.ones(len(vectors), bool)
    if before is not None:
        moments, rows_then, languages_then = before
        keys_then, own_then = language_numbers(languages_then)
        then = np.array([columns.index(key) if key in columns else -1 for key in keys_then], np.int64)[
            own_then
        ]
        kept = np.flatnonzero(carried >= 0)
        of = carried[kept]
        same = now[kept] == then[of]
        unknown = np.flatnonzero(~known_equal(vectors, kept, rows_then, of))
        for start in range(0, len(unknown), _AT_ONCE):
            some = unknown[start : start + _AT_ONCE]
            same[some] &= (vectors[kept[some]] == rows_then[of[some]]).all(axis=1)
        went = np.ones(len(rows_then), bool)
        went[of[same]] = False
        came[kept[same]] = False
        for column, language in enumerate(columns):
            if language in moments.languages:
                old = moments.languages.index(language)
                sums[column], squares[column] = moments.sums[old], moments.squares[old]
        _add(sums, squares, rows_then, then, went, sign=-1.0)
    _add(sums, squares, vectors, now, came, sign=1.0)
    return Moments(columns, np.bincount(now, minlength=len(columns)).astype(np.int64), sums, squares)


def _add(
    sums: Numbers, squares: Numbers, vectors: Matrix, own: Rows, which: npt.NDArray[np.bool_], *, sign: float
) -> None:
    """Add some of the rows to the moments of their languages, or take them away."""
    for column in range(len(sums)):
        rows = np.flatnonzero(which & (own == column))
        for start in range(0, len(rows), _AT_ONCE):
            some = vectors[rows[start : start + _AT_ONCE]]
            grid = (np.rint(some * _GRID) / _GRID).astype(np.float64)
            sums[column] += sign * grid.sum(axis=0)
            squares[column] += sign * (grid.T @ grid)


def pack(moments: Moments) -> bytes:
    """The moments as one safetensors file."""
    tensors = {"sizes": moments.sizes, "sums": moments.sums, "squares": moments.squares}
    return safetensors.numpy.save(tensors, metadata={"tifa": json.dumps(moments.languages)})


def unpack(content: bytes) -> Moments:
    """The moments that `pack` wrote."""
    tensors = safetensors.numpy.load(content)
    languages = tuple(json.loads(metadata_of(content)["tifa"]))
    return Moments(languages, tensors["sizes"], tensors["sums"], tensors["squares"])
