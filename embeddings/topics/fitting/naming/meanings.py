"""The words of a topic in the order in which they mean what the topic means.

How often words stand in a topic says which are its own, not which of them name it: cases in point and verbs
that go with a subject stand in it as often as its name. A model of meaning that has read the passages reads
the words too, and tells them apart: a word names the topic to whose centre it is nearer than to others'. It
is how BERTopic's KeyBERTInspired and MaximalMarginalRelevance (Carbonell and Goldstein 1998) rank words, but
that a word is held against all topics, since what is near to everything names nothing.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors, cosines

# The vectors of words in a language: unit rows in the space of the passages, (n_words, dim).
MeaningOf = Callable[[Sequence[str], str], Vectors]

_SHARP = 0.05  # by so much nearer to a topic's centre, a word is e times as much its own
_PLACES = 3  # the first of the words as they are given counts as much more than the second as 4 is than 3
_ONE_MEANING = 0.78  # cosine from which on two words would say the same twice: China, Chinese

Shares = npt.NDArray[np.float64]


def order_by_meaning(
    words: Sequence[Sequence[str]], centres: Vectors, vectors_of: Callable[[Sequence[str]], Vectors]
) -> list[tuple[str, ...]]:
    """The words of each topic, the same ones, those first that name it best; of equals the first.

    What means the same as a word before it stands behind all others.
    words: of each topic, in one language, the most telling first.  centres: unit rows (n_topics, dim).
    vectors_of: gives words their unit rows, in the space of the centres.
    """
    known = sorted({word for own in words for word in own})
    if not known:
        return [tuple(own) for own in words]
    vectors = vectors_of(known)
    row_of = {word: row for row, word in enumerate(known)}
    shares = _shares(cosines(vectors, centres))
    ordered = []
    for topic, own in enumerate(words):
        rows = [row_of[word] for word in own]
        weights = shares[rows, topic] / (_PLACES + np.arange(len(rows)))
        best = [rows[place] for place in np.argsort(-weights.round(9), kind="stable").tolist()]
        ordered.append(tuple(known[row] for row in _unlike_first(best, vectors)))
    return ordered


def _shares(near: npt.NDArray[np.floating]) -> Shares:
    """How far each word belongs to each topic by its meaning, rows that sum to 1, (n_words, n_topics)."""
    raised = np.exp((near - near.max(axis=1, keepdims=True)) / _SHARP)
    shares: Shares = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _unlike_first(rows: Sequence[int], vectors: Vectors) -> list[int]:
    first: list[int] = []
    behind: list[int] = []
    for row in rows:
        alike = cosines(vectors[[row]], vectors[first]).max(initial=-1.0) if first else -1.0
        (behind if alike >= _ONE_MEANING else first).append(row)
    return first + behind
