"""Which topic a passage belongs to: one pure function, for the fit and for ever after."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.similarity import space
from embeddings.similarity.space import Vectors
from embeddings.topics.model import TopicModel

ROWS_AT_ONCE = 8192  # keeps the doubles of a large corpus under 100 MB


@dataclass(frozen=True, slots=True)
class Assignment:
    """A passage's topic.

    topic: its id, or None when no topic is near enough or two are equally near.  cosine: to the nearest
    centroid, whether assigned or not.  margin: by how much that cosine exceeds the second-highest one
    (-1, the lowest possible, where there is only one topic).
    """

    topic: str | None
    cosine: float
    margin: float


def assign(vectors: Vectors, topic_model: TopicModel) -> list[Assignment]:
    """The topic of each passage: the nearest centroid, if near enough and clearly the nearest.

    vectors: centred unit rows, shape (n, dim). The answer for a row does not depend on the other rows.
    Of equally near centroids the lowest topic id is the nearest (and the margin is 0).
    Raises ValueError when the dimension is not that of the centroids.
    """
    near = nearest(vectors, topic_model.centroids)
    return [
        Assignment(
            topic_model.topics[row].id
            if cosine >= topic_model.floor and margin >= topic_model.margin
            else None,
            cosine,
            margin,
        )
        for row, cosine, margin in zip(*(column.tolist() for column in near), strict=True)
    ]


def nearest(
    vectors: Vectors, centroids: Vectors
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Of each vector: its nearest centroid's row, their cosine, and the lead over the second; each (n,)."""
    if vectors.ndim != 2 or vectors.shape[1] != centroids.shape[1]:
        raise ValueError(f"vectors of shape {vectors.shape} do not fit centroids of shape {centroids.shape}")
    blocks = [vectors[start : start + ROWS_AT_ONCE] for start in range(0, len(vectors), ROWS_AT_ONCE)]
    cosines = [space.cosines(block, centroids) for block in blocks]
    rows = np.concatenate([np.argmax(block, axis=1) for block in cosines] or [np.empty(0, np.intp)])
    top = [_two_highest(block) for block in cosines]
    first, second = np.concatenate(top or [np.empty((0, 2))]).T
    return rows, first, first - second


def _two_highest(cosines: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The highest and second-highest cosine of each row, (n, 2); a single column has -1 as its second."""
    if cosines.shape[1] == 1:
        return np.column_stack([cosines, np.full(len(cosines), -1.0)])
    return np.sort(cosines, axis=1)[:, :-3:-1]
