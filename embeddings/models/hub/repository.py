"""A repository of models on a hub: what it holds at one revision, and its files, downloaded.

Two addresses over plain HTTP, those of the Hugging Face Hub and of whatever speaks like it. The hub's own
library is not used: it trusts a cache of the user's, takes as many bytes as it is sent, and begins a broken
download anew.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from embeddings.errors import ModelNotFetched, UnusableModel
from embeddings.models.lock import REVISION

HUB = "https://huggingface.co"
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)

_SECONDS = 30.0  # without a byte from the hub
_MOST_BYTES_OF_A_LISTING = 16 << 20
_CHUNK = 1 << 20

# Told after each step: how many bytes more there are now.
More = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the hub lists it. sha256: "" where the hub does not say, as for small files."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Repository:
    """One revision of a repository.  licence: as its card says, "" when it does not.  files: by path."""

    hub: str
    name: str
    revision: str
    licence: str
    files: Mapping[str, Listed]


def look_up(hub: str, name: str, revision: str) -> Repository:
    """The repository at a revision: 40 hexadecimal digits, or a branch or tag, for what that is now.

    Raises ModelNotFetched when the hub cannot be asked or does not know it, UnusableModel when its answer
    means nothing.
    """
    if not REPOSITORY.fullmatch(name):
        raise UnusableModel(f"{name!r} is not the name of a repository; give OWNER/NAME")
    address = f"{hub}/api/models/{name}/revision/{quote(revision, safe='')}?blobs=true"
    with _answer(address) as response:
        content = response.read(_MOST_BYTES_OF_A_LISTING)
    try:
        return _repository(hub, name, json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnusableModel(f"{hub} lists {name} in a way that Tifa does not understand") from None


def _repository(hub: str, name: str, listing: Mapping[str, Any]) -> Repository:
    revision = str(listing["sha"])
    if not REVISION.fullmatch(revision):
        raise ValueError(revision)
    licence = (listing.get("cardData") or {}).get("license") or ""
    files = {str(sibling["rfilename"]): _listed(sibling) for sibling in listing["siblings"]}
    return Repository(hub, name, revision, licence if isinstance(licence, str) else "", files)


def _listed(sibling: Mapping[str, Any]) -> Listed:
    large = sibling.get("lfs") or {}
    return Listed(int(large.get("size", sibling["size"])), str(large.get("sha256", "")))


def download(repository: Repository, path: str, target: Path, size: int, more: More) -> str:
    """Write a file of just `size` bytes to `target` and return its SHA-256.

    What a broken download left is taken up where it ended; what is there whole is only read.
    Raises ModelNotFetched when it breaks, UnusableModel when the hub sends more than it said.
    """
    part = target.with_name(f"{target.name}.part")
    if not (target.is_file() and target.stat().st_size == size):
        part.parent.mkdir(parents=True, exist_ok=True)
        _complete(part, _address(repository, path), size, more)
        part.rename(target)
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _complete(part: Path, address: str, size: int, more: More) -> None:
    """Make the file at `part` whole."""
    with part.open("ab") as file:
        have = file.tell()
        if have < size:
            with _answer(address, beginning=have) as response:
                if have and response.status != 206:  # the hub sends all of it again
                    file.truncate(0)
                    have = 0
                more(have)
                for chunk in iter(lambda: response.read(_CHUNK), b""):
                    have += len(chunk)
                    if have > size:
                        break
                    file.write(chunk)
                    more(len(chunk))
    if have > size:
        part.unlink()
        raise UnusableModel(
            f"{address} holds more than the {size:,} bytes it was listed with; it is not used"
        )
    if have < size:
        raise ModelNotFetched(
            f"{address} broke off after {have:,} of {size:,} bytes; the same command goes on from there"
        )


def _address(repository: Repository, path: str) -> str:
    return f"{repository.hub}/{repository.name}/resolve/{repository.revision}/{quote(path)}"


@contextmanager
def _answer(address: str, beginning: int = 0) -> Iterator[HTTPResponse]:
    """The hub's answer, from a byte on. Raises ModelNotFetched for whatever goes wrong on the way."""
    if not address.startswith(("https://", "http://")):
        raise UnusableModel(f"{address} is not a web address; give the hub as https://…")
    headers = {"User-Agent": "tifa", "Accept-Encoding": "identity"}
    if beginning:
        headers["Range"] = f"bytes={beginning}-"
    try:
        # The scheme was checked above.
        with urlopen(Request(address, headers=headers), timeout=_SECONDS) as response:  # noqa: S310
            yield response
    except HTTPError as error:
        error.close()
        said = "does not know it, or does not show it to everyone" if error.code in (401, 403, 404) else error
        raise ModelNotFetched(f"{address} cannot be fetched: the hub {said}") from None
    except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise ModelNotFetched(
            f"{address} cannot be fetched ({reason}); check the network, or --hub"
        ) from None
