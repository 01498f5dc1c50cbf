"""passages.sqlite of a snapshot, written: its tables, and a row for everything that can be asked."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from embeddings.dates import days_of
from embeddings.index.vectors import Rows
from embeddings.index.words import TABLE as TERMS
from embeddings.index.words import Postings, move_postings
from embeddings.interruption import going_on
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.segments import Segment, segments
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
CREATE INDEX passages_by_topic ON passages (topic);
-- What filters ask, without the texts that it stands among.
CREATE INDEX passages_by_language ON passages (language, speaker, topic, speech_id);
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
CREATE INDEX findings_by_speech ON findings (speech_id, field, start);
"""


# How a stretch of the snapshot before becomes rows of this one, as they would be made anew.
_COPY = {
    "speeches": """
        SELECT id, revision, title, speaker, date, place, language, source, n_passages, n_characters,
            copy_of(id), date_first, date_last, raw
        FROM before.speeches WHERE id BETWEEN :first AND :last ORDER BY id""",
    "passages": """
        SELECT row + :shift, speech_id, position, start, "end", language, speaker, speaker_confidence,
            n_terms, topic_of(row + :shift), mark, trace, text, form
        FROM before.passages WHERE row BETWEEN :start AND :end ORDER BY row""",
    "repairs": "SELECT * FROM before.repairs WHERE speech_id BETWEEN :first AND :last ORDER BY rowid",
    # An earlier Tifa kept them without a rowid.
    "findings": """
        SELECT * FROM before.findings WHERE speech_id BETWEEN :first AND :last
        ORDER BY speech_id, field, start""",
}

Value: TypeAlias = str | int | float | bytes | None


def write_passages(file: Path, data: SnapshotData) -> None:
    """Write the speeches and passages, their terms, repairs and findings to a new file.

    Rows that are carried are copied as they stand. The file has the same bytes as if all had been new.
    """
    db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)
    try:
        # Fsynced as a whole before it gets its name, so SQLite need not.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_TABLES + TERMS)
        if data.before is not None:
            uri = f"{data.before.file.absolute().as_uri()}?mode=ro&immutable=1"
            db.execute("ATTACH ? AS before", (uri,))
        db.create_function("copy_of", 1, data.copies.get)
        db.create_function("topic_of", 1, data.topics.__getitem__)
        db.execute("BEGIN")
        _fill(db, data)
        db.execute("COMMIT")
    finally:
        db.close()


def _fill(db: sqlite3.Connection, data: SnapshotData) -> None:
    made = segments(data)
    postings = Postings()
    new: dict[str, Callable[[Segment], Iterator[tuple[Value, ...]]]] = {
        "speeches": lambda segment: _speech_rows(data, segment),
        "passages": lambda segment: _passage_rows(data, segment, postings),
        "repairs": lambda segment: _repair_rows(data, segment),
        "findings": lambda segment: _finding_rows(data, segment),
    }
    # Table after table, so that each lies in one piece.
    for table, rows_of in new.items():
        columns = ",".join("?" * len(db.execute(f"PRAGMA table_info({table})").fetchall()))
        for segment in made:
            if segment.before is None:
                db.executemany(f"INSERT INTO {table} VALUES ({columns})", rows_of(segment))  # noqa: S608
            else:
                db.execute(f"INSERT INTO {table} {_COPY[table]}", _stretch(db, segment))
    postings.write(db, () if data.before is None else move_postings(data.before.postings(), _places(data)))


def _stretch(db: sqlite3.Connection, segment: Segment) -> dict[str, int | str]:
    """What of the snapshot before is copied, and how far its rows move on."""
    assert segment.before is not None  # noqa: S101 -- for the type
    ends = segment.before.start, segment.before.stop - 1
    query = "SELECT speech_id FROM before.passages WHERE row = ?"
    first, last = (db.execute(query, (row,)).fetchone()[0] for row in ends)
    shift = segment.rows.start - segment.before.start
    return {"start": ends[0], "end": ends[1], "first": first, "last": last, "shift": shift}


def _places(data: SnapshotData) -> Rows:
    """For each row of the snapshot before, the row its passage has now; -1 for one that is gone."""
    places = np.full(data.before.manifest.n_passages if data.before else 0, -1, np.int64)
    stay = np.flatnonzero(data.carried >= 0)
    places[data.carried[stay]] = stay
    return places


def _speech_rows(data: SnapshotData, segment: Segment) -> Iterator[tuple[Value, ...]]:
    """What was given with a speech, else what its text says, else nothing."""
    speech = data.speeches[segment.speeches.start]
    passages = [data.passages[row] for row in segment.rows]
    found = {finding.field: finding.value for finding in data.findings.get(speech.id, ())}
    title, speaker, date, place, source = (
        getattr(speech, name) or found.get(name, "")
        for name in ("title", "speaker", "date", "place", "source")
    )
    first, last = days_of(date) or (None, None)
    language = speech.language or _main_language(passages)
    yield (
        speech.id, data.revisions[speech.id], title, speaker, date, place, language, source,
        len(passages), len(speech.raw), data.copies.get(speech.id), first, last, speech.raw,
    )  # fmt: skip


def _passage_rows(data: SnapshotData, segment: Segment, postings: Postings) -> Iterator[tuple[Value, ...]]:
    """The rows of passages, whose terms go to the postings."""
    for row in going_on(segment.rows):
        p = data.passages[row]
        found = terms(p.normalized, p.language)
        postings.add(row, found)
        yield (
            row, p.speech_id, p.position, p.start, p.end, p.language, p.speaker, p.speaker_confidence,
            len(found), data.topics[row], fingerprint_of(p.normalized), p.trace, p.text, p.normalized,
        )  # fmt: skip


def _repair_rows(data: SnapshotData, segment: Segment) -> Iterator[tuple[Value, ...]]:
    speech_id = data.speeches[segment.speeches.start].id
    for r in data.repairs.get(speech_id, ()):
        yield speech_id, r.rule, r.start, r.end, r.before, r.after, r.confidence


def _finding_rows(data: SnapshotData, segment: Segment) -> Iterator[tuple[Value, ...]]:
    speech_id = data.speeches[segment.speeches.start].id
    for f in data.findings.get(speech_id, ()):
        yield speech_id, f.field, f.value, f.method, f.confidence, f.start, f.end


def _main_language(passages: Sequence[Passage]) -> str:
    """The language that most of a speech is in, when nobody said: by length, the first one of equals."""
    lengths: Counter[str] = Counter()
    for passage in passages:
        lengths[passage.language] += passage.end - passage.start
    return max(sorted(lengths), key=lengths.__getitem__, default="")
