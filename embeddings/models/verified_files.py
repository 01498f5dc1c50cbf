"""Files once found sound, so that half a gigabyte is not hashed at every start.

A file is recognised by device, inode, size, and the times of its last change: whatever touches it makes it a
stranger again. Only bytes that rot without being touched go unseen, and those a thorough verification finds.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_FILE = "verified.json"

Looks = list[str | int]


@dataclass(slots=True)
class Recognised:
    """For the files of one folder: by path in it, the digest they were found to have and how they looked."""

    folder: Path
    files: dict[str, Looks] = field(default_factory=dict)
    changed: bool = False

    @classmethod
    def read(cls, folder: Path) -> "Recognised":
        """What was kept for this folder; nothing when that cannot be read."""
        files: dict[str, Looks] = {}
        with suppress(OSError, ValueError, TypeError):
            files = dict(json.loads((folder / _FILE).read_bytes()))
        return cls(folder, files)

    def knows(self, path: Path, digest: str) -> bool:
        return self.files.get(self._name(path)) == _looks(path, digest)

    def learn(self, path: Path, digest: str) -> None:
        self.files[self._name(path)] = _looks(path, digest)
        self.changed = True

    def keep(self) -> None:
        """Write it down; on a read-only cache the files are hashed at every start instead."""
        if not self.changed:
            return
        draft = self.folder / f"{_FILE}.{os.getpid()}"
        with suppress(OSError):
            draft.write_text(json.dumps(self.files, indent=1), encoding="utf-8")
            draft.replace(self.folder / _FILE)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _looks(path: Path, digest: str) -> Looks:
    status = path.stat()
    return [digest, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
