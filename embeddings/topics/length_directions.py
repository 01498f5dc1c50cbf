"""What the length of a passage does to its vector, taken out before topics are sought.

In many corpora the way in which vectors of one language differ most is how long their texts are: articles of
a law on one side, paragraphs on the other, whatever they are about. There topics would be lengths.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors, centre_key

_FEWEST = 40  # passages of a language; of fewer nothing is said
# How far length must go with the first principal component. Where it goes with it less, short and long texts
# are about other things, and taking it out would lose them. Paragraphs of the State Council have .70,
# news at most .34, Chinese speeches .63.
_LEAST = 0.5
_NEARLY_ALL = 0.9  # of the passages; taken out of one language alone it draws that away from the others


@dataclass(frozen=True, slots=True, eq=False)
class LengthDirections:
    """languages: those of which something is taken out, sorted.  directions: unit rows, one for each,
    shape (languages, dim).
    """

    languages: tuple[str, ...]
    directions: Vectors

    @classmethod
    def none(cls) -> Self:
        return cls((), np.zeros((0, 0), np.float32))

    def taken_out(self, vectors: Vectors, languages: Sequence[str]) -> Vectors:
        """The unit rows without what lies in the direction of their language; shape (n, dim).

        A row does not depend on the others.
        """
        if not self.languages or not len(vectors):
            return vectors
        number = {key: row for row, key in enumerate(self.languages)}
        which = np.array([number.get(centre_key(language), -1) for language in languages], np.int64)
        rows = np.flatnonzero(which >= 0)
        if not len(rows):
            return vectors
        left = vectors.copy()
        directions = self.directions[which[rows]].astype(np.float64)
        own = vectors[rows].astype(np.float64)
        own -= np.einsum("ij,ij->i", own, directions)[:, None] * directions
        length = np.sqrt(np.einsum("ij,ij->i", own, own))[:, None]
        left[rows] = np.where(length > 1e-6, own / np.maximum(length, 1e-6), vectors[rows])
        return left


def length_directions(vectors: Vectors, languages: Sequence[str], texts: Sequence[str]) -> LengthDirections:
    """The direction of each language in which its vectors differ with the logarithm of their texts' length,
    where that is the main way in which they differ, in nearly all of the corpus; else nothing.

    vectors: centred unit rows, shape (n, dim).
    """
    keys = np.array([centre_key(language) for language in languages])
    lengths = np.log1p(np.array([len(text) for text in texts], np.float64))
    found: dict[str, npt.NDArray[np.float64]] = {}
    for key in sorted(set(keys.tolist())):
        rows = np.flatnonzero(keys == key)
        if len(rows) < _FEWEST or np.ptp(lengths[rows]) == 0:
            continue
        own = vectors[rows].astype(np.float64)
        own -= own.mean(axis=0)
        apart = lengths[rows] - lengths[rows].mean()
        if abs(_correlation(own @ _first_component(own), apart)) >= _LEAST:
            direction = apart @ own
            found[key] = direction / np.linalg.norm(direction)
    if not found or np.isin(keys, list(found)).mean() < _NEARLY_ALL:
        return LengthDirections.none()
    return LengthDirections(tuple(found), np.stack(list(found.values())).astype(np.float32))


def _first_component(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The direction in which centred rows differ most, shape (dim,)."""
    return np.asarray(np.linalg.eigh(rows.T @ rows)[1][:, -1], np.float64)


def _correlation(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    return float(a @ b / np.maximum(np.linalg.norm(a) * np.linalg.norm(b), 1e-12))
