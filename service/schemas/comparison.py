"""The answer of a comparison, over HTTP and from `--json` alike."""

from pydantic import Field

from embeddings.comparison.compare import ComparedPassage, ComparedTopics, Comparison
from embeddings.snapshot.snapshot import Snapshot
from service.schemas.parts import (
    Answered,
    MatchShape,
    Shape,
    TopicIdField,
    TopicShare,
    Unassigned,
    provenance_of,
    topic_shares,
)


class ComparedPassageShape(Shape):
    """A passage of the new speech. `start` and `end` count code points of the text that was sent."""

    position: int = Field(examples=[0])
    start: int = Field(examples=[0])
    end: int = Field(examples=[46])
    text: str = Field(examples=["The harbour of Veldhaven stays open all winter."])
    language: str = Field(examples=["en"])
    topic: TopicIdField | None = Field(description="The id of its topic; null when it has none.")
    matches: list[MatchShape] = Field(description="The nearest passages of other speeches.")

    @classmethod
    def from_compared(cls, compared: ComparedPassage) -> "ComparedPassageShape":
        passage = compared.passage
        return cls(
            position=passage.position,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            language=passage.language,
            topic=compared.topic,
            matches=[MatchShape.from_match(match) for match in compared.matches],
        )


class UnassignedShares(Shape):
    speech: Unassigned
    corpus: Unassigned


class ComparedTopicsShape(Shape):
    """Two distributions side by side: of the new speech, and of what it is compared with."""

    speech: list[TopicShare]
    corpus: list[TopicShare]
    unassigned: UnassignedShares
    divergence: float = Field(description="Jensen-Shannon: 0 the same, 1 nothing in common.", examples=[0.18])

    @classmethod
    def from_topics(cls, snapshot: Snapshot, topics: ComparedTopics) -> "ComparedTopicsShape":
        return cls(
            speech=topic_shares(snapshot, topics.speech),
            corpus=topic_shares(snapshot, topics.corpus),
            unassigned=UnassignedShares(speech=topics.speech.unassigned, corpus=topics.corpus.unassigned),
            divergence=topics.divergence,
        )


class CompareAnswer(Answered):
    title: str = Field(examples=["Address at the opening of the winter quay"])
    passages: list[ComparedPassageShape]
    topics: ComparedTopicsShape | None = Field(description="null until `tifa topics` has made topics.")

    @classmethod
    def from_comparison(cls, snapshot: Snapshot, comparison: Comparison) -> "CompareAnswer":
        topics = comparison.topics
        return cls(
            **provenance_of(snapshot),
            title=comparison.speech.title,
            passages=[ComparedPassageShape.from_compared(passage) for passage in comparison.passages],
            topics=None if topics is None else ComparedTopicsShape.from_topics(snapshot, topics),
        )
