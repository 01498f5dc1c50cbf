"""The topics of a corpus: communities of the graph of nearest passages, named by their words.

    passages --neighbours scaled by density--> graph --Leiden, several seeds, consensus--> communities
        --BERTopic, c-TF-IDF by language--> words, labels --matching with the topics before--> ids

What stays is the passages with their topics, by whose votes the topic of any passage is told when the topics
are made and ever after.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from embeddings.errors import TooFewPassages
from embeddings.similarity.space import Vectors
from embeddings.topics.assignment import PlacedPassages
from embeddings.topics.fitting.build import FoundTopics, build_model
from embeddings.topics.fitting.communities import (
    Labels,
    Prior,
    by_size,
    find_communities,
    join,
    leiden,
    old_edges,
    rejoin,
)
from embeddings.topics.fitting.grain import STEP, choose_resolution, resolution_for
from embeddings.topics.fitting.levels import cut, join_up
from embeddings.topics.fitting.naming.meanings import MeaningOf
from embeddings.topics.fitting.passages import PassageFacts, TopicPassages
from embeddings.topics.fitting.wishes import Wishes, pin, read_wishes
from embeddings.topics.length_directions import length_directions
from embeddings.topics.model import TopicModel
from embeddings.topics.neighbour_weights import membership
from embeddings.topics.neighbours import Ground, NearestPassages, n_neighbours, survey
from embeddings.topics.reach import Reach

FEWEST_PASSAGES = 8  # different ones; below this there is nothing to group
_FEWEST_IN_TOPIC = 3
_STAY = 4.0  # how much it counts that passages were in one topic before, beside what all runs together say
_FURTHER = 2  # times as many neighbours are looked at as count, to find those that an old passage had
_WISH = 1.0  # the same of passages that hold the words of one wish


@dataclass(frozen=True, slots=True)
class Before:
    """The topics before. labels: those that a person gave, by topic id."""

    model: TopicModel
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Topics, and what they say of the passages they were made of, row i of the i-th that was given."""

    topic_model: TopicModel
    placed: PlacedPassages


def fit(
    vectors: Vectors,
    facts: Sequence[PassageFacts],
    *,
    centres: Mapping[str, Vectors] | None = None,
    meaning_of: MeaningOf | None = None,
    before: Before | None = None,
    wishes: Wishes | None = None,
    threads: int = 1,
    say: Callable[[str], None] | None = None,
) -> Fitted:
    """The topics of these passages, given in any order; the same ones give the same topics on one machine.

    vectors: centred unit rows, shape (n, dim).  centres: what was taken from them, by language, as a space
    has it; without it no passage is too far from all topics to have one.  meaning_of: what words mean, in
    the same space; without it labels rest on where words stand.  before: topics to start from and to keep the
    ids of.  say: is told in a line what is being done.  Passages with equal vectors are fitted
    once and counted each.
    Raises TooFewPassages below eight different passages, ValueError when the columns differ in length or
    an address comes twice.
    """
    with threadpool_limits(1):  # sums on several threads differ in their last bits
        return _fit(
            TopicPassages.in_order(vectors, facts),
            centres,
            meaning_of,
            before,
            wishes if wishes is not None else Wishes(),
            threads,
            say if say is not None else _silence,
        )


def _fit(
    passages: TopicPassages,
    centres: Mapping[str, Vectors] | None,
    meaning_of: MeaningOf | None,
    before: Before | None,
    wishes: Wishes,
    threads: int,
    tell: Callable[[str], None],
) -> Fitted:
    if len(passages.distinct) < FEWEST_PASSAGES:
        raise TooFewPassages(
            f"topics need {FEWEST_PASSAGES} different passages, here are "
            f"{len(passages.distinct)}; add speeches"
        )
    lengths = length_directions(
        passages.vectors[passages.distinct],
        [passages.facts[row].language for row in passages.distinct.tolist()],
        [passages.facts[row].normalized for row in passages.distinct.tolist()],
    )
    fitted = passages.of(passages.distinct).without(lengths)
    tell(f"finding the nearest of {len(fitted):,} different passages ({len(passages):,} in all)")
    k = n_neighbours(len(fitted))
    texts = np.array([text_key(fact) for fact in fitted.facts], np.int64)
    earlier = _earlier_topics(before, texts)
    goes_on = not wishes.afresh and bool((earlier >= 0).any())
    measured = survey(fitted.vectors, fitted.languages, _FURTHER * k if goes_on else k, k, threads=threads)
    near = measured.others.first(k)
    graph = join(near.rows, membership(near.scores, near.rows >= 0))
    tell("choosing how fine topics are")
    natural = _natural(graph, fitted, wishes, before)
    resolution = _asked_for(natural, graph, wishes)
    tell(f"grouping them at resolution {resolution:.2f}")
    fits = read_wishes(fitted, wishes.subjects, tell)
    prior = _prior(measured.others, earlier, fits, goes_on=goes_on)
    communities = find_communities(graph, resolution, seed=wishes.seed, prior=prior, threads=threads)
    labels = communities.labels
    if goes_on and not wishes.subjects:
        # The graph says how much it wins to be one, what runs agree on how surely.
        labels = rejoin(labels, graph + communities.agreed, resolution)
    labels = by_size(pin(_without_crumbs(graph, labels), fits, wishes.subjects))
    if wishes.n_topics is not None:
        labels = cut(labels, join_up(graph, labels, fitted.vectors), wishes.n_topics)
    tell(f"found {labels.max() + 1} topics; naming them")
    found = FoundTopics(
        passages=passages,
        fitted=fitted,
        lengths=lengths,
        ground=measured.ground,
        reach=_reach(measured.ground, passages.of(passages.distinct), centres),
        voters=measured.voters,
        graph=graph,
        nearest=near.scores[:, 0] if near.scores.shape[1] else np.zeros(len(fitted), np.float32),
        cosines=near.cosines[:, 0] if near.cosines.shape[1] else np.zeros(len(fitted), np.float32),
        labels=labels,
        together=communities.together,
        texts=texts,
        earlier=earlier,
        wished=fits,
        joins=join_up(graph, labels, fitted.vectors),
        resolution=resolution,
        natural_resolution=natural,
    )
    topic_model, placed = build_model(
        found,
        wishes,
        None if before is None else before.model,
        {} if before is None else before.labels,
        meaning_of,
    )
    return Fitted(topic_model, placed.of(np.argsort(passages.number).tolist()))


