"""What passages.sqlite of a snapshot says of speeches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.errors import UnknownSpeech
from embeddings.index.vectors import Rows
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.tables.connections import Tables
from embeddings.speech import Finding, Repair


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


class SpeechTable(Tables):
    """The speeches of a snapshot, in the order of their ids."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        super().__init__(folder, manifest)
        self._cards: dict[str, SpeechCard] = {}  # those that were asked for; a thousand bytes each

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
            query = f"SELECT {CARD} FROM speeches WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 -- constants only
            rows = self._db.execute(query, (json.dumps(missing),))
            read = {card.id: card for card in (SpeechCard(*row) for row in rows)}
            if len(self._cards) < _MOST_CARDS:
                self._cards.update(read)
            found |= read
        return found

    def revisions(self) -> list[tuple[str, str, int]]:
        """Every speech's id, revision and number of passages, in the order of ids."""
        return list(self._db.execute("SELECT id, revision, n_passages FROM speeches ORDER BY id"))

    def speeches_by(self, speaker: str) -> list[SpeechCard]:
        """The speeches of a speaker, in the order of their ids; none of an unknown one."""
        query = f"SELECT {CARD} FROM speeches WHERE speaker = ? AND speaker != '' ORDER BY id"  # noqa: S608 -- constants only
        return [SpeechCard(*row) for row in self._db.execute(query, (speaker,))]

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

    def lengths(self, ids: Sequence[str]) -> dict[str, int]:
        """The characters in all passages' forms of these speeches, by id."""
        query = (
            "SELECT speech_id, sum(length(form)) FROM passages "
            "WHERE speech_id IN (SELECT value FROM json_each(?)) GROUP BY speech_id"
        )
        return dict(self._db.execute(query, (json.dumps(list(ids)),)))

    @cached_property
    def n_undated(self) -> int:
        """How many speeches have no date whose year is known."""
        return int(self._db.execute("SELECT count(*) FROM speeches WHERE date_first IS NULL").fetchone()[0])

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


_MOST_CARDS = 10_000
CARD = "id, revision, title, speaker, date, place, language, source, n_passages, n_characters, same_as"
