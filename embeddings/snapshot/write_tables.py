"""passages.sqlite of a snapshot, written: its tables, and a row for everything that can be asked."""

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from embeddings.dates import days_of
from embeddings.index.words import TABLE as TERMS
from embeddings.index.words import Posting, Postings, move_postings
from embeddings.interruption import going_on
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.portions import Portion, portions
from embeddings.snapshot.segments import Segment
from embeddings.speech import Passage
from embeddings.text.duplicates.fingerprint import fingerprint_of
from embeddings.text.tokens.terms import terms

_TABLES = """
CREATE TABLE speeches (
    id TEXT PRIMARY KEY, revision TEXT NOT NULL,
    title TEXT NOT NULL, speaker TEXT NOT NULL, date TEXT NOT NULL, place TEXT NOT NULL,
    language TEXT NOT NULL, source TEXT NOT NULL,
    n_passages INTEGER NOT NULL, n_characters INTEGER NOT NULL,
    same_as TEXT,                      -- the speech this one is a copy of
    date_first TEXT, date_last TEXT,   -- the days the date can mean; NULL when its year is unknown
    raw TEXT NOT NULL                  -- last: SQLite reads a row up to the column it needs
) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY,           -- of the index, from 0
    speech_id TEXT NOT NULL REFERENCES speeches (id), position INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    language TEXT NOT NULL, speaker TEXT NOT NULL, speaker_confidence REAL NOT NULL,
    n_terms INTEGER NOT NULL,          -- its length as BM25 takes it
    topic TEXT,                        -- NULL when unassigned
    mark BLOB NOT NULL,                -- what tells repeats, see text/repeating.py
    trace BLOB NOT NULL,               -- how form is traced to text; see `pack_trace`
    text TEXT NOT NULL, form TEXT NOT NULL,
    UNIQUE (speech_id, position)
) STRICT;
CREATE INDEX passages_by_speaker ON passages (speaker) WHERE speaker <> '';
CREATE TABLE repairs (
    speech_id TEXT NOT NULL REFERENCES speeches (id), rule TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL,
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX repairs_by_speech ON repairs (speech_id, start);
CREATE TABLE findings (
    speech_id TEXT NOT NULL REFERENCES speeches (id), field TEXT NOT NULL, value TEXT NOT NULL,
    method TEXT NOT NULL, confidence REAL NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL
) STRICT;
CREATE TABLE columns (                 -- a number of every passage, in one piece
    name TEXT PRIMARY KEY,             -- n_terms; the length of form and of text; language; topic
    numbers BLOB NOT NULL,             -- little-endian int32, row by row
    names TEXT                         -- what the numbers stand for, -1 for NULL, as a JSON list
) STRICT;
CREATE INDEX findings_by_speech ON findings (speech_id, field, start);
"""


Value: TypeAlias = str | int | float | bytes | None


class _Columns:
    """The numbers of the passages of a segment, gathered row by row."""

    def __init__(self) -> None:
        self._numbers = {name: array("i") for name in ("n_terms", "form", "text")}
        self._named: dict[str, list[str | None]] = {"language": [], "topic": []}

    def add(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """row: of the table of passages."""
        _, _, _, start, end, language, _, _, n_terms, topic, _, _, _, form = row
        self._numbers["n_terms"].append(n_terms)
        self._numbers["form"].append(len(form))
        self._numbers["text"].append(end - start)
        self._named["language"].append(language)
        self._named["topic"].append(topic)
        return row

    def rows(self) -> Iterator[tuple[str, bytes, str | None]]:
        for name, numbers in self._numbers.items():
            yield name, np.asarray(numbers, "<i4").tobytes(), None
        for name, values in self._named.items():
            names = sorted({value for value in values if value is not None})
            number = {value: place for place, value in enumerate(names)}
            found = np.array([-1 if value is None else number[value] for value in values], "<i4")
            yield name, found.tobytes(), json.dumps(names, ensure_ascii=False)


def write_passages(file: Path, data: SnapshotData, segment: Segment) -> None:
    """Write the speeches and passages of a segment, their terms, repairs and findings to a new file.

    Rows that are carried are copied as they stand. The file has the same bytes as if all had been new.
    """
    db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)
    try:
        # Fsynced as a whole before it gets its name, so SQLite need not.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_TABLES + TERMS)
        db.execute("BEGIN")
        _fill(db, data, segment)
        db.execute("COMMIT")
    finally:
        db.close()


def _fill(db: sqlite3.Connection, data: SnapshotData, segment: Segment) -> None:
    made = portions(data, segment)
    start, postings, columns = segment.rows.start, Postings(), _Columns()
    # Table after table, so that each lies in one piece.
    _insert(db, "speeches", (row for portion in made for row in _speeches(data, portion)))
    passages = (row for portion in made for row in _passages(data, portion, start, postings))
    _insert(db, "passages", map(columns.add, passages))
    _insert(db, "repairs", (row for portion in made for row in _repairs(data, portion)))
    _insert(db, "findings", (row for portion in made for row in _findings(data, portion)))
    _insert(db, "columns", columns.rows())
    postings.write(db, _carried_postings(data, segment, postings))


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[tuple[Value, ...]]) -> None:
    columns = ",".join("?" * len(db.execute(f"PRAGMA table_info({table})").fetchall()))
    db.executemany(f"INSERT INTO {table} VALUES ({columns})", rows)  # noqa: S608 -- constants only


