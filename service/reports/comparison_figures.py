"""What the comparison report shows, as the values its template draws."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embeddings.comparison.result import (
    CLASSES,
    ComparedPassage,
    ComparedTopics,
    Comparison,
    Edit,
    SourceSpan,
    Stretch,
    StretchClass,
)
from embeddings.dates import days_of
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage
from embeddings.topics.model import Topic

_MOST_PAIRS = 12
_CHANGED_HERE = ("replace", "insert", "move")
_CHANGED_THERE = ("replace", "delete", "move")


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """Text of a stretch or of its source. mark: `replace`, `insert`, `delete`, `move`, or "" for equal."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A step of a provenance: where on the line its date stands, 0 to 100."""

    place: float
    date: str
    n: int


@dataclass(frozen=True, slots=True)
class ShownStretch:
    """number: by which text and source find each other, from 1; None for what has no source.
    source: of the best source, its wording.  dots: its provenance, on a line.
    """

    number: int | None
    stretch: Stretch
    pieces: tuple[DiffPiece, ...]
    source: tuple[DiffPiece, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class ShownPassage:
    compared: ComparedPassage
    stretches: tuple[ShownStretch, ...]


@dataclass(frozen=True, slots=True)
class PairedBars:
    """A topic's share of the new speech and of what it is compared with.  topic: None for unassigned."""

    topic: Topic | None
    speech: float
    corpus: float


@dataclass(frozen=True, slots=True)
class TopicPairs:
    """bars: where the two differ most first, unassigned last.  highest: the largest share in them.

    n_others: how many topics are left out.
    """

    bars: tuple[PairedBars, ...]
    highest: float
    n_others: int


def shown_passages(comparison: Comparison) -> list[ShownPassage]:
    """Every passage with its stretches, those with a source numbered through."""
    number, shown = 0, []
    for compared in comparison.passages:
        stretches = []
        for stretch in compared.stretches:
            numbered = bool(stretch.sources) and stretch.kind != "same_topic"
            number += numbered
            best = stretch.sources[0] if stretch.sources else None
            stretches.append(
                ShownStretch(
                    number=number if numbered else None,
                    stretch=stretch,
                    pieces=tuple(pieces_here(compared.passage, stretch, best)),
                    source=tuple(pieces_there(best)) if best is not None else (),
                    dots=tuple(dots_of(stretch)),
                )
            )
        shown.append(ShownPassage(compared, tuple(stretches)))
    return shown


def pieces_here(passage: Passage, stretch: Stretch, source: SourceSpan | None) -> Iterator[DiffPiece]:
    """The text of a stretch, cut where it differs from its source."""
    reached = stretch.start
    for edit in source.diff if source is not None else ():
        if edit.operation in _CHANGED_HERE and edit.end > reached:
            start = max(edit.start, reached)
            if reached < start:
                yield DiffPiece(_slice(passage, reached, start), "")
            yield DiffPiece(_slice(passage, start, edit.end), edit.operation)
            reached = edit.end
    if reached < stretch.end:
        yield DiffPiece(_slice(passage, reached, stretch.end), "")


def pieces_there(source: SourceSpan) -> Iterator[DiffPiece]:
    """The wording of a source, cut where the new speech says something else."""
    reached = source.start
    changed: list[Edit] = [edit for edit in source.diff if edit.operation in _CHANGED_THERE]
    for edit in sorted(changed, key=lambda edit: (edit.source_start, edit.source_end)):
        start, end = max(edit.source_start, reached), min(edit.source_end, source.end)
        if start >= end:
            continue
        if reached < start:
            yield DiffPiece(_slice(source.passage, reached, start), "")
        yield DiffPiece(_slice(source.passage, start, end), edit.operation)
        reached = end
    if reached < source.end:
        yield DiffPiece(_slice(source.passage, reached, source.end), "")


def _slice(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]


def dots_of(stretch: Stretch) -> Iterator[Dot]:
    """The dated uses of a stretch between the first and the last one; none where there is but one."""
    steps = stretch.provenance.steps if stretch.provenance is not None else ()
    days = [(found[0], step.speech.date) for step in steps if (found := days_of(step.speech.date))]
    if len(days) < 2:
        return
    first, last = _ordinal(days[0][0]), _ordinal(days[-1][0])
    for number, (day, date) in enumerate(days, start=1):
        yield Dot(round(100 * (_ordinal(day) - first) / max(1e-9, last - first), 1), date, number)


def _ordinal(day: str) -> float:
    year, month, of_month = (int(part) for part in day.split("-"))
    return year + (month - 1) / 12 + (of_month - 1) / 372


def class_shares(comparison: Comparison) -> list[tuple[StretchClass, float]]:
    """The classes that the speech has, in their order, each with its share of the characters."""
    summary = comparison.summary
    return [(kind, summary[kind]) for kind in CLASSES if summary[kind] > 0]


def reused_share(comparison: Comparison) -> float:
    """The share of what was said before, by somebody in particular."""
    summary = comparison.summary
    return sum(summary[kind] for kind in ("verbatim", "edited", "paraphrase", "translation", "quotation"))


def topic_pairs(snapshot: Snapshot, topics: ComparedTopics) -> TopicPairs:
    speech, corpus = dict(topics.speech.by_topic), dict(topics.corpus.by_topic)
    bars = [
        PairedBars(snapshot.topic(id_), speech.get(id_, 0.0), corpus.get(id_, 0.0))
        for id_ in sorted(speech.keys() | corpus.keys())
    ]
    bars.sort(key=lambda bar: -abs(bar.speech - bar.corpus))
    drawn = (*bars[:_MOST_PAIRS], PairedBars(None, topics.speech.unassigned, topics.corpus.unassigned))
    return TopicPairs(
        bars=drawn,
        highest=max(max(bar.speech, bar.corpus) for bar in drawn),
        n_others=len(bars[_MOST_PAIRS:]),
    )


def all_differences(comparison: Comparison) -> list[tuple[int, Stretch]]:
    """The stretches whose numbers, names or negations differ from their source, with their passage."""
    return [
        (compared.passage.position, stretch)
        for compared in comparison.passages
        for stretch in compared.stretches
        if stretch.differences
    ]


def languages_of(passages: Sequence[ComparedPassage]) -> str:
    """The language most of the speech is in."""
    lengths: dict[str, int] = {}
    for one in passages:
        key = one.passage.language
        lengths[key] = lengths.get(key, 0) + one.passage.end - one.passage.start
    return max(sorted(lengths), key=lengths.__getitem__, default="")
