"""How near the passages of a snapshot are to a question, in whatever language they are.

It is known roughly of all, to about 1e-6 as float32 makes it: enough to know of which to make it exactly.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.index.vectors import Rows
from embeddings.similarity.scaling import bound_scores
from embeddings.similarity.space import Cosines, Vectors
from embeddings.snapshot.snapshot import Snapshot

Scores: TypeAlias = npt.NDArray[np.float64]

# The nearest passage in the question's own language says the same at more length, and in the words that
# passages are encoded with: its translations are nearer to both together than to the question. It is heard
# in full from the second of these cosines on.
_HEARD = (0.2, 0.4)


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
        return self._scaling.lifts(self._scaling.nearest(self.cosines), self.column)

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
        cosines = index.near_cosines(both)
        own = groups == self.column
        # How densely the question stands among its own is known from itself.
        nearest = scaling.nearest(np.where(own, self.cosines, cosines))
        lifts = scaling.lifts(nearest, self.column)
        levels = scaling.levels(self.column)
        near = np.where(own, self.near, bound_scores(cosines + levels + lifts[groups], self.cosines))

        def exact(rows: Rows) -> tuple[Scores, Cosines]:
            scores, to_question = self.exact(rows)
            led = index.cosines(both, rows) + levels[rows] + lifts[groups[rows]]
            return np.where(own[rows], scores, bound_scores(led, to_question)), to_question

        return near, exact
