"""Which passages of two versions belong together: one with one, one with several, or none.

A two-step dynamic programme (after Lei Liu and Min Zhu, Bertalign: improved word embedding-based sentence
alignment, 2022, doi 10.1093/llc/fqac089). The first step takes the heaviest chain of passages that are each
other's best; the second fills in all else along that chain, with every way to join up to three passages. What
neither keeps in order is looked at once more: it may have moved.

Nearness is a margin (Artetxe and Schwenk, ACL 2019): the cosine less half the mean cosines of both to their
nearest passages of the other version, so that it means the same in any pair of languages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.comparison.versions.shared_words import SharedWords, window_sums
from embeddings.similarity.space import Vectors

Scores = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_NEIGHBOURS = 10  # whose mean cosine is taken off
_LEAST = 0.03  # margin, less what lengths say, from which two passages belong together
_LEAST_MOVED = 0.12  # … out of order
_LENGTH = 0.08  # margin that a length wrong by a factor of e costs
_MOST_LENGTH = 0.2
_WORDS, _CHANCE_WORDS = 0.6, 0.1  # what shared words add, beyond what any two passages share
_JOIN = 0.04  # margin that each passage beyond one with one costs: joining must pay
_HELD = 0.45  # of the words of each part, which what it is a part of must have
_NEARER = 0.0  # margin by which a join must be ahead of each pair in it, where no words can be shared
_JOINS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_BAND = 12  # passages off the chain that the second step looks at, at least …
_BAND_SHARE = 0.1  # … and of all passages
MOST_CELLS = 4_000_000  # pairs of passages that are looked at: two versions of 2,000 passages


@dataclass(frozen=True, slots=True)
class Bead:
    """Passages `old` of the one and `new` of the other version that say the same; one side may be empty.

    margin: how near they are, less what lengths say; 0 where one side is empty.  moved: out of order.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    margin: float = 0.0
    moved: bool = False


def beads(
    old: Vectors,
    new: Vectors,
    old_lengths: Sequence[float],
    new_lengths: Sequence[float],
    words: SharedWords | None = None,
) -> list[Bead]:
    """The beads in the order of the new version, each dropped passage after what stood before it.

    old, new: centred unit rows, (n, dim) and (m, dim).  lengths: of each passage, in any unit.  words: what
    the passages share, where any two are in one language.
    Raises ValueError when there are more than MOST_CELLS pairs.
    """
    n, m = len(old), len(new)
    if n * m > MOST_CELLS:
        raise ValueError(f"{n:,} and {m:,} passages are too many to be aligned")
    if n == 0 or m == 0:
        return [Bead((i,), ()) for i in range(n)] + [Bead((), (j,)) for j in range(m)]
    fit = _Fit(old, new, np.asarray(old_lengths, float), np.asarray(new_lengths, float), words)
    chain = _chain(fit.margins(1, 1))
    found = _fill(fit, chain, n, m)
    found += _moved(fit, found, n, m)
    return _in_order(found, n, m)


