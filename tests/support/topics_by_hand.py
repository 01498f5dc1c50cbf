"""Topic models made by hand: whose passages are whose is said, not found."""

from collections.abc import Sequence

import numpy as np

from embeddings.similarity.space import Vectors
from embeddings.topics.model import Topic, TopicModel, Voters
from embeddings.topics.neighbours import lay_ground


def model_of(
    topics: Sequence[Topic],
    vectors: Vectors,
    own: Sequence[int],
    languages: Sequence[str] | None = None,
    *,
    floor: float = -9.0,
) -> TopicModel:
    """Topics whose voters are these rows: own[i] is the row of the topic of voter i."""
    ground = lay_ground(vectors, ["en"] * len(vectors) if languages is None else languages)
    rows = np.array(own, np.int64)
    centroids = np.stack([vectors[rows == row].mean(axis=0) for row in range(len(topics))])
    centroids /= np.linalg.norm(centroids, axis=1, keepdims=True)
    return TopicModel(
        topics=tuple(topics),
        centroids=centroids.astype(np.float32),
        voters=Voters(
            ground,
            rows,
            np.full(len(rows), -1, np.int64),
            np.random.default_rng(0).random((len(rows), 2)).astype(np.float32),
            np.arange(len(rows), dtype=np.int64),
        ),
        floor=floor,
        fitted_with={"method": "by hand", "seed": 9},
    )
