"""How near the passages of a snapshot are to a question, in whatever language they are.

It is known roughly, to about 1e-6 as float32 makes it: enough to know of which to make it exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.index.sorted_rows import are_among
from embeddings.index.vectors import Rows
from embeddings.similarity.feedback import SHARE, reorder_by_nearest
from embeddings.similarity.scaling import (
    DECIMALS,
    Offsets,
    Scaling,
    bound_scores,
    highest,
    mean_of_nearest,
)
from embeddings.similarity.space import Cosines, Vectors, centre_key, cosines
from embeddings.snapshot.snapshot import Snapshot

Scores: TypeAlias = npt.NDArray[np.float64]

# The nearest passage in the question's own language says the same at more length, and in the words that
# passages are encoded with: its translations are nearer to both together than to the question. It is heard
# in full from the second of these cosines on.
_HEARD = (0.2, 0.4)
# Of a few words the nearest passage may say something else. Then it is only heard if it is nearer to them
# than what other languages say: so many times, from the second on in full.
_NEARER = (1.1, 1.3)
# A text stands in a crowd as passages do, and is not few words, below the first of these `Offsets.lone`.
_FEW_WORDS = (0.0, 0.3)
# How many passages of each other language are asked once more together with it: the nearest.
_LED = 100
_FIRST = 20  # how many of these are put in order anew by the nearest of them
_SPREAD_DECIMALS = 3  # from moments and from all cosines it is the same to about 1e-6, so it is the same
_LEAST = 1e-6  # above nothing, to divide by
_MANY = 50_000  # rows; of so many few were asked for before


class Near(Protocol):
    """How near any rows are to what is asked."""

    def rough(self, rows: Rows | None) -> Scores:
        """The nearness of some rows, of all for None, as float32 makes it."""
        ...

    def exact(self, rows: Rows) -> tuple[Scores, Cosines]:
        """The nearness of some rows and their cosines to the question."""
        ...


def column_of(snapshot: Snapshot, language: str) -> int | None:
    """Which of the snapshot's languages a question is in; None when it holds none of it."""
    key = centre_key(language)
    return snapshot.languages.index(key) if key in snapshot.languages else None


