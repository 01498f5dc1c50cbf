"""By what path each speech of the store is known, so that it has the same id when it comes again."""

import sqlite3

from embeddings.speech import Speech
from embeddings.store.connection import transaction


class KnownPaths:
    """The ids and paths of speeches."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def name_speech(self, speech: Speech, path: str, suggestion: str) -> str:
        """The id of a speech: its own, else the one its path had before, else the suggestion, made unique."""
        if speech.id:
            return speech.id
        if known := self.id_at(path):
            return known
        taken = {id_ for id_, _ in self.paths_like(suggestion)}
        candidates = (suggestion if n == 1 else f"{suggestion}-{n}" for n in range(1, len(taken) + 2))
        return next(candidate for candidate in candidates if candidate not in taken)

    def id_at(self, path: str) -> str | None:
        """The id of the speech that came from this path first, without an id of its own."""
        row = self._db.execute("SELECT id FROM speeches WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def path_of(self, speech_id: str) -> str | None:
        """The path by which a speech is known: "" when it came with an id; None for one that is unknown."""
        row = self._db.execute("SELECT path FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        return row[0] if row else None

    def searched_from(self, start: str) -> list[tuple[str, str]]:
        """The (id, path) of the speeches that are searched and whose paths begin so, by their ids."""
        query = (
            "SELECT id, path FROM speeches WHERE revision IS NOT NULL AND path >= ? AND path < ? ||"
            " char(1114111)"
            " ORDER BY id"
        )
        return [(str(id_), str(path)) for id_, path in self._db.execute(query, (start, start))]

    def paths_like(self, suggestion: str) -> list[tuple[str, str]]:
        """The (id, path) of all speeches whose ids begin so, in the order of their ids."""
        query = "SELECT id, path FROM speeches WHERE id >= ? AND id < ? || char(1114111) ORDER BY id"
        return list(self._db.execute(query, (suggestion, suggestion)))

    def digests_at(self, beginning: str) -> list[tuple[str, str]]:
        """The (id, digest of the content) of the speeches that are searched and whose paths begin so."""
        query = (
            "SELECT s.id, r.digest FROM speeches s JOIN revisions r"
            " ON r.speech_id = s.id AND r.revision = s.revision"
            " WHERE s.path >= ? AND s.path < ? || char(1114111) ORDER BY s.id"
        )
        return list(self._db.execute(query, (beginning, beginning)))

    def move(self, speech_id: str, path: str) -> None:
        """From now on the speech is known by this path."""
        with transaction(self._db):
            self._db.execute("UPDATE speeches SET path = ? WHERE id = ?", (path, speech_id))
