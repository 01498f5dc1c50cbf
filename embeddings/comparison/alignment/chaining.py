"""What two texts share, as chains: runs in the same order on both sides, near enough to belong together.

Runs are the maximal diagonals of equal units; chains are found by the usual dynamic programme over them
(Abouelhoda and Ohlebusch, Chaining algorithms for multiple genome comparison, 2005), the heaviest first. What
was moved is in a chain of its own.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from embeddings.comparison.alignment.units import Numbers, UnitText

_MOST_RUNS = 64  # the longest; two texts with more repeat themselves
_MOST_PAIRS = 60_000  # equal pairs of units in a row
_GAP_COST = 0.5  # of a letter that stands between two runs of a chain
_SHIFT_COST = 0.1  # of a letter by which the two gaps differ
_LEAST = 9.0  # letters of a chain
_MOST_CHAINS = 12


class SeedRun(NamedTuple):
    """`length` equal units, from `a` in the one text and from `b` in the other."""

    a: int
    b: int
    length: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Runs in the same order in both texts, none overlapping another."""

    runs: tuple[SeedRun, ...]

    @property
    def a_start(self) -> int:
        return self.runs[0].a

    @property
    def a_end(self) -> int:
        return self.runs[-1].a + self.runs[-1].length

    def within(self, first: int, end: int) -> tuple[SeedRun, ...]:
        """The runs, cut to the units from `first` to `end` - 1 of the first text."""
        cut = []
        for run in self.runs:
            start, stop = max(run.a, first), min(run.a + run.length, end)
            if start < stop:
                cut.append(SeedRun(start, run.b + start - run.a, stop - start))
        return tuple(cut)


def chains(a: UnitText, b: UnitText) -> list[Chain]:
    """The chains of shared runs, the heaviest first; no unit of `a` is in two of them."""
    waiting = _longest(a, _shared_runs(a.numbers, b.numbers))
    found: list[Chain] = []
    while waiting and len(found) < _MOST_CHAINS:
        chain = _heaviest(a, b, waiting)
        if chain is None:
            break
        found.append(chain)
        waiting = _outside(waiting, chain)
    return found


def _shared_runs(a: Numbers, b: Numbers) -> list[SeedRun]:
    """Every maximal run of two or more equal units; single ones when a text is no longer than that."""
    if len(a) < 2 or len(b) < 2:
        return [SeedRun(int(i), int(j), 1) for i in range(len(a)) for j in np.flatnonzero(b == a[i])]
    many = int(max(a.max(), b.max())) + 1
    pairs_a, pairs_b = a[:-1] * many + a[1:], b[:-1] * many + b[1:]
    order = np.argsort(pairs_b, kind="stable")
    ordered = pairs_b[order]
    first = np.searchsorted(ordered, pairs_a, side="left")
    counts = np.searchsorted(ordered, pairs_a, side="right") - first
    if counts.sum() > _MOST_PAIRS:
        counts[counts > max(1, _MOST_PAIRS // len(a))] = 0
    at_a = np.repeat(np.arange(len(pairs_a)), counts)
    within = np.arange(len(at_a)) - np.repeat(np.cumsum(counts) - counts, counts)
    at_b = order[np.repeat(first, counts) + within]
    along = np.lexsort((at_a, at_b - at_a))
    at_a, at_b = at_a[along], at_b[along]
    begins = np.flatnonzero((np.diff(at_a, prepend=-9) != 1) | (np.diff(at_b - at_a, prepend=-(10**9)) != 0))
    lengths = np.diff(begins, append=len(at_a)) + 1
    return [
        SeedRun(i, j, n)
        for i, j, n in zip(at_a[begins].tolist(), at_b[begins].tolist(), lengths.tolist(), strict=True)
    ]


def _longest(a: UnitText, runs: list[SeedRun]) -> list[SeedRun]:
    runs.sort(key=lambda run: (-a.size(run.a, run.a + run.length), run))
    return sorted(runs[:_MOST_RUNS])


def _heaviest(a: UnitText, b: UnitText, runs: list[SeedRun]) -> Chain | None:
    sizes_a, sizes_b = a.reached, b.reached
    best: list[float] = []
    before: list[tuple[int, int]] = []  # the run before in the chain, and by how many units this one is cut
    highest: list[float] = []  # of the chains that end with one of the first runs …
    reached: list[float] = []  # … and how far in the first text those runs go, in letters
    for number, (at_a, at_b, length) in enumerate(runs):
        here = sizes_a[at_a]
        most, link = sizes_a[at_a + length] - here, (-1, 0)
        for earlier in range(number - 1, -1, -1):
            if highest[earlier] <= _GAP_COST * (here - reached[earlier]):
                break  # neither this run nor one before it is worth the way
            other = runs[earlier]
            end_a, end_b = other.a + other.length, other.b + other.length
            cut = max(end_a - at_a, end_b - at_b, 0)
            if cut >= length or other.b >= at_b or other.a >= at_a:
                continue
            gap_a = sizes_a[at_a + cut] - sizes_a[end_a]
            gap_b = sizes_b[at_b + cut] - sizes_b[end_b]
            own = sizes_a[at_a + length] - sizes_a[at_a + cut]
            weight = best[earlier] + own - _GAP_COST * max(gap_a, gap_b) - _SHIFT_COST * abs(gap_a - gap_b)
            if weight > most or (weight == most and 0 <= earlier < link[0]):
                most, link = weight, (earlier, cut)
        best.append(most)
        before.append(link)
        highest.append(max(most, highest[-1]) if highest else most)
        end = sizes_a[at_a + length]
        reached.append(max(end, reached[-1]) if reached else end)
    last = max(range(len(runs)), key=lambda number: (best[number], -number))
    if best[last] < _LEAST:
        return None
    chain = []
    while last >= 0:
        earlier, cut = before[last]
        run = runs[last]
        chain.append(SeedRun(run.a + cut, run.b + cut, run.length - cut))
        last = earlier
    return Chain(tuple(reversed(chain)))


def _outside(runs: list[SeedRun], chain: Chain) -> list[SeedRun]:
    """What is left of the runs beside those of a chain in the first text: before, behind and between them."""
    left = set()
    for run in runs:
        start, end = run.a, run.a + run.length
        least = min(2, run.length)
        for taken in chain.runs:
            taken_end = taken.a + taken.length
            if taken_end <= start:
                continue
            if taken.a >= end:
                break
            if taken.a - start >= least:
                left.add(SeedRun(start, run.b + start - run.a, taken.a - start))
            start = taken_end
        if start == run.a:
            left.add(run)
        elif end - start >= least:
            left.add(SeedRun(start, run.b + start - run.a, end - start))
    return sorted(left)
