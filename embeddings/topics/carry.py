"""Topics taken along into the space of another model."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from embeddings.topics.build import Cluster, cluster_id, topics_of
from embeddings.topics.model import Topic, TopicModel
from embeddings.topics.passages import TopicPassages


def carried(topic_model: TopicModel, topics: Mapping[str, str], passages: TopicPassages) -> TopicModel | None:
    """The same topics, by id, label and words, around the passages they had, wherever these now lie.

    topics: address -> id of the topic that passage had.  passages: their vectors in the other space.
    Centroids, floor and margin are measured anew, as after a fit. A topic that had no passage, or whose
    passages are all nearer to another topic now, is left out; None when no topic is left.
    """
    clusters = {topic.id: _cluster(topic, topics, passages) for topic in topic_model.topics}
    old = {cluster_id(clusters[topic.id], passages): topic for topic in topic_model.topics}
    there = [cluster for cluster in clusters.values() if len(cluster.rows)]
    if not there:
        return None
    anew = topics_of(there, passages, topic_model.fitted_with)
    order = sorted(range(len(anew.topics)), key=lambda row: old[anew.topics[row].id].id)
    kept = [_as_before(anew.topics[row], old[anew.topics[row].id]) for row in order]
    return replace(anew, topics=tuple(kept), centroids=np.ascontiguousarray(anew.centroids[order]))


def _cluster(topic: Topic, topics: Mapping[str, str], passages: TopicPassages) -> Cluster:
    rows = [row for row, address in enumerate(passages.addresses) if topics.get(address) == topic.id]
    return Cluster(np.array(rows, dtype=np.intp), topic.words)


def _as_before(now: Topic, before: Topic) -> Topic:
    return replace(now, id=before.id, label=before.label, words=before.words)
