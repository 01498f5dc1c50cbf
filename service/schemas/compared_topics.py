"""The topics of a new speech beside those of what it is compared with."""

from pydantic import Field

from embeddings.comparison.result import ComparedTopics, TopicsOf
from embeddings.snapshot.snapshot import Snapshot
from service.schemas.parts import Shape, TopicShare, Unassigned, topic_shares


class UnassignedShares(Shape):
    speech: Unassigned
    corpus: Unassigned


class TopicsOfShape(Shape):
    """The mean distribution of some speeches, and its divergence from the new speech's."""

    speeches: list[str] = Field(description="Their ids.")
    topics: list[TopicShare]
    unassigned: Unassigned
    divergence: float

    @classmethod
    def from_topics_of(cls, snapshot: Snapshot, of: TopicsOf) -> "TopicsOfShape":
        return cls(
            speeches=[card.id for card in of.speeches],
            topics=topic_shares(snapshot, of.shares),
            unassigned=of.shares.unassigned,
            divergence=of.divergence,
        )


class ComparedTopicsShape(Shape):
    """Two distributions side by side: of the new speech, and of what it is compared with."""

    speech: list[TopicShare]
    corpus: list[TopicShare]
    unassigned: UnassignedShares
    divergence: float = Field(description="Jensen-Shannon: 0 the same, 1 nothing in common.", examples=[0.18])
    nearest: TopicsOfShape | None = Field(description="The speeches that share most wording with it.")
    same_speaker: TopicsOfShape | None = Field(description="Earlier speeches of its speaker.")
    missing: list[str] = Field(
        description="Ids of topics that every earlier speech of its speaker had, and this one lacks."
    )

    @classmethod
    def from_topics(cls, snapshot: Snapshot, topics: ComparedTopics) -> "ComparedTopicsShape":
        return cls(
            speech=topic_shares(snapshot, topics.speech),
            corpus=topic_shares(snapshot, topics.corpus),
            unassigned=UnassignedShares(speech=topics.speech.unassigned, corpus=topics.corpus.unassigned),
            divergence=topics.divergence,
            nearest=_topics_of(snapshot, topics.nearest),
            same_speaker=_topics_of(snapshot, topics.same_speaker),
            missing=list(topics.missing),
        )


def _topics_of(snapshot: Snapshot, of: TopicsOf | None) -> TopicsOfShape | None:
    return None if of is None else TopicsOfShape.from_topics_of(snapshot, of)
