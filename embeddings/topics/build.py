"""From clusters of passages to topics: centroids, thresholds, ids, labels."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors, centre_key
from embeddings.topics.assignment import nearest
from embeddings.topics.model import Topic, TopicModel
from embeddings.topics.passages import Rows, TopicPassages
from embeddings.topics.words import label, languages_of_words, shared_first, telling_words

REPRESENTATIVE = 5
BEYOND_FLOOR = 0.02  # share of the clustered passages that are farther from their centroid than the floor
BELOW_MARGIN = 0.01  # share of them that lie closer between two centroids than the margin


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """rows: the passages found to belong together.  words: what tells them from the others, best first."""

    rows: Rows
    words: tuple[str, ...]


def topics_of(
    clusters: Sequence[Cluster], passages: TopicPassages, fitted_with: Mapping[str, str | int | float]
) -> TopicModel:
    """One topic for each cluster, over all passages; a cluster no passage would be assigned to is left out.

    clusters: at least one, each of at least one row, no row in two.
    """
    kept = sorted(clusters, key=lambda cluster: cluster_id(cluster, passages))
    centroids = _centroids(kept, passages.vectors)
    floor, margin = _thresholds(kept, passages.vectors, centroids)
    rows, cosines, leads = nearest(passages.vectors, centroids)
    rows[(cosines < floor) | (leads < margin)] = -1
    assigned = [np.flatnonzero(rows == row) for row in range(len(kept))]
    if not all(map(len, assigned)):  # a cluster whose passages are all nearer to another one's centroid
        return topics_of(
            [cluster for row, cluster in enumerate(kept) if len(assigned[row])], passages, fitted_with
        )
    word_languages = languages_of_words(passages.words, passages.languages)
    topics = [
        _topic(cluster, members, cosines, passages, word_languages)
        for cluster, members in zip(kept, assigned, strict=True)
    ]
    return TopicModel(tuple(topics), centroids, floor, margin, fitted_with)


def cluster_id(cluster: Cluster, passages: TopicPassages) -> str:
    members = "\n".join(passages.addresses[row] for row in sorted(cluster.rows.tolist()))
    return "t_" + hashlib.sha256(members.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _centroids(clusters: Sequence[Cluster], vectors: Vectors) -> Vectors:
    return np.stack([_centroid(vectors[cluster.rows]) for cluster in clusters])


def _centroid(members: Vectors) -> Vectors:
    """The direction of the mean of unit rows, shape (dim,); where they cancel out, that of the first."""
    mean = members.mean(axis=0, dtype=np.float64)
    length = np.linalg.norm(mean)
    unit: Vectors = (mean / length if length > 1e-6 else members[0]).astype(np.float32)
    return unit


def _thresholds(clusters: Sequence[Cluster], vectors: Vectors, centroids: Vectors) -> tuple[float, float]:
    """Floor and margin, so that nearly all of the clustered passages would be assigned to a topic."""
    clustered = np.concatenate([cluster.rows for cluster in clusters])
    _, cosines, leads = nearest(vectors[clustered], centroids)
    # "lower" takes a value that occurs, so that a passage at the floor exactly is in.
    floor = np.quantile(cosines, BEYOND_FLOOR, method="lower")
    margin = np.quantile(leads, BELOW_MARGIN, method="lower")
    return float(floor), float(margin)


def _topic(
    cluster: Cluster,
    assigned: Rows,
    cosines: npt.NDArray[np.float64],
    passages: TopicPassages,
    word_languages: Mapping[str, str],
) -> Topic:
    unique = assigned[np.isin(assigned, passages.distinct)]
    nearest_first = sorted(unique.tolist(), key=lambda row: (-cosines[row], row))
    representative = tuple(passages.addresses[row] for row in nearest_first[:REPRESENTATIVE])
    words = shared_first(cluster.words, [passages.words[row] for row in cluster.rows])
    main_language = _most_frequent([centre_key(passages.languages[row]) for row in assigned])
    return Topic(
        id=cluster_id(cluster, passages),
        label=label(words, word_languages, main_language) or representative[0],
        words=telling_words(words),
        n_passages=len(assigned),
        representative=representative,
    )


def _most_frequent(languages: Sequence[str]) -> str:
    counts = Counter(languages)
    return min(counts, key=lambda language: (-counts[language], language))
