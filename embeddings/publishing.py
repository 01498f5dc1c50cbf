"""How a snapshot comes to be, all of it or not at all.

It is written to a temporary folder, every file and folder is fsynced, the folder gets its name, and only
then is CURRENT replaced, atomically. A power cut at any moment leaves the newest acknowledged one in place.
"""

import fcntl
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from embeddings import manifest as manifests
from embeddings import space as spaces
from embeddings.current import CURRENT, SNAPSHOTS, published
from embeddings.dates import days_of
from embeddings.errors import BrokenSnapshot
from embeddings.index import PassageIndex
from embeddings.lexical import TABLE as TERMS
from embeddings.lexical import Postings
from embeddings.made_with import MadeWith
from embeddings.manifest import Manifest, seal_of
from embeddings.snapshot import PASSAGES, SPACE, VECTORS
from embeddings.space import Space, Vectors
from embeddings.speech import Passage, Speech
from embeddings.text.terms import terms
from embeddings.topics import themes as themes_files
from embeddings.topics.themes import Themes

_KEPT = 3
_UNFINISHED = "unfinished-"
_LIBRARIES = ("bertopic", "faiss-cpu", "numpy", "openvino", "tifa")

_TABLES = """
CREATE TABLE speeches (
    id TEXT PRIMARY KEY, revision TEXT NOT NULL,
    title TEXT NOT NULL, speaker TEXT NOT NULL, date TEXT NOT NULL, place TEXT NOT NULL,
    language TEXT NOT NULL, source TEXT NOT NULL, raw TEXT NOT NULL,
    n_passages INTEGER NOT NULL, n_characters INTEGER NOT NULL,
    date_first TEXT, date_last TEXT    -- the days the date can mean; NULL when its year is unknown
) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY,           -- of the index, from 0
    speech_id TEXT NOT NULL REFERENCES speeches (id), position INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    text TEXT NOT NULL, form TEXT NOT NULL, language TEXT NOT NULL,
    n_terms INTEGER NOT NULL,          -- its length as BM25 takes it
    topic TEXT,                        -- NULL when unassigned
    UNIQUE (speech_id, position)
) STRICT;
CREATE INDEX passages_by_topic ON passages (topic);
"""


@dataclass(frozen=True)
class Contents:
    """What goes into a snapshot.

    speeches: in the order of their ids.  passages: in the order of their addresses, row i of vectors
    (centred unit rows) and item i of topics (ids; None for unassigned) belonging to passage i.
    """

    made_with: MadeWith
    speeches: Sequence[Speech]
    passages: Sequence[Passage]
    vectors: Vectors
    topics: Sequence[str | None]
    space: Space
    themes: Themes | None

    def __post_init__(self) -> None:
        if not len(self.passages) == len(self.vectors) == len(self.topics):
            counts = len(self.passages), len(self.vectors), len(self.topics)
            raise ValueError("{} passages, {} vectors and {} topics".format(*counts))


def publish(folder: Path, contents: Contents) -> str:
    """Write a snapshot of `contents`, make it the current one, and return its name.

    Publishing what is published already changes nothing. Call it under the writer's lock.
    """
    snapshots = folder / SNAPSHOTS
    snapshots.mkdir(exist_ok=True)
    _sweep_unfinished(snapshots)
    number = max((n for n, _ in published(folder)), default=0) + 1
    building = snapshots / f"{_UNFINISHED}{number}"
    try:
        manifest = _build(building, contents, number)
        name = _same_as_current(folder, manifest) or _install(folder, building, manifest)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _drop_old(folder, keep=name)
    return name


