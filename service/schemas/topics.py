"""The shapes of topics over time and across groups."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.timeline import Cell, Slice, Timeline
from service.schemas.parts import Answered, Shape, TopicIdField, provenance_of


class CellShape(Shape):
    """What a topic has of a period or group."""

    topic: TopicIdField
    n_passages: int
    share: float = Field(description="Of the text, 0 to 1.", examples=[0.31])
    low: float = Field(description="Where the interval of the share begins: Wilson's, at 95 %.")
    high: float = Field(description="Where it ends.")
    log_odds: float = Field(description="The odds of the topic here against everywhere else, as a logarithm.")
    z: float = Field(description="The same in standard errors.")
    words: list[str] = Field(description="Its words that are most frequent in this period alone.")

    @classmethod
    def from_cell(cls, cell: Cell) -> "CellShape":
        return cls(
            topic=cell.topic,
            n_passages=cell.n_passages,
            share=round(cell.share, 6),
            low=round(cell.low, 6),
            high=round(cell.high, 6),
            log_odds=round(cell.log_odds, 4),
            z=round(cell.z, 2),
            words=list(cell.words),
        )


class SliceShape(Shape):
    """A period or a group."""

    name: str = Field(examples=["2021-Q2"])
    n_passages: int
    few: bool = Field(description="Whether it holds too few passages to tell much.")
    topics: list[CellShape]
    unassigned: float

    @classmethod
    def from_slice(cls, one: Slice) -> "SliceShape":
        return cls(
            name=one.name,
            n_passages=one.n_passages,
            few=one.few,
            topics=[CellShape.from_cell(cell) for cell in one.cells],
            unassigned=one.unassigned,
        )


class TrendShape(Shape):
    topic: TopicIdField
    trend: Literal["rising", "fading", "steady"]
    log_odds: float = Field(description="The last quarter of the dated passages against what came before.")


class TimelineAnswer(Answered):
    """The topics by period, in the order of time; periods without text are left out."""

    unit: Literal["year", "quarter", "month"]
    periods: list[SliceShape]
    n_undated: int = Field(description="Passages whose date does not say the unit.")
    trends: list[TrendShape]

    @classmethod
    def from_timeline(cls, snapshot: Snapshot, found: Timeline) -> "TimelineAnswer":
        return cls(
            **provenance_of(snapshot),
            unit=found.unit,
            periods=[SliceShape.from_slice(one) for one in found.slices],
            n_undated=found.n_undated,
            trends=[
                TrendShape(topic=topic, trend=trend, log_odds=round(odds, 4))
                for topic, trend, odds in found.trends
            ],
        )


class GroupsAnswer(Answered):
    """The topics by group, the largest group first; what is unknown stands under ""."""

    by: Literal["place", "speaker", "source", "language"]
    groups: list[SliceShape]

    @classmethod
    def from_groups(
        cls,
        snapshot: Snapshot,
        by: Literal["place", "speaker", "source", "language"],
        groups: Sequence[Slice],
    ) -> "GroupsAnswer":
        shapes = [SliceShape.from_slice(one) for one in groups]
        return cls(**provenance_of(snapshot), by=by, groups=shapes)
