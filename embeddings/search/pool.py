"""Which passages are weighed for a question: all of a small corpus, of a large one those that can come first.

A passage that is neither among the nearest of its language nor among those that hold most of the question's
words is not among the first SURE by both together. Who they are does not depend on filters.
"""

from collections.abc import Iterator

import numpy as np

from embeddings.index.vectors import Rows
from embeddings.index.words import WordScores
from embeddings.search.nearness import Nearness
from embeddings.similarity.scaling import highest

SURE = 1_000
# The nearest of the question's own language, more than ever are shown, and of every other one.
NEAREST, NEAREST_ABROAD = 2_000, 400
# Those of the question's language that tell most by their words, and those of each that hold the largest
# share of the question.
TELLING, HOLDING = 2_000, 200


def pool_of(nearness: Nearness, said: WordScores | None = None, verbatim: Rows | None = None) -> Rows | None:
    """The rows that are weighed, ascending; None for all of them.

    said, verbatim: what the words say, and the rows in which the question stands word for word; None where
    words are not asked.
    """
    snapshot = nearness.snapshot
    # In a language that the corpus does not hold a question has no scale of its own but that of all rows.
    if nearness.column is None or snapshot.moments is None:
        return None
    weighed = np.zeros(len(snapshot.index), bool)
    for rows in _nearest(nearness):
        weighed[rows] = True
    if said is not None:
        for rows in _telling(said, snapshot.groups, nearness.column):
            weighed[rows] = True
    if verbatim is not None:
        weighed[verbatim] = True
    return np.flatnonzero(weighed)


def _nearest(nearness: Nearness) -> Iterator[Rows]:
    for group in range(len(nearness.snapshot.languages)):
        n = NEAREST if group == nearness.column else NEAREST_ABROAD
        rows = nearness.may_be_nearest(group, least=n)
        if len(rows) > n:
            rows = rows[highest(nearness.rough(rows), n)]
        yield rows


def _telling(said: WordScores, groups: Rows, column: int) -> Iterator[Rows]:
    speaking = said.speaking
    bm25, held, of = said.bm25[speaking], said.held[speaking], groups[speaking].astype(np.int16)
    for group in np.flatnonzero(np.bincount(of)).tolist():
        here = np.flatnonzero(of == group)
        yield speaking[here[highest(held[here], HOLDING)]]
        if group == column:
            yield speaking[here[highest(bm25[here], TELLING)]]
