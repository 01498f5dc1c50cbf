"""Coarser levels: which communities become one, and what is left."""

import numpy as np
from scipy.sparse import csr_matrix

from embeddings.topics.fitting.communities import by_size
from embeddings.topics.fitting.levels import cut, group_topics, join_up
from embeddings.topics.model import Topic
from tests.support.invented import unit_rows

LABELS = np.repeat(np.arange(4), [6, 5, 4, 3])


def graph(between: dict[tuple[int, int], float]) -> csr_matrix:
    """Passages of one community all joined, and so much between two communities."""
    n = len(LABELS)
    dense = (LABELS[:, None] == LABELS[None, :]).astype(float)
    for (a, b), weight in between.items():
        one, other = np.flatnonzero(a == LABELS), np.flatnonzero(b == LABELS)
        dense[np.ix_(one, other)] = dense[np.ix_(other, one)] = weight
    dense[np.arange(n), np.arange(n)] = 0
    return csr_matrix(dense)


def test_those_come_first_between_which_most_edges_are() -> None:
    """And the larger of two goes on."""
    joins = join_up(graph({(1, 3): 0.5, (0, 2): 0.2, (0, 1): 0.01}), LABELS, unit_rows(len(LABELS)))
    assert joins == [(1, 3), (0, 2), (0, 1)]


def test_where_no_edges_are_the_nearest_centres_come_first() -> None:
    rows = np.eye(8, dtype=np.float32)[[0, 1, 2, 3]]
    rows[3] = (rows[0] + 0.2 * rows[1]) / np.sqrt(1.04)
    joins = join_up(graph({}), LABELS, rows[LABELS])
    assert joins[0] == (0, 3)
    assert len(joins) == 3


def test_each_level_joins_two_of_the_one_before() -> None:
    """Down to one, whatever was asked."""
    joins = join_up(graph({(1, 3): 0.5, (0, 2): 0.2}), LABELS, unit_rows(len(LABELS)))
    for n in (1, 2, 3, 4, 9):
        assert cut(LABELS, joins, n).max() + 1 == min(n, 4)
    assert np.array_equal(cut(LABELS, joins, 3), by_size(np.where(LABELS == 3, 1, LABELS)))


def test_groups_are_of_topics_that_have_much_between_them() -> None:
    """Whatever each has inside: by that alone all were one group."""
    labels = np.repeat(np.arange(14), 6)
    inside, side = labels[:, None] == labels[None, :], labels // 7
    dense = np.where(inside, 5.0, np.where(side[:, None] == side[None, :], 0.3, 0.01))
    np.fill_diagonal(dense, 0)
    topics = [Topic(f"t_{row:02}", f"label {row}", (), 6, ()) for row in range(14)]
    groups = group_topics(csr_matrix(dense), labels, topics)
    assert [group.topics for group in groups] == [
        tuple(topic.id for topic in half) for half in (topics[:7], topics[7:])
    ]
    assert group_topics(csr_matrix(dense), labels, topics[:11]) == ()
