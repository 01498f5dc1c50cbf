"""The answer of a comparison, over HTTP and from `--json` alike."""

from typing import Literal

from pydantic import Field

from embeddings.comparison.result import (
    ComparedPassage,
    Comparison,
    Containment,
    Difference,
    Edit,
    Novelty,
    Provenance,
    Repeat,
    SearchedSpeeches,
    SourceSpan,
    Step,
    Stretch,
)
from embeddings.dates import when_said
from embeddings.snapshot.snapshot import Snapshot
from service.schemas.compared_topics import ComparedTopicsShape
from service.schemas.matches import MatchShape
from service.schemas.parts import (
    Answered,
    Shape,
    SpeechShape,
    TopicIdField,
    provenance_of,
)
from service.schemas.versions import VersionsShape

Class = Literal["verbatim", "edited", "paraphrase", "translation", "quotation", "common", "same_topic", "new"]
Operation = Literal["equal", "replace", "insert", "delete", "move"]
_CLASS = (
    "verbatim: letter for letter, signs, script and repairs aside. edited: the same with changes. paraphrase:"
    " in other words. translation: from another language. quotation: marked as one. common: what many"
    " speeches say, of nobody in particular. same_topic: near in meaning only. new: none of these."
)


class DifferenceShape(Shape):
    """Numbers, names or negations that two alike wordings do not share; "" where one has none."""

    kind: Literal["number", "name", "negation"]
    here: str = Field(examples=["5"])
    there: str = Field(examples=["5.5"])

    @classmethod
    def from_difference(cls, difference: Difference) -> "DifferenceShape":
        return cls(kind=difference.kind, here=difference.here, there=difference.there)


class SourceShape(Shape):
    """Where a stretch is in the corpus. `start` and `end` count code points of the source's text."""

    speech_id: str = Field(examples=["veldhaven-2019"])
    position: int = Field(description="Of its passage.", examples=[0])
    start: int = Field(examples=[0])
    end: int = Field(examples=[46])
    text: str = Field(
        description="Its wording.", examples=["The harbour of Veldhaven stays open all winter."]
    )
    title: str = Field(examples=["At the quay"])
    speaker: str = Field(examples=["Mara Lindqvist"])
    date: str = Field(examples=["2019-11-04"])
    language: str = Field(examples=["en"])
    earliest: bool = Field(description="No source of this stretch has an earlier date.")
    later: bool = Field(description="Said after the new speech, as far as the two dates tell.")
    cosine: float | None = Field(description="Of the two passages.", examples=[0.83])
    percentile: float | None = Field(examples=[100.0])
    identity: float | None = Field(
        description="The share of equal letters; null where letters were not compared.", examples=[0.92]
    )
    diff: list[tuple[Operation, int, int, int, int]] = Field(
        description="[operation, start, end, start in the source, end in the source]; together all of the"
        " stretch. insert: the source has nothing there; delete: the new text has nothing; move: the same"
        " letters in another place.",
        examples=[[["equal", 0, 12, 30, 42], ["replace", 12, 15, 42, 46]]],
    )

    @classmethod
    def from_source(cls, source: SourceSpan, date: str) -> "SourceShape":
        """date: of the new speech."""
        passage, speech = source.passage, source.speech
        return cls(
            speech_id=speech.id,
            position=passage.position,
            start=source.start,
            end=source.end,
            text=text_of(source),
            title=speech.title,
            speaker=speech.speaker,
            date=speech.date,
            language=passage.language,
            earliest=source.earliest,
            later=when_said(date, speech.date) == "later",
            cosine=source.cosine,
            percentile=source.percentile,
            identity=source.identity,
            diff=[_edit(edit) for edit in source.diff],
        )


def _edit(edit: Edit) -> tuple[Operation, int, int, int, int]:
    return edit.operation, edit.start, edit.end, edit.source_start, edit.source_end


def text_of(source: SourceSpan | Step) -> str:
    """The wording of a source."""
    passage = source.passage
    return passage.text[source.start - passage.start : source.end - passage.start]


class StepShape(Shape):
    """One use of a stretch. changes: [operation, wording before, wording now] against the step before."""

    speech_id: str
    position: int
    date: str
    title: str
    speaker: str
    text: str
    changes: list[tuple[Operation, str, str]]

    @classmethod
    def from_step(cls, step: Step) -> "StepShape":
        return cls(
            speech_id=step.speech.id,
            position=step.passage.position,
            date=step.speech.date,
            title=step.speech.title,
            speaker=step.speech.speaker,
            text=text_of(step),
            changes=list(step.changes),
        )


