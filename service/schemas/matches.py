"""The JSON shape of a match: a passage that answers, why it does, and where else the same is said."""

from typing import Literal

from pydantic import Field

from embeddings.search.explanation import Explanation
from embeddings.search.search import Duplicate, Match
from service.schemas.parts import PassageShape, Shape, SpeechShape


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
    wording: Literal["exact", "most", "some", "none"] | None = Field(
        description="How much of the question's words the passage holds: all of them word for word, at least"
        " half of what they tell, less, or none; null in comparisons, which say it stretch by stretch.",
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
