"""From communities to topics with names, ids, groups and parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from embeddings.similarity.space import Vectors, centre_key
from embeddings.topics.assignment import place
from embeddings.topics.fitting import identity
from embeddings.topics.fitting.bertopic_words import lay_out, versions
from embeddings.topics.fitting.communities import Labels, Shares, aggregate, by_size, leiden
from embeddings.topics.fitting.grain import STEP
from embeddings.topics.fitting.kinds import kinds_of
from embeddings.topics.fitting.naming import (
    NamedTopic,
    centre_of,
    describe,
    name_communities,
    nearest_to_centre,
)
from embeddings.topics.fitting.passages import TopicPassages
from embeddings.topics.fitting.wishes import Wishes
from embeddings.topics.model import Happened, Topic, TopicEvent, TopicGroup, TopicModel, TopicPart, Voters
from embeddings.topics.neighbours import Ground, Numbers, Rows

REPRESENTATIVE = 5
UNSTABLE = 0.6  # agreement below which a topic is marked
_FLOOR = 0.01  # share of the passages that are farther from the nearest other one than the floor
_GROUPS_FROM = 12  # topics; fewer are not grouped
_PARTS_FROM = 40  # passages of a topic; one of fewer is not parted
_FEWEST_IN_PART = 5


@dataclass(frozen=True, slots=True, eq=False)
class FoundTopics:
    """What a fit found, before it has names. fitted: the passages that took part, row i of all that follows.

    nearest, cosines: the score and the cosine of each with its nearest other, (n,).  earlier: the row of the
    topic each had before. wished: of the wish it fits; -1 for none, both.
    """

    passages: TopicPassages
    fitted: TopicPassages
    ground: Ground
    graph: Any
    nearest: Numbers
    cosines: Numbers
    labels: Labels
    together: Shares
    texts: Rows
    earlier: Labels
    wished: Labels
    resolution: float


def build_model(
    found: FoundTopics, wishes: Wishes, before: TopicModel | None, renamed: Mapping[str, str]
) -> TopicModel:
    """The topics, with ids that go on from those of `before`, over all passages.

    renamed: labels that a person gave, by id.
    """
    names = name_communities(found.fitted, found.labels)
    n = len(names)
    centres = np.stack([centre_of(found.fitted.vectors[found.labels == row]) for row in range(n)])
    fates = _fates(found, centres, before)
    ids = _ids(found, fates, before)
    kinds = kinds_of(found.fitted, found.labels, found.cosines)
    order = sorted(range(n), key=ids.__getitem__)
    rank = np.argsort(order)
    parts, part_of = _parts(found, ids)
    voters = Voters(
        ground=found.ground,
        topic=rank[found.labels],
        part=part_of,
        place=lay_out(found.graph, found.labels, found.fitted.vectors),
        text=found.texts,
    )
    bare = TopicModel(
        topics=tuple(Topic(ids[row], ids[row], (), 0, ()) for row in order),
        centroids=np.ascontiguousarray(centres[order]),
        voters=voters,
        floor=float(np.quantile(found.nearest, _FLOOR, method="lower")),
        fitted_with={},
    )
    placed = place(found.passages.vectors, found.passages.languages, bare)
    assigned = np.where(placed.assigned, placed.topics[:, 0], -1)
    topics = []
    for at, row in enumerate(order):
        members = np.flatnonzero(found.labels == row)
        own = np.flatnonzero(assigned == at)
        topic = _topic(found, ids[row], names[row], centres[row], members, len(own))
        label = renamed.get(topic.id, _wish_of(found, members, wishes))
        agreement = round(float(found.together[members].mean()), 4)
        topics.append(
            replace(
                topic,
                label=label or topic.label,
                renamed=bool(label),
                kind=kinds[row],
                agreement=agreement,
                unstable=agreement < UNSTABLE,
            )
        )
    groups = _groups(found, topics, rank)
    group_of = {id_: group.id for group in groups for id_ in group.topics}
    topics = [replace(topic, group=group_of.get(topic.id, "")) for topic in topics]
    return replace(
        bare,
        topics=tuple(topics),
        groups=groups,
        parts=parts,
        events=_events(fates, ids, topics, before),
        number=1 if before is None else before.number + 1,
        measures=_measures(topics, assigned),
        fitted_with={
            "n_passages": len(found.passages),
            "n_fitted": len(found.fitted),
            "neighbours": "scaled by density, Leiden, consensus",
            "resolution": round(found.resolution, 6),
            "seed": wishes.seed,
            "grain": wishes.grain,
            "afresh": int(wishes.afresh or before is None),
            **versions(),
        },
    )


def _topic(
    found: FoundTopics, id_: str, named: NamedTopic, centre: Vectors, members: Rows, n_passages: int
) -> Topic:
    facts = found.fitted.facts
    mine = [row for row in members.tolist() if centre_key(facts[row].language) == named.main] or members
    near = np.asarray(members)[nearest_to_centre(found.fitted.vectors[members], centre, REPRESENTATIVE)]
    told = np.asarray(mine)[nearest_to_centre(found.fitted.vectors[mine], centre, 1)][0]
    representative = tuple(facts[row].address for row in near)
    return Topic(
        id=id_,
        label=named.label or representative[0],
        words=named.words,
        n_passages=n_passages,
        representative=representative,
        labels=named.labels,
        words_by_language=named.words_by_language,
        description=describe(facts[told].text or facts[told].normalized, named.words),
        entropy=named.entropy,
        coherence=named.coherence,
    )


def _wish_of(found: FoundTopics, members: Rows, wishes: Wishes) -> str:
    """The name of the wish that this community answers: it holds most of that wish's passages."""
    for number, wish in enumerate(wishes.subjects):
        of_wish = found.wished == number
        if of_wish.any() and of_wish[members].sum() * 2 > of_wish.sum():
            return wish.name
    return ""


