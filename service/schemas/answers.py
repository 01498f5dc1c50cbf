"""The shapes of the answers, over HTTP and from `--json` alike.

Each is made from values of the core by a `from_…` constructor; none of them knows the web.
"""

from collections.abc import Sequence
from typing import TypedDict

from pydantic import Field

from embeddings.citing.cited import Cited
from embeddings.corpus import Answer
from embeddings.search.search import Match
from embeddings.search.similar_speeches import SimilarSpeech
from embeddings.search.strength_filter import BelowThreshold
from embeddings.similarity.strength import Strength
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.metadata import Facets
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage, Repair
from embeddings.topics.model import Topic
from embeddings.topics.shares import TopicShares
from service.schemas.matches import MatchShape
from service.schemas.parts import (
    Answered,
    CounterpartShape,
    FindingShape,
    PassageShape,
    RepairShape,
    Shape,
    SpeechShape,
    TopicShare,
    Unassigned,
    provenance_of,
    topic_shares,
)

# Search


class WeakerShape(Shape):
    """What was left out: neither as strong as was asked, nor in the question's own telling words."""

    n: int = Field(description="Passages that may answer otherwise.", examples=[2545])
    best_strength: Strength | None = Field(
        description="Of the nearest passage that was left out; null when none was."
    )

    @classmethod
    def from_weaker(cls, weaker: BelowThreshold) -> "WeakerShape":
        return cls(n=weaker.n, best_strength=weaker.best)


class QueryAnswer(Shape):
    query: str = Field(examples=["a harbour that never freezes"])
    language: str = Field(description="The language the question was taken to be in.", examples=["en"])
    truncated: bool = Field(description="Whether the question was too long to be read to its end.")
    matches: list[MatchShape]
    weaker: WeakerShape | None = Field(description="null unless `at_least` was asked for.")

    @classmethod
    def from_query(cls, answer: Answer) -> "QueryAnswer":
        return cls(**_answered(answer))


class _Searched(Answered):
    corpus_empty: bool = Field(description="Whether there was nothing to search in.")


class SearchAnswer(_Searched, QueryAnswer):
    next_cursor: str | None = Field(description="The `cursor` of the next page; null after the last.")

    @classmethod
    def from_answer(cls, snapshot: Snapshot, answer: Answer, *, cursor: str | None = None) -> "SearchAnswer":
        empty = _is_empty(snapshot)
        return cls(**provenance_of(snapshot), corpus_empty=empty, next_cursor=cursor, **_answered(answer))


class SearchAnswers(_Searched):
    """The answers to `queries`, in their order."""

    answers: list[QueryAnswer]

    @classmethod
    def from_answers(cls, snapshot: Snapshot, answers: Sequence[Answer]) -> "SearchAnswers":
        answered = [QueryAnswer.from_query(answer) for answer in answers]
        return cls(**provenance_of(snapshot), corpus_empty=_is_empty(snapshot), answers=answered)


class FacetsAnswer(Answered):
    """What the passages that answer a question are from: how many of each, the most frequent first."""

    year: dict[str, int] = Field(examples=[{"2019": 12, "": 3}])
    place: dict[str, int]
    speaker: dict[str, int]
    language: dict[str, int]
    topic: dict[str, int]

    @classmethod
    def from_facets(cls, snapshot: Snapshot, facets: Facets) -> "FacetsAnswer":
        return cls(
            **provenance_of(snapshot),
            year=dict(facets.year),
            place=dict(facets.place),
            speaker=dict(facets.speaker),
            language=dict(facets.language),
            topic=dict(facets.topic),
        )


class SimilarAnswer(Answered):
    passage: PassageShape
    matches: list[MatchShape]

    @classmethod
    def from_matches(cls, snapshot: Snapshot, passage: Passage, matches: Sequence[Match]) -> "SimilarAnswer":
        return cls(
            **provenance_of(snapshot), passage=PassageShape.from_passage(passage), matches=_matches(matches)
        )


# Speeches


