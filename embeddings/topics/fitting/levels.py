"""Coarser and finer than the topics: what is joined with what, groups of topics, and parts of one topic."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting import identity
from embeddings.topics.fitting.communities import Labels, aggregate, association, by_size, leiden
from embeddings.topics.fitting.naming.words import label_of, lift
from embeddings.topics.fitting.passages import TopicPassages
from embeddings.topics.model import SEPARATOR, Topic, TopicGroup, TopicPart
from embeddings.topics.neighbours import Rows

_GROUPS_FROM = 12  # topics; fewer are not grouped
_GROUPING = 1.2  # resolution at which about fifty topics make six or seven groups that a reader would make
_PARTS_FROM = 40  # passages of a topic; one of fewer is not parted
_FEWEST_IN_PART = 5

Join = tuple[int, int]
"""The communities that become one: the row that goes on, and the one that is taken in."""


def join_up(graph: Any, labels: Labels, vectors: Vectors) -> list[Join]:
    """In which order communities become one, two at a time, down to the last; the larger of two goes on.

    Those two come first between which there are most edges beside what their own edges would give by
    chance, as modularity has it (Newman and Girvan 2004, doi 10.1103/PhysRevE.69.026113); where no edges
    are left, those whose centres are nearest.
    labels: of each passage, from 0, the largest community first.  vectors: unit rows, shape (n, dim).
    """
    n = int(labels.max(initial=-1)) + 1
    between = np.asarray(aggregate(graph, labels).todense(), np.float64)
    sums = np.zeros((n, vectors.shape[1]))
    np.add.at(sums, labels, vectors.astype(np.float64))
    left, joins = list(range(n)), []
    while len(left) > 1:
        nearness = _nearness(between[np.ix_(left, left)], sums[left])
        one, other = sorted(divmod(int(np.argmax(nearness)), len(left)))
        into, gone = left[one], left.pop(other)
        between[into] += between[gone]
        between[:, into] += between[:, gone]
        sums[into] += sums[gone]
        joins.append((into, gone))
    return joins


def _nearness(between: npt.NDArray[np.float64], sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How near communities are, all that have edges between them before all others; shape (n, n)."""
    centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    apart = centres @ centres.T - 2.0
    nearness: npt.NDArray[np.float64] = np.where(between > 0, association(between), apart)
    nearness = nearness.round(9)  # of equally near ones the largest come first
    np.fill_diagonal(nearness, -9)
    return nearness


def cut(labels: Labels, joins: Sequence[Join], n: int) -> Labels:
    """The communities when so many are left, numbered by size."""
    row = np.arange(int(labels.max(initial=-1)) + 1)
    for into, gone in joins[: max(0, len(row) - n)]:
        row[row == gone] = into
    return by_size(row[labels])


def group_topics(graph: Any, labels: Labels, topics: Sequence[Topic]) -> tuple[TopicGroup, ...]:
    """Coarser topics: communities of the graph between topics. labels: the row of each passage's topic.

    What topics have inside does not count: with it each would stand for itself, or all for one.
    """
    if len(topics) < _GROUPS_FROM:
        return ()
    between = aggregate(graph, labels)
    between.setdiag(0)
    between.eliminate_zeros()
    found = by_size(leiden(between, _GROUPING, 1))
    groups = []
    for group in range(int(found.max()) + 1):
        own = [topics[row] for row in np.flatnonzero(found == group).tolist()]
        largest = sorted(own, key=lambda topic: (topic.kind != "subject", -topic.n_passages, topic.id))
        label = SEPARATOR.join(dict.fromkeys(topic.label.split(SEPARATOR)[0] for topic in largest[:3]))
        ids = tuple(sorted(topic.id for topic in own))
        groups.append(TopicGroup(identity.new_id(ids, (), prefix="g_"), label, ids))
    return tuple(groups)


def part_topics(
    graph: Any, labels: Labels, passages: TopicPassages, ids: Sequence[str]
) -> tuple[tuple[TopicPart, ...], Rows]:
    """Finer topics: communities within each topic; and the row of each passage's, -1 for none.

    ids: of the communities.
    """
    part_of = np.full(len(labels), -1, np.int64)
    parts: list[TopicPart] = []
    for row in range(len(ids)):
        members = np.flatnonzero(labels == row)
        if len(members) < _PARTS_FROM:
            continue
        inside = by_size(leiden(csr_matrix(graph[members][:, members]), 1.0, 1))
        sizes = np.bincount(inside)
        kept = np.flatnonzero(sizes >= _FEWEST_IN_PART)
        if len(kept) < 2:
            continue
        told = lift([passages.facts[one].tokens for one in members.tolist()], inside)
        for part in kept.tolist():
            part_of[members[inside == part]] = len(parts)
            parts.append(TopicPart(ids[row], label_of(told[part]), int(sizes[part])))
    return tuple(parts), part_of
