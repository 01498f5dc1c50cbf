"""What is known of the speeches and passages of a snapshot, asked of all of them at once.

It is held as numbers, some bytes a passage. By SQL a filter took a lookup for each passage: two seconds for
those of one speaker among 90,000, and for half of 900,000 in one language 190 ms to hand over their rows.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from embeddings.index.vectors import Rows
from embeddings.snapshot.tables.numbered import Numbered
from embeddings.snapshot.tables.passages import PassageTable


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


@dataclass(frozen=True, eq=False)
class SpeechMetadata:
    """What is known of each speech, in the order of ids.

    first, last: the days its date can mean, as `day_number` has them, 0 when its year is unknown.  sizes: how
    many passages it has. Each of shape (speeches,).
    """

    id: Numbered
    speaker: Numbered
    place: Numbered
    source: Numbered
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    sizes: Rows


class MetadataTable(PassageTable):
    """The passages of a snapshot by what is known of them."""

    @cached_property
    def of_speeches(self) -> SpeechMetadata:
        columns = list(zip(*self._all(_SPEECHES), strict=True)) or [()] * 7
        speech_id, speaker, place, source = map(Numbered.of, columns[:4])
        first, last = (np.array([*map(day_number, days)], np.int32) for days in columns[4:6])
        sizes = np.array(columns[6], np.int64)
        return SpeechMetadata(speech_id, speaker, place, source, first, last, sizes)

    @cached_property
    def row_languages(self) -> Numbered:
        """The language of every passage, row by row."""
        return self.numbered("language")

    @cached_property
    def row_topics(self) -> Numbered:
        """The id of the topic of every passage, row by row; "" when unassigned."""
        return self.numbered("topic")

    @cached_property
    def row_speakers(self) -> Numbered:
        """Who says each passage, row by row, where a turn says so; else ""."""
        places, numbers = {"": 0}, np.zeros(self.manifest.n_passages, np.int32)
        for segment, db in self.connections():
            for speaker, rows in db.execute(SPEAKING):
                at = np.array(json.loads(rows), np.int64) + segment.rows.start
                numbers[at] = places.setdefault(speaker, len(places))
        return Numbered(places, numbers)

    @cached_property
    def passage_languages(self) -> list[str]:
        """The language of every passage, row by row."""
        return self.row_languages.values()

    def topics(self, rows: range | None = None) -> list[str | None]:
        """The id of the topic of every passage (None when unassigned), or of some, row by row."""
        some = () if rows is None else (rows.start, rows.stop)
        return [topic or None for topic in self.row_topics.values(*some)]

    def facets(self, rows: Sequence[int] | Rows) -> Facets:
        """What the passages in these rows are from."""
        among = np.asarray(rows, np.int64)
        speeches, of = self.of_speeches, self.speech_numbers[among]
        return Facets(
            year=self._years.counts(of),
            place=speeches.place.counts(of),
            speaker=speeches.speaker.counts(of),
            language=self.row_languages.counts(among),
            topic=self.row_topics.counts(among),
        )

    @cached_property
    def _years(self) -> Numbered:
        """Of each speech."""
        return Numbered.of(f"{day // 10_000:04}" if day else "" for day in self.of_speeches.first.tolist())


def day_number(day: str) -> int:
    """A day, YYYY-MM-DD, as a number: a later one is higher, and no day ("") is 0."""
    return int(day.replace("-", "") or 0)


_SPEECHES = (
    "SELECT id, speaker, place, source, coalesce(date_first, ''), coalesce(date_last, ''), n_passages"
    " FROM speeches ORDER BY id"
)
SPEAKING = "SELECT speaker, json_group_array(row) FROM passages WHERE speaker <> '' GROUP BY speaker"
