"""corpus.sqlite: the truth. Speeches and their revisions, repairs, passages, vectors, and what was fitted.

Everything else is made from this file, without running the model again. There is one writing connection,
under the writer's lock; each `put` is one durable transaction: a killed run loses at most the speech in hand.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from enum import Enum
from functools import cached_property
from pathlib import Path
from types import TracebackType

from embeddings.durable_files import fsync
from embeddings.embedding_model import EmbeddingModel
from embeddings.errors import CorpusError, NewerCorpus, NoCorpus, UnknownSpeech
from embeddings.speech import Finding, Passage, Repair, Source, Speech
from embeddings.store.artifacts import KeptFitted
from embeddings.store.connection import FILE, connect, connect_to_read, explain_fault, file_of, transaction
from embeddings.store.line_counts import LineCounts
from embeddings.store.schema import SCHEMA, TABLES, upgrade
from embeddings.store.traces import KeptTraces
from embeddings.store.vectors import KeptVectors, text_key
from embeddings.text.passages import SplitSpeech

_DRAFT = f"{FILE}.new"


class Change(Enum):
    """What `put` did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Store:
    """The open corpus.sqlite of one corpus folder."""

    def __init__(self, connection: sqlite3.Connection, embedding_model: EmbeddingModel) -> None:
        self._db = connection
        self.embedding_model = embedding_model
        self.vectors = KeptVectors(connection, embedding_model)
        self.fitted = KeptFitted(connection, embedding_model)
        self.traces = KeptTraces(connection)
        self.line_counts = LineCounts(connection)

    @classmethod
    def create(cls, folder: Path, embedding_model: EmbeddingModel) -> "Store":
        """A new, empty corpus, forever tied to what makes its vectors. Call it under the writer's lock.

        Made whole under another name first, since no later run could use what a killed one left half-made.
        """
        for left in folder.glob(f"{_DRAFT}*"):
            left.unlink()
        _write_empty(folder / _DRAFT, embedding_model)
        (folder / _DRAFT).rename(folder / FILE)
        fsync(folder)
        fsync(folder.parent)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Open it to write, with the tables of this version: call it under the writer's lock.

        Raises NoCorpus when the folder holds none, NewerCorpus for a later Tifa's, or CorpusError.
        """
        need(folder)
        store = cls._on(connect(folder / FILE), folder)
        try:
            with transaction(store._db):
                upgrade(store._db)
        except CorpusError:
            store.close()
            raise
        return store

    @classmethod
    def open_to_read(cls, folder: Path) -> "Store":
        """As `open`, of a corpus that is not to be changed, or may not be."""
        need(folder)
        return cls._on(connect_to_read(folder / FILE), folder)

    @classmethod
    def _on(cls, db: sqlite3.Connection, folder: Path) -> "Store":
        try:
            return cls(db, _identity(db, folder))
        except sqlite3.Error as error:
            db.close()
            raise explain_fault(folder / FILE, error) from error
        except CorpusError:
            db.close()
            raise

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it. What SQLite could not do meanwhile becomes a CorpusError."""
        told = explain_fault(file_of(self._db), error) if isinstance(error, sqlite3.Error) else None
        self.close()
        if told:
            raise told from error

    def close(self) -> None:
        self._db.close()

    def faults(self) -> list[str]:
        """What is damaged, each in a line; reads all of it.

        A revision is named after its content and its passages, so a changed letter shows too.
        """
        found = [row[0] for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = self._db.execute("PRAGMA foreign_key_check")
        found += [f"a row of {row[0]} belongs to no revision" for row in orphans]
        return found + [
            f"{speech.id} is not what its revision says"
            for speech in self.speeches()
            if revision_id(speech, self.passages(speech)) != self.revision_of(speech.id)
        ]

    def with_model(self, embedding_model: EmbeddingModel) -> "Store":
        """The same open corpus with the vectors of another model; what it is tied to stays what it was."""
        return Store(self._db, embedding_model)

    def adopt(self, embedding_model: EmbeddingModel, fitted: dict[str, bytes]) -> None:
        """Tie the corpus to another model, together with what was fitted on the vectors of that one.

        What these files were so far is kept for the way back: see `KeptFitted.left`.
        """
        with transaction(self._db):
            self._db.executemany(
                "UPDATE identity SET value = :value WHERE name = :name",
                [{"name": name, "value": value} for name, value in asdict(embedding_model).items()],
            )
            self.fitted.insert(self.fitted.to_leave(fitted) | fitted)

    # Speeches

    def name_speech(self, speech: Speech, path: str, suggestion: str) -> str:
        """The id of a speech: its own, else the one its path had before, else the suggestion, made unique."""
        if speech.id:
            return speech.id
        if known := self.id_at(path):
            return known
        taken = {id_ for id_, _ in self.paths_like(suggestion)}
        candidates = (suggestion if n == 1 else f"{suggestion}-{n}" for n in range(1, len(taken) + 2))
        return next(candidate for candidate in candidates if candidate not in taken)

    def id_at(self, path: str) -> str | None:
        """The id of the speech that came from this path first, without an id of its own."""
        row = self._db.execute("SELECT id FROM speeches WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def path_of(self, speech_id: str) -> str | None:
        """The path by which a speech is known: "" when it came with an id; None for one that is unknown."""
        row = self._db.execute("SELECT path FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        return row[0] if row else None

    def searched_from(self, start: str) -> list[tuple[str, str]]:
        """The (id, path) of the speeches that are searched and whose paths begin so, by their ids."""
        query = (
            "SELECT id, path FROM speeches WHERE revision IS NOT NULL AND path >= ? AND path < ? ||"
            " char(1114111)"
            " ORDER BY id"
        )
        return [(str(id_), str(path)) for id_, path in self._db.execute(query, (start, start))]

    def paths_like(self, suggestion: str) -> list[tuple[str, str]]:
        """The (id, path) of all speeches whose ids begin so, in the order of their ids."""
        query = "SELECT id, path FROM speeches WHERE id >= ? AND id < ? || char(1114111) ORDER BY id"
        return list(self._db.execute(query, (suggestion, suggestion)))

    def digests_at(self, beginning: str) -> list[tuple[str, str]]:
        """The (id, digest of the content) of the speeches that are searched and whose paths begin so."""
        query = (
            "SELECT s.id, r.digest FROM speeches s JOIN revisions r"
            " ON r.speech_id = s.id AND r.revision = s.revision"
            " WHERE s.path >= ? AND s.path < ? || char(1114111) ORDER BY s.id"
        )
        return list(self._db.execute(query, (beginning, beginning)))

    def text_of(self, speech_id: str) -> str | None:
        """The text of the revision that is searched; None for a speech that is unknown or was removed."""
        query = (
            "SELECT raw FROM revisions WHERE (speech_id, revision)"
            " = (SELECT id, revision FROM speeches WHERE id = ?)"
        )
        row = self._db.execute(query, (speech_id,)).fetchone()
        return row[0] if row else None

    def move(self, speech_id: str, path: str) -> None:
        """From now on the speech is known by this path."""
        with transaction(self._db):
            self._db.execute("UPDATE speeches SET path = ? WHERE id = ?", (path, speech_id))

    def revision_of(self, speech_id: str) -> str | None:
        """The revision that is searched; None for a speech that is unknown or was removed."""
        row = self._db.execute("SELECT revision FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        return row[0] if row else None

    def digest_of(self, speech_id: str) -> str | None:
        """The digest of the content that is searched; None for a speech that is unknown or was removed."""
        row = self._db.execute(
            "SELECT digest FROM revisions WHERE (speech_id, revision)"
            " = (SELECT id, revision FROM speeches WHERE id = ?)",
            (speech_id,),
        ).fetchone()
        return row[0] if row else None

    def left_out(self, speech_id: str) -> list[str]:
        """The rules that the revision which is searched was not repaired by."""
        (names,) = self._db.execute(
            "SELECT left_out FROM revisions WHERE (speech_id, revision)"
            " = (SELECT id, revision FROM speeches WHERE id = ?)",
            (speech_id,),
        ).fetchone()
        return list(json.loads(names))

    def put(
        self,
        speech: Speech,
        source: Source,
        split: SplitSpeech,
        *,
        known_by: str = "",
        left_out: Sequence[str] = (),
    ) -> Change:
        """Add a speech, or a new revision of it. Doing it again changes nothing.

        known_by: the path by which it is known when it comes again; "" when it has an id of its own.
        left_out: the rules that were not applied.
        """
        before, revision = self.revision_of(speech.id), revision_id(speech, split.passages)
        if before == revision:
            return Change.UNCHANGED
        with transaction(self._db):
            self._make_current(speech.id, known_by, revision)
            if not self._has_revision(speech.id, revision):
                self._insert_revision(speech, source, revision, left_out)
                self._insert_split((speech.id, revision), split)
        return Change.ADDED if before is None else Change.CHANGED

    def resplit(self, speech: Speech, split: SplitSpeech) -> None:
        """The same content, split another way: a new revision, so that what was cited stays what it was."""
        before, revision = self.revision_of(speech.id), revision_id(speech, split.passages)
        if before in (None, revision):
            return
        with transaction(self._db):
            if not self._has_revision(speech.id, revision):
                self._db.execute(
                    "INSERT INTO revisions SELECT speech_id, ?, digest, left_out, title, speaker, date,"
                    " place, language, source, more, raw, source_path, source_content, source_encoding,"
                    " source_confidence FROM revisions WHERE speech_id = ? AND revision = ?",
                    (revision, speech.id, before),
                )
                self._insert_split((speech.id, revision), split)
            self._make_current(speech.id, "", revision)

    def _make_current(self, speech_id: str, path: str, revision: str) -> None:
        self._db.execute(
            "INSERT INTO speeches VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision",
            (speech_id, path, revision),
        )

    def _has_revision(self, speech_id: str, revision: str) -> bool:
        query = "SELECT 1 FROM revisions WHERE speech_id = ? AND revision = ?"
        return self._db.execute(query, (speech_id, revision)).fetchone() is not None

    def _insert_revision(
        self, speech: Speech, source: Source, revision: str, left_out: Sequence[str]
    ) -> None:
        more = json.dumps(dict(speech.more), ensure_ascii=False, sort_keys=True)
        content = zlib.compress(source.content)
        self._db.execute(
            "INSERT INTO revisions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                speech.id, revision, speech.digest, json.dumps(list(left_out)),
                speech.title, speech.speaker, speech.date, speech.place, speech.language, speech.source,
                more, speech.raw, source.path, content, source.encoding, source.confidence,
            ),
        )  # fmt: skip

    def _insert_split(self, key: tuple[str, str], split: SplitSpeech) -> None:
        self._db.executemany(
            "INSERT INTO repairs VALUES (?,?,?,?,?,?,?,?)",
            ((*key, r.start, r.end, r.rule, r.before, r.after, r.confidence) for r in split.repairs),
        )
        self._db.executemany(
            "INSERT INTO findings VALUES (?,?,?,?,?,?,?,?)",
            ((*key, f.field, f.value, f.method, f.confidence, f.start, f.end) for f in split.findings),
        )
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            ((*key, *_passage_row(passage)) for passage in split.passages),
        )

    def remove(self, speech_ids: Sequence[str]) -> list[str]:
        """Take speeches out of the answers, all or none; returns those that were in them.

        Their revisions stay in the store. Raises UnknownSpeech for an id that was never there.
        """
        with transaction(self._db):
            return [speech_id for speech_id in speech_ids if self._remove(speech_id)]

    def _remove(self, speech_id: str) -> bool:
        found = self._db.execute("SELECT revision FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        if found is None:
            raise UnknownSpeech(f"no speech in this corpus has the id {speech_id!r}")
        self._db.execute("UPDATE speeches SET revision = NULL WHERE id = ?", (speech_id,))
        return found[0] is not None

    def speeches(self) -> Iterator[Speech]:
        """The speeches that are searched, in the order of their ids."""
        return map(_speech, self._db.execute(f"{_SPEECHES} ORDER BY s.id"))

    def speech(self, speech_id: str) -> Speech:
        """A speech that is searched. Raises UnknownSpeech."""
        row = self._db.execute(f"{_SPEECHES} WHERE s.id = ?", (speech_id,)).fetchone()
        if row is None:
            raise UnknownSpeech(f"no speech in this corpus has the id {speech_id!r}")
        return _speech(row)

    def searched(self) -> list[tuple[str, str, int]]:
        """The id, the revision and the number of passages of every speech that is searched, by id."""
        rows = self._db.execute(
            "SELECT s.id, s.revision, (SELECT count(*) FROM passages p"
            " WHERE p.speech_id = s.id AND p.revision = s.revision)"
            " FROM speeches s WHERE s.revision IS NOT NULL ORDER BY s.id"
        )
        return list(rows)

    def passages(self, speech: Speech) -> list[Passage]:
        """The passages of a speech that are searched, in order."""
        rows = self._db.execute(
            'SELECT position, start, "end", form, language, speaker, speaker_confidence,'  # noqa: S608
            f" ifnull({self._trace}, x'') FROM passages"
            " WHERE (speech_id, revision) = (SELECT id, revision FROM speeches WHERE id = ?)"
            " ORDER BY position",
            (speech.id,),
        )
        return [
            Passage(speech.id, position, start, end, speech.raw[start:end], *rest)
            for position, start, end, *rest in rows
        ]

    def repairs(self, speech_id: str) -> list[Repair]:
        """What was repaired in a speech, in the order of its text."""
        rows = self._db.execute(
            'SELECT rule, start, "end", "before", "after", confidence FROM repairs'
            " WHERE (speech_id, revision) = (SELECT id, revision FROM speeches WHERE id = ?)"
            " ORDER BY start",
            (speech_id,),
        )
        return [Repair(*row) for row in rows]

    def findings(self, speech_id: str) -> list[Finding]:
        """What the text of a speech says of it, by field and place."""
        rows = self._db.execute(
            'SELECT field, value, method, confidence, start, "end" FROM findings'
            " WHERE (speech_id, revision) = (SELECT id, revision FROM speeches WHERE id = ?)"
            " ORDER BY field, start",
            (speech_id,),
        )
        return [Finding(*row) for row in rows]

    @cached_property
    def _trace(self) -> str:
        # Who only reads finds the tables as an earlier Tifa left them.
        (schema,) = self._db.execute("PRAGMA user_version").fetchone()
        return "trace" if schema >= 2 else "NULL"

    def sample(self, n: int) -> list[str]:
        """n of the forms that are searched, always the same ones: those with the lowest SHA-256."""
        rows = self._db.execute(
            "SELECT p.form_sha256, min(p.form) FROM passages p"
            " JOIN speeches s ON s.id = p.speech_id AND s.revision = p.revision"
            " GROUP BY p.form_sha256 ORDER BY p.form_sha256 LIMIT ?",
            (n,),
        )
        return [normalized for _, normalized in rows]


_SPEECHES = (
    "SELECT s.id, raw, title, speaker, date, place, language, source, more"
    " FROM speeches s JOIN revisions r ON r.speech_id = s.id AND r.revision = s.revision"
)


def _speech(row: tuple[str, ...]) -> Speech:
    id_, raw, title, speaker, date, place, language, source, more = row
    return Speech(
        id=id_, raw=raw, title=title, speaker=speaker, date=date, place=place,
        language=language, source=source, more=json.loads(more),
    )  # fmt: skip


def _passage_row(p: Passage) -> tuple[str | int | float | bytes, ...]:
    return (
        p.position, p.start, p.end, p.normalized, text_key(p.normalized), p.language,
        p.speaker, p.speaker_confidence, p.trace,
    )  # fmt: skip


def revision_id(speech: Speech, passages: Iterable[Passage]) -> str:
    """Ten hexadecimal digits of the content and of its passages: with a position they cite for good."""
    spans = "".join(f"{p.start}:{p.end} {text_key(p.normalized).hex()}\n" for p in passages)
    return hashlib.sha256(f"{speech.digest}\n{spans}".encode()).hexdigest()[:10]


def _write_empty(file: Path, embedding_model: EmbeddingModel) -> None:
    try:
        with closing(sqlite3.connect(file)) as db, db:
            db.executescript(f"BEGIN; {TABLES}; PRAGMA user_version = {SCHEMA};")
            db.executemany("INSERT INTO identity VALUES (?, ?)", asdict(embedding_model).items())
    except sqlite3.Error as error:
        raise explain_fault(file, error) from error


def _identity(db: sqlite3.Connection, folder: Path) -> EmbeddingModel:
    """What made the vectors. Raises NewerCorpus, NoCorpus, or CorpusError for tables that are not ours."""
    (schema,) = db.execute("PRAGMA user_version").fetchone()
    if schema > SCHEMA:
        raise NewerCorpus(f"{folder} was written by a later version of Tifa (schema {schema}); upgrade Tifa")
    if schema < 1:
        raise NoCorpus(f"{folder / FILE} is not a corpus; remove it, or choose another folder")
    try:
        return EmbeddingModel(**dict(db.execute("SELECT name, value FROM identity")))
    except TypeError as error:
        raise CorpusError(f"{folder / FILE} does not say what made it; restore it from a copy") from error


def need(folder: Path) -> None:
    """Raises NoCorpus, before anything is written to a folder that holds none."""
    if not exists(folder):
        raise NoCorpus(f"{folder} holds no corpus; make one with: tifa index SOURCE --corpus {folder}")


def exists(folder: Path) -> bool:
    return (folder / FILE).is_file()
