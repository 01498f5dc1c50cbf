"""How near the passages of a snapshot are to a question, in whatever language they are.

It is known roughly, to about 1e-6 as float32 makes it: enough to know of which to make it exactly.

Where an engine finds the candidates it is known of these, and of the sample that stands for each language. Of
the others it is known how near they are at most: no nearer than the last candidate of their language. Whoever
takes the first of an order looks at those that could be among them, and so finds what a comparison with every
passage would (the threshold algorithm: Fagin, Lotem and Naor, PODS 2001).
"""

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.index.vectors import Rows, near_cosines
from embeddings.search.bounds import Seen, may_be_first
from embeddings.similarity.scaling import DECIMALS, bound_scores, mean_of_nearest
from embeddings.similarity.space import Cosines, Vectors
from embeddings.snapshot.snapshot import Snapshot

Scores: TypeAlias = npt.NDArray[np.float64]

# The nearest passage in the question's own language says the same at more length, and in the words that
# passages are encoded with: its translations are nearer to both together than to the question. It is heard
# in full from the second of these cosines on.
_HEARD = (0.2, 0.4)
# How many passages of each other language are asked once more together with it: the nearest.
_LED = 100
# How many of each language an engine is asked for: most answers need no look at others.
_CANDIDATES = 400
_TOLERANCE = 1e-5  # an engine's products are this near to ours


