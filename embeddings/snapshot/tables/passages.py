"""What passages.sqlite of a snapshot says of passages."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.errors import UnknownPassage
from embeddings.index.recently_read import RecentlyRead
from embeddings.index.vectors import Rows
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.segments import segment_of
from embeddings.snapshot.tables.speeches import SpeechTable
from embeddings.speech import Passage

Fingerprinted: TypeAlias = tuple[Passage, bytes]


class PassageTable(SpeechTable):
    """The passages of a snapshot, in the order of their addresses: row i of the index is the i-th."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        super().__init__(folder, manifest)
        self._passages: RecentlyRead[int, Fingerprinted] = RecentlyRead()

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages in these rows, in the order asked for."""
        return [passage for passage, _ in self.fingerprinted(rows)]

    def fingerprinted(self, rows: Sequence[int]) -> list[Fingerprinted]:
        """The same, each with what tells its duplicates: see `DuplicateGroups`."""
        if len(rows) > _MANY:
            return list(map(self._read_passages(rows).__getitem__, rows))
        return self._passages.get(rows, self._read_passages)

    def _read_passages(self, rows: Sequence[int]) -> dict[int, Fingerprinted]:
        query = f"SELECT row, mark, {PASSAGE} FROM passages WHERE row IN (SELECT value FROM json_each(?))"  # noqa: S608 -- constants only
        return {row: (Passage(*rest), mark) for row, (mark, *rest) in self._of_rows(query, rows)}

    def topics_of(self, rows: Sequence[int]) -> list[str | None]:
        """The id of the topic of each of these passages, in the order asked for; None when unassigned."""
        query = "SELECT row, topic FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        found = {row: topic for row, (topic,) in self._of_rows(query, rows)}
        return [found[row] for row in rows]

    def passage(self, speech_id: str, position: int) -> tuple[int, Passage]:
        """A passage and its row. Raises UnknownSpeech, or UnknownPassage."""
        query = f"SELECT row, {PASSAGE} FROM passages WHERE speech_id = ? AND position = ?"  # noqa: S608 -- constants only
        for row, *rest in self._of_speech(speech_id, query, speech_id, position):
            return segment_of(self.segments, speech_id).rows.start + row, Passage(*rest)
        n_passages = self.speech(speech_id).n_passages
        raise UnknownPassage(f"speech {speech_id!r} has {n_passages} passages, none at position {position}")

    def passages_of(self, speech_id: str) -> list[Passage]:
        """All passages of a speech, in order. Raises UnknownSpeech."""
        self.speech(speech_id)
        query = f"SELECT {PASSAGE} FROM passages WHERE speech_id = ? ORDER BY position"  # noqa: S608 -- constants only
        return [Passage(*row) for row in self._of_speech(speech_id, query, speech_id)]

    def placed_passages(self) -> Iterator[tuple[Passage, str | None]]:
        """Every passage with the id of its topic (None when unassigned), row by row."""
        query = f"SELECT topic, {PASSAGE} FROM passages ORDER BY row"  # noqa: S608 -- constants only
        for topic, *rest in self._all(query):
            yield Passage(*rest), topic

    def normalized_texts(self, rows: Rows | None) -> Iterator[tuple[int, str]]:
        """The rows, ascending, each with the normalized text of its passage; all of them for None."""
        if rows is None:
            yield from enumerate(form for (form,) in self._all("SELECT form FROM passages ORDER BY row"))
        else:
            query = (
                "SELECT row, form FROM passages WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row"
            )
            yield from ((row, form) for row, (form,) in self._of_rows(query, rows.tolist()))

    @cached_property
    def row_lengths(self) -> npt.NDArray[np.int64]:
        """The characters of each passage's normalized text, shape (n,)."""
        return self.numbers("form")


_MANY = 100  # rows; what long work reads is not kept
PASSAGE = 'speech_id, position, start, "end", text, form, language, speaker, speaker_confidence, trace'
