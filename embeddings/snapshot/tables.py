"""passages.sqlite of a snapshot, written: its tables, and a row for everything that can be asked."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from embeddings.dates import days_of
from embeddings.index.words import TABLE as TERMS
from embeddings.index.words import Postings
from embeddings.interruption import going_on
from embeddings.snapshot.data import SnapshotData
from embeddings.speech import Passage, Speech
from embeddings.text.duplicates.fingerprint import fingerprint_of
from embeddings.text.retracing import trace_of
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
    trace BLOB,                        -- how form is traced to text; NULL where one character for one
    text TEXT NOT NULL, form TEXT NOT NULL,
    UNIQUE (speech_id, position)
) STRICT;
CREATE INDEX passages_by_topic ON passages (topic);
CREATE TABLE repairs (
    speech_id TEXT NOT NULL REFERENCES speeches (id), rule TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL,
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX repairs_by_speech ON repairs (speech_id, start);
CREATE TABLE findings (
    speech_id TEXT NOT NULL REFERENCES speeches (id), field TEXT NOT NULL, value TEXT NOT NULL,
    method TEXT NOT NULL, confidence REAL NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    PRIMARY KEY (speech_id, field)
) STRICT, WITHOUT ROWID;
"""


def write_passages(file: Path, data: SnapshotData) -> None:
    """Write the speeches and passages, their terms, repairs and findings to a new file."""
    db = sqlite3.connect(file, isolation_level=None)
    try:
        # Fsynced as a whole before it gets its name, so SQLite need not.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_TABLES + TERMS)
        db.execute("BEGIN")
        _fill(db, data)
        db.execute("COMMIT")
    finally:
        db.close()


def _fill(db: sqlite3.Connection, data: SnapshotData) -> None:
    by_speech: dict[str, list[Passage]] = {speech.id: [] for speech in data.speeches}
    for passage in data.passages:
        by_speech[passage.speech_id].append(passage)
    postings = Postings()
    db.executemany(
        "INSERT INTO speeches VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (_speech_row(speech, by_speech[speech.id], data) for speech in data.speeches),
    )
    db.executemany(
        "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (_passage_row(row, data, postings) for row in going_on(range(len(data.passages)))),
    )
    postings.write(db)
    db.executemany(
        "INSERT INTO repairs VALUES (?,?,?,?,?,?,?)",
        (
            (speech_id, r.rule, r.start, r.end, r.before, r.after, r.confidence)
            for speech_id, repairs in data.repairs.items()
            for r in repairs
        ),
    )
    db.executemany(
        "INSERT INTO findings VALUES (?,?,?,?,?,?,?)",
        (
            (speech_id, f.field, f.value, f.method, f.confidence, f.start, f.end)
            for speech_id, findings in data.findings.items()
            for f in findings
        ),
    )


def _speech_row(
    speech: Speech, passages: Sequence[Passage], data: SnapshotData
) -> tuple[str | int | None, ...]:
    """What was given with the speech, else what its text says, else nothing."""
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


def _passage_row(
    row: int, data: SnapshotData, postings: Postings
) -> tuple[str | int | float | bytes | None, ...]:
    """The row of a passage, whose terms go to the postings."""
    p = data.passages[row]
    found = terms(p.normalized, p.language)
    postings.add(row, found)
    return (
        row, p.speech_id, p.position, p.start, p.end, p.language, p.speaker, p.speaker_confidence,
        len(found), data.topics[row], fingerprint_of(p.normalized), trace_of(p), p.text, p.normalized,
    )  # fmt: skip


def _main_language(passages: Sequence[Passage]) -> str:
    """The language that most of a speech is in, when nobody said: by length, the first one of equals."""
    lengths: Counter[str] = Counter()
    for passage in passages:
        lengths[passage.language] += passage.end - passage.start
    return max(sorted(lengths), key=lengths.__getitem__, default="")
