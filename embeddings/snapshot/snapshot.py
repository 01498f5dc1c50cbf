"""An open snapshot: an immutable, checksummed projection of the store, complete in itself, to be asked.

A snapshot is a folder of files that are never changed:

    manifest.json      what it is, and the SHA-256 of the others
    passages.sqlite    speeches and passages, their texts and what is known of them, and the passages' terms
    passages.faiss     the centred vectors; row i is the passage with row i in passages.sqlite
    space.safetensors  what "similar" means here
    topics.json, topics.safetensors    the topics, once they are made
    densities.safetensors  how densely each language stands around each passage
    and files of what else is derived from them, by name: see `SnapshotData.derived_files`
    (votes.safetensors: what the votes say of every passage, once there are topics)
"""

import fcntl
import json
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError

from embeddings.errors import (
    BrokenSnapshot,
    TopicsNotMade,
    UnknownPassage,
    UnknownSpeech,
    UnknownTopic,
)
from embeddings.index import codes
from embeddings.index import seeds as seed_files
from embeddings.index.finder import LanguageFinder
from embeddings.index.seeds import SeedIndex
from embeddings.index.vectors import PassageIndex, Rows
from embeddings.index.words import Posting, WordIndex, WordScores
from embeddings.similarity import density, moments
from embeddings.similarity import space as spaces
from embeddings.similarity.moments import Moments
from embeddings.similarity.scaling import Scaling
from embeddings.similarity.space import Space, centre_key, language_numbers
from embeddings.snapshot import manifest as manifests
from embeddings.snapshot.filters import ANY, Filters, condition
from embeddings.snapshot.known_values import Field, KnownValues
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.recently_read import RecentlyRead
from embeddings.speech import Finding, Passage, Repair
from embeddings.text.tokens.terms import terms
from embeddings.topics import model as topic_files
from embeddings.topics import placing
from embeddings.topics.assignment import PlacedPassages, assignments
from embeddings.topics.model import Topic, TopicModel
from embeddings.topics.shares import TopicShares, shares
from embeddings.topics.timeline import DatedShare

PASSAGES = "passages.sqlite"
VECTORS = "passages.faiss"
SPACE = "space.safetensors"
_Derived = TypeVar("_Derived")
# What a file that is none of ours, under a manifest that says it is, makes the libraries raise.
_UNREADABLE = (SafetensorError, ValueError, KeyError, TypeError, *manifests.MISSING)


