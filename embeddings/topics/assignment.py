"""Which topic a passage belongs to: one pure function, for the fit and for ever after.

The nearest passages that topics were fitted on vote, each as much as it is near.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors
from embeddings.topics.model import TopicModel, Voters
from embeddings.topics.neighbour_weights import Weights, membership
from embeddings.topics.neighbours import NearestPassages, Numbers, Rows, n_neighbours, nearest, on_grid

_SAME = 0.9995  # the cosine to a voter from which on a passage lies where that one lies on the map


@dataclass(frozen=True, slots=True)
class Assignment:
    """A passage's topic.

    topic: its id, or None when no voter is near enough, all are out of reach, or two topics have as many
    votes.  share: of the votes that the first topic has, whether assigned or not.  margin: by how much more
    than the second.
    votes: (topic id, share) of every topic that has one, most first, then by id; () when unassigned.
    """

    topic: str | None
    share: float
    margin: float
    votes: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class PlacedPassages:
    """What the votes say of n passages.

    topics, shares: rows of topics and their shares of the votes, most first, (n, voters); row -1 and share
    0 behind the last.  assigned: whether the first is the passage's topic, (n,).  place: on the map, (n, 2).
    part: the row of the finer topic that most of the first topic's voters are in, -1 for none, (n,).
    """

    topics: Rows
    shares: Weights
    assigned: npt.NDArray[np.bool_]
    place: Numbers
    part: Rows

    def __len__(self) -> int:
        return len(self.topics)

    def of(self, rows: Sequence[int]) -> "PlacedPassages":
        """What they say of these rows, in the order asked for."""
        at = np.array(rows, np.int64)
        return PlacedPassages(
            self.topics[at], self.shares[at], self.assigned[at], self.place[at], self.part[at]
        )


def assign(vectors: Vectors, languages: Sequence[str], topic_model: TopicModel) -> list[Assignment]:
    """The topic of each passage: that of most votes, if its voters are near enough and no topic has as many.

    vectors: centred unit rows, shape (n, dim); the language of each. The answer for a row does not depend on
    the other rows. Raises ValueError when the dimension is not that of the voters.
    """
    ids = [topic.id for topic in topic_model.topics]
    return assignments(place(vectors, languages, topic_model), ids)


def assignments(placed: PlacedPassages, ids: Sequence[str]) -> list[Assignment]:
    """The same as values, by the ids of the topics' rows."""
    found = []
    for topics, shares, assigned in zip(placed.topics, placed.shares, placed.assigned, strict=True):
        votes = tuple(
            (ids[topic], share)
            for topic, share in zip(topics.tolist(), shares.tolist(), strict=True)
            if share
        )
        found.append(
            Assignment(
                topic=ids[int(topics[0])] if assigned else None,
                share=float(shares[0]),
                margin=float(shares[0] - shares[1]),
                votes=votes if assigned else (),
            )
        )
    return found


def place(vectors: Vectors, languages: Sequence[str], topic_model: TopicModel) -> PlacedPassages:
    """As `assign`, in arrays, and where each passage lies on the map."""
    ground = topic_model.voters.ground
    grid = on_grid(topic_model.lengths.taken_out(vectors, languages))
    near = nearest(ground, grid, languages, n_neighbours(len(ground)))
    return place_by(near, vectors, languages, topic_model)


def place_by(
    near: NearestPassages, vectors: Vectors, languages: Sequence[str], topic_model: TopicModel
) -> PlacedPassages:
    """The same of passages whose nearest voters are known, `n_neighbours` of them."""
    voters = topic_model.voters
    there = near.rows >= 0
    weights = membership(near.scores, there)
    topics, shares = _count(np.where(there, voters.topic[near.rows], -1), weights, len(topic_model.topics))
    assigned = (near.scores[:, 0] >= topic_model.floor) & (shares[:, 0] > shares[:, 1])
    assigned &= topic_model.reach.holds(near, vectors, languages)
    return PlacedPassages(topics, shares, assigned, _places(voters, near.rows, near.cosines, weights),
                  _parts(voters, near.rows, topics[:, 0]))  # fmt: skip


def _count(topics: Rows, weights: Weights, n_topics: int) -> tuple[Rows, Weights]:
    """The topics of each row's voters by their shares of all votes, the highest first, equals by id."""
    n, k = topics.shape
    asking = np.repeat(np.arange(n), k)
    cast = np.flatnonzero(topics.ravel() >= 0)
    keys, inverse = np.unique(asking[cast] * n_topics + topics.ravel()[cast], return_inverse=True)
    sums = np.bincount(inverse, weights.ravel()[cast], minlength=len(keys))
    who, topic = np.divmod(keys, n_topics)
    total = np.bincount(who, sums, minlength=n)
    share = sums / np.maximum(total[who], 1e-300)
    order = np.lexsort((topic, -share, who))
    who, topic, share = who[order], topic[order], share[order]
    nth = np.arange(len(who)) - np.searchsorted(who, who)
    found, shares = np.full((n, max(k, 2)), -1, np.int64), np.zeros((n, max(k, 2)))
    found[who, nth], shares[who, nth] = topic, share
    return found, shares


def _places(voters: Voters, rows: Rows, cosines: Numbers, weights: Weights) -> Numbers:
    """The middle of a passage's voters, weighed by their votes; the very place of one that says the same."""
    total = np.maximum(weights.sum(axis=1, keepdims=True), 1e-300)
    middle = np.einsum("nk,nkd->nd", weights / total, voters.place[rows].astype(np.float64))
    is_same = cosines[:, :1] >= _SAME
    placed: Numbers = np.where(is_same, voters.place[rows[:, 0]], middle).astype(np.float32)
    return placed


def _parts(voters: Voters, rows: Rows, topic: Rows) -> Rows:
    """The part of the nearest voter that is of the same topic."""
    same = (voters.topic[rows] == topic[:, None]) & (rows >= 0)
    first = np.argmax(same, axis=1)
    found = voters.part[rows[np.arange(len(rows)), first]]
    return np.where(same.any(axis=1), found, -1)
