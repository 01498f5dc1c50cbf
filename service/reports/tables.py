"""The topics as files: for spreadsheets, for programs, and for reading."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from embeddings.durable_files import fsync
from embeddings.snapshot.snapshot import Snapshot
from service.reports.html import topics_report
from service.reports.spreadsheets import ENCODING, Cell, write_csv
from service.reports.topic_counts import TopicCounts, count_topics

_SPEECH_COLUMNS = (
    "id", "title", "speaker", "date", "place", "language", "source", "n_passages", "n_characters",
)  # fmt: skip
_PASSAGE_COLUMNS = (
    "speech_id", "position", "start", "end", "language", "topic", "topic_label", "vote", "margin", "text",
)  # fmt: skip


def write_topic_files(snapshot: Snapshot, out: Path) -> list[Path]:
    """Write topics.json, speeches.csv, passages.csv and report.html into `out`; returns their paths.

    Each file appears whole or not at all, and replaces the one before it.
    Raises TopicsNotMade, before anything is written.
    """
    counts = count_topics(snapshot)
    out.mkdir(parents=True, exist_ok=True)
    files = [out / name for name in ("topics.json", "speeches.csv", "passages.csv", "report.html")]
    topics, speeches, passages, report = files
    with _replacing(topics, "utf-8") as file:
        json.dump(_topics_json(snapshot, counts), file, ensure_ascii=False, indent=1)
        file.write("\n")
    with _replacing(speeches, ENCODING) as file:
        write_csv(file, _speech_header(counts), _speech_rows(counts))
    with _replacing(passages, ENCODING) as file:
        write_csv(file, _PASSAGE_COLUMNS, _passage_rows(snapshot))
    with _replacing(report, "utf-8") as file:
        file.write(topics_report(snapshot, title=f"Topics of {len(counts.speeches):,} speeches"))
    return files


def _topics_json(snapshot: Snapshot, counts: TopicCounts) -> dict[str, object]:
    return {
        "snapshot": snapshot.name,
        "model": snapshot.manifest.embedding_model.name,
        "n_speeches": snapshot.manifest.n_speeches,
        "n_passages": snapshot.manifest.n_passages,
        "unassigned": counts.unassigned,
        "made_with": dict(snapshot.need_topics().fitted_with),
        "topics": [
            {
                "id": counted.topic.id,
                "label": counted.topic.label,
                "words": counted.topic.words,
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
