"""The passages that topics are made of, in the order of their addresses, so that no other order matters."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)  # equality of arrays is not one truth value
class TopicPassages:
    """Row i of every column belongs to the same passage; addresses are different and in rising order.

    vectors: centred unit rows, shape (n, dim).  distinct: of the passages with equal vectors (equal texts),
    the row of the first.
    """

    vectors: Vectors
    words: tuple[tuple[str, ...], ...]
    languages: tuple[str, ...]
    addresses: tuple[str, ...]
    distinct: Rows

    @classmethod
    def in_order(
        cls,
        vectors: Vectors,
        words: Sequence[Sequence[str]],
        languages: Sequence[str],
        addresses: Sequence[str],
    ) -> Self:
        """Raises ValueError when the columns differ in length or an address comes twice."""
        lengths = (len(vectors), len(words), len(languages), len(addresses), len(set(addresses)))
        if len(set(lengths)) > 1:
            raise ValueError(
                f"columns of vectors, words, languages, addresses, different addresses: {lengths}"
            )
        order = sorted(range(len(addresses)), key=addresses.__getitem__)
        rows = vectors[np.array(order, dtype=np.intp)]
        return cls(
            vectors=rows,
            words=tuple(tuple(words[row]) for row in order),
            languages=tuple(languages[row] for row in order),
            addresses=tuple(addresses[row] for row in order),
            distinct=_first_of_equals(rows),
        )

    def sample(self, most: int) -> Rows:
        """At most so many distinct rows, drawn by the hash of their address: a growing corpus keeps most."""
        if len(self.distinct) <= most:
            return self.distinct
        drawn = sorted(self.distinct.tolist(), key=lambda row: _digest(self.addresses[row]))[:most]
        return np.array(sorted(drawn), dtype=np.intp)


def _first_of_equals(vectors: Vectors) -> Rows:
    first: dict[bytes, int] = {}
    for row, vector in enumerate(vectors):
        first.setdefault(vector.tobytes(), row)
    return np.array(list(first.values()), dtype=np.intp)


def _digest(address: str) -> bytes:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).digest()
