"""The connections by which passages.sqlite of a snapshot is asked."""

import sqlite3
import threading
from pathlib import Path

from embeddings.snapshot.manifest import Manifest

PASSAGES = "passages.sqlite"


class Tables:
    """The tables of one snapshot. Safe to ask from several threads at once."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.file = folder / PASSAGES
        self._folder = folder
        self._connections = threading.local()

    @property
    def _db(self) -> sqlite3.Connection:
        # One connection a thread: SQLite would make threads that share one wait for each other.
        if not hasattr(self._connections, "db"):
            uri = f"{self.file.absolute().as_uri()}?mode=ro&immutable=1"
            self._connections.db = sqlite3.connect(uri, uri=True)
        db: sqlite3.Connection = self._connections.db
        return db
