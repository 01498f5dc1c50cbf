"""Vectors to their nearest rows, exactly. With `codes` the only file that uses FAISS.

FAISS finds the candidates; the order in the answer is decided by the exact cosines of `space`, so that
neither the size of a batch nor the number of threads can swap two neighbours.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.errors import BrokenSnapshot
from embeddings.index.finder import Finder, highest
from embeddings.similarity.row_blocks import RowBlocks
from embeddings.similarity.space import Cosines, Vectors, cosines

Rows = npt.NDArray[np.int64]

_HEADER = struct.Struct("<4siqqqBiQ")
_SPARE_CANDIDATES = 32
# Two cosines closer than this are one as far as float32 can tell; candidates must not be cut between them.
_TOLERANCE = 1e-5
_BATCH = 64  # questions whose cosines to all rows are in memory together

# Searches run side by side in the service's own threads; FAISS adds none.
faiss.omp_set_num_threads(1)


@dataclass(frozen=True, slots=True)
class NearRow:
    """A row of the index and its cosine to the question, -1 to 1."""

    row: int
    cosine: float


class PassageIndex:
    """Unit rows, row i belonging to the i-th passage in the order of addresses; it never changes."""

    def __init__(self, blocks: Sequence[Vectors], finder: Finder | None = None) -> None:
        """blocks: the rows in one piece or several, each of shape (n, dim).  finder: who finds candidates
        without comparing every row here.
        """
        self._blocks = blocks
        self.vectors: RowBlocks = RowBlocks(blocks)
        self.finder = finder

    @classmethod
    def build(cls, vectors: Vectors) -> "PassageIndex":
        """vectors: unit rows, shape (n, dim); not to be changed while this is used."""
        return cls([np.ascontiguousarray(vectors, dtype=np.float32)])

    @classmethod
    def read(
        cls, files: Sequence[Path], *, sizes: Sequence[int], dimension: int, mapped: bool = False
    ) -> "PassageIndex":
        """Read what `write_index` wrote, in the order of `files`; so many rows from each.

        mapped: leave the rows in the files, and in the memory that all processes share of them, where few of
        them are looked at.

        Raises BrokenSnapshot when one is an index of another kind or size.
        """
        for file, n in zip(files, sizes, strict=True):
            with file.open("rb") as opened:
                header = opened.read(_HEADER.size)
            if header != _header(n, dimension) or file.stat().st_size != _HEADER.size + 4 * n * dimension:
                raise BrokenSnapshot(f"{file} is not an index of {n} vectors of dimension {dimension}")
        if mapped:
            return cls([_mapped(file, n, dimension) for file, n in zip(files, sizes, strict=True)])
        rows: Vectors = np.empty((sum(sizes), dimension), "<f4")
        ends = np.cumsum(sizes)
        for file, n, end in zip(files, sizes, ends.tolist(), strict=True):
            with file.open("rb", buffering=0) as opened:
                opened.seek(_HEADER.size)
                _fill(opened, rows[end - n : end])
        return cls([rows])

    def found_by(self, finder: Finder) -> "PassageIndex":
        """The same rows, whose candidates somebody else finds."""
        return PassageIndex(self._blocks, finder)

    def write(self, file: Path) -> None:
        write_index(file, self.vectors[:])

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def dimension(self) -> int:
        return self.vectors.shape[1]

    def vector(self, row: int) -> Vectors:
        """The unit vector in one row, shape (dim,)."""
        vector: Vectors = self.vectors[row : row + 1][0]
        return vector

    def cosines(self, query: Vectors, rows: Rows) -> Cosines:
        """The exact cosines of some rows to one question, shape (len(rows),)."""
        return cosines(self.vectors[rows], query[None, :])[:, 0]

    def near_products(self, queries: Vectors) -> Vectors:
        """The cosines of every row to several questions as float32 makes them, to about 1e-6; shape (m, n).

        For a batch: measured ten times as fast as `near_cosines` for each.
        """
        asked = np.ascontiguousarray(queries, np.float32)
        products: Vectors = np.empty((len(asked), len(self)), np.float32)
        for start, block in self.vectors.pieces():
            np.matmul(asked, block.T, out=products[:, start : start + len(block)])
        return products

    def near_cosines(self, query: Vectors, rows: Rows | None = None) -> Cosines:
        """The cosines of some rows, or of all, to one question as float32 makes them, to about 1e-6."""
        asked = np.ascontiguousarray(query, np.float32)
        near = np.empty(len(self) if rows is None else len(rows), np.float32)
        if rows is None:
            for start, block in self.vectors.pieces():
                _products_with_all(asked, block, near[start : start + len(block)])
        else:
            for places, block, own in self.vectors.parted(rows):
                near[places] = _products_with_some(asked, block, own)
        return near.astype(np.float64)

    def propose(self, query: Vectors, n: int) -> tuple[Vectors, Rows]:
        """As a finder does; by comparing every row."""
        products = self.near_cosines(query).astype(np.float32)
        found = highest(products, n)
        return products[found], found

    def nearest(self, query: Vectors, *, k: int) -> list[NearRow]:
        """The k rows closest to one question, closest first; equal cosines in the order of rows.

        query: a unit vector, shape (dim,).
        Returns fewer than k only when there are fewer.
        Raises ValueError when k < 1 or the dimension differs.
        """
        self._check(k, query.shape)
        return self._ranked(query, self._candidates(query, min(k, len(self))))[:k]

    def nearest_to_each(
        self, queries: Vectors, *, k: int, among: Rows | None = None
    ) -> Iterator[tuple[Vectors, list[NearRow]]]:
        """`nearest` for many questions, one after the other: the same rows, in a fraction of the time.

        queries: unit vectors, shape (m, dim). With each come the `near_products` of all rows, shape (n,).
        Raises as `nearest` does, when the first is taken.
        """
        self._check(k, queries.shape[1:])
        for start in range(0, len(queries), _BATCH):
            part = queries[start : start + _BATCH]
            for query, products in zip(part, self.near_products(part), strict=True):
                eligible = products if among is None else products[among]
                if len(eligible) <= k:
                    candidates = np.arange(len(eligible))
                else:
                    last = np.partition(eligible, len(eligible) - k)[len(eligible) - k]
                    candidates = np.flatnonzero(eligible >= last - 2 * _TOLERANCE)
                rows = candidates if among is None else among[candidates]
                yield products, self._ranked(query, rows)[:k]

    def _check(self, k: int, shape: tuple[int, ...]) -> None:
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        if shape != (self.dimension,):
            raise ValueError(f"a question of shape {shape} for an index of dimension {self.dimension}")

    def _candidates(self, query: Vectors, k: int) -> Rows:
        """At least every row that could be among the first k, whatever float32 made of near ties."""
        if k == 0:
            return np.empty(0, np.int64)
        wanted = min(k + _SPARE_CANDIDATES, len(self))
        while True:
            products, rows = (self.finder or self).propose(query, wanted)
            if wanted == len(self) or products[-1] < products[k - 1] - _TOLERANCE:
                return rows
            wanted = min(2 * wanted, len(self))

    def _ranked(self, query: Vectors, rows: Rows) -> list[NearRow]:
        exact = self.cosines(query, rows)
        order = np.lexsort((rows, -exact))
        return [NearRow(row=int(rows[i]), cosine=float(exact[i])) for i in order]


def write_index(file: Path, vectors: Vectors) -> None:
    """The file that FAISS would write of an index of these unit rows, shape (n, dim), without making one."""
    n, dimension = vectors.shape
    # Not FAISS's own writer: on a full disk that one loses the end of the file without a word.
    with file.open("wb") as opened:
        opened.write(_header(n, dimension))
        opened.write(np.ascontiguousarray(vectors, dtype="<f4").data)


def _header(n: int, dimension: int) -> bytes:
    """What a file of FAISS begins with that holds a flat index of n rows."""
    unused, trained, inner_product = 1 << 20, 1, 0
    return _HEADER.pack(b"IxFI", dimension, n, unused, unused, trained, inner_product, n * dimension)


def _mapped(file: Path, n: int, dimension: int) -> Vectors:
    if not n:
        return np.empty((0, dimension), np.float32)
    return np.memmap(file, "<f4", "r", offset=_HEADER.size, shape=(n, dimension))


def _fill(opened: io.RawIOBase, rows: Vectors) -> None:
    """Read rows to the last byte. Raises BrokenSnapshot when the file ends before."""
    left = memoryview(rows.view(np.uint8).reshape(-1).data) if rows.size else memoryview(b"")
    while left:
        n = opened.readinto(left)
        if not n:
            raise BrokenSnapshot(f"{opened} ends too early")
        left = left[n:]


def _products_with_all(query: Vectors, rows: Vectors, found: Vectors) -> None:
    if len(rows):
        # Row after row through memory: measured 1.6 times as fast as a BLAS product that is not in the cache.
        faiss.fvec_inner_products_ny(
            faiss.swig_ptr(found),
            faiss.swig_ptr(query),
            faiss.swig_ptr(rows),
            rows.shape[1],
            len(rows),
        )


def _products_with_some(query: Vectors, rows: Vectors, numbers: Rows) -> Vectors:
    found, places = np.empty(len(numbers), np.float32), np.ascontiguousarray(numbers, np.int64)
    if len(numbers):
        # Where they lie: of a wide filter a copy of its rows would be as large as half of the corpus.
        faiss.fvec_inner_products_by_idx(
            faiss.swig_ptr(found),
            faiss.swig_ptr(query),
            faiss.swig_ptr(rows),
            faiss.swig_ptr(places),
            rows.shape[1],
            1,
            len(numbers),
        )
    return found