class ProvenanceShape(Shape):
    """Who said it first in this corpus, and who took it up, by date."""

    first: str | None = Field(description="The id of the speech; null when no source is dated.")
    tied: list[str] = Field(description="Speeches whose date cannot be told apart from the first's.")
    undated: int = Field(description="Sources without a date: they may be earlier.", examples=[0])
    chain: list[StepShape]
    left_out: int = Field(description="Later steps that are not told.", examples=[0])

    @classmethod
    def from_provenance(cls, provenance: Provenance) -> "ProvenanceShape":
        return cls(
            first=None if provenance.first is None else provenance.first.id,
            tied=[card.id for card in provenance.tied],
            undated=provenance.n_undated,
            chain=[StepShape.from_step(step) for step in provenance.steps],
            left_out=provenance.n_left_out,
        )


class StretchShape(Shape):
    """A piece of the new speech that shares one origin."""

    start: int = Field(examples=[0])
    end: int = Field(examples=[46])
    class_: Class = Field(alias="class", serialization_alias="class", description=_CLASS)
    sources: list[SourceShape] = Field(description="The best one first, then by date; eight at most.")
    n_speeches: int = Field(
        description="How many speeches of the corpus hold it, copies counted once.", examples=[1]
    )
    differences: list[DifferenceShape]
    provenance: ProvenanceShape | None
    why: str = Field(
        description="What a class rests on that letters alone do not show.", examples=["5 passages in a row"]
    )

    @classmethod
    def from_stretch(cls, stretch: Stretch, date: str) -> "StretchShape":
        """date: of the new speech."""
        origin = stretch.provenance
        return cls(
            **{"class": stretch.kind},
            start=stretch.start,
            end=stretch.end,
            sources=[SourceShape.from_source(source, date) for source in stretch.sources],
            n_speeches=stretch.n_speeches,
            differences=[DifferenceShape.from_difference(one) for one in stretch.differences],
            provenance=None if origin is None else ProvenanceShape.from_provenance(origin),
            why=stretch.why,
        )


class NoveltyShape(Shape):
    """A percentile among what the corpus's own speeches of this language get when each is left out."""

    percentile: float = Field(description="0: nothing is less new. 100: everything is.", examples=[72.0])
    low: float = Field(description="Its 95 % interval.", examples=[61.0])
    high: float = Field(examples=[81.0])
    among: int = Field(description="How many it was measured among.", examples=[80])

    @classmethod
    def from_novelty(cls, novelty: Novelty) -> "NoveltyShape":
        return cls(percentile=novelty.percentile, low=novelty.low, high=novelty.high, among=novelty.n)


class ComparedPassageShape(Shape):
    """A passage of the new speech. `start` and `end` count code points of the text that was sent."""

    position: int = Field(examples=[0])
    start: int = Field(examples=[0])
    end: int = Field(examples=[46])
    text: str = Field(examples=["The harbour of Veldhaven stays open all winter."])
    language: str = Field(examples=["en"])
    topic: TopicIdField | None = Field(description="The id of its topic; null when it has none.")
    novelty: float | None = Field(
        description="A percentile, 0 to 100; null when the corpus is too small to tell.", examples=[12.0]
    )
    stretches: list[StretchShape] = Field(description="In order; together they are all of the passage.")
    matches: list[MatchShape] = Field(description="The passages nearest in meaning.")

    @classmethod
    def from_compared(cls, compared: ComparedPassage, date: str) -> "ComparedPassageShape":
        """date: of the new speech."""
        passage = compared.passage
        return cls(
            position=passage.position,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            language=passage.language,
            topic=compared.topic,
            novelty=None if compared.novelty is None else compared.novelty.percentile,
            stretches=[StretchShape.from_stretch(stretch, date) for stretch in compared.stretches],
            matches=[MatchShape.from_match(match) for match in compared.matches],
        )


