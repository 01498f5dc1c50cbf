"""Topics taken along when a corpus is encoded again: the same ones in the space of another model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from embeddings.similarity.space import Vectors
from embeddings.topics.length_directions import LengthDirections
from embeddings.topics.model import Topic, TopicModel, Voters
from embeddings.topics.neighbours import lay_ground, n_neighbours, nearest_others
from embeddings.topics.reach import Reach

_FLOOR = 0.01  # share of the passages that are farther from the nearest other one than the floor


def move_topics(
    topic_model: TopicModel,
    topics: Mapping[str, str],
    vectors: Vectors,
    languages: Sequence[str],
    addresses: Sequence[str],
    speeches: Sequence[str],
    centres: Mapping[str, Vectors],
) -> TopicModel | None:
    """The same topics, by id, label and words, with the passages they had as voters, wherever these now lie.

    topics: address -> id of the topic that passage had.  vectors: centred unit rows in the other space, shape
    (n, dim), with the language, address and speech of each.  centres: of that space, by language.
    Densities, the floor and the reach are measured anew. A topic that had no passage is left out; None when
    no topic is left.  Passages lie nowhere on the map until a fit, and nothing is taken out for their
    lengths.
    """
    kept = [row for row, address in enumerate(addresses) if address in topics]
    first = {vectors[row].tobytes(): row for row in reversed(kept)}
    rows = np.array(sorted(first.values()), dtype=np.int64)
    there = {topics[addresses[row]] for row in rows.tolist()}
    left = [topic for topic in topic_model.topics if topic.id in there]
    if not left:
        return None
    number = {topic.id: at for at, topic in enumerate(left)}
    spoken_in = [languages[row] for row in rows.tolist()]
    ground = lay_ground(vectors[rows], spoken_in)
    own = np.array([number[topics[addresses[row]]] for row in rows.tolist()], np.int64)
    scores = nearest_others(ground, 1).scores
    return replace(
        topic_model,
        topics=tuple(_counted(topic, list(topics.values()).count(topic.id)) for topic in left),
        centroids=np.stack([_centre(vectors[rows[own == at]]) for at in range(len(left))]),
        voters=Voters(
            ground,
            own,
            np.full(len(rows), -1, np.int64),
            np.zeros((len(rows), 2), np.float32),
            np.zeros(len(rows), np.int64),
        ),
        floor=float(np.quantile(scores[:, 0], _FLOOR, method="lower")) if scores.size else -9.0,
        reach=Reach.measure(
            ground,
            vectors[rows],
            spoken_in,
            [speeches[row] for row in rows.tolist()],
            centres,
            n_voters=n_neighbours(len(ground)),
        ),
        parts=(),
        joins=(),
        lengths=LengthDirections.none(),
        groups=tuple(
            replace(group, topics=tuple(id_ for id_ in group.topics if id_ in number))
            for group in topic_model.groups
            if any(id_ in number for id_ in group.topics)
        ),
    )


def _counted(topic: Topic, n_passages: int) -> Topic:
    return replace(topic, n_passages=n_passages)


def _centre(members: Vectors) -> Vectors:
    mean = members.mean(axis=0, dtype=np.float64)
    length = np.linalg.norm(mean)
    unit: Vectors = (mean / length if length > 1e-6 else members[0]).astype(np.float32)
    return unit
