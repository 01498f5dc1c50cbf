"""API keys: who may ask from elsewhere, and who may write. The corpus folder keeps their SHA-256 alone.

A key is `tifa_`, eight characters by which it is found, and 256 random bits. It is shown once, when it is
made; what the file holds cannot be asked with.
"""

import fcntl
import hmac
import json
import os
import re
import secrets
import string
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from embeddings.durable_files import fsync
from embeddings.text.script.printable import is_printable
from service.errors import NoKeys, TakenName, UnknownKey, UnusableKeys, WrongKey
from service.settings import Settings

FILE = "keys.json"
LEEWAY = timedelta(seconds=60)  # clocks differ
OVERLAP = timedelta(hours=24)  # in which the key before a rotation still opens
PATTERN = re.compile(r"tifa_([0-9A-Za-z]{8})_[0-9A-Za-z]{43}")
LONGEST_NAME = 100  # characters
_ALPHABET = string.ascii_letters + string.digits
_ID, _SECRET = 8, 43  # characters; 62 ** 43 > 2 ** 256
_SCHEMA = 1

Scope = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key. rotated: when it took over from another of its name; None for a first one."""

    id: str
    name: str
    sha256: str
    scopes: tuple[Scope, ...]
    created: datetime
    rotated: datetime | None = None
    expires: datetime | None = None

    def opens(self, now: datetime) -> bool:
        return self.expires is None or now < self.expires + LEEWAY


def create(
    folder: Path, name: str, *, write: bool, lives: timedelta | None = None, now: datetime | None = None
) -> str:
    """Make a key and return it: the only time it is seen. lives: for how long it is valid; None for ever.

    Raises TakenName, ValueError for a name that cannot be printed, or UnusableKeys.
    """
    if not is_printable(name) or not 0 < len(name.strip()) <= LONGEST_NAME:
        raise ValueError(f"a key's name has 1 to {LONGEST_NAME} characters that can be printed")
    began = now or datetime.now(UTC)
    with _changing(folder) as keys:
        if any(key.name == name for key in keys):
            raise TakenName(f"there is a key {name!r} already; rotate or revoke it, or choose another name")
        scopes: tuple[Scope, ...] = ("read", "write") if write else ("read",)
        secret, key = _draw(name, scopes, began)
        keys.append(replace(key, expires=began + lives if lives else None))
    return secret


def rotate(
    folder: Path, name: str, *, overlap: timedelta = OVERLAP, now: datetime | None = None
) -> tuple[str, datetime]:
    """Make a key that takes the place of another, and return it with the time at which the old one ends.

    The new one has the scopes of the old one and, from now, as long a life.  overlap: how long the old one
    opens still; those before it end when they were to end, or with it.
    Raises UnknownKey, or UnusableKeys.
    """
    moment = now or datetime.now(UTC)
    with _changing(folder) as keys:
        old = current(keys, name)
        end = moment + overlap if overlap else moment - LEEWAY  # at once means without the leeway
        secret, key = _draw(name, old.scopes, old.created)
        lives = old.expires - (old.rotated or old.created) if old.expires else None
        ending = [replace(key, expires=_earlier(end, key.expires)) for key in keys if key.name == name]
        keys[:] = [key for key in keys if key.name != name]
        keys.extend(key for key in ending if key.opens(moment))
        keys.append(replace(key, rotated=moment, expires=moment + lives if lives else None))
    return secret, _earlier(end, old.expires)


def revoke(folder: Path, name: str) -> None:
    """End a key, and those that it took over from, at once. Raises UnknownKey, or UnusableKeys."""
    with _changing(folder) as keys:
        current(keys, name)
        keys[:] = [key for key in keys if key.name != name]


def current(keys: list[Key], name: str) -> Key:
    """The newest key of a name. Raises UnknownKey."""
    found = [key for key in keys if key.name == name]
    if not found:
        raise UnknownKey(f"no key is called {name!r}; list them with: tifa keys list")
    return found[-1]


def read_keys(folder: Path) -> list[Key]:
    """All keys, those of one name oldest first; also those that have expired. Raises UnusableKeys."""
    file = folder / FILE
    try:
        return [_key(one) for one in json.loads(file.read_text("utf-8"))["keys"]]
    except FileNotFoundError:
        return []
    except PermissionError:
        raise _closed(file) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableKeys(
            f"{file} cannot be read ({type(error).__name__}); restore it, or remove it and make new keys"
        ) from None


def _closed(file: Path) -> UnusableKeys:
    return UnusableKeys(f"{file} is closed to this user; make it readable for the user of the service")


def need_keys(settings: Settings) -> None:
    """Raises NoKeys when other machines can reach the service and none of them could ask it anything."""
    if settings.for_this_machine_alone:
        return
    now = datetime.now(UTC)
    if not any(key.opens(now) for key in read_keys(settings.corpus)):
        raise NoKeys(
            f"other machines reach {_way_to(settings)}, so every question needs a key, and there is none;"
            f" make one with: tifa keys create NAME --corpus {settings.corpus}"
        )


def _way_to(settings: Settings) -> str:
    return f"{settings.host} through a proxy" if settings.on_loopback else settings.host


class KeyRing:
    """The keys of a corpus as they are now: a changed file is noticed with the next key that is sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._seen: object = ()
        self._keys: dict[str, Key] = {}

    def key_for(self, sent: str, *, now: datetime | None = None) -> Key:
        """The key that was sent. Raises WrongKey, or UnusableKeys."""
        matched = PATTERN.fullmatch(sent)
        if matched is None:
            raise WrongKey
        key = self._read().get(matched[1])
        digest = _digest(sent)
        # Compared also when there is no such id, so that the time taken does not tell.
        same = hmac.compare_digest(digest, key.sha256 if key else _digest(""))
        if key is None or not same or not key.opens(now or datetime.now(UTC)):
            raise WrongKey
        return key

    def _read(self) -> dict[str, Key]:
        with self._lock:
            seen = _stamp(self._folder / FILE)
            if seen != self._seen:
                self._keys = {key.id: key for key in read_keys(self._folder)}
                self._seen = seen
            return self._keys


