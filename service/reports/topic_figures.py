"""The pictures of the topics report, as the numbers its template draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from embeddings.dates import days_of
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.topics.model import TopicGroup
from service.reports.topic_counts import CountedSpeech, CountedTopic, Period, TopicCounts

MOST_SPEECHES = 200
MOST_COLUMNS = 24
MOST_TIMELINES = 20
FEW_SPEECHES = 3
_EXAMPLES = 3
_NAMES = 3  # of a group: the largest subjects


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    passage: Passage
    card: SpeechCard


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """topics: those of a group, largest first; at least one.  named_by: the largest subjects among them."""

    topics: tuple[CountedTopic, ...]
    named_by: tuple[CountedTopic, ...]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """cells: the share of each column's topic.  others: of the topics without a column.  They sum to 1."""

    card: SpeechCard
    cells: tuple[float, ...]
    others: float
    unassigned: float


@dataclass(frozen=True, slots=True)
class HeatMap:
    """columns: the largest subjects.  n_others: how many topics have none.

    n_left_out: speeches that have no row.
    """

    columns: tuple[CountedTopic, ...]
    rows: tuple[HeatRow, ...]
    n_others: int
    n_left_out: int


@dataclass(frozen=True, slots=True)
class TimelineFigure:
    """lines: of each of the largest subjects, its share in each period.  highest: the largest of them, in
    periods of at least FEW_SPEECHES; of them all where there is no such period.

    n_others: how many topics have no line.  n_undated: speeches whose year is unknown.
    """

    periods: tuple[Period, ...]
    lines: tuple[tuple[CountedTopic, tuple[float, ...]], ...]
    highest: float
    n_others: int
    n_undated: int


def examples(snapshot: Snapshot, counted: CountedTopic) -> list[QuotedPassage]:
    """Passages near the middle of a topic, no text twice."""
    found: dict[str, Passage] = {}
    for passage in snapshot.representatives(counted.topic):
        found.setdefault(passage.text, passage)
    shown = list(found.values())[:_EXAMPLES]
    cards = snapshot.speeches([passage.speech_id for passage in shown])
    return [QuotedPassage(passage, cards[passage.speech_id]) for passage in shown]


def groups(found: Sequence[TopicGroup], counts: TopicCounts) -> list[GroupFigure]:
    """Coarser topics with those that belong to them, the group of the largest topic first."""
    figures = []
    for group in found:
        own = tuple(counted for counted in counts.topics if counted.topic.id in group.topics)
        if own:
            subjects = tuple(counted for counted in own if counted.topic.is_subject)
            figures.append(GroupFigure(own, (subjects or own)[:_NAMES]))
    return sorted(figures, key=lambda group: group.topics[0].number)


def heat_map(counts: TopicCounts) -> HeatMap:
    """The latest speeches by date, earliest first, against the largest subjects."""
    columns = _subjects(counts)[:MOST_COLUMNS]
    drawn = _latest(counts.speeches)
    return HeatMap(
        columns=columns,
        rows=tuple(_heat_row(speech, columns) for speech in drawn),
        n_others=len(counts.topics) - len(columns),
        n_left_out=len(counts.speeches) - len(drawn),
    )


def timeline(counts: TopicCounts) -> TimelineFigure:
    """How the largest subjects divide the text of each period."""
    drawn = _subjects(counts)[:MOST_TIMELINES]
    by_period = [dict(period.shares.by_topic) for period in counts.periods]
    lines = tuple(
        (counted, tuple(shares.get(counted.topic.id, 0.0) for shares in by_period)) for counted in drawn
    )
    enough = [period.n_speeches >= FEW_SPEECHES for period in counts.periods]
    told = enough if any(enough) else [True] * len(enough)
    return TimelineFigure(
        periods=counts.periods,
        lines=lines,
        highest=max((share for _, line in lines for share in compress(line, told)), default=0.0),
        n_others=len(counts.topics) - len(drawn),
        n_undated=sum(1 for speech in counts.speeches if not _has_year(speech)),
    )


def _subjects(counts: TopicCounts) -> tuple[CountedTopic, ...]:
    return tuple(counted for counted in counts.topics if counted.topic.is_subject)


def _latest(speeches: Sequence[CountedSpeech]) -> list[CountedSpeech]:
    """As many as are drawn: the latest of the dated ones, then, where there is room, the others."""
    dated = [speech for speech in speeches if _has_year(speech)][-MOST_SPEECHES:]
    undated = [speech for speech in speeches if not _has_year(speech)]
    return dated + undated[: MOST_SPEECHES - len(dated)]


def _has_year(speech: CountedSpeech) -> bool:
    return days_of(speech.card.date) is not None


def _heat_row(speech: CountedSpeech, columns: Sequence[CountedTopic]) -> HeatRow:
    share_of = dict(speech.shares.by_topic)
    cells = tuple(share_of.pop(counted.topic.id, 0.0) for counted in columns)
    return HeatRow(speech.card, cells, sum(share_of.values()), speech.shares.unassigned)