def _fates(found: FoundTopics, centres: Vectors, before: TopicModel | None) -> list[identity.Fate]:
    n = len(centres)
    if before is None:
        return [identity.Fate(row, None) for row in range(n)]
    shared = identity.overlaps(found.earlier, found.labels, len(before.topics), n)
    then = np.zeros((len(before.topics), centres.shape[1]), np.float32)
    for row in range(len(then)):
        members = found.earlier == row
        if members.any():
            then[row] = centre_of(found.fitted.vectors[members])
    return identity.match(shared, then.astype(np.float64) @ centres.T.astype(np.float64))


def _ids(found: FoundTopics, fates: Sequence[identity.Fate], before: TopicModel | None) -> list[str]:
    taken = set() if before is None else {topic.id for topic in before.topics}
    ids: dict[int, str] = {}
    for fate in fates:
        if fate.new is None:
            continue
        if fate.old is not None and before is not None:
            ids[fate.new] = before.topics[fate.old].id
        else:
            members = np.flatnonzero(found.labels == fate.new).tolist()
            ids[fate.new] = identity.new_id([found.fitted.facts[row].address for row in members], taken)
            taken.add(ids[fate.new])
    return [ids[row] for row in range(len(ids))]


def _events(
    fates: Sequence[identity.Fate], ids: Sequence[str], topics: Sequence[Topic], before: TopicModel | None
) -> tuple[TopicEvent, ...]:
    """What became of the topics before; nothing where there were none."""
    if before is None:
        return ()
    label = {topic.id: topic.label for topic in topics}
    events = []
    for fate in fates:
        if fate.new is not None:
            id_ = ids[fate.new]
            parent = "" if fate.from_or_into is None else before.topics[fate.from_or_into].id
            what: Happened = "continued" if fate.old is not None else "split" if parent else "born"
            events.append(TopicEvent(what, id_, label[id_], fate.shared, parent))
        elif fate.old is not None:
            old = before.topics[fate.old]
            into = "" if fate.from_or_into is None else ids[fate.from_or_into]
            events.append(TopicEvent("merged" if into else "retired", old.id, old.label, fate.shared, into))
    return tuple(sorted(events, key=lambda event: (event.what, event.topic)))


def _groups(found: FoundTopics, topics: Sequence[Topic], rank: Rows) -> tuple[TopicGroup, ...]:
    """Coarser topics: communities of the graph between topics."""
    if len(topics) < _GROUPS_FROM:
        return ()
    between = aggregate(found.graph, rank[found.labels])
    labels = by_size(leiden(between, max(0.5, found.resolution / STEP**1.5), 1))
    groups = []
    for group in range(int(labels.max()) + 1):
        own = [topics[row] for row in np.flatnonzero(labels == group).tolist()]
        largest = sorted(own, key=lambda topic: (topic.kind != "subject", -topic.n_passages, topic.id))
        label = " · ".join(dict.fromkeys(topic.label.split(" · ")[0] for topic in largest[:3]))
        ids = tuple(sorted(topic.id for topic in own))
        groups.append(TopicGroup(identity.new_id(ids, (), prefix="g_"), label, ids))
    return tuple(groups)


def _parts(found: FoundTopics, ids: Sequence[str]) -> tuple[tuple[TopicPart, ...], Rows]:
    """Finer topics: communities within each topic; and the row of each passage's, -1 for none."""
    part_of = np.full(len(found.labels), -1, np.int64)
    parts: list[TopicPart] = []
    for row in range(len(ids)):
        members = np.flatnonzero(found.labels == row)
        if len(members) < _PARTS_FROM:
            continue
        inside = by_size(leiden(csr_matrix(found.graph[members][:, members]), 1.0, 1))
        sizes = np.bincount(inside)
        kept = np.flatnonzero(sizes >= _FEWEST_IN_PART)
        if len(kept) < 2:
            continue
        small = found.fitted.of(members)
        for part in kept:
            part_of[members[inside == part]] = len(parts)
            parts.append(TopicPart(ids[row], _part_label(small, inside == part), int(sizes[part])))
    return tuple(parts), part_of


def _part_label(passages: TopicPassages, inside: Any) -> str:
    """The three words that are most more frequent inside than in the rest of the topic."""
    from embeddings.topics.fitting.words import label_of, lift

    return label_of(lift([fact.tokens for fact in passages.facts], inside.tolist()))


def _measures(topics: Sequence[Topic], assigned: Rows) -> dict[str, float]:
    """Of the topics as a whole, weighed by their passages; see docs of each in `quality`."""
    from embeddings.topics.quality import measures

    return measures(topics, float((assigned < 0).mean()))
