"""backup.json: which files a backup has, and the SHA-256 of each. A backup is a folder:

backup.json             written last: without it there is no backup
corpus.sqlite           the store, as it was at one moment
keys.json               the API keys' digests, if there were any
snapshots/NAME/…        the snapshot that answered then
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import BrokenBackup
from embeddings.snapshot.manifest import MISSING, FileSeal, need_plain, seal_of

FILE = "backup.json"
FORMAT = 1
KEYS = "keys.json"
_MOST_BYTES = 1_000_000
# The only places there are: a backup that somebody else made must not write anywhere else.
_PLACE = re.compile(
    r"corpus\.sqlite|keys\.json|snapshots/[0-9]{1,18}-[0-9a-f]{8}/[A-Za-z][A-Za-z0-9._-]{0,99}"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """made: when, in UTC.  snapshot: the name of the one that answered; "" when nothing was published."""

    made: str
    tifa: str  # the version that made it
    n_speeches: int
    snapshot: str
    files: Mapping[str, FileSeal]  # by place, with slashes

    @property
    def n_bytes(self) -> int:
        return sum(seal.bytes for seal in self.files.values())


def pack_contents(contents: Contents) -> bytes:
    """The bytes of backup.json, its own SHA-256 among them."""
    return _sealed({"format": FORMAT} | asdict(contents))


def read_contents(folder: Path) -> Contents:
    """Raises BrokenBackup when the folder holds none, or one of another version."""
    file = folder / FILE
    try:
        need_plain(file)
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES)
        told: dict[str, Any] = json.loads(content)
        if told["format"] != FORMAT:
            raise BrokenBackup(f"{folder} was made by another version of Tifa: restore it with that")
        del told["sha256"]
        if content != _sealed(told):
            raise BrokenBackup(f"{file} is not what was written (SHA-256 differs); use another backup")
        del told["format"]
        files = {place: FileSeal(**seal) for place, seal in told.pop("files").items()}
        contents = Contents(**told, files=files)
    except MISSING:
        raise BrokenBackup(f"{folder} is no backup: it has no {FILE}; tifa backup makes one") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BrokenBackup(f"{file} cannot be read as what a backup holds; use another backup") from None
    if strange := next((place for place in files if not _PLACE.fullmatch(place)), ""):
        raise BrokenBackup(f"{file} names a file that no backup has: {strange!r}")
    return contents


def verify(folder: Path, contents: Contents) -> None:
    """Read every file once. Raises BrokenBackup, naming the first that differs."""
    for place, seal in sorted(contents.files.items()):
        try:
            found = seal_of(folder / place)
        except MISSING:
            raise BrokenBackup(f"{folder / place} is missing or no plain file; use another backup") from None
        if found != seal:
            raise BrokenBackup(
                f"{folder / place} is not what was written (SHA-256 differs); use another backup"
            )


def _sealed(told: dict[str, Any]) -> bytes:
    return _text(told | {"sha256": hashlib.sha256(_text(told)).hexdigest()})


def _text(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
