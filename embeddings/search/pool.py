"""Which passages are weighed for a question: all of a small corpus, of a large one those that can come first.

A passage that is neither among the nearest of its language nor among those that hold most of the question's
words is not among the first SURE by both together. Who they are does not depend on filters: where too few of
them pass one, those are looked for that come first among the rows that pass.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from embeddings.index.eligible import Eligible, Mask
from embeddings.index.finder import Finder
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
    return _joined([*_nearest(nearness), *_by_words(nearness, said, verbatim)], len(snapshot.index))


def pool_among(
    nearness: Nearness, eligible: Eligible, said: WordScores | None = None, verbatim: Rows | None = None
) -> Rows | None:
    """The same of the rows that pass filters, as if there were no others. None where each of them is weighed
    as soon: nobody finds the nearest by the condition.
    """
    snapshot = nearness.snapshot
    if snapshot.index.finder is None or eligible.condition is None or nearness.column is None:
        return None
    passing = np.zeros(len(snapshot.index), bool)
    passing[eligible.rows] = True
    nearest = _nearest_among(nearness, snapshot.index.finder, eligible)
    return _joined([*nearest, *_by_words(nearness, said, verbatim, passing)], len(passing))


def _joined(parts: Sequence[Rows], n: int) -> Rows:
    """All of these rows of n, each once, ascending."""
    weighed = np.zeros(n, bool)
    for rows in parts:
        weighed[rows] = True
    return np.flatnonzero(weighed)


def _nearest(nearness: Nearness) -> Iterator[Rows]:
    for group in range(len(nearness.snapshot.languages)):
        n = NEAREST if group == nearness.column else NEAREST_ABROAD
        yield _nearest_of(nearness, nearness.may_be_nearest(group, least=n), n)


def _nearest_among(nearness: Nearness, finder: Finder, eligible: Eligible) -> Iterator[Rows]:
    """Of every language as many: the question's own need not pass, and then another one fills the answer."""
    of = nearness.snapshot.groups[eligible.rows]
    for group in np.flatnonzero(np.bincount(of)).tolist():
        own = Eligible(eligible.rows[of == group], eligible.condition)
        rows = finder.may_be_nearest(nearness.vector, group, least=NEAREST, among=own)
        yield _nearest_of(nearness, rows, NEAREST)


def _nearest_of(nearness: Nearness, rows: Rows, n: int) -> Rows:
    return rows[highest(nearness.rough(rows), n)] if len(rows) > n else rows


def _by_words(
    nearness: Nearness, said: WordScores | None, verbatim: Rows | None, passing: Mask | None = None
) -> Iterator[Rows]:
    def those_of(rows: Rows) -> Rows:
        return rows if passing is None else rows[passing[rows]]

    if said is not None:
        yield from _telling(said, those_of(said.speaking), nearness.snapshot.groups, nearness.column)
    if verbatim is not None:
        yield those_of(verbatim)


def _telling(said: WordScores, speaking: Rows, groups: Rows, column: int | None) -> Iterator[Rows]:
    bm25, held, of = said.bm25[speaking], said.held[speaking], groups[speaking].astype(np.int16)
    for group in np.flatnonzero(np.bincount(of)).tolist():
        here = np.flatnonzero(of == group)
        yield speaking[here[highest(held[here], HOLDING)]]
        if group == column:
            yield speaking[here[highest(bm25[here], TELLING)]]