class Nearness:
    """The nearness of a snapshot's passages to one question; made as far as it is asked for."""

    def __init__(self, snapshot: Snapshot, vector: Vectors, column: int | None) -> None:
        """vector: the question, a centred unit vector, shape (dim,).  column: its language; None when the
        snapshot holds none of it.
        """
        self.snapshot, self.vector, self.column = snapshot, vector, column
        alone = column is not None and len(snapshot.languages) == 1
        self._scaling = None if alone else snapshot.scaling
        self.seen: Seen | None = None  # None when all rows were compared

    @cached_property
    def cosines(self) -> Scores:
        """Of all rows, roughly; of those that were not seen, at most."""
        index, scaling = self.snapshot.index, self.snapshot.scaling
        if index.finder is None or scaling is None:
            return index.near_cosines(self.vector)
        self.seen = np.zeros(len(index), bool)
        cosines = np.empty(len(index))
        # A language that its sample holds whole is seen with it.
        larger = [
            column for column, rows in enumerate(scaling.rows) if len(rows) > len(scaling.samples[column])
        ]
        names = [scaling.densities.languages[column] for column in larger]
        n = min((len(scaling.rows[column]) for column in larger), default=_CANDIDATES)
        proposed = index.finder.propose_each(self.vector, min(n, _CANDIDATES), names)
        for column, (products, rows) in zip(larger, proposed, strict=True):
            cosines[scaling.rows[column]] = float(products.min(initial=1.0)) + _TOLERANCE
            cosines[rows], self.seen[rows] = index.near_cosines(self.vector, rows), True
        sample = scaling.sample
        cosines[sample], self.seen[sample] = near_cosines(self.vector, scaling.sampled), True
        return cosines

    @cached_property
    def near(self) -> Scores:
        """The nearness of all rows, roughly; of those that were not seen, at most.

        Seen are all that are among the _LED nearest of their language.
        """
        near = self._near_of(slice(None))
        if self.seen is not None and self.snapshot.scaling is not None:
            for rows in self.snapshot.scaling.rows:
                self._look(near, rows[may_be_first(near[rows], self.seen[rows], _LED)])
        return near

    def look(self, rows: Rows) -> None:
        """See these rows: from now on they are known roughly, and no longer at most."""
        self._look(self.near, rows)

    def _look(self, near: Scores, rows: Rows) -> None:
        if self.seen is not None and len(rows):
            self.cosines[rows] = self.snapshot.index.near_cosines(self.vector, rows)
            self.seen[rows] = True
            near[rows] = self._near_of(rows)

    def _near_of(self, rows: Rows | slice) -> Scores:
        if self._scaling is None:
            return self.cosines if isinstance(rows, slice) else self.cosines[rows]
        return self._scaling.near(self.cosines[rows], self._lifts, self.column, rows)

    @cached_property
    def _lifts(self) -> Scores:
        """What is added by the language of the passages, shape (languages,)."""
        if self._scaling is None:
            return np.zeros(len(self.snapshot.languages))
        return self._scaling.lifts(self._nearest, self.column)

    @cached_property
    def _nearest(self) -> Scores:
        """How densely each language stands around the question, shape (languages,)."""
        return np.zeros(0) if self._scaling is None else self._scaling.nearest(self.cosines)

    @property
    def sample(self) -> Rows | slice:
        """The rows that stand for all, always seen: those of which the densities are told."""
        scaling = self.snapshot.scaling
        return slice(None) if scaling is None else scaling.sample

    def highest(self, rows: Rows) -> float:
        """The highest nearness of some rows, at least one, exactly."""
        near = self.near[rows]
        highest = float(self.exact(rows[near >= near.max() - _TOLERANCE])[0].max())
        if self.seen is not None:
            highest = float(self.exact(rows[near >= highest - _TOLERANCE])[0].max())
        return highest

    def exact(self, rows: Rows) -> tuple[Scores, Cosines]:
        """The nearness and the cosines of some rows."""
        cosines = self.snapshot.index.cosines(self.vector, rows)
        return self.scaled(cosines, rows), cosines

    def scaled(self, cosines: Cosines, rows: Rows) -> Scores:
        """The nearness of some rows, from their cosines to the question."""
        groups = self.snapshot.groups[rows]
        if self._scaling is None or bool(np.all(groups == self.column)):
            return cosines
        return self._scaling.near(cosines, self._lifts, self.column, rows)

    def led(self, leader: int, cosine: float) -> tuple[Scores, Callable[[Rows], tuple[Scores, Cosines]]]:
        """The nearness once a passage in the question's language is heard beside it: roughly, and exactly.

        leader: a row, and its cosine to the question.  Passages in the question's own language are as near
        as they were.
        """
        index, groups, scaling = self.snapshot.index, self.snapshot.groups, self._scaling
        weight = float(np.clip((cosine - _HEARD[0]) / (_HEARD[1] - _HEARD[0]), 0.0, 1.0))
        if scaling is None or weight == 0:
            return self.near, self.exact
        sum_ = self.vector.astype(np.float64) + weight * index.vector(leader)
        both: Vectors = (sum_ / np.linalg.norm(sum_)).astype(np.float32)
        heard = scaling.nearest_rows(self.near, _LED, leave_out=self.column)
        led = np.concatenate(heard)
        cosines, levels = index.near_cosines(both, led), scaling.levels(self.column)
        ends = np.cumsum([len(rows) for rows in heard])
        lifts = scaling.lifts(self._nearest_to(cosines, ends), self.column)
        led_near = bound_scores(cosines + levels[led] + lifts[groups[led]], self.cosines[led])
        # The others of a language follow those, as far behind them as they were.
        behind = _lowest(led_near, ends) - _lowest(self.near[led], ends)
        near = self.near + behind[groups]
        near[led] = led_near
        is_led = np.zeros(len(groups), bool)
        is_led[led] = True

        def exact(rows: Rows) -> tuple[Scores, Cosines]:
            scores, to_question = self.exact(rows)
            scores = scores + behind[groups[rows]]
            led = np.flatnonzero(is_led[rows])
            heard = rows[led]
            to_both = index.cosines(both, heard) + levels[heard] + lifts[groups[heard]]
            scores[led] = bound_scores(to_both, to_question[led])
            return scores, to_question

        return near, exact

    def _nearest_to(self, cosines: Scores, ends: Rows) -> Scores:
        """How densely each language stands around what is asked with a leader; from some rows of each.

        cosines: to it, language after language.  ends: where those of each language end.
        """
        # How densely the question stands among its own is known from itself.
        nearest, start = self._nearest.copy(), 0
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
