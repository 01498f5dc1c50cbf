"""The tables of corpus.sqlite, and how those of an earlier Tifa become these."""

import sqlite3

SCHEMA = 4  # rises with every change that an older Tifa could not read

_SINCE_2 = """
CREATE INDEX passages_by_form ON passages (form_sha256);
CREATE INDEX passages_untraced ON passages (speech_id, revision) WHERE trace IS NULL;
CREATE TABLE settled (                 -- whose lines are counted, and who was looked through for boilerplate
    speech_id TEXT PRIMARY KEY, revision TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE edge_lines (              -- how many settled speeches of a source begin or end with a line
    source TEXT NOT NULL, line_sha256 BLOB NOT NULL, speeches INTEGER NOT NULL,
    PRIMARY KEY (source, line_sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE sources (                 -- how many settled speeches a source has
    source TEXT PRIMARY KEY, speeches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

_SINCE_4 = """
CREATE TABLE encoded (                 -- revisions of speeches all of whose passages have a vector
    model TEXT NOT NULL, encoding TEXT NOT NULL, speech_id TEXT NOT NULL, revision TEXT NOT NULL,
    PRIMARY KEY (model, encoding, speech_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vectors_truncated ON vectors (truncated, form_sha256, model, encoding) WHERE truncated = 1;
"""

_FINDINGS = """
CREATE TABLE findings (                -- what the text says of what was not given with it,
    -- of some fields many, such as the turns of a debate
    speech_id TEXT NOT NULL, revision TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
    method TEXT NOT NULL, confidence REAL NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    FOREIGN KEY (speech_id, revision) REFERENCES revisions (speech_id, revision)
) STRICT;
CREATE INDEX findings_by_speech ON findings (speech_id, revision, field, start);
"""

TABLES = f"""
CREATE TABLE identity (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
CREATE TABLE speeches (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,                -- where it was first read from; "" when it came with an id
    revision TEXT                      -- the one that is searched; NULL once the speech is removed
) STRICT;
CREATE INDEX speeches_by_path ON speeches (path);
CREATE TABLE revisions (
    speech_id TEXT NOT NULL REFERENCES speeches (id),
    revision TEXT NOT NULL,            -- of the content and of the way it was split: what is cited stays
    digest TEXT NOT NULL,              -- of the content alone
    left_out TEXT NOT NULL,            -- the rules it was not repaired by, as a JSON list
    title TEXT NOT NULL, speaker TEXT NOT NULL, date TEXT NOT NULL, place TEXT NOT NULL,
    language TEXT NOT NULL, source TEXT NOT NULL, more TEXT NOT NULL,
    raw TEXT NOT NULL,
    source_path TEXT NOT NULL, source_content BLOB NOT NULL, source_encoding TEXT NOT NULL,
    source_confidence REAL NOT NULL,
    PRIMARY KEY (speech_id, revision)
) STRICT;
CREATE TABLE repairs (
    speech_id TEXT NOT NULL, revision TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, rule TEXT NOT NULL, "before" TEXT NOT NULL, "after" TEXT NOT NULL,
    confidence REAL NOT NULL,
    FOREIGN KEY (speech_id, revision) REFERENCES revisions (speech_id, revision)
) STRICT;
CREATE INDEX repairs_by_speech ON repairs (speech_id, revision, start);
{_FINDINGS}
CREATE TABLE passages (
    speech_id TEXT NOT NULL, revision TEXT NOT NULL, position INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, form TEXT NOT NULL, form_sha256 BLOB NOT NULL,
    language TEXT NOT NULL, speaker TEXT NOT NULL, speaker_confidence REAL NOT NULL,
    trace BLOB,                        -- see `pack_trace`; NULL when an earlier Tifa kept none
    PRIMARY KEY (speech_id, revision, position),
    FOREIGN KEY (speech_id, revision) REFERENCES revisions (speech_id, revision)
) STRICT;
CREATE TABLE vectors (
    model TEXT NOT NULL, encoding TEXT NOT NULL, form_sha256 BLOB NOT NULL,
    vector BLOB NOT NULL, truncated INTEGER NOT NULL,
    PRIMARY KEY (model, encoding, form_sha256)
) STRICT, WITHOUT ROWID;
CREATE TABLE fitted (                  -- what was measured or fitted on the corpus and must not drift
    number INTEGER NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (number, name)
) STRICT;
{_SINCE_2}{_SINCE_4}"""


def upgrade(db: sqlite3.Connection) -> None:
    """Bring the tables that an earlier Tifa made to what they are now. Call it within a transaction."""
    (schema,) = db.execute("PRAGMA user_version").fetchone()
    if schema == 1:
        db.execute("ALTER TABLE passages ADD COLUMN trace BLOB")
        _run(db, _SINCE_2)
    if schema < 3:
        # Until 3 a field could be found once in a speech, so that a debate with two speakers was refused.
        db.execute("ALTER TABLE findings RENAME TO findings_until_3")
        _run(db, _FINDINGS)
        db.execute("INSERT INTO findings SELECT * FROM findings_until_3 ORDER BY rowid")
        db.execute("DROP TABLE findings_until_3")
    if schema < SCHEMA:
        _run(db, _SINCE_4)
        db.execute(f"PRAGMA user_version = {SCHEMA}")


def _run(db: sqlite3.Connection, script: str) -> None:
    for statement in filter(str.strip, script.split(";\n")):
        db.execute(statement)
