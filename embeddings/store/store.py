"""corpus.sqlite: the truth. Speeches and their revisions, repairs, passages, vectors, and what was fitted.

Everything else is made from this file, without running the model again. There is one writing connection,
under the writer's lock; each `put` is one durable transaction: a killed run loses at most the speech in hand.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from types import TracebackType

from embeddings.durable_files import fsync
from embeddings.embedding_model import EmbeddingModel
from embeddings.errors import CorpusError, NewerCorpus, NoCorpus, UnknownSpeech
from embeddings.speech import Passage, Source, Speech
from embeddings.store.artifacts import KeptFitted
from embeddings.store.connection import FILE, connect, connect_to_read, explain_fault, file_of, transaction
from embeddings.store.known_paths import KnownPaths
from embeddings.store.line_counts import LineCounts
from embeddings.store.schema import SCHEMA, TABLES, upgrade
from embeddings.store.searched_speeches import SearchedSpeeches
from embeddings.store.traces import KeptTraces
from embeddings.store.vectors import KeptVectors, text_key
from embeddings.text.passages import SplitSpeech

_DRAFT = f"{FILE}.new"


class Change(Enum):
    """What `put` did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Store(KnownPaths, SearchedSpeeches):
    """The open corpus.sqlite of one corpus folder."""

    def __init__(self, connection: sqlite3.Connection, embedding_model: EmbeddingModel) -> None:
        super().__init__(connection)
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
