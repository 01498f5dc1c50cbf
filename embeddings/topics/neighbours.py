"""The nearest passages across languages: cosines scaled by how dense each language is around both ends.

    score(q, p) = cos(q, p) - BETA / 2 * (r(q; language of p) + r(p; language of q))

r(x; language) is the mean cosine of x to its nearest passages in that language. Without it the neighbours of
a Chinese passage are Chinese whatever they say, and a topic is one language (CSLS: Conneau et al. 2018, arXiv
1710.04087; the margin of Artetxe and Schwenk 2019).

Products of rows are exact: coordinates are multiples of 2^-12, rows are shortened so that rounding cannot
make them longer than 1, and every partial sum fits the 24 bits of a float32. So a passage has the same
neighbours alone, in a batch, and on any number of threads.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from embeddings.similarity.space import Vectors, centre_key
from embeddings.topics.highest import highest

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float32]
Grid = npt.NDArray[np.int16]

BETA = 0.8  # measured on aligned lines of reports in two languages
DENSITY = 10  # passages that say how dense a language is
_LOOKED_AT = 15  # the nearest of a language, among which copies are passed over
COPY = 0.97  # what is nearer is a copy, which says nothing of the density
_NEIGHBOURS, _FEWEST_NEIGHBOURS, _OF_SMALL = 15, 3, 6
_SMALL = 4  # of a language of n passages at most n / _SMALL say how dense it is
_STEPS = 2.0**12
_CELLS_AT_ONCE = 2**23  # products in memory: 32 MB, and as much again for their selection
_NOTHING = np.float32(-9.0)


@dataclass(frozen=True, slots=True, eq=False)  # equality of arrays is not one truth value
class NearestPassages:
    """The nearest passages to each of n: rows and scores, both (n, k), nearest first; row -1 where there are
    fewer.  cosines: of the same, (n, k).
    """

    rows: Rows
    scores: Numbers
    cosines: Numbers

    def first(self, k: int) -> "NearestPassages":
        """Only the k nearest of each."""
        return NearestPassages(self.rows[:, :k], self.scores[:, :k], self.cosines[:, :k])


@dataclass(frozen=True, eq=False)
class Ground:
    """Passages among which neighbours are sought.

    grid: their centred rows as `on_grid` gives them, shape (n, dim).  languages: the keys that occur, sorted.
    own: which of these each passage is in, (n,).  density: r of each towards each language, (n, languages).
    """

    grid: Grid
    languages: tuple[str, ...]
    own: Rows
    density: Numbers

    def __post_init__(self) -> None:
        if not len(self.grid) == len(self.own) == len(self.density):
            counts = len(self.grid), len(self.own), len(self.density)
            raise ValueError("{} rows, {} languages and {} densities".format(*counts))

    def __len__(self) -> int:
        return len(self.grid)

    @property
    def dimension(self) -> int:
        return int(self.grid.shape[1])

    @cached_property
    def members(self) -> list[Rows]:
        """The rows of each language, ascending."""
        return [np.flatnonzero(self.own == column) for column in range(len(self.languages))]

    @cached_property
    def columns(self) -> list[Numbers]:
        """The rows of each language as float32, shape (dim, members), ready to be multiplied."""
        return [
            np.ascontiguousarray(self.grid[rows].T.astype(np.float32) / np.float32(_STEPS))
            for rows in self.members
        ]

    def column_of(self, languages: Sequence[str]) -> Rows:
        """The column of each language; -1 of one that no passage here is in."""
        number = {key: column for column, key in enumerate(self.languages)}
        return np.array([number.get(centre_key(language), -1) for language in languages], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """All that a fit measures of its passages, every product made once.

    others: of each passage the nearest other ones, as `nearest_others` gives them.  voters: of each the
    nearest where it finds itself too, as `nearest` gives them.
    """

    ground: Ground
    others: NearestPassages
    voters: NearestPassages


def n_neighbours(n: int) -> int:
    """How many neighbours of a passage count among n others: 15, in a small corpus fewer, or all would be
    everybody's.
    """
    return min(_NEIGHBOURS, max(_FEWEST_NEIGHBOURS, n // _OF_SMALL))


def lay_ground(vectors: Vectors, languages: Sequence[str]) -> Ground:
    """The ground that passages make: centred unit rows, shape (n, dim), and the language of each."""
    return survey(vectors, languages, 0, 0).ground


def survey(vectors: Vectors, languages: Sequence[str], k: int, n_voters: int, *, threads: int = 1) -> Survey:
    """The ground that passages make, the k nearest others of each, and its nearest with itself among them.

    Raises ValueError when there are not as many languages as vectors.
    """
    if len(vectors) != len(languages):
        raise ValueError(f"{len(vectors)} vectors but {len(languages)} languages")
    keys = [centre_key(language) for language in languages]
    columns = tuple(sorted(set(keys)))
    number = {key: column for column, key in enumerate(columns)}
    own = np.array([number[key] for key in keys], np.int64)
    grid = on_grid(vectors)
    bare = Ground(grid, columns, own, np.zeros((len(grid), len(columns)), np.float32))
    blocks = list(_blocks(bare))
    _ = bare.columns  # made once, before threads share it
    most = max(k, n_voters)
    with ThreadPoolExecutor(threads) as pool, threadpool_limits(1):  # one block for each thread, not parts
        found = list(pool.map(lambda block: _shortlists(bare, grid[block], most, leave_out=block), blocks))
    density = np.concatenate([one.density for one in found] or [np.zeros((0, len(columns)), np.float32)])
    ground = Ground(grid, columns, own, density)
    others, voters = [], []
    for block in blocks:
        one = found.pop(0)
        others.append(_score(ground, own[block], one, k))
        voters.append(_score(ground, own[block], _with_selves(ground, block, one), n_voters))
    return Survey(ground, _joined(others, k), _joined(voters, n_voters))


def on_grid(vectors: Vectors) -> Grid:
    """Unit rows as whole multiples of 2^-12, shortened so that rounding leaves none longer than 1."""
    return np.rint(vectors.astype(np.float64) * (_STEPS * _shortening(vectors.shape[1]))).astype(np.int16)


def _shortening(dimension: int) -> float:
    return 1.0 - float(np.sqrt(dimension)) / (2 * _STEPS)


def nearest(ground: Ground, grid: Grid, languages: Sequence[str], k: int) -> NearestPassages:
    """The k nearest passages of the ground to each row, which need not be of it; a passage finds itself.

    grid: as `on_grid` gives it, shape (n, dim).  languages: of each row.
    Of equally near ones the lowest row comes first. Raises ValueError when the dimension is another.
    """
    if grid.ndim != 2 or grid.shape[1] != ground.dimension:
        raise ValueError(f"rows of shape {grid.shape} do not fit those of dimension {ground.dimension}")
    own = ground.column_of(languages)
    found = [
        _score(ground, own[block], _shortlists(ground, grid[block], k, leave_out=None), k)
        for block in _blocks(ground, len(grid))
    ]
    return _joined(found, k)


def nearest_others(ground: Ground, k: int) -> NearestPassages:
    """The k nearest other passages of the ground to each of its own."""
    found = [
        _score(ground, ground.own[block], _shortlists(ground, ground.grid[block], k, leave_out=block), k)
        for block in _blocks(ground)
    ]
    return _joined(found, k)


@dataclass(frozen=True, slots=True, eq=False)
class _Shortlists:
    """Of each asking row the nearest in every language, nearest first, side by side.

    rows, cosines: shape (n, all widths together), row -1 where there is none.  density: (n, languages).
    widths: how many columns each language has.
    """

    rows: npt.NDArray[np.int32]
    cosines: Numbers
    density: Numbers
    widths: tuple[int, ...]


def _score(ground: Ground, own: Rows, found: _Shortlists, k: int) -> NearestPassages:
    """The k best of the shortlists, by their scores. own: the column of each asking row, or -1."""
    there = found.rows >= 0
    at = np.maximum(found.rows, 0)
    towards = found.density[np.arange(len(own))[:, None], ground.own[at]]
    back = np.where(
        (own >= 0)[:, None],
        ground.density[at, np.maximum(own, 0)[:, None]],
        ground.density[at, ground.own[at]],
    )
    scores = np.where(there, found.cosines - np.float32(BETA / 2) * (towards + back), _NOTHING)
    scores = scores.astype(np.float32)
    order = np.lexsort((found.rows, -scores), axis=1)[:, :k]
    rows = np.take_along_axis(found.rows, order, 1).astype(np.int64)
    return NearestPassages(
        rows, np.take_along_axis(scores, order, 1), np.take_along_axis(found.cosines, order, 1)
    )


def _shortlists(ground: Ground, grid: Grid, k: int, *, leave_out: slice | None) -> _Shortlists:
    """Of each row the k nearest in every language, or as many as a density is made of.

    leave_out: the rows of the ground that these are, of which none is its own neighbour.
    """
    asking = grid.astype(np.float32) / np.float32(_STEPS)
    whole = np.float32(_shortening(ground.dimension) ** 2)
    rows, cosines, densities = [], [], []
    for members, columns in zip(ground.members, ground.columns, strict=True):
        products = np.asarray(asking @ columns, np.float32)
        if leave_out is not None:
            inside = np.searchsorted(members, [leave_out.start, leave_out.stop])
            mine = np.arange(inside[0], inside[1])
            products[members[mine] - leave_out.start, mine] = _NOTHING
        best = highest(products, min(max(k, _LOOKED_AT), len(members)))
        found: Numbers = (np.take_along_axis(products, best, 1) / whole).astype(np.float32)
        order = np.lexsort((best, -found), axis=1)
        found, best = np.take_along_axis(found, order, 1), np.take_along_axis(best, order, 1)
        gone = found < -2
        rows.append(np.where(gone, -1, members[best]).astype(np.int32))
        cosines.append(np.where(gone, _NOTHING, found))
        densities.append(_density(found, len(members)))
    if not rows:
        nothing = np.zeros((len(grid), 0))
        return _Shortlists(
            nothing.astype(np.int32), nothing.astype(np.float32), nothing.astype(np.float32), ()
        )
    return _Shortlists(
        np.concatenate(rows, 1),
        np.concatenate(cosines, 1),
        np.stack(densities, axis=1),
        tuple(one.shape[1] for one in rows),
    )


def _with_selves(ground: Ground, block: slice, found: _Shortlists) -> _Shortlists:
    """The shortlists of rows of the ground, in which each now also finds itself."""
    asking = ground.grid[block].astype(np.float32) / np.float32(_STEPS)
    whole = np.float32(_shortening(ground.dimension) ** 2)
    alone = (np.einsum("ij,ij->i", asking, asking) / whole).astype(np.float32)
    own, selves = ground.own[block], np.arange(block.start, block.stop)
    rows, cosines, density = found.rows.copy(), found.cosines.copy(), found.density.copy()
    starts = np.cumsum((0, *found.widths))
    for column in np.unique(own).tolist():
        mine, part = np.flatnonzero(own == column), slice(starts[column], starts[column + 1])
        wider = np.concatenate([rows[mine, part], selves[mine, None]], axis=1)
        nearness = np.concatenate([cosines[mine, part], alone[mine, None]], axis=1)
        order = np.lexsort((wider, -nearness), axis=1)[:, : found.widths[column]]
        rows[mine, part] = np.take_along_axis(wider, order, 1)
        cosines[mine, part] = nearest_first = np.take_along_axis(nearness, order, 1)
        density[mine, column] = _density(nearest_first, len(ground.members[column]))
    return _Shortlists(rows, cosines, density, found.widths)


def _density(found: Numbers, n_members: int) -> Numbers:
    """The mean of the first cosines of each row that are no copies; 0 where there is none.

    found: nearest first.  n_members: of the language.
    """
    n = min(DENSITY, max(1, n_members // _SMALL))
    found = found[:, :_LOOKED_AT]
    counts = (found < COPY) & (found > -2)
    counts &= np.cumsum(counts, axis=1) <= n
    total = np.where(counts, found, 0).sum(axis=1, dtype=np.float64)
    many = counts.sum(axis=1)
    means = np.divide(total, many, out=np.zeros(len(found)), where=many > 0)
    return np.asarray(means, np.float32)


def _blocks(ground: Ground, n: int | None = None) -> Iterator[slice]:
    n = len(ground) if n is None else n
    largest = max((len(rows) for rows in ground.members), default=1)
    step = max(1, _CELLS_AT_ONCE // max(1, largest))
    return (slice(start, min(n, start + step)) for start in range(0, n, step))


def _joined(blocks: Sequence[NearestPassages], k: int) -> NearestPassages:
    if not blocks:
        nothing = np.zeros((0, k))
        return NearestPassages(
            nothing.astype(np.int64), nothing.astype(np.float32), nothing.astype(np.float32)
        )
    return NearestPassages(
        *(
            np.concatenate([getattr(block, name) for block in blocks])
            for name in ("rows", "scores", "cosines")
        )
    )
