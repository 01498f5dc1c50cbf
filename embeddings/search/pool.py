"""Which passages are weighed for a question: all of a small corpus, of a large one those that can come first.

A passage that is neither among the nearest of its language nor among those that hold most of the question's
words is not among the first thousand by both together. Who they are does not depend on filters.
"""

from collections.abc import Iterator

import numpy as np

from embeddings.index.vectors import Rows
from embeddings.index.words import WordScores
from embeddings.search.nearness import Nearness
from embeddings.similarity.scaling import highest

# The nearest of the question's own language, more than ever are shown, and of every other one.
NEAREST, NEAREST_ABROAD = 2_000, 400
# Those of a language that tell most by their words, and that hold the largest share of the question's.
TELLING, TELLING_ABROAD, HOLDING = 2_000, 200, 200


def pool_of(nearness: Nearness, said: WordScores | None) -> Rows | None:
    """The rows that are weighed, ascending; None for all of them.

    said: None where words are not asked.
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
    return np.flatnonzero(weighed)


def _nearest(nearness: Nearness) -> Iterator[Rows]:
    for group in range(len(nearness.snapshot.languages)):
        n = NEAREST if group == nearness.column else NEAREST_ABROAD
        rows = nearness.may_be_nearest(group, least=n)
        if len(rows) > n:
            rows = rows[highest(nearness.rough(rows), n)]
        yield rows


def _telling(said: WordScores, groups: Rows, column: int) -> Iterator[Rows]:
    speaking = np.flatnonzero(said.bm25)
    bm25, held, of = said.bm25[speaking], said.held[speaking], groups[speaking]
    for group in np.flatnonzero(np.bincount(of)).tolist():
        here = np.flatnonzero(of == group)
        for scores, n in ((bm25, TELLING if group == column else TELLING_ABROAD), (held, HOLDING)):
            yield speaking[here[highest(scores[here], n)]]
