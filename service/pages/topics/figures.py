"""What is counted once for a snapshot, and the columns that are drawn of it."""

import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.timeline import Cell, Field, Slice, Timeline, Trend, Unit, by_group, timeline
from service.reports.topic_counts import TopicCounts, count_topics

T = TypeVar("T")

WIDTH, HEIGHT = 320, 48  # of the line of one topic

# As long as the snapshot is open: the figures of a large corpus take seconds.
_kept: "weakref.WeakKeyDictionary[Snapshot, dict[str, object]]" = weakref.WeakKeyDictionary()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A topic over time.

    share: a column for each period that holds text, as a path for an SVG of WIDTH by HEIGHT.  interval: the
    same up to the upper end of the share's interval.  highest: the largest share, at the top.
    points: (period, its cell), in the order of time; the cell is None where the topic says nothing.
    """

    topic: str
    trend: Trend
    share: str
    interval: str
    highest: float
    points: tuple[tuple[Slice, Cell | None], ...]


def counts_of(snapshot: Snapshot) -> TopicCounts:
    """Raises TopicsNotMade."""
    return _once(snapshot, "counts", lambda: count_topics(snapshot))


def timeline_of(snapshot: Snapshot, unit: Unit) -> Timeline:
    """Raises TopicsNotMade."""
    return _once(snapshot, f"timeline {unit}", lambda: timeline(snapshot.said(), unit))


def groups_of(snapshot: Snapshot, field: Field) -> tuple[Slice, ...]:
    """Raises TopicsNotMade."""
    return _once(snapshot, f"groups {field}", lambda: by_group(snapshot.said(), field))


def _once(snapshot: Snapshot, name: str, make: Callable[[], T]) -> T:
    with _lock:
        kept = _kept.setdefault(snapshot, {})
    if name not in kept:
        kept[name] = make()
    return cast(T, kept[name])


def lines(found: Timeline) -> dict[str, TimelineLine]:
    """The columns of each topic, by its id."""
    trends = {topic: trend for topic, trend, _ in found.trends}
    topics = sorted({cell.topic for one in found.slices for cell in one.cells})
    cells = [{cell.topic: cell for cell in one.cells} for one in found.slices]
    return {
        topic: _line(topic, trends.get(topic, "steady"), found.slices, [own.get(topic) for own in cells])
        for topic in topics
    }


def _line(topic: str, trend: Trend, slices: Sequence[Slice], own: Sequence[Cell | None]) -> TimelineLine:
    highest = max(cell.share for cell in own if cell)
    scale = (HEIGHT - 6) / (highest or 1.0)
    return TimelineLine(
        topic=topic,
        trend=trend,
        share=_columns([cell.share * scale if cell else 0.0 for cell in own]),
        interval=_columns([cell.high * scale if cell else 0.0 for cell in own]),
        highest=highest,
        points=tuple(zip(slices, own, strict=True)),
    )


def _columns(heights: Sequence[float]) -> str:
    """A path of columns, side by side from left to right; those higher than the picture are cut."""
    step = WIDTH / max(len(heights), 1)
    tops = [(number * step, min(height, HEIGHT)) for number, height in enumerate(heights) if height > 0]
    return "".join(f"M{x:.1f} {HEIGHT}v-{top:.1f}h{step * 0.86:.1f}v{top:.1f}z" for x, top in tops)
