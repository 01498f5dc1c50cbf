"""What a permanent address names: a passage of any revision of a speech, read from the store.

A snapshot holds the revisions that are searched now; the store holds all there ever were. It is opened
read-only, for one question at a time: a service needs no right to write, and no writer ever waits for it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from embeddings.citing.citation import PermanentAddress
from embeddings.errors import RemovedSpeech, UnknownPassage, UnknownRevision, UnknownSpeech
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.store.connection import FILE, connect_to_read, explain_fault
from embeddings.store.store import need

_FIELDS = ("title", "speaker", "date", "place", "source")


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage as it stood in its revision, and what was known of its speech then.

    searched: the revision of the speech that is searched now; the cited one, or a later one.
    """

    passage: Passage
    speech: SpeechCard
    searched: str

    @property
    def is_searched(self) -> bool:
        return self.speech.revision == self.searched


def find_cited(folder: Path, address: PermanentAddress) -> Cited:
    """Raises UnknownSpeech, UnknownRevision or UnknownPassage; RemovedSpeech for one that was taken out."""
    need(folder)
    with _reading(folder) as db:
        searched = _searched(db, address.speech_id)
        found = db.execute(
            f"SELECT raw, language, {', '.join(_FIELDS)} FROM revisions WHERE speech_id = ? AND revision = ?",  # noqa: S608
            (address.speech_id, address.revision),
        ).fetchone()
        if found is None:
            raise UnknownRevision(f"the speech {address.speech_id!r} has no revision {address.revision}")
        raw, language, *given = found
        passage = _passage(db, address, raw)
        return Cited(
            passage, _card(db, address, raw, language, dict(zip(_FIELDS, given, strict=True))), searched
        )


@contextmanager
def _reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The store, for one state of it. Raises CorpusError when it cannot be read."""
    try:
        with closing(connect_to_read(folder / FILE)) as db:
            db.execute("BEGIN")
            yield db
    except sqlite3.Error as error:
        raise explain_fault(folder / FILE, error) from error


def _searched(db: sqlite3.Connection, speech_id: str) -> str:
    row = db.execute("SELECT revision FROM speeches WHERE id = ?", (speech_id,)).fetchone()
    if row is None:
        raise UnknownSpeech(f"no speech in this corpus has the id {speech_id!r}")
    if row[0] is None:
        raise RemovedSpeech(f"the speech {speech_id!r} was taken out of this corpus")
    return str(row[0])


def _passage(db: sqlite3.Connection, address: PermanentAddress, raw: str) -> Passage:
    row = db.execute(
        'SELECT start, "end", form, language, speaker, speaker_confidence FROM passages'
        " WHERE speech_id = ? AND revision = ? AND position = ?",
        (address.speech_id, address.revision, address.position),
    ).fetchone()
    if row is None:
        raise UnknownPassage(f"the revision {address.revision} has no passage {address.position}")
    start, end, *rest = row
    return Passage(address.speech_id, address.position, start, end, raw[start:end], *rest)


def _card(
    db: sqlite3.Connection, address: PermanentAddress, raw: str, language: str, given: dict[str, str]
) -> SpeechCard:
    """What was given with the speech, and where nothing was, what its text says of it."""
    key = (address.speech_id, address.revision)
    where = "WHERE speech_id = ? AND revision = ?"
    found = dict(db.execute(f"SELECT field, value FROM findings {where}", key))  # noqa: S608
    (main_language,) = db.execute(  # as in a snapshot: by length, the first one of equals
        f'SELECT language FROM passages {where} GROUP BY language ORDER BY sum("end" - start) DESC, language',  # noqa: S608
        key,
    ).fetchone()
    (n_passages,) = db.execute(f"SELECT count(*) FROM passages {where}", key).fetchone()  # noqa: S608
    return SpeechCard(
        id=address.speech_id,
        revision=address.revision,
        language=language or main_language,
        n_passages=n_passages,
        n_characters=len(raw),
        same_as=None,  # copies are told among the speeches that are searched
        **{field: value or found.get(field, "") for field, value in given.items()},
    )
