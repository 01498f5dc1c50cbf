"""What changed since an older version, as it is answered: passages and numbers."""

from collections.abc import Sequence

from pydantic import Field

from embeddings.comparison.numbers.changes import NumberChange
from embeddings.comparison.numbers.quantity import Hedge, Kind, Quantity
from embeddings.comparison.versions.versions import Fate, VersionPair, Versions, join, place
from embeddings.speech import Passage
from embeddings.text.passages import trace_passage
from service.schemas.parts import Shape


class NumberShape(Shape):
    """A number as the text says it. `start` and `end` count code points of the speech's text."""

    text: str = Field(examples=["around 5 percent"])
    value: str = Field(description="Written out, as a decimal number.", examples=["5"])
    high: str | None = Field(description="The upper end of a range.", examples=[None])
    unit: str = Field(description="Empty when only the word counted says it.", examples=["%"])
    hedge: Hedge = Field(examples=["about"])
    kind: Kind = Field(examples=["growth"])
    counted: str = Field(
        description="What stands before it in its clause.", examples=["traffic is to grow by"]
    )
    target: bool = Field(description="Whether it is aimed at.", examples=[True])
    position: int = Field(description="Of its passage in the speech.", examples=[3])
    start: int = Field(examples=[812])
    end: int = Field(examples=[828])

    @classmethod
    def from_quantity(cls, quantity: Quantity, passages: Sequence[Passage]) -> "NumberShape":
        passage, start, end = place(passages, quantity)
        raw_start, raw_end = trace_passage(passage).span(start, end)
        return cls(
            text=join(passages)[quantity.start : quantity.end],
            value=f"{quantity.value.normalize():f}",
            high=None if quantity.high is None else f"{quantity.high.normalize():f}",
            unit=quantity.unit,
            hedge=quantity.hedge,
            kind=quantity.kind,
            counted=quantity.counted,
            target=quantity.target,
            position=passage.position,
            start=passage.start + raw_start,
            end=passage.start + raw_end,
        )


class NumberChangeShape(Shape):
    """The same thing, counted otherwise."""

    old: NumberShape
    new: NumberShape
    difference: str | None = Field(description="New less old; null where one is a range.", examples=["-0.5"])
    hedge_only: bool = Field(description="The amount is the same, and its hedge is not.", examples=[False])

    @classmethod
    def from_change(cls, change: NumberChange, pair: VersionPair) -> "NumberChangeShape":
        return cls(
            old=NumberShape.from_quantity(change.old, pair.old),
            new=NumberShape.from_quantity(change.new, pair.new),
            difference=None if change.difference is None else f"{change.difference.normalize():f}",
            hedge_only=change.hedge_only,
        )


class VersionPassageShape(Shape):
    position: int = Field(examples=[3])
    start: int = Field(examples=[780])
    end: int = Field(examples=[1010])
    text: str = Field(examples=["The harbour of Veldhaven stays open all winter."])

    @classmethod
    def from_passage(cls, passage: Passage) -> "VersionPassageShape":
        return cls(position=passage.position, start=passage.start, end=passage.end, text=passage.text)


class VersionPairShape(Shape):
    """What became of passages of the older version; one side is empty where they are gone, or new."""

    fate: Fate = Field(
        description="kept: word for word; edited; rewritten: on the same, in other words; translated; merged;"
        " split; dropped; added.",
        examples=["edited"],
    )
    moved: bool = Field(description="Whether it stands in another place now.", examples=[False])
    likeness: float | None = Field(
        description="Of the letters, 0 to 1; null across languages.", examples=[0.83]
    )
    old: list[VersionPassageShape]
    new: list[VersionPassageShape]
    changed_numbers: list[NumberChangeShape]
    same_numbers: int = Field(description="Numbers that both say.", examples=[2])
    dropped_numbers: list[NumberShape] = Field(description="Of the older version, without a counterpart.")
    added_numbers: list[NumberShape] = Field(description="Of the newer version, without a counterpart.")

    @classmethod
    def from_pair(cls, pair: VersionPair) -> "VersionPairShape":
        numbers = pair.numbers
        return cls(
            fate=pair.fate,
            moved=pair.moved,
            likeness=pair.likeness,
            old=[VersionPassageShape.from_passage(passage) for passage in pair.old],
            new=[VersionPassageShape.from_passage(passage) for passage in pair.new],
            changed_numbers=[NumberChangeShape.from_change(one, pair) for one in numbers.changed],
            same_numbers=len(numbers.same),
            dropped_numbers=[NumberShape.from_quantity(one, pair.old) for one in numbers.dropped],
            added_numbers=[NumberShape.from_quantity(one, pair.new) for one in numbers.added],
        )


class VersionsShape(Shape):
    """What changed since an older version: passage by passage, in the order of the newer one."""

    speech_id: str = Field(description="The older version.", examples=["veldhaven-2019"])
    counts: dict[Fate, int] = Field(
        description="Passages of the newer version by their fate, and those of the older that it dropped.",
        examples=[{"kept": 3, "edited": 8}],
    )
    pairs: list[VersionPairShape]

    @classmethod
    def from_versions(cls, versions: Versions) -> "VersionsShape":
        return cls(
            speech_id=versions.speech_id,
            counts=versions.counts,
            pairs=[VersionPairShape.from_pair(pair) for pair in versions.pairs],
        )
