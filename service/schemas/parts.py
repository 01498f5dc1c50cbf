"""The parts that answers are made of: passages, speeches, matches, topics. Each from a value of the core."""

from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from embeddings.search.explanation import Explanation
from embeddings.search.search import Duplicate, Match
from embeddings.search.similar_speeches import Counterparts
from embeddings.snapshot.snapshot import Snapshot, SpeechCard
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


class SharedShape(Shape):
    """What both say word for word: [start, end] in the question as sent, and in the `text` of the passage."""

    query: tuple[int, int] = Field(examples=[[4, 16]])
    passage: tuple[int, int] = Field(examples=[[20, 32]])


class CopyShape(Shape):
    """A passage that says the same as the match."""

    speech_id: str = Field(examples=["veldhaven-2021"])
    position: int = Field(examples=[2])
    title: str = Field(examples=["Address on the quay"])
    date: str = Field(examples=["2021-11-04"])
    identical: bool = Field(description="Letter by letter, script and width aside; else nearly.")

    @classmethod
    def from_copy(cls, copy: Duplicate) -> "CopyShape":
        return cls(
            speech_id=copy.passage.speech_id,
            position=copy.passage.position,
            title=copy.speech.title,
            date=copy.speech.date,
            identical=copy.identical,
        )


class MatchShape(Shape):
    rank: int = Field(description="From 1, the nearest.", examples=[1])
    passage: PassageShape
    speech: SpeechShape
    score: float = Field(
        description="What the matches are ranked by; to be compared within one answer only.", examples=[3.41]
    )
    cosine: float = Field(
        description="Nearness in meaning, -1 to 1, with the differences between languages evened out.",
        examples=[0.61],
    )
    percentile: float | None = Field(
        description="How many of 100 random pairs of passages in these languages are less alike; null when"
        " the corpus is too small to tell.",
        examples=[99.7],
    )
    strength: Literal["strong", "moderate", "weak", "none"] | None = Field(
        description="Among the best matches that texts of this length find in other speeches of this corpus:"
        " above 95 % of them, 75 %, 50 %, or less; null when the corpus is too small to tell.",
        examples=["strong"],
    )
    wording: Literal["exact", "most", "some", "none"] = Field(
        description="How much of the question's words the passage holds: all of them word for word, at least"
        " half of what they tell, less, or none.",
        examples=["most"],
    )
    bm25: float | None = Field(description="By words (BM25); null in mode `meaning`.", examples=[18.2])
    shared: list[SharedShape] = Field(description="The most telling first.")
    best_sentence: tuple[int, int] | None = Field(
        description="Where in `text` the sentence stands that shares most.", examples=[[0, 46]]
    )
    missing: list[tuple[int, int]] | None = Field(
        description="The words of the question that the passage lacks, as [start, end] in the question; null"
        " when the two are in different languages.",
        examples=[[[17, 22]]],
    )
    also_in: list[CopyShape] = Field(description="Where the same is said again, when copies are collapsed.")

    @classmethod
    def from_match(cls, match: Match, why: Explanation | None = None) -> "MatchShape":
        """why: None where what is shared was not looked for."""
        sentence = why.best_sentence if why else None
        missing = why.missing if why else None
        return cls(
            rank=match.rank,
            passage=PassageShape.from_passage(match.passage),
            speech=SpeechShape.from_card(match.speech),
            score=match.score,
            cosine=match.cosine,
            percentile=match.percentile,
            strength=match.strength,
            wording=match.wording,
            bm25=match.bm25,
            shared=[
                SharedShape(query=(run.a_start, run.a_end), passage=(run.b_start, run.b_end))
                for run in (why.shared if why else ())
            ],
            best_sentence=None if sentence is None else (sentence.start, sentence.end),
            missing=None if missing is None else [(span.start, span.end) for span in missing],
            also_in=[CopyShape.from_copy(copy) for copy in match.also_in],
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