def _reach(ground: Ground, fitted: TopicPassages, centres: Mapping[str, Vectors] | None) -> Reach:
    if centres is None:
        return Reach.endless()
    speeches = [fact.speech or fact.address for fact in fitted.facts]
    return Reach.measure(
        ground, fitted.vectors, fitted.languages, speeches, centres, n_voters=n_neighbours(len(ground))
    )


def text_key(fact: PassageFacts) -> int:
    """What tells a text from others, and knows it again in a later fit: 63 bits of its SHA-256."""
    content = (fact.normalized or fact.address).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(content).digest()[:8], "big") >> 1


def _silence(_line: str) -> None:
    return None


def _earlier_topics(before: Before | None, texts: Labels) -> Labels:
    """The row of the topic that each passage was fitted to before, -1 for none."""
    if before is None:
        return np.full(len(texts), -1, np.int64)
    voters = before.model.voters
    topic_of = dict(zip(voters.text.tolist(), voters.topic.tolist(), strict=True))
    return np.array([topic_of.get(text, -1) for text in texts.tolist()], np.int64)


def _natural(graph: Any, fitted: TopicPassages, wishes: Wishes, before: Before | None) -> float:
    """The resolution that the corpus suggests, or suggested in the fit before."""
    kept = None if before is None or wishes.afresh else before.model.fitted_with.get("natural_resolution")
    if kept is not None:
        return float(kept)
    return choose_resolution(graph, fitted.vectors, fitted.languages, seed=wishes.seed)


def _asked_for(natural: float, graph: Any, wishes: Wishes) -> float:
    """The resolution for what a person asks; fewer topics than there are by nature are joined afterwards."""
    if wishes.n_topics is None:
        return natural * {"coarse": 1 / STEP, "default": 1.0, "fine": STEP}[wishes.grain]

    def count(resolution: float) -> int:
        return int(leiden(graph, resolution, wishes.seed + 1, rounds=2).max()) + 1

    return natural if count(natural) >= wishes.n_topics else resolution_for(wishes.n_topics, count)


def _prior(near: NearestPassages, earlier: Labels, fits: Labels, *, goes_on: bool) -> Prior | None:
    """What speaks for passages being together before anything is measured: old topics, and wishes."""
    known = earlier.copy() if goes_on else np.full(len(earlier), -1, np.int64)
    known[fits >= 0] = earlier.max(initial=-1) + 1 + fits[fits >= 0]
    if (known < 0).all():
        return None
    if not goes_on:
        return Prior(known, _WISH)
    return Prior(known, _STAY, old_edges(near, known, n_neighbours(len(known))))


def _without_crumbs(graph: Any, labels: Labels) -> Labels:
    """Communities of fewer than three passages joined to the one they have most to do with, if there is
    one.
    """
    labels = labels.copy()
    sizes = np.bincount(labels)
    for crumb in np.flatnonzero((sizes > 0) & (sizes < _FEWEST_IN_TOPIC))[::-1]:
        rows = np.flatnonzero(labels == crumb)
        part = graph[rows].tocoo()
        weight = np.bincount(labels[part.col], part.data, minlength=len(sizes))
        weight[crumb] = 0
        if weight.max() > 0:
            labels[rows] = int(np.argmax(weight))
    return by_size(labels)