def _draw(name: str, scopes: tuple[Scope, ...], created: datetime) -> tuple[str, Key]:
    id_ = _random(_ID)
    secret = f"tifa_{id_}_{_random(_SECRET)}"
    return secret, Key(id_, name, _digest(secret), scopes, created)


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _earlier(end: datetime, other: datetime | None) -> datetime:
    return min(end, other or end)


def _digest(secret: str) -> str:
    # No slow hash: nothing is to be guessed among 2 ** 256.
    return sha256(secret.encode("ascii")).hexdigest()


def _stamp(file: Path) -> object:
    """What changes with the file. Raises UnusableKeys."""
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    except PermissionError:
        raise _closed(file) from None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


@contextmanager
def _changing(folder: Path) -> Iterator[list[Key]]:
    """The keys, written back whole when the block ends well; one process at a time."""
    # The folder itself is locked, since the file is replaced.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        keys = read_keys(folder)
        yield keys
        _write(folder, keys)
    finally:
        os.close(descriptor)


def _write(folder: Path, keys: list[Key]) -> None:
    content = {"schema": _SCHEMA, "keys": [asdict(key) for key in keys]}
    unfinished = folder / f"{FILE}.new"
    unfinished.unlink(missing_ok=True)  # so that it is made with our mode
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        _hand_over(descriptor, folder)
        json.dump(content, file, indent=2, default=datetime.isoformat)
    fsync(unfinished)
    unfinished.replace(folder / FILE)
    fsync(folder)


def _hand_over(descriptor: int, folder: Path) -> None:
    """Give the new file to the owner of the old one, else of the folder: the service may be another user."""
    file = folder / FILE
    owner = (file if file.exists() else folder).stat()
    with suppress(OSError):  # only root may; and some file systems know no owners
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _key(kept: dict[str, Any]) -> Key:
    known = {field.name: kept[field.name] for field in fields(Key)}
    known["scopes"] = tuple(known["scopes"])
    for name in ("created", "rotated", "expires"):
        known[name] = known[name] and datetime.fromisoformat(known[name])
    return Key(**known)
