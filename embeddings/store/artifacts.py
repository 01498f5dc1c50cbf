"""What was fitted on the vectors of a corpus (its space, its topics), as files in corpus.sqlite."""

import sqlite3
from collections.abc import Iterable, Mapping

from embeddings.embedding_model import EmbeddingModel
from embeddings.store.connection import transaction


class KeptFitted:
    """The files of each fitting, under their names; the newest of a name is the one that holds."""

    def __init__(self, connection: sqlite3.Connection, embedding_model: EmbeddingModel) -> None:
        self._db = connection
        self._made_with = embedding_model

    def put(self, files: Mapping[str, bytes], *, without_history: Iterable[str] = ()) -> None:
        """Keep a fitted thing's files as the newest of their names; earlier ones stay as history.

        A file without content says that there is none any more.  without_history: names of which the earlier
        ones go.
        """
        with transaction(self._db):
            self._db.executemany("DELETE FROM fitted WHERE name = ?", ((name,) for name in without_history))
            self.insert(files)

    def insert(self, files: Mapping[str, bytes]) -> None:
        """As `put`, within a transaction of the caller's."""
        (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM fitted").fetchone()
        self._db.executemany(
            "INSERT INTO fitted VALUES (?, ?, ?)",
            ((last + 1, name, content) for name, content in sorted(files.items())),
        )

    def newest(self, *names: str) -> dict[str, bytes] | None:
        """The newest content of each of these files; None unless all are there."""
        found = {name: content for name in names if (content := self._newest(name))}
        return found if len(found) == len(names) else None

    def to_leave(self, names: Iterable[str]) -> dict[str, bytes]:
        """These files as they are now, under the names by which `left` finds them."""
        return {self._as_left(name): self._newest(name) or b"" for name in names}

    def left(self, *names: str) -> dict[str, bytes]:
        """What was fitted with this model when the corpus last left it for another, of these files."""
        found = {name: self._newest(self._as_left(name)) for name in names}
        return {name: content for name, content in found.items() if content}

    def _newest(self, name: str) -> bytes | None:
        query = "SELECT content FROM fitted WHERE name = ? ORDER BY number DESC LIMIT 1"
        row = self._db.execute(query, (name,)).fetchone()
        return row[0] if row else None

    def _as_left(self, name: str) -> str:
        return f"{name} of {self._made_with.model} {self._made_with.encoding}"