class SpeechesAnswer(Answered):
    """One page of the speeches, in the order of their ids."""

    speeches: list[SpeechShape]
    next_after: str | None = Field(
        description="The `after` of the next page; null on the last.", examples=["veldhaven-2019"]
    )

    @classmethod
    def from_cards(cls, snapshot: Snapshot, cards: Sequence[SpeechCard], *, limit: int) -> "SpeechesAnswer":
        """cards: one more than `limit` when another page follows."""
        page = cards[:limit]
        return cls(
            **provenance_of(snapshot),
            speeches=[SpeechShape.from_card(card) for card in page],
            next_after=page[-1].id if len(cards) > limit else None,
        )


class SpeechAnswer(Answered):
    speech: SpeechShape
    text: str = Field(description="As it was read: what every `start` and `end` counts code points of.")
    findings: list[FindingShape] = Field(
        description="What of the above was not given with the speech, but read in its text."
    )

    @classmethod
    def from_card(cls, snapshot: Snapshot, card: SpeechCard) -> "SpeechAnswer":
        return cls(
            **provenance_of(snapshot),
            speech=SpeechShape.from_card(card),
            text=snapshot.raw(card.id),
            findings=[FindingShape.from_finding(finding) for finding in snapshot.findings(card.id)],
        )


class RepairsAnswer(Answered):
    """The ledger of a speech, in order: nothing in its text was changed but by one of these."""

    speech_id: str = Field(examples=["veldhaven-2019"])
    repairs: list[RepairShape]

    @classmethod
    def from_repairs(cls, snapshot: Snapshot, speech_id: str, repairs: Sequence[Repair]) -> "RepairsAnswer":
        shapes = [RepairShape.from_repair(repair) for repair in repairs]
        return cls(**provenance_of(snapshot), speech_id=speech_id, repairs=shapes)


class PassageAnswer(Answered):
    passage: PassageShape
    speech: SpeechShape

    @classmethod
    def from_passage(cls, snapshot: Snapshot, passage: Passage, card: SpeechCard) -> "PassageAnswer":
        return cls(
            **provenance_of(snapshot),
            passage=PassageShape.from_passage(passage),
            speech=SpeechShape.from_card(card),
        )


class CitedAnswer(Answered):
    passage: PassageShape
    speech: SpeechShape
    searched_revision: str = Field(
        description="The revision of the speech that is searched now: the cited one, or a later one.",
        examples=["0c4e19a2b7"],
    )

    @classmethod
    def from_cited(cls, snapshot: Snapshot, found: Cited) -> "CitedAnswer":
        return cls(
            **provenance_of(snapshot),
            passage=PassageShape.from_passage(found.passage),
            speech=SpeechShape.from_card(found.speech),
            searched_revision=found.searched,
        )


class PassagesAnswer(Answered):
    speech: SpeechShape
    passages: list[PassageShape]

    @classmethod
    def from_passages(
        cls, snapshot: Snapshot, passages: Sequence[Passage], card: SpeechCard
    ) -> "PassagesAnswer":
        return cls(
            **provenance_of(snapshot), passages=_passages(passages), speech=SpeechShape.from_card(card)
        )


class SimilarSpeechShape(Shape):
    """A speech and the passages of it that are counterparts: each the other's nearest."""

    speech: SpeechShape
    likeness: float = Field(
        description="The share of the two texts that has a counterpart, each passage counted by its cosine.",
        examples=[0.42],
    )
    counterparts: list[CounterpartShape]

    @classmethod
    def from_similar(cls, similar: SimilarSpeech) -> "SimilarSpeechShape":
        return cls(
            speech=SpeechShape.from_card(similar.speech),
            likeness=similar.likeness,
            counterparts=[CounterpartShape.from_counterparts(pair) for pair in similar.counterparts],
        )


class SimilarSpeechesAnswer(Answered):
    """The speeches most like one of the corpus, the most alike first."""

    speech_id: str = Field(examples=["veldhaven-2019"])
    similar_speeches: list[SimilarSpeechShape]

    @classmethod
    def from_speeches(
        cls, snapshot: Snapshot, speech_id: str, found: Sequence[SimilarSpeech]
    ) -> "SimilarSpeechesAnswer":
        shapes = [SimilarSpeechShape.from_similar(similar) for similar in found]
        return cls(**provenance_of(snapshot), speech_id=speech_id, similar_speeches=shapes)


