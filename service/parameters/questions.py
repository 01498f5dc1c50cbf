"""What may be asked: strict shapes that name every field they take and refuse all others."""

from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, Strict, model_validator

from embeddings.search.questions.question import Address, Question
from embeddings.snapshot.filters import Filters, bounds
from embeddings.speech import Speech
from service.parameters.values import (
    DIGITS,
    LONGEST_LABEL,
    MOST_ID,
    MOST_IN_ADDRESS,
    MOST_MATCHES,
    MOST_POSITION,
    MOST_QUERIES,
    MOST_SPEECHES,
    Addresses,
    Cursor,
    Day,
    HowMany,
    LanguageName,
    LanguageTag,
    Name,
    Names,
    PastedText,
    Query,
    StrictModel,
    one_line,
    speakable,
)


class FilterFields(StrictModel):
    """Which passages may answer. Several values of one field mean either of them."""

    language: Names = Field(
        [], description="Of the passage: `en`, `chinese`; `zh` takes in zh-Hans and zh-Hant."
    )
    speaker: Names = Field([], description="Of the passage or its speech, in any script and width.")
    place: Names = Field([], description="Of the speech, in any script and width.")
    source: Names = Field([], description="Of the speech, in any script and width.")
    topic: Names = Field([], description="The id of a topic, or its label.")
    speech: Names = Field([], description="The id of a speech whose passages alone may answer.")
    exclude_speech: Names = Field([], description="The id of a speech that shall not answer.")
    date_from: Day | None = Field(
        None,
        description="YYYY, YYYY-MM or YYYY-MM-DD, included. A speech without a year then never answers.",
    )
    date_to: Day | None = Field(None, description="As `date_from`.")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        bounds(self.filters)
        return self

    @property
    def filters(self) -> Filters:
        return Filters(
            language=tuple(self.language),
            speaker=tuple(self.speaker),
            place=tuple(self.place),
            source=tuple(self.source),
            date_from=self.date_from or "",
            date_to=self.date_to or "",
            topic=tuple(self.topic),
            speech=tuple(self.speech),
            exclude_speech=tuple(self.exclude_speech),
        )


class FindingFields(FilterFields):
    """How the matches are found."""

    mode: Literal["hybrid", "meaning", "words"] = Field(
        "hybrid", description="By meaning and words together, by meaning alone, or by words alone."
    )
    at_least: Literal["strong", "moderate", "weak"] | None = Field(
        None,
        description="Only matches of this strength or a higher one, and passages that hold the question word"
        " for word (`wording` exact) unless one in 20 of their language does; `weaker` tells of the rest.",
    )
    query_language: LanguageName | None = Field(
        None, description="Of the question: `ja`, `chinese`. Found out when it is not given."
    )
    literal: bool = Field(
        False, description="Take quotation marks and minus signs for what they are in prose."
    )


class RankingFields(FindingFields):
    """How the matches are found, ranked and arranged."""

    sort: Literal["relevance", "newest", "oldest"] = Field(
        "relevance", description="By date, what answers is put in order, as `/v1/search/facets` counts it."
    )
    collapse: bool = Field(True, description="Show a passage that is repeated once, with `also_in`.")
    per_speech: Annotated[int, Field(ge=1, le=MOST_MATCHES)] | None = Field(
        None, description="At most so many matches of one speech."
    )
    diversity: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = Field(
        0.0, description="How much a match should differ from those before it, 0 to 1."
    )

    @model_validator(mode="after")
    def _diverse_or_sorted(self) -> Self:
        if self.diversity > 0 and self.sort != "relevance":
            raise ValueError("matches are either diverse or sorted by date")
        return self

    def question(self, text: str, *, k: int, offset: int) -> Question:
        """A text, asked the way these fields say."""
        return Question(
            text=text,
            mode=self.mode,
            k=k,
            offset=offset,
            filters=self.filters,
            language=self.query_language or "",
            literal=self.literal,
            collapse=self.collapse,
            per_speech=self.per_speech,
            diversity=self.diversity,
            sort=self.sort,
            at_least=self.at_least,
        )


class SimilarParameters(FilterFields):
    k: HowMany = 10


class _Asked(StrictModel):
    q: Annotated[str, AfterValidator(speakable)] = Field(
        min_length=1,
        max_length=MOST_IN_ADDRESS,
        description="The question, in any language. POST longer ones.",
        examples=["a harbour that never freezes"],
    )


class SearchParameters(RankingFields):
    q: Annotated[str, AfterValidator(speakable)] = Field(
        "",
        max_length=MOST_IN_ADDRESS,
        description="The question, in any language. POST longer ones.",
        examples=["a harbour that never freezes"],
    )
    k: HowMany = 10
    cursor: Cursor | None = None
    like: Addresses = Field(
        [], description="Passages that answers should be like, `speech_id:position`, with `q` or without."
    )
    unlike: Addresses = Field([], description="Passages that answers should not be like.")

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not (self.q or self.like):
            raise ValueError("give `q`, or passages to be `like`")
        return self

    def question(self, text: str, *, k: int, offset: int) -> Question:
        return replace(
            super().question(text, k=k, offset=offset),
            like=tuple(map(_place, self.like)),
            unlike=tuple(map(_place, self.unlike)),
        )


