"""Themes taken along into the space of another model."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from embeddings.topics.build import Cluster, cluster_id, themes_of
from embeddings.topics.model import Themes, Topic
from embeddings.topics.passages import ThemePassages


def carried(themes: Themes, topics: Mapping[str, str], passages: ThemePassages) -> Themes | None:
    """The same themes, by id, label and words, around the passages they had, wherever these now lie.

    topics: address -> id of the theme that passage had.  passages: their vectors in the other space.
    Centroids, floor and margin are measured anew, as after a fit. A theme that had no passage, or whose
    passages are all nearer to another theme now, is left out; None when no theme is left.
    """
    clusters = {topic.id: _cluster(topic, topics, passages) for topic in themes.topics}
    old = {cluster_id(clusters[topic.id], passages): topic for topic in themes.topics}
    there = [cluster for cluster in clusters.values() if len(cluster.rows)]
    if not there:
        return None
    anew = themes_of(there, passages, themes.made_with)
    order = sorted(range(len(anew.topics)), key=lambda row: old[anew.topics[row].id].id)
    kept = [_as_before(anew.topics[row], old[anew.topics[row].id]) for row in order]
    return replace(anew, topics=tuple(kept), centroids=np.ascontiguousarray(anew.centroids[order]))


def _cluster(topic: Topic, topics: Mapping[str, str], passages: ThemePassages) -> Cluster:
    rows = [row for row, address in enumerate(passages.addresses) if topics.get(address) == topic.id]
    return Cluster(np.array(rows, dtype=np.intp), topic.words)


def _as_before(now: Topic, before: Topic) -> Topic:
    return replace(now, id=before.id, label=before.label, words=before.words)