class Nearness:
    """The nearness of a snapshot's passages to one question; made as far as it is asked for."""

    def __init__(
        self, snapshot: Snapshot, vector: Vectors, column: int | None, cosines: Vectors | None = None
    ) -> None:
        """vector: the question, a centred unit vector, shape (dim,).  column: its language; None when the
        snapshot holds none of it.  cosines: of all rows, roughly, where they are known already.
        """
        self.snapshot, self.vector, self.column = snapshot, vector, column
        alone = column is not None and len(snapshot.languages) == 1
        self._scaling = None if alone else snapshot.scaling
        if cosines is not None:
            self.__dict__["cosines"] = cosines.astype(np.float64)

    @cached_property
    def cosines(self) -> Scores:
        """Of all rows, roughly."""
        return self.snapshot.index.near_cosines(self.vector)

    @cached_property
    def near(self) -> Scores:
        """The nearness of all rows, roughly."""
        return self._near(self.cosines, slice(None))

    def rough_cosines(self, rows: Rows | None) -> Scores:
        """The cosines of some rows, of all for None, as float32 makes them."""
        if rows is None:
            return self.cosines
        if self.snapshot.codes is None or "cosines" in self.__dict__:
            return self.cosines[rows]
        if len(rows) > _MANY:
            return self.snapshot.index.near_cosines(self.vector, rows)
        made, products = self._made
        missing = rows[~made[rows]]
        products[missing] = self.snapshot.index.near_cosines(self.vector, missing)
        made[missing] = True
        found: Scores = products[rows]
        return found

    @cached_property
    def _made(self) -> tuple[npt.NDArray[np.bool_], Scores]:
        """Of which rows the rough cosines were made, since most are asked for several times; and those."""
        n = len(self.snapshot.index)
        return np.zeros(n, bool), np.zeros(n)

    def rough(self, rows: Rows | None) -> Scores:
        """The nearness of some rows, of all for None, as float32 makes it."""
        return self.near if rows is None else self._near(self.rough_cosines(rows), rows)

    def _near(self, cosines: Scores, rows: Rows | slice) -> Scores:
        return cosines if self._scaling is None else self._scaling.near(cosines, self.offsets, rows)

    def may_be_nearest(self, group: int, *, least: int) -> Rows:
        """Rows of a language among which are its nearest: more than `least`, unless it has fewer."""
        if (codes := self.snapshot.codes) is not None:
            return codes.may_be_nearest(self.vector, group, least=least)
        if self._scaling is None:
            return np.flatnonzero(self.snapshot.groups == group)
        return self._scaling.rows[group]

    @cached_property
    def offsets(self) -> Offsets:
        """What is added to the cosines of passages in other languages."""
        if self._scaling is None:
            return Offsets(self.column, np.zeros(len(self.snapshot.languages)), 0.0)
        return self._scaling.offsets(self.nearest, self.column)

    @cached_property
    def nearest(self) -> Scores:
        """How densely each language stands around the question, shape (languages,)."""
        if self._scaling is None:
            return np.zeros(0)
        if self.snapshot.codes is None:
            return self._scaling.nearest(self.cosines)
        return self._scaling.nearest_in_samples(self.snapshot.sampled.near_cosines(self.vector))

    def exact(self, rows: Rows) -> tuple[Scores, Cosines]:
        """The nearness and the cosines of some rows."""
        cosines = self.snapshot.index.cosines(self.vector, rows)
        return self.scaled(cosines, rows), cosines

    def scaled(self, cosines: Cosines, rows: Rows) -> Scores:
        """The nearness of some rows, from their cosines to the question."""
        groups = self.snapshot.groups[rows]
        if self._scaling is None or bool(np.all(groups == self.column)):
            return cosines
        return self._scaling.near(cosines, self.offsets, rows)

    def led(self, leader: int, cosine: float, pool: Rows | None = None) -> Near:
        """The nearness once a passage in the question's language is heard beside it.

        leader: a row, and its cosine to the question.  pool: the rows among which the nearest of each
        language are; None for all.  Passages in the question's own language are as near as they were.
        """
        if self._scaling is None or cosine <= _HEARD[0]:
            return self
        heard = self._heard(self._scaling, pool)
        abroad = float(self.rough_cosines(np.concatenate(heard)).max(initial=_LEAST))
        trust = 1.0 - self.offsets.lone * (1.0 - _rising(cosine / abroad, *_NEARER))
        if (weight := trust * _rising(cosine, *_HEARD)) == 0:
            return self
        sum_ = self.vector.astype(np.float64) + weight * self.snapshot.index.vector(leader)
        both: Vectors = (sum_ / np.linalg.norm(sum_)).astype(np.float32)
        return _Led(self, self._scaling, both, heard, SHARE * weight)

    def spread(self, scaling: Scaling, column: int) -> float:
        """The deviation of the cosines of all passages in the question's own language, a column."""
        if (moments := self.snapshot.moments) is None:
            return round(float(self.cosines[scaling.rows[column]].std()), _SPREAD_DECIMALS)
        sizes, sums, squares = moments.of_cosines(self.vector, column)
        return round(math.sqrt(max(squares[0] / sizes[0] - (sums[0] / sizes[0]) ** 2, 0.0)), _SPREAD_DECIMALS)

    def _heard(self, scaling: Scaling, pool: Rows | None) -> list[Rows]:
        """The nearest rows of each language but the question's own."""
        if pool is None:
            return scaling.nearest_rows(self.near, _LED, leave_out=self.column)
        near, groups = self.rough(pool), scaling.groups[pool]
        return [
            pool[at[highest(near[at], _LED)]]
            for column in range(len(scaling.rows))
            for at in [np.flatnonzero(groups == column) if column != self.column else np.empty(0, np.int64)]
        ]


def _rising(value: float, start: float, end: float) -> float:
    """0 up to `start`, 1 from `end` on."""
    return min(max((value - start) / (end - start), 0.0), 1.0)