def _build(building: Path, contents: Contents, number: int) -> Manifest:
    building.mkdir()
    _write_passages(building / PASSAGES, contents)
    PassageIndex.build(contents.vectors).write(building / VECTORS)
    (building / SPACE).write_bytes(spaces.pack(contents.space))
    if contents.themes is not None:
        for name, content in themes_files.pack(contents.themes).items():
            (building / name).write_bytes(content)
    files = {file.name: seal_of(file) for file in sorted(building.iterdir())}
    manifest = Manifest(
        number=number,
        made_with=contents.made_with,
        n_speeches=len(contents.speeches),
        n_passages=len(contents.passages),
        languages=dict(sorted(Counter(passage.language for passage in contents.passages).items())),
        space=contents.space.id,
        n_topics=None if contents.themes is None else len(contents.themes.topics),
        libraries={name: version(name) for name in _LIBRARIES},
        files=files,
    )
    manifest.write(building)
    return manifest


def _write_passages(file: Path, contents: Contents) -> None:
    by_speech: dict[str, list[Passage]] = {speech.id: [] for speech in contents.speeches}
    for passage in contents.passages:
        by_speech[passage.speech_id].append(passage)
    db = sqlite3.connect(file, isolation_level=None)
    try:
        # Fsynced as a whole before it gets its name, so SQLite need not.
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_TABLES + TERMS)
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO speeches VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (_speech_row(speech, by_speech[speech.id]) for speech in contents.speeches),
        )
        postings = Postings()
        db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                _passage_row(row, passage, topic, postings)
                for row, (passage, topic) in enumerate(zip(contents.passages, contents.topics, strict=True))
            ),
        )
        postings.write(db)
        db.execute("COMMIT")
    finally:
        db.close()


def _speech_row(speech: Speech, passages: Sequence[Passage]) -> tuple[str | int | None, ...]:
    first, last = days_of(speech.date) or (None, None)
    language = speech.language or _main_language(passages)
    return (
        speech.id, speech.revision, speech.title, speech.speaker, speech.date, speech.place,
        language, speech.source, speech.raw, len(passages), len(speech.raw), first, last,
    )  # fmt: skip


def _passage_row(
    row: int, passage: Passage, topic: str | None, postings: Postings
) -> tuple[str | int | None, ...]:
    """The row of a passage, whose terms go to the postings."""
    found = terms(passage.form, passage.language)
    postings.add(row, found)
    return (
        row, passage.speech_id, passage.position, passage.start, passage.end, passage.text, passage.form,
        passage.language, len(found), topic,
    )  # fmt: skip


def _main_language(passages: Sequence[Passage]) -> str:
    """The language that most of a speech is in, when nobody said: by length, the first one of equals."""
    lengths: Counter[str] = Counter()
    for passage in passages:
        lengths[passage.language] += passage.end - passage.start
    return max(sorted(lengths), key=lengths.__getitem__, default="")


def _same_as_current(folder: Path, manifest: Manifest) -> str | None:
    """The current snapshot's name when it holds just this, whatever its number."""
    try:
        current = (folder / CURRENT).read_text("ascii").strip()
        before = manifests.read_manifest(folder / SNAPSHOTS / current)
        manifests.verify(folder / SNAPSHOTS / current, before)
    except (OSError, BrokenSnapshot):
        return None
    same = before.id == manifest.id and before.made_with == manifest.made_with
    return before.name if same else None


def _install(folder: Path, building: Path, manifest: Manifest) -> str:
    for file in building.iterdir():
        file.chmod(0o444)
        _fsync(file)
    _fsync(building)
    building.rename(folder / SNAPSHOTS / manifest.name)
    _fsync(folder / SNAPSHOTS)
    pointer = folder / f"{CURRENT}.new"
    pointer.write_text(manifest.name + "\n", encoding="ascii")
    _fsync(pointer)
    pointer.replace(folder / CURRENT)
    _fsync(folder)
    return manifest.name


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep_unfinished(snapshots: Path) -> None:
    for left in snapshots.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)


def _drop_old(folder: Path, *, keep: str) -> None:
    """Keep the newest snapshots, the current one, and any that somebody is still reading."""
    for _, name in published(folder)[:-_KEPT]:
        path = folder / SNAPSHOTS / name
        if name != keep and not _being_read(path):
            shutil.rmtree(path)


def _being_read(path: Path) -> bool:
    try:
        with (path / manifests.FILE).open("rb") as manifest:
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False
