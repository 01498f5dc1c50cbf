"""The passages that topics are made of, in the order of their addresses, so that no other order matters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from embeddings.similarity.space import Vectors, centre_key
from embeddings.topics.length_directions import LengthDirections
from embeddings.topics.neighbours import Rows


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """What is known of a passage beside its vector.

    address: different for each.  speech: the speech it belongs to, copies of a speech counting as one; empty
    when it stands alone.  is_copy: whether another passage, in the speech this one's is a copy of, stands for
    it.  tokens: its words in their order, as `words` gives them.  normalized, text: what it says, and as its
    source says it.  is_end: whether it opens or closes its speech.
    """

    address: str
    language: str
    tokens: tuple[str, ...]
    normalized: str = ""
    text: str = ""
    speech: str = ""
    speaker: str = ""
    source: str = ""
    is_copy: bool = False
    is_end: bool = False


@dataclass(frozen=True, slots=True, eq=False)  # equality of arrays is not one truth value
class TopicPassages:
    """vectors: centred unit rows, shape (n, dim), row i for facts[i].  facts: in rising order of addresses.

    distinct: of the passages with equal vectors (equal texts) the row of the first, and no copies.
    number: as which each was given, from 0, (n,).
    """

    vectors: Vectors
    facts: tuple[PassageFacts, ...]
    distinct: Rows
    number: Rows

    @classmethod
    def in_order(cls, vectors: Vectors, facts: Sequence[PassageFacts]) -> Self:
        """Raises ValueError when the columns differ in length or an address comes twice."""
        addresses = [one.address for one in facts]
        lengths = len(vectors), len(facts), len(set(addresses))
        if len(set(lengths)) > 1:
            raise ValueError("{} vectors, {} passages and {} different addresses".format(*lengths))
        order = sorted(range(len(addresses)), key=addresses.__getitem__)
        rows = vectors[np.array(order, dtype=np.intp)]
        ordered = tuple(facts[row] for row in order)
        return cls(rows, ordered, _distinct(rows, ordered), np.array(order, np.int64))

    def __len__(self) -> int:
        return len(self.facts)

    @property
    def languages(self) -> list[str]:
        return [one.language for one in self.facts]

    @property
    def addresses(self) -> list[str]:
        return [one.address for one in self.facts]

    def of(self, rows: Rows) -> "TopicPassages":
        """Only these, ascending rows; all of them count as distinct."""
        picked = tuple(self.facts[row] for row in rows.tolist())
        return TopicPassages(self.vectors[rows], picked, np.arange(len(rows)), self.number[rows])

    def without(self, lengths: LengthDirections) -> "TopicPassages":
        """The same, their vectors without what their lengths do to them."""
        return replace(self, vectors=lengths.taken_out(self.vectors, self.languages))

    def distinct_row(self) -> Rows:
        """Of each passage the place among `distinct` of the one with its vector and language, -1 for none."""
        known = {self._key(row): place for place, row in enumerate(self.distinct.tolist())}
        return np.array([known.get(self._key(row), -1) for row in range(len(self))], np.int64)

    def _key(self, row: int) -> tuple[bytes, str]:
        return self.vectors[row].tobytes(), centre_key(self.facts[row].language)


def _distinct(vectors: Vectors, facts: Sequence[PassageFacts]) -> Rows:
    first: dict[bytes, int] = {}
    for row, vector in enumerate(vectors):
        if not facts[row].is_copy:
            first.setdefault(vector.tobytes(), row)
    return np.array(list(first.values()), dtype=np.int64)