class SummaryShape(Shape):
    """The share of each class in the characters of the speech; they sum to 1. And how new it is."""

    verbatim: float = Field(examples=[0.11])
    edited: float = Field(examples=[0.18])
    paraphrase: float = Field(examples=[0.2])
    translation: float = Field(examples=[0.0])
    quotation: float = Field(examples=[0.05])
    common: float = Field(examples=[0.1])
    same_topic: float = Field(examples=[0.2])
    new: float = Field(examples=[0.16])
    later_share: float = Field(
        description="The share that others say too, but only later than this speech: it was not said before."
        " It is part of the shares above.",
        examples=[0.0],
    )
    novelty: float | None = Field(
        description="A percentile, 0 to 100; null when the corpus is too small to tell.", examples=[72.0]
    )
    novelty_interval: NoveltyShape | None

    @classmethod
    def from_comparison(cls, comparison: Comparison) -> "SummaryShape":
        novelty = comparison.novelty
        return cls(
            **comparison.summary,
            later_share=comparison.later_share,
            novelty=None if novelty is None else novelty.percentile,
            novelty_interval=None if novelty is None else NoveltyShape.from_novelty(novelty),
        )


class ContainmentShape(Shape):
    """What a speech of the corpus and the new one have of each other, in characters."""

    speech: SpeechShape
    of_new: int = Field(description="Characters of the new speech that are in this one.", examples=[420])
    of_old: int = Field(description="Characters of this one that are in the new speech.", examples=[415])
    share_of_new: float = Field(examples=[0.21])
    share_of_old: float = Field(examples=[0.9])
    classes: dict[str, int] = Field(description="Characters of the new speech by class.")

    @classmethod
    def from_containment(cls, part: Containment) -> "ContainmentShape":
        return cls(
            speech=SpeechShape.from_card(part.speech),
            of_new=part.of_new,
            of_old=part.of_old,
            share_of_new=part.share_of_new,
            share_of_old=part.share_of_old,
            classes={str(kind): n for kind, n in part.classes},
        )


class RepeatShape(Shape):
    """`start` to `end` says again what stood from `of_start` to `of_end` of the same speech."""

    start: int
    end: int
    of_start: int
    of_end: int

    @classmethod
    def from_repeat(cls, repeat: Repeat) -> "RepeatShape":
        return cls(start=repeat.start, end=repeat.end, of_start=repeat.of_start, of_end=repeat.of_end)


class SearchedShape(Shape):
    """What stood behind the answer. "First" is first among these; unreadable files are not among them."""

    n_speeches: int
    n_undated: int = Field(description="Speeches without a known year, which come last in any order by date.")
    left_out: list[str] = Field(description="Ids of speeches that were not asked.")

    @classmethod
    def from_searched(cls, searched: SearchedSpeeches) -> "SearchedShape":
        return cls(
            n_speeches=searched.n_speeches,
            n_undated=searched.n_undated,
            left_out=list(searched.left_out),
        )


class CompareAnswer(Answered):
    title: str = Field(examples=["Address at the opening of the winter quay"])
    date: str = Field(
        description="Of the new speech, given with it or read in its text; empty when unknown. Tells what is"
        " `later`.",
        examples=["2024-11-04"],
    )
    summary: SummaryShape
    passages: list[ComparedPassageShape]
    topics: ComparedTopicsShape | None = Field(description="null until `tifa topics` has made topics.")
    similar_speeches: list[ContainmentShape] = Field(
        description="The speeches that share wording with it, most of the new speech first."
    )
    repeats: list[RepeatShape] = Field(description="What the speech says twice.")
    copies: list[str] = Field(description="Ids of speeches of the corpus that read exactly as this one.")
    searched: SearchedShape
    versions: VersionsShape | None = Field(description="What changed since `with_speech`; null without one.")

    @classmethod
    def from_comparison(cls, snapshot: Snapshot, comparison: Comparison) -> "CompareAnswer":
        topics, versions = comparison.topics, comparison.versions
        return cls(
            **provenance_of(snapshot),
            title=comparison.speech.title,
            date=comparison.speech.date,
            summary=SummaryShape.from_comparison(comparison),
            passages=[
                ComparedPassageShape.from_compared(passage, comparison.speech.date)
                for passage in comparison.passages
            ],
            topics=None if topics is None else ComparedTopicsShape.from_topics(snapshot, topics),
            similar_speeches=[ContainmentShape.from_containment(part) for part in comparison.containment],
            repeats=[RepeatShape.from_repeat(repeat) for repeat in comparison.repeats],
            copies=[card.id for card in comparison.copies],
            searched=SearchedShape.from_searched(comparison.searched),
            versions=None if versions is None else VersionsShape.from_versions(versions),
        )
