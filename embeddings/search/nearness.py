"""How near the passages of a snapshot are to a question, in whatever language they are.

It is known roughly of all, to about 1e-6 as float32 makes it: enough to know of which to make it exactly.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.index.vectors import Rows
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


class Nearness:
    """The nearness of a snapshot's passages to one question; made as far as it is asked for."""

    def __init__(self, snapshot: Snapshot, vector: Vectors, column: int | None) -> None:
        """vector: the question, a centred unit vector, shape (dim,).  column: its language; None when the
        snapshot holds none of it.
        """
        self.snapshot, self.vector, self.column = snapshot, vector, column
        alone = column is not None and len(snapshot.languages) == 1
        self._scaling = None if alone else snapshot.scaling

    @cached_property
    def cosines(self) -> Scores:
        """Of all rows, roughly."""
        return self.snapshot.index.near_cosines(self.vector)

    @cached_property
    def near(self) -> Scores:
        """The nearness of all rows, roughly."""
        if self._scaling is None:
            return self.cosines
        return self._scaling.near(self.cosines, self._lifts, self.column, slice(None))

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
