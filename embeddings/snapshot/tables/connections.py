"""The connections by which the tables of a snapshot are asked: a file of SQLite for each of its segments."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.segments import Segment, file_of, laid_out, segment_of
from embeddings.snapshot.tables.numbered import Numbered

PASSAGES = "passages.sqlite"
_CACHED = 2_048  # kB of all files, for each thread
_LEAST_CACHED = 128  # kB of one file

Record = tuple[Any, ...]


class Tables:
    """The tables of one snapshot. Safe to ask from several threads at once."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.folder = folder
        self.segments = laid_out(manifest.segments)
        self._connections = threading.local()

    def connections(self) -> list[tuple[Segment, sqlite3.Connection]]:
        """Each segment with its tables, whose rows are counted from its first."""
        return [(segment, self._connection(segment)) for segment in self.segments]

    def _connection(self, segment: Segment) -> sqlite3.Connection:
        # One connection a thread: SQLite would make threads that share one wait for each other.
        kept: dict[int, sqlite3.Connection] = self._connections.__dict__.setdefault("kept", {})
        if segment.number not in kept:
            file = self.folder / file_of(PASSAGES, segment.number)
            connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            connection.execute(f"PRAGMA cache_size = -{max(_LEAST_CACHED, _CACHED // len(self.segments))}")
            kept[segment.number] = connection
        return kept[segment.number]

    def _let_go(self) -> None:
        """Close the connections of this thread."""
        for connection in self._connections.__dict__.get("kept", {}).values():
            connection.close()

    def _all(self, query: str, *values: str | int) -> Iterator[Record]:
        """What is found in every segment, one after the other: by the order of ids, and so of rows."""
        for _, db in self.connections():
            yield from db.execute(query, values)

    def _of_speech(self, speech_id: str, query: str, *values: str | int) -> Iterator[Record]:
        """What is found in the segment that a speech would be in."""
        return self._connection(segment_of(self.segments, speech_id)).execute(query, values)

    def _of_speeches(self, query: str, ids: Iterable[str]) -> Iterator[Record]:
        """What is found of speeches. query: binds a list of ids."""
        asked: dict[int, list[str]] = {}
        for speech_id in ids:
            asked.setdefault(segment_of(self.segments, speech_id).number, []).append(speech_id)
        for number, some in sorted(asked.items()):
            yield from self._connection(self.segments[number]).execute(query, (json.dumps(some),))

    def _of_rows(self, query: str, rows: Sequence[int]) -> Iterator[tuple[int, Record]]:
        """What is found of rows, each with its row. query: gives the row first, and binds a list of rows."""
        for segment, some in self._by_segment(np.asarray(rows, np.int64)):
            start = segment.rows.start
            for record in self._connection(segment).execute(query, (json.dumps(some),)):
                yield record[0] + start, record[1:]

    def _by_segment(self, rows: npt.NDArray[np.int64]) -> Iterator[tuple[Segment, list[int]]]:
        """Rows by the segment they are in, numbered from its first."""
        which = np.searchsorted(self._ends, rows, side="right")
        for number in np.unique(which).tolist():
            segment = self.segments[number]
            yield segment, (rows[which == number] - segment.rows.start).tolist()

    @cached_property
    def _ends(self) -> npt.NDArray[np.int64]:
        return np.array([segment.rows.stop for segment in self.segments], np.int64)

    def numbers(self, column: str) -> npt.NDArray[np.int64]:
        """One number of every passage, row by row: see `write_tables.COLUMNS`; shape (n,)."""
        query = "SELECT numbers FROM columns WHERE name = ?"
        found = [np.frombuffer(numbers, "<i4") for (numbers,) in self._all(query, column)]
        return np.concatenate(found).astype(np.int64)

    def numbered(self, column: str) -> Numbered:
        """The same of what has few values: the value of every passage, row by row; "" for NULL."""
        query = "SELECT numbers, names FROM columns WHERE name = ?"
        places: dict[str, int] = {}
        found = [np.empty(0, np.int32)]
        for numbers, names in self._all(query, column):
            own = [places.setdefault(name, len(places)) for name in (*json.loads(names), "")]
            found.append(np.array(own, np.int32)[np.frombuffer(numbers, "<i4")])
        return Numbered(places, np.concatenate(found))
