"""The traces of passages that an earlier Tifa kept without them; see `pack_trace`."""

import sqlite3
from collections.abc import Sequence

from embeddings.store.connection import transaction
from embeddings.store.searched_speeches import IS_SEARCHED


class KeptTraces:
    """The traces of searched passages, where they are missing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def missing(self) -> list[str]:
        """The ids of the searched speeches whose passages have no traces, in order."""
        rows = self._db.execute(
            "SELECT DISTINCT p.speech_id FROM passages p INDEXED BY passages_untraced"
            " JOIN speeches s ON s.id = p.speech_id AND s.revision = p.revision"
            " WHERE p.trace IS NULL ORDER BY 1"
        )
        return [speech_id for (speech_id,) in rows]

    def put(self, speech_id: str, traces: Sequence[bytes]) -> None:
        """Keep the traces of the passages of a searched speech, in order."""
        with transaction(self._db):
            self._db.executemany(
                f"UPDATE passages SET trace = ? WHERE position = ? AND {IS_SEARCHED}",  # noqa: S608 -- a constant
                ((trace, position, speech_id) for position, trace in enumerate(traces)),
            )
