"""How many speeches of a source begin or end with each line: counted as speeches come and go.

With them stands which revision of each speech is settled: counted here, and looked through for boilerplate.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from embeddings.store.connection import transaction

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Counts:
    """speeches: of each source.  lines: how many of those begin or end with one, by source and `line_key`."""

    speeches: Counter[str] = field(default_factory=Counter)
    lines: Counter[tuple[str, bytes]] = field(default_factory=Counter)

    def __add__(self, other: "Counts") -> "Counts":
        both = Counts(Counter(self.speeches), Counter(self.lines))
        both.speeches.update(other.speeches)
        both.lines.update(other.lines)
        return both

    def add(self, source: str, lines: Iterable[str], times: int = 1) -> None:
        """Count a speech; with times = -1, one that is gone."""
        self.speeches[source] += times
        self.lines.update({(source, line_key(line)): times for line in lines})


class LineCounts:
    """The counts that are kept, of the speeches that are settled."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def unsettled(self) -> list[tuple[str, str | None, str | None]]:
        """(id, settled revision, searched revision) of every speech where the two differ; None for no one."""
        rows = self._db.execute(
            "SELECT s.id, t.revision, s.revision FROM speeches s LEFT JOIN settled t ON t.speech_id = s.id"
            " WHERE s.revision IS NOT t.revision ORDER BY s.id"
        )
        return list(rows)

    def content(self, speech_id: str, revision: str) -> tuple[str, str]:
        """The source and the raw text of any revision."""
        query = "SELECT source, raw FROM revisions WHERE speech_id = ? AND revision = ?"
        source, raw = self._db.execute(query, (speech_id, revision)).fetchone()
        return source, raw

    def of(self, sources: Iterable[str]) -> Counts:
        """What is counted for these sources."""
        found = Counts()
        for source in sources:
            row = self._db.execute("SELECT speeches FROM sources WHERE source = ?", (source,)).fetchone()
            found.speeches[source] = row[0] if row else 0
            lines = self._db.execute(
                "SELECT line_sha256, speeches FROM edge_lines WHERE source = ?", (source,)
            )
            found.lines.update({(source, key): count for key, count in lines})
        return found

    def speeches_from(self, sources: Iterable[str]) -> list[str]:
        """The ids of the searched speeches from these sources, in order."""
        found = (
            self._db.execute(
                "SELECT s.id FROM speeches s JOIN revisions r ON r.speech_id = s.id"
                " AND r.revision = s.revision WHERE r.source = ?",
                (source,),
            ).fetchall()
            for source in sources
        )
        return sorted(speech_id for rows in found for (speech_id,) in rows)

    def settle(self, changes: Counts, speech_ids: Iterable[str]) -> None:
        """Add to the counts, and hold these speeches for settled as they are searched now."""
        with transaction(self._db):
            self._db.executemany(
                "INSERT INTO sources VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET speeches = speeches + excluded.speeches",
                _changed(changes.speeches).items(),
            )
            self._db.executemany(
                "INSERT INTO edge_lines VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET speeches = speeches + excluded.speeches",
                ((source, key, n) for (source, key), n in _changed(changes.lines).items()),
            )
            self._db.execute("DELETE FROM edge_lines WHERE speeches = 0")
            for speech_id in speech_ids:
                self._db.execute("DELETE FROM settled WHERE speech_id = ?", (speech_id,))
                self._db.execute(
                    "INSERT INTO settled SELECT id, revision FROM speeches"
                    " WHERE id = ? AND revision IS NOT NULL",
                    (speech_id,),
                )


def _changed(counts: Mapping[_Key, int]) -> dict[_Key, int]:
    return {key: n for key, n in counts.items() if n}


def line_key(line: str) -> bytes:
    """What a line is counted by: half of its SHA-256."""
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()[:16]
