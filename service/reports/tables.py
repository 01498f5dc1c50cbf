"""The themes as files: for spreadsheets, for programs, and for reading."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from embeddings.durable_files import fsync
from embeddings.similarity.space import cosines
from embeddings.snapshot.snapshot import Snapshot
from service.reports.html import topics_report
from service.reports.spreadsheets import ENCODING, Cell, write_csv
from service.reports.theme_counts import ThemeCounts, count_themes

_SPEECH_COLUMNS = (
    "id", "title", "speaker", "date", "place", "language", "source", "n_passages", "n_characters",
)  # fmt: skip
_PASSAGE_COLUMNS = (
    "speech_id", "position", "start", "end", "language", "topic", "topic_label", "cosine", "text",
)  # fmt: skip


def write_topic_files(snapshot: Snapshot, out: Path) -> list[Path]:
    """Write topics.json, speeches.csv, passages.csv and report.html into `out`; returns their paths.

    Each file appears whole or not at all, and replaces the one before it.
    Raises TopicsNotMade, before anything is written.
    """
    counts = count_themes(snapshot)
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
        file.write(topics_report(snapshot, title=f"Themes of {len(counts.speeches):,} speeches"))
    return files


def _topics_json(snapshot: Snapshot, counts: ThemeCounts) -> dict[str, object]:
    return {
        "snapshot": snapshot.name,
        "model": snapshot.manifest.made_with.name,
        "n_speeches": snapshot.manifest.n_speeches,
        "n_passages": snapshot.manifest.n_passages,
        "unassigned": counts.unassigned,
        "made_with": dict(snapshot.need_themes().made_with),
        "topics": [
            {
                "id": theme.topic.id,
                "label": theme.topic.label,
                "words": theme.topic.words,
                "share": theme.share,
                "n_passages": theme.n_passages,
                "n_speeches": theme.n_speeches,
                "languages": dict(theme.languages),
                "representative": [passage.address for passage in snapshot.representatives(theme.topic)],
            }
            for theme in counts.themes
        ],
    }


def _speech_header(counts: ThemeCounts) -> list[str]:
    themes = [f"{theme.topic.id} {theme.topic.label}" for theme in counts.themes]
    return [*_SPEECH_COLUMNS, *themes, "unassigned"]


def _speech_rows(counts: ThemeCounts) -> Iterator[list[Cell]]:
    for speech in counts.speeches:
        known = [getattr(speech.card, column) for column in _SPEECH_COLUMNS]
        share_of = dict(speech.shares.by_topic)
        shares = [share_of.get(theme.topic.id, 0.0) for theme in counts.themes]
        yield [*known, *shares, speech.shares.unassigned]


def _passage_rows(snapshot: Snapshot) -> Iterator[list[Cell]]:
    """cosine: to the centre of the passage's theme; empty where it has none."""
    themes = snapshot.need_themes()
    row_of = {topic.id: row for row, topic in enumerate(themes.topics)}
    for row, (passage, topic) in enumerate(snapshot.placed_passages()):
        known: list[Cell] = [
            passage.speech_id, passage.position, passage.start, passage.end, passage.language,
        ]  # fmt: skip
        if topic is None:
            yield [*known, "", "", "", passage.text]
            continue
        centroid = themes.centroids[row_of[topic]]
        cosine = float(cosines(snapshot.index.vector(row)[None, :], centroid[None, :])[0, 0])
        yield [*known, topic, themes.topics[row_of[topic]].label, round(cosine, 6), passage.text]


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