class _Fit:
    """How well runs of passages fit: see `margins`."""

    def __init__(
        self, old: Vectors, new: Vectors, old_lengths: Scores, new_lengths: Scores, words: SharedWords | None
    ) -> None:
        self._sides = (old.astype(np.float64), new.astype(np.float64))
        self._lengths = (np.maximum(old_lengths, 1), np.maximum(new_lengths, 1))
        self._words = words
        cosines = self._sides[0] @ self._sides[1].T
        self._ratio = self._typical_ratio(cosines)
        self._known: dict[tuple[int, int], Scores] = {}
        self._may: dict[tuple[int, int], npt.NDArray[np.bool_]] = {}

    def margins(self, of_old: int, of_new: int) -> Scores:
        """For runs of so many passages from each place: shape (n - of_old + 1, m - of_new + 1)."""
        if (of_old, of_new) not in self._known:
            self._known[of_old, of_new] = self._margins(of_old, of_new)
        return self._known[of_old, of_new]

    def _margins(self, of_old: int, of_new: int) -> Scores:
        (old, old_density), (new, new_density) = self._joined(0, of_old), self._joined(1, of_new)
        margins = old @ new.T - (old_density[:, None] + new_density[None, :]) / 2
        margins -= np.minimum(_LENGTH * self._wrong_length(of_old, of_new, self._ratio), _MOST_LENGTH)
        if self._words is not None:
            likeness = self._words.likeness(of_old, of_new)
            margins += _WORDS * np.maximum(0.0, likeness - _CHANCE_WORDS)
        return margins

    def _wrong_length(self, of_old: int, of_new: int, ratio: float = 1.0) -> Scores:
        """By what power of e the lengths of runs are not in a ratio, shape as in `margins`."""
        old, new = window_sums(self._lengths[0], of_old), window_sums(self._lengths[1], of_new)
        wrong: Scores = np.abs(np.log(old[:, None] / new[None, :] / ratio))
        return wrong

    def may_join(self, of_old: int, of_new: int) -> npt.NDArray[np.bool_]:
        """Whether every part of a join is itself a part of the whole, for runs as in `margins`.

        What is new beside a passage that was kept is no part of it, however short it is: it has words of its
        own, or joined with it is longer than the whole.
        """
        if (of_old, of_new) not in self._may:
            self._may[of_old, of_new] = self._may_join(of_old, of_new)
        return self._may[of_old, of_new]

    def _may_join(self, of_old: int, of_new: int) -> npt.NDArray[np.bool_]:
        margins = self.margins(of_old, of_new)
        if of_old == of_new == 1:
            return np.ones(margins.shape, bool)
        nearer: npt.NDArray[np.bool_] = (
            margins >= self._of_each(self.margins(1, 1), of_old, of_new).max(axis=0) + _NEARER
        )
        words = self._words
        if words is None:
            return nearer
        held = self._of_each(words.held_of_old if of_old > 1 else words.held_of_new, of_old, of_new)
        lengths = self._wrong_length(of_old, of_new)
        fuller = lengths < self._of_each(self._wrong_length(1, 1), of_old, of_new).min(axis=0)
        comparable = self._of_each(words.comparable, of_old, of_new).all(axis=0)
        may: npt.NDArray[np.bool_] = np.where(comparable, fuller & (held >= _HELD).all(axis=0), nearer)
        return may

    @staticmethod
    def _of_each(values: npt.NDArray[Any], of_old: int, of_new: int) -> npt.NDArray[Any]:
        """The values of each pair within runs, shape (of_old * of_new, …) as `margins` has it."""
        rows, columns = max(0, values.shape[0] - of_old + 1), max(0, values.shape[1] - of_new + 1)
        return np.stack([values[i : i + rows, j : j + columns] for i in range(of_old) for j in range(of_new)])

    def _joined(self, side: int, n: int) -> tuple[Scores, Scores]:
        """Runs of n passages: their vectors weighed by length, and their densities."""
        vectors, lengths = self._sides[side], self._lengths[side]
        joined = window_sums(vectors * lengths[:, None], n)
        norms = np.linalg.norm(joined, axis=1, keepdims=True)
        joined = joined / np.maximum(norms, 1e-9)
        # A mean of several is nearer to everything than each of them, and so is what is taken off.
        return joined, _density(joined @ self._sides[1 - side].T)

    def _typical_ratio(self, cosines: Scores) -> float:
        """How long a passage of the old version is beside its mate: the median over mutual bests."""
        there, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
        mutual = np.flatnonzero(back[there] == np.arange(len(there)))
        ratios = self._lengths[0][mutual] / self._lengths[1][there[mutual]]
        return float(np.median(ratios)) if len(ratios) else 1.0


def _density(cosines: Scores) -> Scores:
    k = min(_NEIGHBOURS, cosines.shape[1])
    best: Scores = -np.partition(-cosines, k - 1, axis=1)[:, :k]
    density: Scores = best.mean(axis=1)
    return density


def _chain(margins: Scores) -> list[tuple[int, int]]:
    """The heaviest chain of mutual bests that rises on both sides."""
    there, back = margins.argmax(axis=1), margins.argmax(axis=0)
    anchors = [
        (i, j, float(margins[i, j]))
        for i, j in enumerate(there.tolist())
        if back[j] == i and margins[i, j] >= _LEAST
    ]
    weights: list[float] = []
    before: list[int] = []
    for number, (_, j, margin) in enumerate(anchors):
        link = max(
            (other for other in range(number) if anchors[other][1] < j),
            key=lambda other: (weights[other], -other),
            default=-1,
        )
        before.append(link)
        weights.append(margin + (weights[link] if link >= 0 else 0.0))
    chain: list[tuple[int, int]] = []
    at = max(range(len(anchors)), key=lambda number: (weights[number], -number), default=-1)
    while at >= 0:
        chain.append(anchors[at][:2])
        at = before[at]
    return chain[::-1]