@dataclass(frozen=True, slots=True)
class SpeechCard:
    """What is known of a speech, without its text."""

    id: str
    revision: str
    title: str
    speaker: str
    date: str
    place: str
    language: str
    source: str
    n_passages: int
    n_characters: int
    same_as: str | None  # the id of the speech this one is a copy of


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of some passages have which year, place, …: the most frequent first, then in their order.

    What is unknown, and the unassigned among topics, is counted under "".
    """

    year: Mapping[str, int]
    place: Mapping[str, int]
    speaker: Mapping[str, int]
    language: Mapping[str, int]
    topic: Mapping[str, int]


class Snapshot:
    """One published state of a corpus. Safe to ask from several threads at once."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        index: PassageIndex,
        space: Space,
        topic_model: TopicModel | None,
        lease: int,
    ) -> None:
        """lease: a descriptor as `_lease` gives it; this object closes it in the end."""
        self.manifest = manifest
        self.index = index
        self.space = space
        self.topic_model = topic_model
        self._topics = {topic.id: topic for topic in topic_model.topics} if topic_model else {}
        self.name = manifest.name
        self.kept_novelty: dict[str, object] = {}  # what left-out speeches got, by language
        self._folder = folder
        self.file = folder / PASSAGES
        self._connections = threading.local()
        self._cards: dict[str, SpeechCard] = {}  # those that were asked for; a thousand bytes each
        self._passages: RecentlyRead[int, Passage] = RecentlyRead()
        self._fingerprints: RecentlyRead[int, bytes] = RecentlyRead()
        self._release = weakref.finalize(self, os.close, lease)

    @classmethod
    def open(cls, folder: Path, *, mapped: bool = False) -> "Snapshot":
        """Verify every file, then open. mapped: see `PassageIndex.read`.

        Raises BrokenSnapshot, saying which file is wrong; OSError for a fault that may pass.
        """
        lease = _lease(folder)
        try:
            manifest = manifests.read_manifest(folder)
            manifests.verify(folder, manifest, needed=(PASSAGES, VECTORS, SPACE))
            dimension = manifest.embedding_model.dimension
            index = PassageIndex.read(
                folder / VECTORS, n=manifest.n_passages, dimension=dimension, mapped=mapped
            )
            space = spaces.unpack((folder / SPACE).read_bytes())
            return cls(folder, manifest, index, space, read_topics(folder, manifest), lease)
        except BaseException as error:
            os.close(lease)
            if isinstance(error, _UNREADABLE):
                raise _unreadable(folder, error) from error
            raise

    def need_answers(self) -> None:
        """Ask for what the first passage says, in its words and in its meaning.

        Raises BrokenSnapshot when that fails, whatever the reason.
        """
        if not len(self.index):
            return
        try:
            passage, _topic = next(self.placed_passages())
            asked = self.space.centred(self.index.vector(0)[None, :], [passage.language])[0]
            near = self.index.nearest(asked, k=1)
            found = self.in_words(terms(passage.normalized, passage.language)).bm25
            self.facets([0])
            self.speech(passage.speech_id)
            if not near or len(found) != len(self.index):
                raise BrokenSnapshot(f"snapshot {self.name} does not answer for its passages")
        except (*_UNREADABLE, sqlite3.Error, StopIteration, IndexError, UnknownSpeech) as error:
            raise BrokenSnapshot(
                f"snapshot {self.name} cannot be asked ({type(error).__name__}: {error})"
            ) from error

    def close(self) -> None:
        """Give up the lease now, and not only with the last reference: nothing may be asked any more."""
        self._db.close()
        self._release()

    # Passages

    def rows(self, filters: Filters) -> Rows | None:
        """The rows that pass the filters, ascending; None when there is nothing to filter by.

        Names are met in any script and width. Raises UnusableQuestion for a date that is none, UnknownValue
        for a value that names nothing in the snapshot, TopicsNotMade.
        """
        if filters.topic:
            self.need_topics()
        if self.manifest.n_passages:
            filters = self.known_values.resolved(filters)
        where, values = condition(filters)
        if not where:
            return None
        joined = " JOIN speeches s ON s.id = p.speech_id" if "s." in where else ""
        query = f"SELECT row FROM passages p{joined} WHERE {where}"  # noqa: S608 -- both are made of constants
        # Sorted here: SQLite would read the table in its order, texts and all, instead of an index.
        return np.sort(np.fromiter((row for (row,) in self._db.execute(query, values)), np.int64))

    @cached_property
    def known_values(self) -> KnownValues:
        """What filters may name."""
        values = {
            field: [value for (value,) in self._db.execute(query)] for field, query in _KNOWN_VALUES.items()
        }
        topics = {topic.id: topic.label for topic in self._topics.values()}
        return KnownValues.of({**values, "topic": topics, "language": self.manifest.languages}, topics)

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages in these rows, in the order asked for."""
        if len(rows) > _MANY:
            return list(map(self._read_passages(rows).__getitem__, rows))
        return self._passages.get(rows, self._read_passages)

    def _read_passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        query = f"SELECT row, {_PASSAGE} FROM passages WHERE row IN (SELECT value FROM json_each(?))"  # noqa: S608 -- constants only
        return {row: Passage(*rest) for row, *rest in self._db.execute(query, (json.dumps(list(rows)),))}

    def topics_of(self, rows: Sequence[int]) -> list[str | None]:
        """The id of the topic of each of these passages, in the order asked for; None when unassigned."""
        query = "SELECT row, topic FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        found = dict(self._db.execute(query, (json.dumps(list(rows)),)))
        return [found[row] for row in rows]

    def fingerprints(self, rows: Sequence[int]) -> list[bytes]:
        """What tells duplicates among these rows, in the order asked for: see `DuplicateGroups`."""
        if len(rows) > _MANY:
            return list(map(self._read_fingerprints(rows).__getitem__, rows))
        return self._fingerprints.get(rows, self._read_fingerprints)

    def _read_fingerprints(self, rows: Sequence[int]) -> dict[int, bytes]:
        query = "SELECT row, mark FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        return dict(self._db.execute(query, (json.dumps(list(rows)),)))

    def derived_file(self, name: str) -> Path | None:
        """Where a file of `SnapshotData.derived_files` is, verified; None when this snapshot has none of it.

        It is there as long as this object is.
        """
        return self._folder / name if name in self.manifest.files else None

    def _derived(self, name: str, read: Callable[[Path], _Derived]) -> _Derived | None:
        """What is in such a file; None when there is none. Raises BrokenSnapshot for what cannot be read."""
        file = self.derived_file(name)
        try:
            return None if file is None else read(file)
        except _UNREADABLE as error:
            raise _unreadable(self._folder, error) from error

    def passage(self, speech_id: str, position: int) -> tuple[int, Passage]:
        """A passage and its row. Raises UnknownSpeech, or UnknownPassage."""
        query = f"SELECT row, {_PASSAGE} FROM passages WHERE speech_id = ? AND position = ?"  # noqa: S608 -- constants only
        found = self._db.execute(query, (speech_id, position)).fetchone()
        if not found:
            n_passages = self.speech(speech_id).n_passages
            raise UnknownPassage(
                f"speech {speech_id!r} has {n_passages} passages, none at position {position}"
            )
        row, *rest = found
        return row, Passage(*rest)

    def passages_of(self, speech_id: str) -> list[Passage]:
        """All passages of a speech, in order. Raises UnknownSpeech."""
        self.speech(speech_id)
        query = f"SELECT {_PASSAGE} FROM passages WHERE speech_id = ? ORDER BY position"  # noqa: S608 -- constants only
        return [Passage(*row) for row in self._db.execute(query, (speech_id,))]

    def placed_passages(self) -> Iterator[tuple[Passage, str | None]]:
        """Every passage with the id of its topic (None when unassigned), row by row."""
        query = f"SELECT topic, {_PASSAGE} FROM passages ORDER BY row"  # noqa: S608 -- constants only
        for topic, *rest in self._db.execute(query):
            yield Passage(*rest), topic

    def normalized_texts(self, rows: Rows | None) -> Iterator[tuple[int, str]]:
        """The rows, ascending, each with the form of its passage; all of them for None."""
        if rows is None:
            yield from self._db.execute("SELECT row, form FROM passages ORDER BY row")
        else:
            query = (
                "SELECT row, form FROM passages WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row"
            )
            yield from self._db.execute(query, (json.dumps(rows.tolist()),))

    def topics(self) -> list[str | None]:
        """The id of the topic of every passage (None when unassigned), row by row."""
        return [topic for (topic,) in self._db.execute("SELECT topic FROM passages ORDER BY row")]

    @cached_property
    def passage_languages(self) -> list[str]:
        """The language of every passage, row by row."""
        return [language for (language,) in self._db.execute("SELECT language FROM passages ORDER BY row")]

    def facets(self, rows: Sequence[int]) -> Facets:
        """What the passages in these rows are from."""
        return Facets(**{name: self._counts(of, rows) for name, of in _FACETS.items()})

    def _counts(self, of: str, rows: Sequence[int]) -> dict[str, int]:
        query = (
            f"SELECT {of} AS value, count(*) FROM passages p JOIN speeches s ON s.id = p.speech_id "  # noqa: S608 -- constants only
            "WHERE row IN (SELECT value FROM json_each(?)) GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return dict(self._db.execute(query, (json.dumps(list(rows)),)))

    # Letters

    @cached_property
    def seeds(self) -> SeedIndex:
        """The seeds of all passages, row i belonging to passage i; made now where the snapshot keeps none."""
        kept = self._derived(
            seed_files.FILE, lambda file: seed_files.read(file, n_passages=self.manifest.n_passages)
        )
        if kept is None:
            return seed_files.make([normalized for _, normalized in self.normalized_texts(None)])
        return kept

    @cached_property
    def row_lengths(self) -> npt.NDArray[np.int64]:
        """The characters of each passage's normalized text, shape (n,)."""
        lengths = self._db.execute("SELECT length(form) FROM passages ORDER BY row")
        return np.fromiter((length for (length,) in lengths), np.int64)

    @cached_property
    def scaling(self) -> Scaling | None:
        """What makes nearness comparable between languages; None in an empty corpus, or if none was kept."""
        densities = self._derived(density.FILE, lambda file: density.unpack(file.read_bytes()))
        if densities is None or not len(self.index):
            return None
        return Scaling(densities, self.index.vectors)

    @cached_property
    def moments(self) -> Moments | None:
        """How any question's cosines are spread in each of `languages`; None if that was not kept."""
        kept = self._derived(moments.FILE, lambda file: moments.unpack(file.read_bytes()))
        return kept if kept is not None and list(kept.languages) == self.languages else None

    @cached_property
    def codes(self) -> LanguageFinder | None:
        """What finds the nearest rows where they are too many to be compared; None where they are not."""
        if self.index.finder is not None:
            return self.index.finder
        return self._derived(codes.FILE, lambda file: codes.unpack(file.read_bytes(), self.groups))

    # Words

    @cached_property
    def languages(self) -> list[str]:
        """The languages of the passages without their scripts, as centres are kept for them; sorted."""
        return sorted({centre_key(language) for language in self.manifest.languages})

    @cached_property
    def groups(self) -> npt.NDArray[np.int64]:
        """For each row, which of `languages` its passage is in; shape (n,)."""
        return language_numbers(self.passage_languages)[1]

    def in_words(self, terms: Sequence[str]) -> WordScores:
        """What the words of a question say of every row."""
        return self._words.ask(self._db, terms)

    def share_of_words(self, terms: Sequence[str]) -> npt.NDArray[np.float64]:
        """How much of what these terms tell each row holds, 0 to 1."""
        return self._words.share_held(self._db, terms)

    def holding_terms(self, terms: Sequence[str]) -> Rows:
        """The rows that hold every one of these terms, ascending."""
        return self._words.holding_all(self._db, terms)

    def holding_each(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """How many passages of each of `languages` hold each of these terms; those in none are left out."""
        return self._words.holding_each(self._db, terms)

    @property
    def language_sizes(self) -> npt.NDArray[np.int64]:
        """How many passages are in each of `languages`."""
        return self._words.sizes

    @cached_property
    def _words(self) -> WordIndex:
        lengths = self._db.execute("SELECT n_terms FROM passages ORDER BY row")
        return WordIndex(np.fromiter((length for (length,) in lengths), np.int64), self.groups)

    # Speeches

    def speech(self, speech_id: str) -> SpeechCard:
        """Raises UnknownSpeech."""
        found = self.speeches([speech_id])
        if not found:
            raise UnknownSpeech(f"no speech in this corpus has the id {speech_id!r}")
        return found[speech_id]

    def speeches(self, ids: Sequence[str]) -> dict[str, SpeechCard]:
        """The cards of these speeches, by id; ids that are not in the corpus are left out."""
        found = {speech_id: card for speech_id in ids if (card := self._cards.get(speech_id))}
        missing = [speech_id for speech_id in ids if speech_id not in found]
        if missing:
            query = f"SELECT {_CARD} FROM speeches WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 -- constants only
            rows = self._db.execute(query, (json.dumps(missing),))
            read = {card.id: card for card in (SpeechCard(*row) for row in rows)}
            if len(self._cards) < _MOST_CARDS:
                self._cards.update(read)
            found |= read
        return found

    def revisions(self) -> list[tuple[str, str, int]]:
        """Every speech's id, revision and number of passages, in the order of ids."""
        return list(self._db.execute("SELECT id, revision, n_passages FROM speeches ORDER BY id"))

    def postings(self) -> Iterator[Posting]:
        """Which rows hold each term, in the order of terms."""
        return self._db.execute("SELECT term, rows, counts FROM terms ORDER BY term")

    def speeches_after(self, speech_id: str, *, limit: int, filters: Filters = ANY) -> list[SpeechCard]:
        """The next speeches in the order of their ids; from the beginning after "".

        filters: let a speech through when they do one of its passages. Raises as `rows` does.
        """
        rows = self.rows(filters)
        query = f"SELECT {_CARD} FROM speeches WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 -- constants only
        values: tuple[str | int, ...] = (speech_id, limit)
        if rows is not None:
            passing = "SELECT speech_id FROM passages WHERE row IN (SELECT value FROM json_each(?))"
            query = query.replace("ORDER", f"AND id IN ({passing}) ORDER")
            values = (speech_id, json.dumps(rows.tolist()), limit)
        return [SpeechCard(*row) for row in self._db.execute(query, values)]

    def lengths(self, ids: Sequence[str]) -> dict[str, int]:
        """The characters in all passages' forms of these speeches, by id."""
        query = (
            "SELECT speech_id, sum(length(form)) FROM passages "
            "WHERE speech_id IN (SELECT value FROM json_each(?)) GROUP BY speech_id"
        )
        return dict(self._db.execute(query, (json.dumps(list(ids)),)))

    @cached_property
    def speech_numbers(self) -> npt.NDArray[np.int64]:
        """For each row, the number of its speech in the order of ids; shape (n,), ascending."""
        sizes = self._db.execute("SELECT n_passages FROM speeches ORDER BY id").fetchall()
        return np.repeat(np.arange(len(sizes)), [size for (size,) in sizes])

    def rows_of(self, speech_id: str) -> Rows:
        """The rows of a speech's passages, ascending. Raises UnknownSpeech."""
        self.speech(speech_id)
        query = "SELECT row FROM passages WHERE speech_id = ? ORDER BY row"
        return np.fromiter((row for (row,) in self._db.execute(query, (speech_id,))), np.int64)

    def speeches_by(self, speaker: str) -> list[SpeechCard]:
        """The speeches of a speaker, in the order of their ids; none of an unknown one."""
        query = f"SELECT {_CARD} FROM speeches WHERE speaker = ? AND speaker != '' ORDER BY id"  # noqa: S608 -- constants only
        return [SpeechCard(*row) for row in self._db.execute(query, (speaker,))]

    @cached_property
    def first_days(self) -> npt.NDArray[np.str_]:
        """For each row, the first day its speech's date can mean, "9999" when it is unknown; shape (n,)."""
        days = self._db.execute("SELECT coalesce(date_first, '9999') FROM speeches ORDER BY id").fetchall()
        return np.array([day for (day,) in days], "U10")[self.speech_numbers]

    @cached_property
    def speech_groups(self) -> npt.NDArray[np.int64]:
        """For each row, the number of its speech, a copy having the number of the speech it is a copy of."""
        found = self._db.execute("SELECT id, coalesce(same_as, id) FROM speeches ORDER BY id").fetchall()
        numbers = {id_: number for number, (id_, _) in enumerate(found)}
        groups = np.array([numbers.get(first, numbers[id_]) for id_, first in found], np.int64)
        return groups[self.speech_numbers]

    @cached_property
    def n_undated(self) -> int:
        """How many speeches have no date whose year is known."""
        return int(self._db.execute("SELECT count(*) FROM speeches WHERE date_first IS NULL").fetchone()[0])

    def raw(self, speech_id: str) -> str:
        """The text of a speech as it was read. Raises UnknownSpeech."""
        row = self._db.execute("SELECT raw FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        if not row:
            raise UnknownSpeech(f"no speech in this corpus has the id {speech_id!r}")
        return str(row[0])

    def speeches_reading(self, raw: str) -> list[str]:
        """The ids of the speeches whose text is exactly this one."""
        rows = self._db.execute("SELECT id FROM speeches WHERE raw = ? ORDER BY id", (raw,))
        return [row[0] for row in rows]

    def repairs(self, speech_id: str) -> list[Repair]:
        """What was repaired in a speech before it was split, in order. Raises UnknownSpeech."""
        self.speech(speech_id)
        query = 'SELECT rule, start, "end", "before", "after", confidence FROM repairs WHERE speech_id = ?'
        return [Repair(*row) for row in self._db.execute(f"{query} ORDER BY start", (speech_id,))]

    def findings(self, speech_id: str) -> list[Finding]:
        """What the text of a speech says of what was not given with it. Raises UnknownSpeech."""
        self.speech(speech_id)
        query = 'SELECT field, value, method, confidence, start, "end" FROM findings WHERE speech_id = ?'
        return [Finding(*row) for row in self._db.execute(f"{query} ORDER BY field, start", (speech_id,))]

    # Topics

    def need_topics(self) -> TopicModel:
        """Raises TopicsNotMade, saying which command makes them."""
        if self.topic_model is None:
            raise TopicsNotMade("this corpus has no topics yet; make them with: tifa topics --corpus DIR")
        return self.topic_model

    def topic(self, topic_id: str) -> Topic:
        """Raises TopicsNotMade or UnknownTopic."""
        self.need_topics()
        if topic_id not in self._topics:
            raise UnknownTopic(f"no topic in this corpus has the id {topic_id!r}")
        return self._topics[topic_id]

    def representatives(self, topic: Topic) -> list[Passage]:
        """The representative passages of a topic that still belong to it, nearest to its middle first.

        Since the topic was made, a speech may have gone, or say something else at the same address.
        """
        query = f"SELECT {_PASSAGE} FROM passages WHERE speech_id = ? AND position = ? AND topic = ?"  # noqa: S608 -- constants only
        places = (address.rpartition(":") for address in topic.representative)
        found = (
            self._db.execute(query, (speech_id, int(position), topic.id)).fetchone()
            for speech_id, _, position in places
        )
        return [Passage(*row) for row in found if row]

    def shares(self, speech_id: str | None = None) -> TopicShares:
        """How much of a speech, or of the whole corpus, belongs to each topic, by length.

        Raises TopicsNotMade or UnknownSpeech.
        """
        self.need_topics()
        if speech_id is not None:
            self.speech(speech_id)
        query = 'SELECT topic, "end" - start, row FROM passages WHERE ? IS NULL OR speech_id = ? ORDER BY row'
        found = self._db.execute(query, (speech_id, speech_id)).fetchall()
        topics, lengths = [topic for topic, _, _ in found], [length for _, length, _ in found]
        placed = self.placed
        if placed is None:
            return shares(topics, lengths)
        votes = assignments(placed.of([row for _, _, row in found]), list(self._topics))
        return shares(topics, lengths, [one.votes for one in votes])

    def said(self) -> list[DatedShare]:
        """Every passage as it is counted over time and across groups, row by row. Raises TopicsNotMade."""
        words_of = {topic.id: topic.words_by_language for topic in self.need_topics().topics}
        query = (
            'SELECT p.topic, p."end" - p.start, s.date_first, s.date_last, s.place, p.speaker, s.speaker,'
            " s.source, p.language, p.form FROM passages p JOIN speeches s ON s.id = p.speech_id ORDER BY row"
        )
        return [
            DatedShare(
                topic=topic,
                characters=length,
                first=first or "",
                last=last or "",
                place=place,
                speaker=speaking or speaker,
                source=source,
                language=centre_key(language),
                words=tuple(
                    word
                    for word in words_of.get(topic, {}).get(centre_key(language), ())
                    if word in normalized.lower()
                ),
            )
            for topic, length, first, last, place, speaking, speaker, source, language, normalized in (
                self._db.execute(query)
            )
        ]

    @cached_property
    def placed(self) -> PlacedPassages | None:
        """What the votes say of every passage, row by row; None when that was not kept."""
        return self._derived(placing.FILE, lambda file: placing.unpack(file.read_bytes()))

    @property
    def _db(self) -> sqlite3.Connection:
        # One connection a thread: SQLite would make threads that share one wait for each other.
        if not hasattr(self._connections, "db"):
            uri = f"{self.file.absolute().as_uri()}?mode=ro&immutable=1"
            self._connections.db = sqlite3.connect(uri, uri=True)
        db: sqlite3.Connection = self._connections.db
        return db


def _lease(folder: Path) -> int:
    """A lock on the snapshot, taken before anything is read: publishing leaves what is locked where it is.

    It is held as long as the descriptor is open. Raises BrokenSnapshot when the folder is gone or going.
    """
    try:
        lease = os.open(folder / manifests.FILE, os.O_RDONLY)
        try:
            fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            os.close(lease)
            raise
    except (*manifests.MISSING, BlockingIOError) as error:
        raise BrokenSnapshot(f"{folder / manifests.FILE} is missing or is being removed") from error
    return lease


def _unreadable(folder: Path, error: Exception) -> BrokenSnapshot:
    return BrokenSnapshot(f"{folder} cannot be read ({error}); {manifests.publish_again(folder)}")


def read_topics(folder: Path, manifest: Manifest) -> TopicModel | None:
    """Those of a snapshot that was verified; None when it has none. Raises TopicsOutdated."""
    if manifest.n_topics is None:
        return None
    return topic_files.unpack({name: (folder / name).read_bytes() for name in topic_files.FILES})


_MOST_CARDS = 10_000
_MANY = 100  # rows; what long work reads is not kept
_PASSAGE = 'speech_id, position, start, "end", text, form, language, speaker, speaker_confidence, trace'
_CARD = "id, revision, title, speaker, date, place, language, source, n_passages, n_characters, same_as"
_KNOWN_VALUES: dict[Field, str] = {
    "speaker": "SELECT speaker FROM speeches UNION SELECT speaker FROM passages",
    "place": "SELECT DISTINCT place FROM speeches",
    "source": "SELECT DISTINCT source FROM speeches",
    "speech": "SELECT id FROM speeches",
}
_FACETS = {
    "year": "substr(coalesce(s.date_first, ''), 1, 4)",
    "place": "s.place",
    "speaker": "s.speaker",
    "language": "p.language",
    "topic": "coalesce(p.topic, '')",
}
