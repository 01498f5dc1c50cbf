"""Vectors to their nearest rows, exactly. The only file that uses FAISS.

FAISS finds the candidates; the order in the answer is decided by the exact cosines of `space`, so that
neither the size of a batch nor the number of threads can swap two neighbours.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.errors import BrokenSnapshot
from embeddings.index.finder import Finder
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

    def __init__(self, index: faiss.IndexFlatIP, finder: Finder | None = None) -> None:
        """finder: who finds candidates in place of FAISS, and without comparing every row here."""
        self._index = index
        self.finder = finder
        # A view of the rows where FAISS keeps them; it holds no rows to point at when it is empty.
        stored = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d) if index.ntotal else np.empty(0)
        self._rows: Vectors = stored.astype(np.float32, copy=False).reshape(-1, index.d)

    @classmethod
    def build(cls, vectors: Vectors) -> "PassageIndex":
        """vectors: unit rows, shape (n, dim)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, file: Path, *, n: int, dimension: int, mapped: bool = False) -> "PassageIndex":
        """Read what `write` wrote of n rows. Check the file's SHA-256 first: FAISS trusts what it reads.

        mapped: leave the rows in the file, and in the memory that all processes share of it, where few of
        them are looked at.

        Raises BrokenSnapshot when it is an index of another kind or size.
        """
        # FAISS takes the sizes in a file for granted, so it is shown none but those it would have written.
        with file.open("rb") as opened:
            header = opened.read(_HEADER.size)
        if header != _header(n, dimension) or file.stat().st_size != _HEADER.size + 4 * n * dimension:
            raise BrokenSnapshot(f"{file} is not an index of {n} vectors of dimension {dimension}")
        return cls(faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC if mapped else 0))

    def found_by(self, finder: Finder) -> "PassageIndex":
        """The same rows, whose candidates somebody else finds."""
        return PassageIndex(self._index, finder)

    def write(self, file: Path) -> None:
        write_index(file, self._rows)

    @property
    def vectors(self) -> Vectors:
        """All rows, shape (n, dim); not to be changed."""
        return self._rows

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def vector(self, row: int) -> Vectors:
        """The unit vector in one row, shape (dim,)."""
        vector: Vectors = self._rows[row]
        return vector

    def cosines(self, query: Vectors, rows: Rows) -> Cosines:
        """The exact cosines of some rows to one question, shape (len(rows),)."""
        return cosines(self._rows[rows], query[None, :])[:, 0]

    def near_products(self, queries: Vectors) -> Vectors:
        """The cosines of every row to several questions as float32 makes them, to about 1e-6; shape (m, n).

        For a batch: measured ten times as fast as `near_cosines` for each.
        """
        products: Vectors = np.ascontiguousarray(queries, np.float32) @ self._rows.T
        return products

    def near_cosines(self, query: Vectors, rows: Rows | None = None) -> Cosines:
        """The cosines of some rows, or of all, to one question as float32 makes them, to about 1e-6."""
        if rows is not None:
            return self._near_cosines_of(query, rows)
        if not len(self):
            return np.empty(0)
        near = np.empty(len(self), np.float32)
        # Row after row through memory: measured 1.6 times as fast as a BLAS product that is not in the cache.
        faiss.fvec_inner_products_ny(
            faiss.swig_ptr(near),
            faiss.swig_ptr(np.ascontiguousarray(query)),
            faiss.swig_ptr(self._rows),
            self.dimension,
            len(self),
        )
        return near.astype(np.float64)

    def _near_cosines_of(self, query: Vectors, rows: Rows) -> Cosines:
        if not len(rows):
            return np.empty(0)
        near, places = np.empty(len(rows), np.float32), np.ascontiguousarray(rows, np.int64)
        # Where they lie: of a wide filter a copy of its rows would be as large as half of the corpus.
        faiss.fvec_inner_products_by_idx(
            faiss.swig_ptr(near),
            faiss.swig_ptr(np.ascontiguousarray(query)),
            faiss.swig_ptr(self._rows),
            faiss.swig_ptr(places),
            self.dimension,
            1,
            len(rows),
        )
        return near.astype(np.float64)

    def nearest(self, query: Vectors, *, k: int, among: Rows | None = None) -> list[NearRow]:
        """The k rows closest to one question, closest first; equal cosines in the order of rows.

        query: a unit vector, shape (dim,).  among: the only rows that may answer, ascending (all when None).
        Returns fewer than k only when there are fewer.
        Raises ValueError when k < 1 or the dimension differs.
        """
        self._check(k, query.shape)
        eligible = len(self) if among is None else len(among)
        candidates = self._candidates(query, min(k, eligible), eligible, among)
        return self._ranked(query, candidates)[:k]

    def nearest_to_each(
        self, queries: Vectors, *, k: int, among: Rows | None = None
    ) -> Iterator[list[NearRow]]:
        """`nearest` for many questions, one after the other: the same rows, in a fraction of the time.

        queries: unit vectors, shape (m, dim). Raises as `nearest` does, when the first is taken.
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
                yield self._ranked(query, rows)[:k]

    def _check(self, k: int, shape: tuple[int, ...]) -> None:
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        if shape != (self.dimension,):
            raise ValueError(f"a question of shape {shape} for an index of dimension {self.dimension}")

    def _candidates(self, query: Vectors, k: int, eligible: int, among: Rows | None) -> Rows:
        """At least every row that could be among the first k, whatever float32 made of near ties."""
        if k == 0:
            return np.empty(0, np.int64)
        wanted = min(k + _SPARE_CANDIDATES, eligible)
        while True:
            products, rows = (self.finder.propose if self.finder else self._flat)(query, wanted, among)
            if wanted == eligible or products[-1] < products[k - 1] - _TOLERANCE:
                return rows
            wanted = min(2 * wanted, eligible)

    def _flat(self, query: Vectors, n: int, among: Rows | None) -> tuple[Vectors, Rows]:
        """As a finder proposes, from all rows, compared one by one."""
        parameters = None if among is None else faiss.SearchParameters(sel=_selector(among, len(self)))
        products, rows = self._index.search(query[None, :], n, params=parameters)
        return products[0], rows[0]

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


def _selector(rows: Rows, n_rows: int) -> faiss.IDSelectorBitmap:
    allowed = np.zeros(n_rows, dtype=bool)
    allowed[rows] = True
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
