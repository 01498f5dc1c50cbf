"""What the words of topics mean, and which of them name the topic.

How often words stand in a topic says which are its own, not which of them name it: cases in point and verbs
that go with a subject stand in it as often as its name. A model of meaning that has read the passages reads
the words too, and tells them apart: a word names the topic to whose centre it is nearer than to others'. It
is how BERTopic's KeyBERTInspired and MaximalMarginalRelevance (Carbonell and Goldstein 1998) rank words, but
that a word is held against all topics, since what is near to everything names nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors, cosines

# The vectors of words in a language: unit rows in the space of the passages, (n_words, dim).
MeaningOf = Callable[[Sequence[str], str], Vectors]

_SHARP = 0.05  # by so much nearer to a topic's centre, a word is e times as much its own
_PLACES = 3  # the first of the words as they are given counts as much more than the second as 4 is than 3
_ONE_MEANING = 0.78  # cosine from which on two words would say the same twice: China, Chinese
_AMONG = 3  # topics nearest to a word, of which one must be that which it names

Near = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """row_of: of each word.  vectors: unit rows (n_words, dim).  near: cosines with the centres of all
    topics, (n_words, n_topics).  shares: how far each word belongs to each topic, rows that sum to 1.
    """

    row_of: dict[str, int]
    vectors: Vectors
    near: Near
    shares: Near

    @classmethod
    def of(cls, words: Sequence[str], vectors: Vectors, centres: Vectors) -> Self:
        """words: not empty, each once.  vectors: theirs.  centres: of topics, unit rows (n_topics, dim)."""
        near = np.asarray(cosines(vectors, centres), np.float64)
        raised = np.exp((near - near.max(axis=1, keepdims=True)) / _SHARP)
        shares = raised / raised.sum(axis=1, keepdims=True)
        return cls({word: row for row, word in enumerate(words)}, vectors, near, shares)

    def ordered(self, topic: int, words: Sequence[str]) -> tuple[str, ...]:
        """These words, those first that name the topic best; of equals the first.

        What means the same as a word before it stands behind all others.  words: the most telling first.
        """
        rows = [self.row_of[word] for word in words]
        weights = self.shares[rows, topic] / (_PLACES + np.arange(len(rows)))
        first: list[int] = []
        behind: list[int] = []
        for place in np.argsort(-weights.round(9), kind="stable").tolist():
            alike = cosines(self.vectors[[rows[place]]], self.vectors[[rows[one] for one in first]])
            (behind if alike.max(initial=-1.0) >= _ONE_MEANING else first).append(place)
        return tuple(words[place] for place in first + behind)

    def name(self, topic: int, words: Sequence[str]) -> bool:
        """Whether one of these words at least means this topic rather than others."""
        near = self.near[[self.row_of[word] for word in words]]
        return bool(((near > near[:, [topic]]).sum(axis=1) < _AMONG).any())