def _fill(fit: _Fit, chain: Sequence[tuple[int, int]], n: int, m: int) -> list[Bead]:
    """The best way from the beginnings to the ends of both, near the chain.

    A passage left alone costs nothing.
    """
    allowed = _band(chain, n, m)
    best = np.full((n + 1, m + 1), -np.inf)
    way = np.full((n + 1, m + 1), -1, np.int8)  # which join; -1: old one alone; -2: new one alone
    best[0] = 0.0
    way[0] = -2
    for i in range(1, n + 1):
        row = best[i - 1].copy()
        chosen = np.full(m + 1, -1, np.int8)
        for number, (of_old, of_new) in enumerate(_JOINS):
            if i < of_old or m < of_new:
                continue
            margins = fit.margins(of_old, of_new)[i - of_old]
            gain = (margins - _LEAST - _JOIN * (of_old + of_new - 2)) * (of_old + of_new) / 2
            may = allowed[i - of_old, : len(gain)] & fit.may_join(of_old, of_new)[i - of_old]
            gain = np.where(may & (margins > _LEAST), gain, -np.inf)
            reached = best[i - of_old, : len(gain)] + gain
            better = reached > row[of_new:]
            row[of_new:][better] = reached[better]
            chosen[of_new:][better] = number
        best[i] = np.maximum.accumulate(row)
        way[i] = np.where(best[i] > row, -2, chosen)
    return _walk_back(fit, way, n, m)


def _walk_back(fit: _Fit, way: npt.NDArray[np.int8], n: int, m: int) -> list[Bead]:
    found = []
    i, j = n, m
    while i > 0 or j > 0:
        step = int(way[i, j])
        if step == -2 and j > 0:
            j -= 1
        elif step < 0:
            i -= 1
        else:
            of_old, of_new = _JOINS[step]
            i, j = i - of_old, j - of_new
            margin = float(fit.margins(of_old, of_new)[i, j])
            found.append(Bead(tuple(range(i, i + of_old)), tuple(range(j, j + of_new)), round(margin, 4)))
    return found[::-1]


def _band(chain: Sequence[tuple[int, int]], n: int, m: int) -> npt.NDArray[np.bool_]:
    """Which pairs are near the chain, shape (n, m); all of them where there is no chain."""
    if not chain:
        return np.ones((n, m), bool)
    rows = np.asarray([-1, *(i for i, _ in chain), n])
    columns = np.asarray([-1, *(j for _, j in chain), m])
    along = np.interp(np.arange(n), rows, columns)
    width = max(_BAND, _BAND_SHARE * m)
    near: npt.NDArray[np.bool_] = np.abs(np.arange(m)[None, :] - along[:, None]) <= width
    return near


def _moved(fit: _Fit, found: Sequence[Bead], n: int, m: int) -> list[Bead]:
    """Of what is left alone on both sides, those that are each other's best, and near enough out of order."""
    left_old = sorted(set(range(n)) - {i for bead in found for i in bead.old})
    left_new = sorted(set(range(m)) - {j for bead in found for j in bead.new})
    if not left_old or not left_new:
        return []
    margins = fit.margins(1, 1)[np.ix_(left_old, left_new)]
    there, back = margins.argmax(axis=1), margins.argmax(axis=0)
    return [
        Bead((left_old[i],), (left_new[j],), round(float(margins[i, j]), 4), moved=True)
        for i, j in enumerate(there.tolist())
        if back[j] == i and margins[i, j] >= _LEAST_MOVED
    ]


def _in_order(found: Sequence[Bead], n: int, m: int) -> list[Bead]:
    taken_old = {i for bead in found for i in bead.old}
    taken_new = {j for bead in found for j in bead.new}
    everything = [*found, *(Bead((), (j,)) for j in range(m) if j not in taken_new)]
    everything.sort(key=lambda bead: bead.new[0])
    after = {i: place for place, bead in enumerate(everything) for i in bead.old if not bead.moved}
    dropped = [i for i in range(n) if i not in taken_old]
    keys: list[tuple[int, int, int]] = [(place, 0, 0) for place in range(len(everything))]
    for i in dropped:
        place = max((at for other, at in after.items() if other < i), default=-1)
        keys.append((place, 1, i))
        everything.append(Bead((i,), ()))
    return [bead for _, bead in sorted(zip(keys, everything, strict=True), key=lambda pair: pair[0])]
