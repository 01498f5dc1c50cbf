"""From communities to topics with names, ids, groups and parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from embeddings.similarity.space import Vectors, centre_key
from embeddings.topics import placing
from embeddings.topics.assignment import PlacedPassages, place_by
from embeddings.topics.fitting import identity
from embeddings.topics.fitting.communities import Labels, Shares
from embeddings.topics.fitting.kinds import kinds_of
from embeddings.topics.fitting.layout import lay_out
from embeddings.topics.fitting.levels import Join, group_topics, part_topics
from embeddings.topics.fitting.meetings import nearness_to_meetings
from embeddings.topics.fitting.naming.bertopic_words import versions
from embeddings.topics.fitting.naming.meanings import MeaningOf
from embeddings.topics.fitting.naming.names import (
    NamedTopic,
    centre_of,
    describe,
    name_communities,
    nearest_to_centre,
)
from embeddings.topics.fitting.passages import TopicPassages
from embeddings.topics.fitting.wishes import Wishes
from embeddings.topics.length_directions import LengthDirections
from embeddings.topics.model import (
    Happened,
    Kind,
    Topic,
    TopicEvent,
    TopicJoin,
    TopicModel,
    TopicPart,
    Voters,
)
from embeddings.topics.neighbours import Ground, NearestPassages, Numbers, Rows
from embeddings.topics.quality import measures
from embeddings.topics.reach import Reach

REPRESENTATIVE = 5
UNSTABLE = 0.6  # agreement below which a topic is marked
_FLOOR = 0.01  # share of the passages that are farther from the nearest other one than the floor


@dataclass(frozen=True, slots=True, eq=False)
class FoundTopics:
    """What a fit found, before it has names. fitted: the passages that took part, row i of all that follows.

    voters: the nearest of each, itself among them.
    nearest, cosines: the score and the cosine of each with its nearest other, (n,).  earlier: the row of the
    topic each had before. wished: of the wish it fits; -1 for none, both.  joins: which of the communities
    become one, from the first on.  natural_resolution: what the corpus suggests, whatever was asked for.
    """

    passages: TopicPassages
    fitted: TopicPassages
    lengths: LengthDirections
    ground: Ground
    voters: NearestPassages
    reach: Reach
    graph: Any
    nearest: Numbers
    cosines: Numbers
    labels: Labels
    together: Shares
    texts: Rows
    earlier: Labels
    wished: Labels
    joins: Sequence[Join]
    resolution: float
    natural_resolution: float


def build_model(
    found: FoundTopics,
    wishes: Wishes,
    before: TopicModel | None,
    renamed: Mapping[str, str],
    meaning_of: MeaningOf | None,
) -> tuple[TopicModel, PlacedPassages]:
    """The topics, with ids that go on from those of `before`, and what they say of all passages.

    renamed: labels that a person gave, by id.  meaning_of: what words mean, if that is known.
    """
    n = int(found.labels.max()) + 1
    centres = np.stack([centre_of(found.fitted.vectors[found.labels == row]) for row in range(n)])
    fates = _fates(found, centres, before)
    ids = _ids(found, fates, before)
    bare, parts = _bare(found, ids, centres)
    placed = _place(found, bare)
    assigned = np.where(placed.assigned, placed.topics[:, 0], -1)
    counts = np.bincount(assigned[assigned >= 0], minlength=n)
    topics = _topics(found, ids, centres, counts, meaning_of)
    topics = [_called(topic, renamed.get(topic.id) or _wished(found, row, wishes))
              for topic, row in zip(topics, _order(ids), strict=True)]  # fmt: skip
    groups = group_topics(found.graph, bare.voters.topic, topics)
    group_of = {id_: group.id for group in groups for id_ in group.topics}
    topics = [replace(topic, group=group_of.get(topic.id, "")) for topic in topics]
    topic_model = replace(
        bare,
        topics=tuple(topics),
        groups=groups,
        parts=parts,
        joins=tuple(TopicJoin(ids[gone], ids[into]) for into, gone in found.joins),
        events=_events(fates, ids, topics, before),
        number=1 if before is None else before.number + 1,
        measures=measures(topics, float((assigned < 0).mean())),
        fitted_with=_fitted_with(found, wishes, afresh=wishes.afresh or before is None),
    )
    return topic_model, placed


def _order(ids: Sequence[str]) -> list[int]:
    """The communities in the order of their ids, in which topics stand."""
    return sorted(range(len(ids)), key=ids.__getitem__)


def _bare(
    found: FoundTopics, ids: Sequence[str], centres: Vectors
) -> tuple[TopicModel, tuple[TopicPart, ...]]:
    """The topics without their names, which is enough to place passages; and what their parts are called."""
    order = _order(ids)
    parts, part_of = part_topics(found.graph, found.labels, found.fitted, ids)
    voters = Voters(
        ground=found.ground,
        topic=np.argsort(order)[found.labels],
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
        lengths=found.lengths,
        reach=found.reach,
    )
    return bare, parts


def _place(found: FoundTopics, bare: TopicModel) -> PlacedPassages:
    """What the votes say of all passages, whose voters are known where they were fitted."""
    passages = found.passages
    distinct = passages.of(passages.distinct)
    return placing.extend(
        place_by(found.voters, distinct.vectors, distinct.languages, bare),
        passages.distinct_row(),
        passages.vectors,
        passages.languages,
        bare,
    )


def _topics(
    found: FoundTopics,
    ids: Sequence[str],
    centres: Vectors,
    n_passages: Rows,
    meaning_of: MeaningOf | None,
) -> list[Topic]:
    """The topics as they are found, in the order of their ids. n_passages: that each is assigned, (n,)."""
    names = name_communities(found.fitted, found.labels, centres, meaning_of)
    words = [named.words_by_language for named in names]
    meetings = None if meaning_of is None else nearness_to_meetings(centres, meaning_of)
    kinds = kinds_of(found.fitted, found.labels, found.cosines, words, meetings)
    topics = []
    for at, row in enumerate(_order(ids)):
        members = np.flatnonzero(found.labels == row)
        agreement = round(float(found.together[members].mean()), 4)
        topic = _topic(found, ids[row], names[row], centres[row], members, int(n_passages[at]))
        says_something = any(found.fitted.facts[member].tokens for member in members.tolist())
        kind: Kind = kinds[row] if says_something else "noise"
        topics.append(replace(topic, kind=kind, agreement=agreement, unstable=agreement < UNSTABLE))
    return topics


def _called(topic: Topic, label: str) -> Topic:
    """As a person calls it, "" for nobody."""
    return replace(topic, label=label or topic.label, renamed=bool(label))


def _fitted_with(found: FoundTopics, wishes: Wishes, *, afresh: bool) -> dict[str, str | int | float]:
    return {
        "n_passages": len(found.passages),
        "n_fitted": len(found.fitted),
        "neighbours": "scaled by density, Leiden, consensus",
        "resolution": round(found.resolution, 6),
        "natural_resolution": round(found.natural_resolution, 6),
        "seed": wishes.seed,
        "grain": wishes.grain,
        "afresh": int(afresh),
        **versions(),
    }


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


def _wished(found: FoundTopics, community: int, wishes: Wishes) -> str:
    """The name of the wish that a community answers: it holds most of that wish's passages."""
    members = np.flatnonzero(found.labels == community)
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