class _Led:
    """The nearness to a question and a passage together. See `Nearness.led`."""

    def __init__(
        self, alone: Nearness, scaling: Scaling, both: Vectors, heard: Sequence[Rows], share: float
    ) -> None:
        """both: the question and its leader, a unit vector, shape (dim,).  heard: of each language the rows
        that are asked once more.  share: how much the nearest of these say about the others' order.
        """
        self._alone, self._both = alone, both
        index, self._groups = alone.snapshot.index, alone.snapshot.groups
        self._scaling = scaling
        led = np.concatenate(heard)
        ends = np.cumsum([len(rows) for rows in heard])
        to_both = index.near_cosines(both, led)
        nearest = _nearest_to(alone.nearest, to_both, ends)
        self._offsets = _levelled(alone, scaling, scaling.offsets(nearest, alone.column, alone.offsets.lone))
        near = self._bound(to_both, led, alone.rough_cosines(led))
        # The others of a language follow those, as far behind them as they were.
        self._behind = _lowest(near, ends) - _lowest(alone.rough(led), ends)
        order = np.argsort(led)
        self._led, self._near = led[order], near[order]
        self._first, self._near_first = self._reordered(led, near, ends, share)

    def _reordered(self, led: Rows, near: Scores, ends: Rows, share: float) -> tuple[Rows, Scores]:
        """The nearest rows of each language, ascending, and their nearness, exactly."""
        starts = np.concatenate([[0], ends[:-1]])
        nearest = [
            np.sort(led[start + highest(near[start:end], _FIRST)])
            for start, end in zip(starts, ends, strict=True)
        ]
        rows = np.concatenate(nearest)
        vectors = self._alone.snapshot.index.vectors[rows]
        to = cosines(vectors, np.stack([self._both, self._alone.vector]))
        exact = self._bound(to[:, 0], rows, to[:, 1])
        exact = reorder_by_nearest(vectors, exact, np.cumsum([len(own) for own in nearest]), share)
        order = np.argsort(rows)
        return rows[order], exact[order]

    def rough(self, rows: Rows | None) -> Scores:
        """As `Near` has it."""
        groups = self._groups if rows is None else self._groups[rows]
        near = self._alone.rough(rows) + self._behind[groups]
        for known, told in ((self._led, self._near), (self._first, self._near_first)):
            at, places = (known, slice(None)) if rows is None else _among(known, rows)
            near[at] = told[places]
        return near

    def exact(self, rows: Rows) -> tuple[Scores, Cosines]:
        """As `Near` has it."""
        scores, to_question = self._alone.exact(rows)
        scores = scores + self._behind[self._groups[rows]]
        first, places = _among(self._first, rows)
        scores[first] = self._near_first[places]
        at = np.setdiff1d(_among(self._led, rows)[0], first, assume_unique=True)
        heard = rows[at]
        to_both = self._alone.snapshot.index.cosines(self._both, heard)
        scores[at] = self._bound(to_both, heard, to_question[at])
        return scores, to_question

    def _bound(self, to_both: Scores, rows: Rows, to_question: Scores) -> Scores:
        return bound_scores(to_both + self._scaling.added(self._offsets, rows), to_question)


def _levelled(alone: Nearness, scaling: Scaling, offsets: Offsets) -> Offsets:
    """The same without what languages are lifted for being small. Of few words that is done already."""
    if offsets.column is None:
        return offsets
    share = 1.0 - _rising(offsets.lone, *_FEW_WORDS)
    for_size = alone.spread(scaling, offsets.column) * scaling.by_size(offsets.column)
    return replace(offsets, lifts=offsets.lifts - share * for_size)


def _among(known: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """Where in `rows` those are that are known, and which of them each is. known: ascending."""
    at = np.flatnonzero(are_among(rows, known))
    return at, np.searchsorted(known, rows[at])


def _nearest_to(nearest: Scores, cosines: Scores, ends: Rows) -> Scores:
    """How densely each language stands around what is asked with a leader; from some rows of each.

    nearest: the same of the question alone.  cosines: to both, language after language.  ends: where those of
    each language end.
    """
    # How densely the question stands among its own is known from itself.
    nearest, start = nearest.copy(), 0
    for group, end in enumerate(ends.tolist()):
        if end > start:
            nearest[group] = round(mean_of_nearest(cosines[start:end]), DECIMALS)
        start = end
    return nearest


def _lowest(near: Scores, ends: Rows) -> Scores:
    """The lowest of each language, 0 of none. near: language after language.  ends: where each ends."""
    starts = np.concatenate([[0], ends[:-1]])
    some = ends > starts
    lowest = np.zeros(len(ends))
    if some.any():
        lowest[some] = np.minimum.reduceat(near, starts[some])
    return lowest
