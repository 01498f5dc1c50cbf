"""How densely the passages of each language stand around a passage.

    r(x; language) = the mean cosine of x to its NEIGHBOURS nearest passages in that language

Each language has a density of its own, which keeps translations apart and makes some passages near to
everything; r is what takes that away (CSLS: Conneau et al. 2018, arXiv 1710.04087; the margin of Artetxe and
Schwenk 2019). A copy of x is no neighbour, and neither is x itself: what is nearer than COPY does not count.

A cell of r depends on vectors alone: not on the order of the passages, the size of a block or the number of
threads, to the last bit. So what was kept can be extended by what changed, and equals what is made afresh.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from embeddings.similarity.row_blocks import Matrix, RowBlocks, known_equal
from embeddings.similarity.shrinking import shrunk
from embeddings.similarity.space import Vectors, language_numbers, metadata_of

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint64]

FILE = "densities.safetensors"
NEIGHBOURS = 10
COPY = 0.97  # from this cosine on a text is the same, with a word or a number changed at most
# Of a language with more passages so many stand for all: those of the lowest hashes, in whatever order they
# come. Fewer passages lie less near, so r is lower than it would be among all, for every passage alike.
SAMPLE = 8_192
_ROUNDING = 1e-5  # of a product of unit rows in float32
_CELLS_AT_ONCE = 2**23  # cosines in memory: 32 MB, and as much again for their selection
# Coordinates are multiples of 2^-12, so products are multiples of 2^-24; rows are shortened so that rounding
# leaves them no longer than 1. Every partial sum then fits the 24 bits of a float32: the product of two
# matrices is exact, and does not depend on how it is made. Cosines are right to about 1e-4.
_GRID = np.float32(2.0**12)


@dataclass(frozen=True)
class Densities:
    """The densities around n passages.

    languages: the keys of centres, sorted; one for each column.  own: the column of each passage's language,
    shape (n,).  hashes: by which those are chosen that stand for a language, shape (n,).  near: the mean
    cosine to the nearest, of as many as there are up to NEIGHBOURS, and 0 where there is none.  last: what
    the last of those has before it is scaled to a cosine, -1 where there are fewer of them; near and last of
    shape (n, languages).
    """

    languages: tuple[str, ...]
    own: Rows
    hashes: Hashes
    near: Numbers
    last: Numbers

    def __len__(self) -> int:
        return len(self.own)

    @cached_property
    def sizes(self) -> Rows:
        """How many passages there are of each language."""
        return np.bincount(self.own, minlength=len(self.languages)).astype(np.int64)

    @cached_property
    def r(self) -> Numbers:
        """The density of each language around each passage, shape (n, languages).

        That of a language with few passages is drawn towards what the others have: see `shrunk`.
        """
        return shrunk(self.near, self.own, self.sizes)

    @cached_property
    def at_home(self) -> npt.NDArray[np.float64]:
        """The density of its own language around each passage, shape (n,)."""
        at_home: npt.NDArray[np.float64] = self.r[np.arange(len(self.own)), self.own].astype(np.float64)
        return at_home

    @property
    def samples(self) -> list[Rows]:
        """The rows that stand for each language, ascending: all of them, or SAMPLE where there are more."""
        return [
            _sample(np.flatnonzero(self.own == column), self.hashes) for column in range(len(self.languages))
        ]


def measure(vectors: Matrix, languages: Sequence[str]) -> Densities:
    """The densities around passages: centred unit rows, shape (n, dim), and the language of each."""
    return extend(None, np.full(len(vectors), -1), vectors, languages)


def extend(
    before: tuple[Densities, Matrix] | None, carried: Rows, vectors: Matrix, languages: Sequence[str]
) -> Densities:
    """The densities around passages, of which some were measured before; equal to `measure` to the last bit.

    before: what was measured, and the centred rows it was measured on.  carried: for each passage the row it
    had there, -1 for a new one.  A row whose vector or language is another now counts as new.
    Only cells are measured that a passage which came or went can have changed. Memory: _CELLS_AT_ONCE.
    """
    if not len(vectors) == len(languages) == len(carried):
        counts = len(vectors), len(languages), len(carried)
        raise ValueError("{} vectors, {} languages and {} carried rows".format(*counts))
    columns, own = language_numbers(languages)
    shape = len(vectors), len(columns)
    near, last, stale = np.zeros(shape, np.float32), np.full(shape, -1, np.float32), np.ones(shape, bool)
    then = None if before is None else _Rows(before[1], *_lying(before[0], before[1]))
    if before is None or then is None:
        now = _Rows(vectors, columns, own, _hashed(vectors, np.arange(len(vectors))))
    else:
        densities = before[0]
        carried = _unchanged(carried, _Rows(vectors, columns, own, densities.hashes), then)
        kept = np.flatnonzero(carried >= 0)
        hashes = np.empty(len(vectors), np.uint64)
        hashes[kept] = densities.hashes[carried[kept]]
        came = np.flatnonzero(carried < 0)
        hashes[came] = _hashed(vectors, came)
        now = _Rows(vectors, columns, own, hashes)
        for column, language in enumerate(columns):
            if language not in then.languages:
                continue
            old = then.languages.index(language)
            near[kept, column] = densities.near[carried[kept], old]
            last[kept, column] = densities.last[carried[kept], old]
            changed = _changed(carried, now, column, then, old)
            # To ask of more which cells they touch takes longer than to measure every cell.
            if 2 * len(changed) < len(now.sample(column)):
                stale[kept, column] = _touched(now, kept, changed, last[kept, column])
    for column in range(shape[1]):
        rows = np.flatnonzero(stale[:, column])
        near[rows, column], last[rows, column] = _nearest(now, rows, now.sample(column))
    return Densities(columns, own, now.hashes, near, last)


@dataclass(frozen=True)
class _Rows:
    """Passages with the columns of their languages, and the hashes of their rows on the grid."""

    vectors: Matrix
    languages: tuple[str, ...]
    own: Rows
    hashes: Hashes

    def grid(self, rows: Rows) -> Numbers:
        return _on_grid(self.vectors[rows])

    def sample(self, column: int) -> Rows:
        """The rows that stand for a language, ascending."""
        return _sample(np.flatnonzero(self.own == column), self.hashes)


def _lying(densities: Densities, vectors: Matrix) -> tuple[tuple[str, ...], Rows, Hashes]:
    if len(densities) != len(vectors):
        raise ValueError(f"densities of {len(densities)} passages but {len(vectors)} vectors")
    return densities.languages, densities.own, densities.hashes


def _sample(rows: Rows, hashes: Hashes) -> Rows:
    """Of the rows of a language those that stand for it: all, or SAMPLE where there are more.

    They are those of the lowest hashes, and what is as low as the last of them.
    """
    if len(rows) <= SAMPLE:
        return rows
    own = hashes[rows]
    sampled: Rows = rows[own <= np.partition(own, SAMPLE - 1)[SAMPLE - 1]]
    return sampled


def _shortening(dimension: int) -> float:
    return 1.0 - float(np.sqrt(dimension)) / (2 * float(_GRID))


def _steps(vectors: Vectors) -> Numbers:
    """Rows on the grid, in steps of it."""
    steps: Numbers = np.rint(vectors * (_GRID * np.float32(_shortening(vectors.shape[1]))))
    return steps


def _on_grid(vectors: Vectors) -> Numbers:
    return _steps(vectors) / _GRID


def _hashed(vectors: Matrix, rows: Rows) -> Hashes:
    """A hash of each of the rows on the grid."""
    draw = np.random.default_rng(NEIGHBOURS)
    odd: Hashes = np.asarray(draw.integers(0, 2**63, vectors.shape[1]), np.uint64) | np.uint64(1)
    hashes = np.empty(len(rows), np.uint64)
    for block in _blocks(len(rows), vectors.shape[1]):
        hashes[block] = _steps(vectors[rows[block]]).astype(np.int64).astype(np.uint64) @ odd
    # The low bits of a product know only the low bits of its factors.
    return hashes >> np.uint64(16)


def _unchanged(carried: Rows, now: _Rows, then: _Rows) -> Rows:
    """The rows that are carried, without those that are something else now."""
    carried = np.array(carried, np.int64)
    rows = np.flatnonzero(carried >= 0)
    keys_now, keys_then = np.array(now.languages), np.array(then.languages)
    same = keys_now[now.own[rows]] == keys_then[then.own[carried[rows]]]
    unknown = np.flatnonzero(~known_equal(now.vectors, rows, then.vectors, carried[rows]))
    for block in _blocks(len(unknown), now.vectors.shape[1]):
        some = unknown[block]
        one, other = now.vectors[rows[some]], then.vectors[carried[rows[some]]]
        if not np.array_equal(one, other):
            same[some] &= (_steps(one) == _steps(other)).all(axis=1)
    carried[rows[~same]] = -1
    return carried


def _changed(carried: Rows, now: _Rows, column: int, then: _Rows, old: int) -> Numbers:
    """The rows that came into what stands for a language, or went out of it; shape (changed, dim)."""
    here, there = now.sample(column), then.sample(old)
    stayed = np.zeros(len(then.own), bool)
    stayed[carried[here][carried[here] >= 0]] = True
    was = np.zeros(len(then.own), bool)
    was[there] = True
    came = here[(carried[here] < 0) | ~was[carried[here]]]
    return np.concatenate([now.grid(came), then.grid(there[~stayed[there]])])


def _touched(now: _Rows, rows: Rows, changed: Numbers, last: Numbers) -> npt.NDArray[np.bool_]:
    """Which of the rows have one of `changed` at least as near as the last of their nearest."""
    touched = np.zeros(len(rows), bool)
    if not len(changed):
        return touched
    dimension = changed.shape[1]
    # A row is within half a step a coordinate of where it lies on the grid.
    off = float(np.sqrt(dimension)) / (2 * float(_GRID)) + _ROUNDING
    perhaps = np.flatnonzero(_highest_products(now.vectors, changed)[rows] >= last - off)
    for block in _blocks(len(perhaps), max(len(changed), dimension)):
        some = perhaps[block]
        exact = now.grid(rows[some]) @ changed.T
        exact[exact >= _copy(dimension)] = -np.inf
        touched[some] = exact.max(axis=1) >= last[some]
    return touched


def _highest_products(vectors: Matrix, changed: Numbers) -> Numbers:
    """Of every row, where it lies, the highest product with one of `changed`; shape (n,)."""
    lie_on_grid = changed.T * np.float32(_shortening(changed.shape[1]))
    found = np.empty(len(vectors), np.float32)
    for start, piece in vectors.pieces() if isinstance(vectors, RowBlocks) else [(0, vectors)]:
        for block in _blocks(len(piece), len(changed)):
            highest = (piece[block] @ lie_on_grid).max(axis=1)
            found[start + block.start : start + block.start + len(highest)] = highest
    return found


def _nearest(now: _Rows, rows: Rows, sample: Rows) -> tuple[Numbers, Numbers]:
    """`near` and `last` of some rows towards the language that `sample` stands for."""
    near, last = np.zeros(len(rows), np.float32), np.full(len(rows), -1, np.float32)
    dimension = now.vectors.shape[1]
    scale, there = _shortening(dimension) ** 2, now.grid(sample)
    for block in _blocks(len(rows), len(sample)):
        products = now.grid(rows[block]) @ there.T
        products[products >= _copy(dimension)] = -np.inf
        if len(sample) > NEIGHBOURS:
            products = np.partition(products, len(sample) - NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
        there_are = np.isfinite(products)
        n = there_are.sum(axis=1)
        # Multiples of 2^-24 in 53 bits: their sum too is the same in any order.
        total = np.where(there_are, products, 0.0).sum(axis=1, dtype=np.float64)
        near[block] = np.divide(total, n * scale, out=np.zeros(len(n)), where=n > 0)
        last[block] = np.where(n == NEIGHBOURS, products.min(axis=1), -1)
    return near, last


def _copy(dimension: int) -> np.float32:
    """COPY among products of rows on the grid."""
    return np.float32(COPY * _shortening(dimension) ** 2)


def _blocks(n_rows: int, n_columns: int) -> Iterator[slice]:
    step = max(1, _CELLS_AT_ONCE // max(1, n_columns))
    return (slice(start, start + step) for start in range(0, n_rows, step))


def pack(densities: Densities) -> bytes:
    """The densities as one safetensors file."""
    tensors: dict[str, npt.NDArray[Any]] = {
        "own": densities.own,
        "hashes": densities.hashes,
        "near": densities.near,
        "last": densities.last,
    }
    return safetensors.numpy.save(tensors, metadata={"tifa": json.dumps(densities.languages)})


def unpack(content: bytes) -> Densities:
    """The densities that `pack` wrote."""
    tensors = safetensors.numpy.load(content)
    languages = tuple(json.loads(metadata_of(content)["tifa"]))
    return Densities(languages, *(tensors[name] for name in ("own", "hashes", "near", "last")))
