"""What passages.sqlite of a snapshot says of speeches."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.errors import UnknownSpeech
from embeddings.index.vectors import Rows
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.segments import segment_of
from embeddings.snapshot.tables.connections import Tables
from embeddings.speech import Finding, Passage, Repair
from embeddings.text.cleaning.damage.wraps import LINE_BREAKS
from embeddings.text.script.offsets import TextChange


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
            read = {card.id: card for card in (SpeechCard(*row) for row in self._of_speeches(query, missing))}
            if len(self._cards) < _MOST_CARDS:
                self._cards.update(read)
            found |= read
        return found

    def revisions(self) -> list[tuple[str, str, int]]:
        """Every speech's id, revision and number of passages, in the order of ids."""
        return [(id_, revision, n) for id_, revision, n in self._all(_REVISIONS)]

    def speeches_by(self, speaker: str) -> list[SpeechCard]:
        """The speeches of a speaker, in the order of their ids; none of an unknown one."""
        query = f"SELECT {CARD} FROM speeches WHERE speaker = ? AND speaker != '' ORDER BY id"  # noqa: S608 -- constants only
        return [SpeechCard(*row) for row in self._all(query, speaker)]

    def raw(self, speech_id: str) -> str:
        """The text of a speech as it was read. Raises UnknownSpeech."""
        for (raw,) in self._of_speech(speech_id, "SELECT raw FROM speeches WHERE id = ?", speech_id):
            return str(raw)
        raise UnknownSpeech(f"no speech in this corpus has the id {speech_id!r}")

    def speeches_reading(self, raw: str) -> list[str]:
        """The ids of the speeches whose text is exactly this one."""
        return [speech_id for (speech_id,) in self._all(_READING, raw)]

    def repairs(self, speech_id: str) -> list[Repair]:
        """What was repaired in a speech before it was split, in order. Raises UnknownSpeech."""
        self.speech(speech_id)
        query = 'SELECT rule, start, "end", "before", "after", confidence FROM repairs WHERE speech_id = ?'
        return [Repair(*row) for row in self._of_speech(speech_id, f"{query} ORDER BY start", speech_id)]

    def mended_breaks(self, passages: Sequence[Passage]) -> list[list[TextChange]]:
        """Where the source of each passage breaks a line within a sentence, and what a reader sees there: a
        space; nothing between two Chinese characters, or in a word that a hyphen parts.

        Offsets count characters of the passage's text.
        """
        of_speech = {id_: self._line_breaks(id_) for id_ in {passage.speech_id for passage in passages}}
        return [
            [
                TextChange(start - passage.start, end - passage.start, after)
                for start, end, after in _within(of_speech[passage.speech_id], passage)
            ]
            for passage in passages
        ]

    def _line_breaks(self, speech_id: str) -> list[TextChange]:
        query = 'SELECT start, "end", "after" FROM repairs WHERE speech_id = ? AND rule = ? ORDER BY start'
        return [TextChange(*row) for row in self._of_speech(speech_id, query, speech_id, LINE_BREAKS.name)]

    def findings(self, speech_id: str) -> list[Finding]:
        """What the text of a speech says of what was not given with it. Raises UnknownSpeech."""
        self.speech(speech_id)
        query = 'SELECT field, value, method, confidence, start, "end" FROM findings WHERE speech_id = ?'
        found = self._of_speech(speech_id, f"{query} ORDER BY field, start", speech_id)
        return [Finding(*row) for row in found]

    def lengths(self, ids: Sequence[str]) -> dict[str, int]:
        """The characters in all passages' forms of these speeches, by id."""
        query = (
            "SELECT speech_id, sum(length(form)) FROM passages "
            "WHERE speech_id IN (SELECT value FROM json_each(?)) GROUP BY speech_id"
        )
        return dict(self._of_speeches(query, ids))

    @cached_property
    def same_as(self) -> list[str | None]:
        """For each speech, in the order of ids, the id of the one that it is a copy of."""
        return [first for (first,) in self._all("SELECT same_as FROM speeches ORDER BY id")]

    @cached_property
    def n_undated(self) -> int:
        """How many speeches have no date whose year is known."""
        return sum(n for (n,) in self._all("SELECT count(*) FROM speeches WHERE date_first IS NULL"))

    @cached_property
    def speech_numbers(self) -> npt.NDArray[np.int64]:
        """For each row, the number of its speech in the order of ids; shape (n,), ascending."""
        sizes = [size for _, _, size in self.revisions()]
        return np.repeat(np.arange(len(sizes)), sizes)

    def rows_of(self, speech_id: str) -> Rows:
        """The rows of a speech's passages, ascending. Raises UnknownSpeech."""
        n_passages = self.speech(speech_id).n_passages
        query = "SELECT min(row) FROM passages WHERE speech_id = ?"
        ((first,),) = self._of_speech(speech_id, query, speech_id)
        start = segment_of(self.segments, speech_id).rows.start + first
        return np.arange(start, start + n_passages, dtype=np.int64)

    @cached_property
    def first_days(self) -> npt.NDArray[np.str_]:
        """For each row, the first day its speech's date can mean, "9999" when it is unknown; shape (n,)."""
        days = list(self._all("SELECT coalesce(date_first, '9999') FROM speeches ORDER BY id"))
        return np.array([day for (day,) in days], "U10")[self.speech_numbers]

    @cached_property
    def speech_groups(self) -> npt.NDArray[np.int64]:
        """For each row, the number of its speech, a copy having the number of the speech it is a copy of."""
        numbers = {speech_id: number for number, (speech_id, _, _) in enumerate(self.revisions())}
        groups = np.array([numbers.get(first or "", n) for n, first in enumerate(self.same_as)], np.int64)
        return groups[self.speech_numbers]


_MOST_CARDS = 10_000
_REVISIONS = "SELECT id, revision, n_passages FROM speeches ORDER BY id"
_READING = "SELECT id FROM speeches WHERE raw = ? ORDER BY id"
CARD = "id, revision, title, speaker, date, place, language, source, n_passages, n_characters, same_as"


def _within(breaks: Sequence[TextChange], passage: Passage) -> Iterator[TextChange]:
    """Those of a speech's changes, in their order, that lie wholly in a passage."""
    for at in range(bisect_left(breaks, (passage.start,)), len(breaks)):
        if breaks[at].end > passage.end:
            return
        yield breaks[at]