def _place(address: str) -> Address:
    speech_id, _, position = address.rpartition(":")
    return speech_id, int(position)


class FacetsParameters(FindingFields, _Asked):
    @property
    def question(self) -> Question:
        return Question(
            text=self.q,
            mode=self.mode,
            filters=self.filters,
            language=self.query_language or "",
            literal=self.literal,
            at_least=self.at_least,
        )


class ExportParameters(RankingFields, _Asked):
    k: HowMany = 10
    format: Literal["csv", "json", "bibtex", "gbt7714"] = Field("csv", description="Of the file.")


class ExamplePassage(StrictModel):
    """A passage of the corpus."""

    speech_id: Name = Field(examples=["veldhaven-2019"])
    position: Annotated[int, Strict(), Field(ge=0, le=MOST_POSITION, examples=[2])]


class SearchQuestion(RankingFields):
    """`query`, or `queries`, or passages to be like; the rest holds for all of them."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "We shall keep the harbour open all winter.", "k": 5}]}
    )

    query: Query | None = Field(None, description="A text of any length.")
    queries: list[Query] | None = Field(
        None, min_length=1, max_length=MOST_QUERIES, description="Several texts, answered in their order."
    )
    k: Annotated[int, Strict(), Field(ge=1, le=MOST_MATCHES, description="How many matches at most.")] = 10
    cursor: Cursor | None = None
    like: list[ExamplePassage] = Field(
        [],
        max_length=MOST_QUERIES,
        description="Passages that answers should be like, with a query or without.",
    )
    unlike: list[ExamplePassage] = Field(
        [], max_length=MOST_QUERIES, description="Passages that answers should not be like."
    )

    def question(self, text: str, *, k: int, offset: int) -> Question:
        return replace(
            super().question(text, k=k, offset=offset),
            like=tuple((one.speech_id, one.position) for one in self.like),
            unlike=tuple((one.speech_id, one.position) for one in self.unlike),
        )

    @property
    def texts(self) -> list[str]:
        return [self.query] if self.query is not None else self.queries or []

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if self.query is not None and self.queries is not None:
            raise ValueError("give either `query` or `queries`")
        if self.query is None and self.queries is None and not self.like:
            raise ValueError("give `query`, `queries`, or passages to be `like`")
        if self.queries is not None and self.cursor is not None:
            raise ValueError("a cursor goes with a single `query`")
        return self


class SpeechesParameters(FilterFields):
    after: Annotated[str, Field(max_length=MOST_ID), AfterValidator(speakable)] = Field(
        "", description="The id after which the page begins: `next_after` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_SPEECHES, description="How many at most."), DIGITS] = 50


class TopicLabel(StrictModel):
    """What a person calls a topic."""

    label: Annotated[str, Strict(), AfterValidator(one_line)] = Field(
        max_length=LONGEST_LABEL,
        description="One line; empty to give back what the fit called it.",
        examples=["Ferries and harbours"],
    )


class TimelineParameters(StrictModel):
    unit: Literal["year", "quarter", "month"] = Field("year", description="How long a period is.")


class GroupsParameters(StrictModel):
    by: Literal["place", "speaker", "source", "language"] = Field(description="What makes a group.")


class TextQuestion(StrictModel):
    """A text that need not be in the corpus."""

    text: PastedText = Field(examples=["The harbour of Veldhaven stays open all winter."])
    language: LanguageTag | None = Field(
        None, description="Of the text, when it is known; else it is recognised."
    )

    @property
    def speech(self) -> Speech:
        return Speech(id="", raw=self.text, language=self.language or "")


class CompareQuestion(StrictModel):
    """A new text, or a speech of the corpus, which is then not compared with itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Address at the opening of the winter quay",
                    "text": "The harbour of Veldhaven stays open all winter.\n\nIts ferries are ours.",
                    "k": 3,
                }
            ]
        }
    )

    text: PastedText | None = Field(None, examples=["The harbour of Veldhaven stays open all winter."])
    speech_id: Name | None = Field(
        None, description="A speech of the corpus, instead of a text.", examples=[None]
    )
    language: LanguageTag | None = Field(
        None, description="Of the text, when it is known; else it is recognised."
    )
    title: Annotated[str, Strict(), Field(max_length=MOST_ID), AfterValidator(speakable)] = ""
    speaker: Annotated[str, Strict(), Field(max_length=MOST_ID), AfterValidator(speakable)] = Field(
        "", description="Of the text: its topics are set beside those of this speaker's earlier speeches."
    )
    date: Annotated[str, Strict(), Field(max_length=MOST_ID), AfterValidator(speakable)] = Field(
        "", description="Of the text: YYYY, YYYY-MM or YYYY-MM-DD."
    )
    with_speech: Name | None = Field(
        None,
        description="The id of the one speech to compare with; else all others.",
        examples=["veldhaven-2019"],
    )
    k: Annotated[
        int, Strict(), Field(ge=1, le=MOST_MATCHES, description="Matches of each passage, at most.")
    ] = 3

    @property
    def speech(self) -> Speech:
        """The text as a speech; call it where there is a text."""
        return Speech(
            id="",
            raw=self.text or "",
            title=self.title,
            speaker=self.speaker,
            date=self.date,
            language=self.language or "",
        )

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.text is None) == (self.speech_id is None):
            raise ValueError("give either `text` or `speech_id`")
        return self
