"""The parts that answers are made of: passages, speeches, matches, topics. Each from a value of the core."""

from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from embeddings.search.similar_speeches import Counterparts
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Finding, Passage, Repair
from embeddings.text.cleaning.rules import explain_rule
from embeddings.topics.model import Topic
from embeddings.topics.shares import TopicShares

TopicIdField = Annotated[str, Field(description="The topic's id.", examples=["t_4be1c09d"])]
Unassigned = Annotated[
    float,
    Field(description="The share that belongs to no topic; with it all shares sum to 1.", examples=[0.12]),
]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MadeBy(TypedDict):
    snapshot: str
    model: str


class Answered(Shape):
    """Every answer says what made it."""

    snapshot: str = Field(
        description="The published state of the corpus that answered.", examples=["12-9f3c07aa"]
    )
    model: str = Field(
        description="The model that made the vectors.", examples=["multilingual-e5-small@8cc596effc95"]
    )


def provenance_of(snapshot: Snapshot) -> MadeBy:
    return MadeBy(snapshot=snapshot.name, model=snapshot.manifest.embedding_model.name)


class PassageShape(Shape):
    """A paragraph of a speech, or a piece of a long one. `start` and `end` count code points of its text."""

    speech_id: str = Field(
        description="Empty for a text that is not in the corpus.", examples=["veldhaven-2019"]
    )
    position: int = Field(description="Its place in the speech, from 0.", examples=[0])
    start: int = Field(examples=[0])
    end: int = Field(examples=[46])
    text: str = Field(
        description="The original wording.", examples=["The harbour of Veldhaven stays open all winter."]
    )
    language: str = Field(examples=["en"])
    speaker: str = Field(
        description="Who says it: in a report perhaps another than who gave the speech. Empty when unknown.",
        examples=["Mara Lindqvist"],
    )
    speaker_confidence: float = Field(description="How sure that is, 0 to 1.", examples=[0.9])

    @classmethod
    def from_passage(cls, passage: Passage) -> "PassageShape":
        return cls(
            speech_id=passage.speech_id,
            position=passage.position,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            language=passage.language,
            speaker=passage.speaker,
            speaker_confidence=passage.speaker_confidence,
        )


class RepairShape(Shape):
    """One change to the text as it was read: the characters from `start` to `end` became `after`."""

    rule: str = Field(description="The rule that made it.", examples=["pinyin"])
    says: str = Field(description="What that rule does.", examples=["drops a pinyin reading in brackets"])
    start: int = Field(examples=[17])
    end: int = Field(examples=[21])
    before: str = Field(examples=["(fā)"])
    after: str = Field(examples=[""])
    confidence: float = Field(description="0 to 1.", examples=[0.99])

    @classmethod
    def from_repair(cls, repair: Repair) -> "RepairShape":
        return cls(
            rule=repair.rule,
            says=explain_rule(repair.rule),
            start=repair.start,
            end=repair.end,
            before=repair.before,
            after=repair.after,
            confidence=repair.confidence,
        )


class FindingShape(Shape):
    """Something that was not given with a speech, and that its text says from `start` to `end`."""

    field: str = Field(examples=["date"])
    value: str = Field(examples=["2019-11-04"])
    method: str = Field(description="The rule that read it.", examples=["dateline"])
    confidence: float = Field(description="0 to 1.", examples=[0.95])
    start: int = Field(examples=[0])
    end: int = Field(examples=[15])

    @classmethod
    def from_finding(cls, finding: Finding) -> "FindingShape":
        return cls(
            field=finding.field,
            value=finding.value,
            method=finding.method,
            confidence=finding.confidence,
            start=finding.start,
            end=finding.end,
        )


class SpeechShape(Shape):
    """What is known of a speech; an empty text is unknown."""

    id: str = Field(examples=["veldhaven-2019"])
    revision: str = Field(
        description="Changes with the text and with what is known of it. Cite as `id@revision:position`.",
        examples=["0c4e19a2b7"],
    )
    title: str = Field(examples=["Address at the opening of the winter quay"])
    speaker: str = Field(examples=["Mara Lindqvist"])
    date: str = Field(
        description="YYYY, YYYY-MM, YYYY-MM-DD, or --MM-DD without a year.", examples=["2019-11-04"]
    )
    place: str = Field(examples=["Veldhaven"])
    language: str = Field(examples=["en"])
    source: str = Field(examples=["Gazette of Veldhaven"])
    n_passages: int = Field(examples=[14])
    n_characters: int = Field(examples=[2031])
    same_as: str | None = Field(description="The speech this one is a copy of, if it is.", examples=[None])

    @classmethod
    def from_card(cls, card: SpeechCard) -> "SpeechShape":
        return cls(
            id=card.id,
            revision=card.revision,
            title=card.title,
            speaker=card.speaker,
            date=card.date,
            place=card.place,
            language=card.language,
            source=card.source,
            n_passages=card.n_passages,
            n_characters=card.n_characters,
            same_as=card.same_as,
        )


class CounterpartShape(Shape):
    """A passage of the speech that was asked about, and its counterpart in the similar one."""

    passage: PassageShape
    counterpart: PassageShape
    cosine: float = Field(examples=[0.61])
    percentile: float | None = Field(examples=[99.7])

    @classmethod
    def from_counterparts(cls, pair: Counterparts) -> "CounterpartShape":
        return cls(
            passage=PassageShape.from_passage(pair.passage),
            counterpart=PassageShape.from_passage(pair.counterpart),
            cosine=round(pair.cosine, 6),
            percentile=pair.percentile,
        )


class TopicShare(Shape):
    """A topic and how much of a text belongs to it."""

    topic: TopicIdField
    label: str = Field(examples=["harbour · winter"])
    words: list[str] = Field(
        description="Its most telling words, best first.", examples=[["harbour", "winter"]]
    )
    labels: dict[str, str] = Field(
        description="Its label by language, for each language it speaks.",
        examples=[{"en": "harbour · winter", "zh": "港口 · 冬季"}],
    )
    kind: Literal["subject", "boilerplate", "references", "noise"] = Field(
        description="Whether it is a subject, or what is told apart from subjects."
    )
    share: float = Field(
        description="Of the text's characters, 0 to 1, each passage counting wholly for its topic.",
        examples=[0.31],
    )
    votes: float = Field(
        description="The same, each passage counting for every topic as much as its neighbours are of it.",
        examples=[0.28],
    )

    @classmethod
    def from_topic(cls, topic: Topic, share: float, votes: float) -> "TopicShare":
        return cls(
            topic=topic.id,
            label=topic.label,
            words=list(topic.words),
            labels=dict(topic.labels),
            kind=topic.kind,
            share=share,
            votes=votes,
        )


def topic_shares(snapshot: Snapshot, shares: TopicShares) -> list[TopicShare]:
    """The topics that have a share or a vote, the largest share first."""
    share_of, votes_of = dict(shares.by_topic), dict(shares.by_votes)
    ids = sorted(
        share_of.keys() | votes_of.keys(),
        key=lambda id_: (-share_of.get(id_, 0.0), -votes_of.get(id_, 0.0), id_),
    )
    return [
        TopicShare.from_topic(snapshot.topic(id_), share_of.get(id_, 0.0), votes_of.get(id_, 0.0))
        for id_ in ids
    ]
