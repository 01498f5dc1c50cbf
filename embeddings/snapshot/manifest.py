"""What a snapshot says of itself: who made it, from what, and the SHA-256 of each of its files."""

import errno
import hashlib
import json
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from embeddings.embedding_model import EmbeddingModel
from embeddings.errors import BrokenSnapshot
from embeddings.snapshot.segments import SegmentSize

FILE = "manifest.json"
# Rises with every change that an older Tifa could not read, or of what is derived from a passage.
FORMAT = 4
# Of what should be a file; every other fault of the system may pass, and says nothing of the snapshot.
MISSING = (FileNotFoundError, NotADirectoryError, IsADirectoryError)
MOST_BYTES = 4_000_000  # of manifest.json: all languages there are take a tenth of it
_LIBRARIES = ("bertopic", "faiss-cpu", "numpy", "openvino", "rensa", "rjieba", "snowballstemmer", "tifa")
_MOST_FILES = 256
_READERS = 2  # threads that verify
# Of a file on this machine, with the SHA-256 that it is to have.
FileIdentity: TypeAlias = tuple[int, int, int, int, str]
_FILE_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}\.[a-z0-9]{1,16}")


@dataclass(frozen=True, slots=True)
class FileSeal:
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of manifest.json; `name` is the snapshot's folder and its name in every answer."""

    number: int
    embedding_model: EmbeddingModel
    n_speeches: int
    n_passages: int
    languages: Mapping[str, int]  # passages by language
    space: str
    segments: tuple[SegmentSize, ...]
    n_topics: int | None  # None until topics are made
    libraries: Mapping[str, str]
    files: Mapping[str, FileSeal]
    recall: float | None = None  # of what finds the nearest passages; None where all are compared

    @property
    def digest(self) -> str:
        """The SHA-256 of the files' checksums."""
        seals = "".join(f"{name} {seal.sha256}\n" for name, seal in sorted(self.files.items()))
        return hashlib.sha256(seals.encode()).hexdigest()

    @property
    def id(self) -> str:
        """The first eight hexadecimal digits of the digest: equal content has equal ids."""
        return self.digest[:8]

    @property
    def name(self) -> str:
        return f"{self.number}-{self.id}"

    def write(self, folder: Path) -> None:
        """Raises BrokenSnapshot for one that could not be read again."""
        written = _sealed({"format": FORMAT} | asdict(self))
        if len(written) > MOST_BYTES:
            raise BrokenSnapshot(
                f"{folder / FILE} would be {len(written):,} bytes, more than the {MOST_BYTES:,} that are read"
            )
        (folder / FILE).write_bytes(written)


def library_versions() -> dict[str, str]:
    """The versions here of what makes the content of a snapshot."""
    return {name: version(name) for name in _LIBRARIES}


def read_manifest(folder: Path) -> Manifest:
    """Raises BrokenSnapshot when there is none, or it is not one this version reads; OSError as it comes."""
    try:
        need_plain(folder / FILE)
        with (folder / FILE).open("rb") as file:
            written = file.read(MOST_BYTES)
        content: dict[str, Any] = json.loads(written)
        if content["format"] != FORMAT:
            raise BrokenSnapshot(f"{folder} was written by another version of Tifa; {publish_again(folder)}")
        del content["sha256"]
        if written != _sealed(content):
            raise BrokenSnapshot(f"{folder / FILE} is not the file that was published (SHA-256 differs)")
        del content["format"]
        embedding_model = EmbeddingModel(**content.pop("embedding_model"))
        seals = {name: FileSeal(**seal) for name, seal in content.pop("files").items()}
        segments = tuple(SegmentSize(**size) for size in content.pop("segments"))
        manifest = Manifest(**content, embedding_model=embedding_model, segments=segments, files=seals)
    except (*MISSING, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenSnapshot(
            f"{folder / FILE} is missing or is not a manifest ({type(error).__name__})"
        ) from None
    sizes = [(segment.n_speeches, segment.n_passages) for segment in segments]
    total = tuple(map(sum, zip(*sizes, strict=True))) if sizes else ()
    if total != (manifest.n_speeches, manifest.n_passages) or min(map(min, sizes)) < 0:
        raise BrokenSnapshot(f"{folder / FILE} has segments that are not what the snapshot holds")
    return manifest


def publish_again(snapshot: Path) -> str:
    """What to do about a snapshot in CORPUS/snapshots."""
    return f"publish again with: tifa index --republish --corpus {snapshot.parent.parent}"


def verify(
    folder: Path, manifest: Manifest, *, needed: Iterable[str] = (), verified: Set[FileIdentity] = frozenset()
) -> Set[FileIdentity]:
    """Read every file once and compare its size and SHA-256, before anything opens it; returns what they are.

    needed: names of files that there must be.  verified: files that were read already, under the SHA-256 that
    is expected here; they are not read again.
    Raises BrokenSnapshot naming the first file that differs; OSError as it comes.
    """
    if folder.name != manifest.name:
        raise BrokenSnapshot(f"{folder} holds the manifest of snapshot {manifest.name}")
    for name in needed:
        if name not in manifest.files:
            raise BrokenSnapshot(f"{folder / FILE} has no SHA-256 of {name}")
    if len(manifest.files) > _MOST_FILES:
        raise BrokenSnapshot(f"{folder / FILE} names {len(manifest.files):,} files, more than {_MOST_FILES}")
    if not all(map(is_file_name, manifest.files)):
        raise BrokenSnapshot(f"{folder / FILE} names a file outside its folder")
    read: list[str] = []
    identities: set[FileIdentity] = set()
    for name, seal in sorted(manifest.files.items()):
        with _naming(folder / name):
            identities.add(identity := identity_of(folder / name, seal))
        if identity not in verified:
            read.append(name)
    with ThreadPoolExecutor(_READERS) as readers:  # SHA-256 lets other threads run
        found = {name: readers.submit(seal_of, folder / name) for name in read}
        try:
            for name in read:
                with _naming(folder / name):
                    seal = found[name].result()
                if seal != manifest.files[name]:
                    raise BrokenSnapshot(
                        f"{folder / name} is not the file that was published (SHA-256 differs)"
                    )
        except BaseException:
            readers.shutdown(cancel_futures=True)
            raise
    return identities


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Raises BrokenSnapshot for a file that is not there."""
    try:
        yield
    except MISSING as error:
        raise BrokenSnapshot(f"{file} cannot be read: {error.strerror}") from None


def identity_of(file: Path, seal: FileSeal) -> FileIdentity:
    """What is the same for two names of one file that was not written to meanwhile. Raises OSError."""
    found = file.lstat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, seal.sha256


def is_file_name(name: str) -> bool:
    """Whether a file of a snapshot may have this name: nothing that leads out of its folder."""
    return _FILE_NAME.fullmatch(name) is not None


def _sealed(content: dict[str, Any]) -> bytes:
    """The bytes of a manifest, its own SHA-256 among them."""
    digest = hashlib.sha256(_text(content)).hexdigest()
    return _text(content | {"sha256": digest})


def _text(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def need_plain(file: Path) -> None:
    """Raises one of MISSING for what is no plain file: a pipe would be waited for, a device never ends."""
    if not stat.S_ISREG(file.lstat().st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is no plain file", str(file))


def seal_of(file: Path) -> FileSeal:
    """Raises one of MISSING when there is no plain file."""
    need_plain(file)
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return FileSeal(sha256=digest, bytes=file.stat().st_size)
