"""The topics as files: for spreadsheets, for programs, and for reading."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from embeddings.durable_files import fsync
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.quality import MEANINGS
from embeddings.topics.timeline import Cell as CountedCell
from embeddings.topics.timeline import DatedShare, Field, Slice, Unit, by_group, timeline
from service.reports.html import topics_report
from service.reports.spreadsheets import ENCODING, Cell, write_csv
from service.reports.topic_counts import TopicCounts, count_topics

_SPEECH_COLUMNS = (
    "id", "title", "speaker", "date", "place", "language", "source", "n_passages", "n_characters",
)  # fmt: skip
_PASSAGE_COLUMNS = (
    "speech_id", "position", "start", "end", "language", "topic", "topic_label", "vote", "margin", "text",
)  # fmt: skip


_FILES = ("topics.json", "speeches.csv", "passages.csv", "timeline.csv", "groups.csv", "report.html")
_CELL_COLUMNS = (
    "topic", "topic_label", "n_passages", "share", "low", "high", "log_odds", "z", "of_passages", "few",
)  # fmt: skip
_UNITS: tuple[Unit, ...] = ("year", "quarter", "month")
_FIELDS: tuple[Field, ...] = ("language", "place", "speaker", "source")


def write_topic_files(snapshot: Snapshot, out: Path) -> list[Path]:
    """Write topics.json, speeches.csv, passages.csv, timeline.csv, groups.csv and report.html into `out`.

    Returns their paths.

    Each file appears whole or not at all, and replaces the one before it.
    Raises TopicsNotMade, before anything is written.
    """
    counts = count_topics(snapshot)
    out.mkdir(parents=True, exist_ok=True)
    files = [out / name for name in _FILES]
    topics, speeches, passages, over_time, groups, report = files
    said = snapshot.said()
    with _replacing(topics, "utf-8") as file:
        json.dump(_topics_json(snapshot, counts), file, ensure_ascii=False, indent=1)
        file.write("\n")
    with _replacing(speeches, ENCODING) as file:
        write_csv(file, _speech_header(counts), _speech_rows(counts))
    with _replacing(passages, ENCODING) as file:
        write_csv(file, _PASSAGE_COLUMNS, _passage_rows(snapshot))
    label = {topic.id: topic.label for topic in snapshot.need_topics().topics}
    with _replacing(over_time, ENCODING) as file:
        write_csv(file, ("unit", "period", *_CELL_COLUMNS, "words"), _timeline_rows(said, label))
    with _replacing(groups, ENCODING) as file:
        write_csv(file, ("by", "group", *_CELL_COLUMNS), _group_rows(said, label))
    with _replacing(report, "utf-8") as file:
        file.write(topics_report(snapshot))
    return files


def _topics_json(snapshot: Snapshot, counts: TopicCounts) -> dict[str, object]:
    model = snapshot.need_topics()
    return {
        "snapshot": snapshot.name,
        "model": snapshot.manifest.embedding_model.name,
        "n_speeches": snapshot.manifest.n_speeches,
        "n_passages": snapshot.manifest.n_passages,
        "unassigned": counts.unassigned,
        "made_with": dict(snapshot.need_topics().fitted_with),
        "fit": model.number,
        "measures": {
            name: {"value": value, "meaning": MEANINGS[name.split(" ")[0]]}
            for name, value in sorted(model.measures.items())
        },
        "events": [asdict(event) for event in model.events],
        "groups": [asdict(group) for group in model.groups],
        "topics": [
            {
                "id": counted.topic.id,
                "label": counted.topic.label,
                "labels": dict(counted.topic.labels),
                "kind": counted.topic.kind,
                "description": counted.topic.description,
                "words": counted.topic.words,
                "words_by_language": dict(counted.topic.words_by_language),
                "agreement": counted.topic.agreement,
                "unstable": counted.topic.unstable,
                "language_entropy": counted.topic.entropy,
                "coherence": dict(counted.topic.coherence),
                "group": counted.topic.group,
                "parts": [asdict(part) for part in model.parts if part.topic == counted.topic.id],
                "share": counted.share,
                "n_passages": counted.n_passages,
                "n_speeches": counted.n_speeches,
                "languages": dict(counted.languages),
                "representative": [passage.address for passage in snapshot.representatives(counted.topic)],
            }
            for counted in counts.topics
        ],
    }


def _speech_header(counts: TopicCounts) -> list[str]:
    topics = [f"{counted.topic.id} {counted.topic.label}" for counted in counts.topics]
    return [*_SPEECH_COLUMNS, *topics, "unassigned"]


def _speech_rows(counts: TopicCounts) -> Iterator[list[Cell]]:
    for speech in counts.speeches:
        known = [getattr(speech.card, column) for column in _SPEECH_COLUMNS]
        share_of = dict(speech.shares.by_topic)
        shares = [share_of.get(counted.topic.id, 0.0) for counted in counts.topics]
        yield [*known, *shares, speech.shares.unassigned]


def _passage_rows(snapshot: Snapshot) -> Iterator[list[Cell]]:
    """vote, margin: of the passage's topic among its nearest passages; empty where that was not kept."""
    topics, placed = snapshot.need_topics(), snapshot.placed
    label = {topic.id: topic.label for topic in topics.topics}
    for row, (passage, topic) in enumerate(snapshot.placed_passages()):
        known: list[Cell] = [
            passage.speech_id, passage.position, passage.start, passage.end, passage.language,
        ]  # fmt: skip
        vote: list[Cell] = [None, None]
        if placed is not None:
            first, second = placed.shares[row, :2].tolist()
            vote = [round(first, 4), round(first - second, 4)]
        yield [*known, topic or "", label[topic] if topic else "", *vote, passage.text]


def _timeline_rows(said: Sequence[DatedShare], label: Mapping[str, str]) -> Iterator[list[Cell]]:
    for unit in _UNITS:
        for period in timeline(said, unit).slices:
            for cell in period.cells:
                yield [unit, period.name, *_cell(cell, period, label), " ".join(cell.words)]


def _group_rows(said: Sequence[DatedShare], label: Mapping[str, str]) -> Iterator[list[Cell]]:
    for field in _FIELDS:
        for group in by_group(said, field):
            for cell in group.cells:
                yield [field, group.name, *_cell(cell, group, label)]


def _cell(cell: CountedCell, own: Slice, label: Mapping[str, str]) -> list[Cell]:
    return [
        cell.topic, label[cell.topic], cell.n_passages, round(cell.share, 6), round(cell.low, 6),
        round(cell.high, 6), round(cell.log_odds, 4), round(cell.z, 2), own.n_passages, int(own.few),
    ]  # fmt: skip


@contextmanager
def _replacing(path: Path, encoding: str) -> Iterator[TextIO]:
    """A new file beside `path` that takes its name once it is whole and on disk."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding=encoding, newline="") as file:
            yield file
        fsync(new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
