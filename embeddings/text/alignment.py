"""Two texts -> what they share word for word, wherever it stands in either, as spans of characters.

The runs are tiles (greedy string tiling: M. Wise, String Similarity via Greedy String Tiling and Running
Karp-Rabin Matching, 1993): each is as long as it can be, no character is in two of them, and they may stand
in another order. Aligners that keep the order, as difflib does, lose what was moved. All equal pairs of units
are found at once in arrays, and the runs among them by sorting along the diagonals.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import repeat

import numpy as np
import numpy.typing as npt

from embeddings.text.tokens.alignment_units import Wording

Numbers = npt.NDArray[np.int64]
Runs = list[tuple[int, int, int]]  # equal units: where they start in either text, and how many

_TELLING = 1.0  # weight from which a shared run is no accident; of texts that weigh little, half of theirs
_MOST_PAIRS = 200_000  # equal units; two speeches of 10,000 characters have fewer unless one unit fills them


@dataclass(frozen=True, slots=True)
class SharedRun:
    """`a[a_start:a_end]` and `b[b_start:b_end]` are the same words, whatever signs stand between them."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A shared run in units: `length` of them, from `a` in the one and from `b` in the other wording.

    Ordered as they are taken: the most telling first, then the longest, then the first.
    """

    falling_weight: float
    falling_length: int
    a: int
    b: int

    @property
    def weight(self) -> float:
        return -self.falling_weight

    @property
    def length(self) -> int:
        return -self.falling_length


def tile(a: Wording, b: Wording) -> list[Tile]:
    """The shared runs in units, the most telling first."""
    return tiles_with_each(a, [b])[0]


def tiles_with_each(a: Wording, others: Sequence[Wording]) -> list[list[Tile]]:
    """`shared_tiles` of one wording with each of several, whose equal units are looked for at once."""
    tiles: list[list[Tile]] = [[] for _ in others]
    leasts = [min(_TELLING, a.weight / 2, b.weight / 2) for b in others]
    for number, runs in _runs_with_each(a, others, leasts).items():
        if leasts[number] > 0:  # else nothing but grammar on one side
            tiles[number] = _shared_tiles(a, others[number], runs, leasts[number])
    return tiles


def _shared_tiles(a: Wording, b: Wording, runs: Runs, least: float) -> list[Tile]:
    # Equals are broken by place, and places differ by side: so the two are always taken in one order. The
    # shorter comes first, as all of it is looked at closely.
    if _order(b) < _order(a):
        mirrored = _shared_tiles(b, a, [(at_b, at_a, length) for at_a, at_b, length in runs], least)
        return [Tile(tile.falling_weight, tile.falling_length, tile.b, tile.a) for tile in mirrored]
    weighed = (_weighed(a, b, *run) for run in runs)
    return _tiled(a, b, [tile for tile in weighed if tile.weight >= least], least)


def _order(wording: Wording) -> tuple[int, str, str]:
    return len(wording.units), wording.normalized, wording.language


def _tiled(a: Wording, b: Wording, waiting: list[Tile], least: float) -> list[Tile]:
    """The runs taken one by one; of a run that others have taken in part, what is left waits again."""
    taken_a, taken_b = bytearray(len(a.units)), bytearray(len(b.units))
    tiles = []
    heapify(waiting)
    while waiting:
        tile = heappop(waiting)
        in_a, in_b = slice(tile.a, tile.a + tile.length), slice(tile.b, tile.b + tile.length)
        if 1 not in taken_a[in_a] and 1 not in taken_b[in_b]:
            taken_a[in_a] = taken_b[in_b] = b"\1" * tile.length
            tiles.append(tile)
            continue
        for start, end in _free(taken_a[in_a], taken_b[in_b]):
            piece = _weighed(a, b, tile.a + start, tile.b + start, end - start)
            if piece.weight >= least:
                heappush(waiting, piece)
    return tiles


def _free(taken_a: bytearray, taken_b: bytearray) -> Iterator[tuple[int, int]]:
    """The stretches that are taken on neither side."""
    taken = bytes(x | y for x, y in zip(taken_a, taken_b, strict=True))
    end = 0
    while (start := taken.find(0, end)) >= 0:
        end = taken.find(1, start)
        end = len(taken) if end < 0 else end
        yield start, end


def _weighed(a: Wording, b: Wording, at_a: int, at_b: int, length: int) -> Tile:
    """A run and how much it tells: its words that are words in both, and the units between them."""
    weight = 0.0
    done = at_a
    for word in a.words_within(at_a, at_a + length):
        if b.is_word(word.first - at_a + at_b, word.end - at_a + at_b):
            weight += sum(a.weights[done : word.first]) + word.weight
            done = word.end
    weight += sum(a.weights[done : at_a + length])
    return Tile(-round(weight, 6), -length, at_a, at_b)


def _runs_with_each(a: Wording, others: Sequence[Wording], leasts: Sequence[float]) -> dict[int, Runs]:
    """By number of the other text, every maximal run of equal units that could weigh its least or more."""
    # One behind the other, with a place between two where nothing stands.
    first = np.cumsum([0, *(len(b.units) + 1 for b in others)])
    at_a, at_b = _equal_pairs(a.units, [b.units for b in others], first)
    if len(at_a) > _MOST_PAIRS and len(others) > 1:
        each = (_runs_with_each(a, [b], [least]) for b, least in zip(others, leasts, strict=True))
        return {number: runs[0] for number, runs in enumerate(each) if runs}
    # On one diagonal a run is a row of pairs without a gap; the factor keeps diagonals apart.
    along = (at_b - at_a + len(a.units)) * (len(a.units) + 1) + at_a
    order = np.argsort(along)
    along = along[order]
    starts = np.flatnonzero(np.diff(along, prepend=-2) != 1)
    lengths = np.diff(starts, append=len(along))
    in_a, in_b = at_a[order][starts], at_b[order][starts]
    which = np.searchsorted(first, in_b, side="right") - 1
    most = _most(a, in_a, lengths)
    for number, b in enumerate(others):
        if _order(b) < _order(a):  # then its words are weighed, see `_shared_tiles`
            of = np.flatnonzero(which == number)
            most[of] = _most(b, in_b[of] - first[number], lengths[of])
    may_tell = most >= np.asarray(leasts)[which] - 1e-6
    runs: dict[int, Runs] = {}
    found = (which[may_tell], in_a[may_tell], (in_b - first[which])[may_tell], lengths[may_tell])
    for number, *run in zip(*(column.tolist() for column in found), strict=True):
        runs.setdefault(number, []).append((run[0], run[1], run[2]))
    return runs


def _most(a: Wording, starts: Numbers, lengths: Numbers) -> npt.NDArray[np.float64]:
    """What runs of its units can weigh at most."""
    most = a.most[starts + lengths] - a.most[starts]
    return np.where(lengths > 1, most, np.asarray(a.weights, np.float64)[starts])


def _equal_pairs(
    a: Sequence[str], others: Sequence[Sequence[str]], first: Numbers
) -> tuple[Numbers, Numbers]:
    """Where units are equal, as (place in a, place in the others, which begin at `first`)."""
    number: dict[str, int] = {}
    numbers_a = np.fromiter((number.setdefault(unit, len(number)) for unit in a), np.int64, len(a))
    numbers_b = np.full(int(first[-1]), -1, np.int64)
    for start, b in zip(first.tolist(), others, strict=False):
        numbers_b[start : start + len(b)] = np.fromiter(map(number.get, b, repeat(-1)), np.int64, len(b))
    order = np.argsort(numbers_a, kind="stable")
    sizes = np.bincount(numbers_a, minlength=len(number))
    places = np.flatnonzero(numbers_b >= 0)
    if len(others) == 1:
        places = places[_rarest(numbers_b[places], sizes)]
    found = numbers_b[places]
    counts = sizes[found]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    at_a = order[np.repeat(np.cumsum(sizes)[found] - counts, counts) + within]
    return at_a, np.repeat(places, counts)


def _rarest(numbers: Numbers, sizes: Numbers) -> npt.NDArray[np.bool_]:
    """Which of the units to pair: all of them, or of too many those that make the fewest pairs."""
    pairs = sizes * np.bincount(numbers, minlength=len(sizes))
    rising = np.argsort(pairs, kind="stable")
    kept = np.zeros(len(sizes), dtype=bool)
    kept[rising[np.cumsum(pairs[rising]) <= _MOST_PAIRS]] = True
    return kept[numbers]