# Topics


class SpeechTopicsAnswer(Answered):
    """How much of a speech belongs to each topic, the largest share first."""

    speech_id: str = Field(examples=["veldhaven-2019"])
    shares: list[TopicShare]
    unassigned: Unassigned

    @classmethod
    def from_shares(cls, snapshot: Snapshot, speech_id: str, shares: TopicShares) -> "SpeechTopicsAnswer":
        return cls(
            **provenance_of(snapshot),
            speech_id=speech_id,
            shares=topic_shares(snapshot, shares),
            unassigned=shares.unassigned,
        )


class DistributionAnswer(Answered):
    """How much of a text belongs to each topic, the largest share first."""

    shares: list[TopicShare]
    unassigned: Unassigned

    @classmethod
    def from_shares(cls, snapshot: Snapshot, shares: TopicShares) -> "DistributionAnswer":
        return cls(
            **provenance_of(snapshot), shares=topic_shares(snapshot, shares), unassigned=shares.unassigned
        )


class TopicsAnswer(Answered):
    """Every topic with its share of the whole corpus, the largest first."""

    topics: list[TopicShare]
    unassigned: Unassigned

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot) -> "TopicsAnswer":
        """Raises TopicsNotMade."""
        shares = snapshot.shares()
        by_topic, by_votes = dict(shares.by_topic), dict(shares.by_votes)
        topics = [
            TopicShare.from_topic(topic, by_topic.get(topic.id, 0.0), by_votes.get(topic.id, 0.0))
            for topic in snapshot.need_topics().topics
        ]
        topics.sort(key=lambda topic: (-topic.share, topic.topic))
        return cls(**provenance_of(snapshot), topics=topics, unassigned=shares.unassigned)


class TopicAnswer(Answered):
    topic: TopicShare
    description: str = Field(description="A sentence from the passage nearest to its centre.")
    words_by_language: dict[str, list[str]]
    agreement: float = Field(
        description="0 to 1: how often independent runs put its passages together.", examples=[0.93]
    )
    unstable: bool = Field(description="Whether that is low.")
    language_entropy: float = Field(description="Of its languages, in bits; 0 for one language.")
    coherence: dict[str, float] = Field(description="NPMI of its words by language, -1 to 1.")
    representative: list[PassageShape] = Field(
        description="Passages that say it most clearly, the clearest first."
    )

    @classmethod
    def from_topic(cls, snapshot: Snapshot, topic: Topic, representative: Sequence[Passage]) -> "TopicAnswer":
        shares = snapshot.shares()
        share, votes = dict(shares.by_topic).get(topic.id, 0.0), dict(shares.by_votes).get(topic.id, 0.0)
        return cls(
            **provenance_of(snapshot),
            topic=TopicShare.from_topic(topic, share, votes),
            description=topic.description,
            words_by_language={key: list(words) for key, words in topic.words_by_language.items()},
            agreement=topic.agreement,
            unstable=topic.unstable,
            language_entropy=topic.entropy,
            coherence=dict(topic.coherence),
            representative=_passages(representative),
        )


def _is_empty(snapshot: Snapshot) -> bool:
    return snapshot.manifest.n_passages == 0


class _AnsweredQuery(TypedDict):
    query: str
    language: str
    truncated: bool
    matches: list[MatchShape]
    weaker: WeakerShape | None


def _answered(answer: Answer) -> _AnsweredQuery:
    pairs = zip(answer.matches, answer.explanations, strict=True)
    return _AnsweredQuery(
        query=answer.question,
        language=answer.language,
        truncated=answer.truncated,
        matches=[MatchShape.from_match(match, why) for match, why in pairs],
        weaker=None if answer.weaker is None else WeakerShape.from_weaker(answer.weaker),
    )


def _matches(matches: Sequence[Match]) -> list[MatchShape]:
    return [MatchShape.from_match(match) for match in matches]


def _passages(passages: Sequence[Passage]) -> list[PassageShape]:
    return [PassageShape.from_passage(passage) for passage in passages]