def _carried_postings(
    data: SnapshotData, segment: Segment, postings: Postings
) -> Iterable[Sequence[Posting]]:
    """Of the segment before that most is carried from; those of any other go to the postings."""
    carried = data.carried[segment.rows.start : segment.rows.stop]
    found: list[tuple[int, Iterator[list[Posting]]]] = []
    for before, db in () if data.before is None else data.before.connections():
        stay = np.flatnonzero((carried >= before.rows.start) & (carried < before.rows.stop))
        if len(stay):
            places = np.full(len(before.rows), -1, np.int64)
            places[carried[stay] - before.rows.start] = stay
            query = "SELECT term, rows, counts FROM terms ORDER BY term"
            found.append((len(stay), move_postings(db.execute(query), places)))
    found.sort(key=lambda one: one[0])
    for _, moved in found[:-1]:
        for some in moved:
            postings.take(some)
    return found[-1][1] if found else ()


def _before(data: SnapshotData, portion: Portion) -> tuple[Segment, sqlite3.Connection, range]:
    """The segment before that a portion is copied from, its tables, and the rows there."""
    assert data.before is not None  # noqa: S101 -- for the types
    assert portion.before is not None  # noqa: S101
    for segment, db in data.before.connections():
        if portion.before.start in segment.rows:
            start = segment.rows.start
            return segment, db, range(portion.before.start - start, portion.before.stop - start)
    raise ValueError(f"no segment holds the rows {portion.before}")


def _of_speeches(data: SnapshotData, portion: Portion, table: str, order: str) -> Iterator[tuple[Value, ...]]:
    """The rows of a table that the speeches of a portion have in the snapshot before."""
    _, db, rows = _before(data, portion)
    ends = "SELECT speech_id FROM passages WHERE row = ?"
    first, last = (db.execute(ends, (row,)).fetchone()[0] for row in (rows.start, rows.stop - 1))
    column = "id" if table == "speeches" else "speech_id"
    query = f"SELECT * FROM {table} WHERE {column} BETWEEN ? AND ? ORDER BY {order}"  # noqa: S608 -- constants only
    yield from db.execute(query, (first, last))


def _speeches(data: SnapshotData, portion: Portion) -> Iterator[tuple[Value, ...]]:
    if portion.before is None:
        yield _speech_row(data, portion)
        return
    for row in _of_speeches(data, portion, "speeches", "id"):
        yield (*row[:10], data.copies.get(str(row[0])), *row[11:])


def _speech_row(data: SnapshotData, portion: Portion) -> tuple[Value, ...]:
    """What was given with a speech, else what its text says, else nothing."""
    speech = data.speeches[portion.speeches.start]
    passages = [data.passages[row] for row in portion.rows]
    found = {finding.field: finding.value for finding in data.findings.get(speech.id, ())}
    title, speaker, date, place, source = (
        getattr(speech, name) or found.get(name, "")
        for name in ("title", "speaker", "date", "place", "source")
    )
    first, last = days_of(date) or (None, None)
    language = speech.language or _main_language(passages)
    return (
        speech.id, data.revisions[speech.id], title, speaker, date, place, language, source,
        len(passages), len(speech.raw), data.copies.get(speech.id), first, last, speech.raw,
    )  # fmt: skip


def _passages(
    data: SnapshotData, portion: Portion, start: int, postings: Postings
) -> Iterator[tuple[Value, ...]]:
    """The rows of passages, counted from `start`. The terms of new ones go to the postings."""
    if portion.before is None:
        yield from _passage_rows(data, portion, start, postings)
        return
    _, db, rows = _before(data, portion)
    query = "SELECT * FROM passages WHERE row BETWEEN ? AND ? ORDER BY row"
    found = db.execute(query, (rows.start, rows.stop - 1))
    for row, kept in zip(going_on(portion.rows), found, strict=True):
        yield (row - start, *kept[1:9], data.topics[row], *kept[10:])


def _passage_rows(
    data: SnapshotData, portion: Portion, start: int, postings: Postings
) -> Iterator[tuple[Value, ...]]:
    for row in going_on(portion.rows):
        p = data.passages[row]
        found = terms(p.normalized, p.language)
        postings.add(row - start, found)
        yield (
            row - start, p.speech_id, p.position, p.start, p.end, p.language, p.speaker, p.speaker_confidence,
            len(found), data.topics[row], fingerprint_of(p.normalized), p.trace, p.text, p.normalized,
        )  # fmt: skip


def _repairs(data: SnapshotData, portion: Portion) -> Iterator[tuple[Value, ...]]:
    if portion.before is not None:
        yield from _of_speeches(data, portion, "repairs", "rowid")
        return
    speech_id = data.speeches[portion.speeches.start].id
    for r in data.repairs.get(speech_id, ()):
        yield speech_id, r.rule, r.start, r.end, r.before, r.after, r.confidence


def _findings(data: SnapshotData, portion: Portion) -> Iterator[tuple[Value, ...]]:
    if portion.before is not None:
        yield from _of_speeches(data, portion, "findings", "rowid")
        return
    speech_id = data.speeches[portion.speeches.start].id
    for f in data.findings.get(speech_id, ()):
        yield speech_id, f.field, f.value, f.method, f.confidence, f.start, f.end


def _main_language(passages: Sequence[Passage]) -> str:
    """The language that most of a speech is in, when nobody said: by length, the first one of equals."""
    lengths: Counter[str] = Counter()
    for passage in passages:
        lengths[passage.language] += passage.end - passage.start
    return max(sorted(lengths), key=lengths.__getitem__, default="")
