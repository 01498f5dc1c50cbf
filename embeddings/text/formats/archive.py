"""The files in a .zip, read as streams within limits. Their names are data: nothing is unpacked to disk."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from embeddings.errors import UnreadableSource
from embeddings.interruption import go_on
from embeddings.text.formats.encodings import find_encoding

MOST_ENTRIES = 10_000
LARGEST_UNPACKED = 2 * 2**30  # bytes of all files together
LONGEST_TEXTS = 256 * 2**20  # characters of all texts together: documents unpack once more
HIGHEST_RATIO = 100  # unpacked to packed; text packs 3 to 20 times
_FREE = 2**20  # bytes that may be unpacked before the ratio counts: a few spaces pack very well
_BLOCK = 2**16  # bytes
_LARGEST_DIRECTORY = 16 * 2**20  # bytes; zipfile reads it whole
_END = struct.Struct(
    "<4s4H2LH"
)  # the end of the directory: signature, …, its size, where, the comment's length
_END_MARK, _END_64_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_COMMENT = 2**16
_UTF_8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass
class Budget:
    """What may still be unpacked of one archive: bytes, and characters of the texts in them."""

    left: int = field(default_factory=lambda: LARGEST_UNPACKED)
    characters_left: int = field(default_factory=lambda: LONGEST_TEXTS)

    def take_text(self, text: str) -> None:
        """Raises UnreadableSource when all texts of the archive together are too long with this one."""
        self.characters_left -= len(text)
        if self.characters_left < 0:
            raise UnreadableSource(f"more than {LONGEST_TEXTS:,} characters of text in the archive")


class Metered(io.RawIOBase):
    """A packed stream that refuses to become far larger than it was. Raises UnreadableSource from `read`."""

    def __init__(self, stream: IO[bytes], packed: int, budget: Budget) -> None:
        self._stream = stream
        self._most = max(packed * HIGHEST_RATIO, _FREE)
        self._read = 0
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed: any buffer
        go_on()
        content = self._stream.read(len(buffer))
        self._read += len(content)
        self._budget.left -= len(content)
        if self._read > self._most:
            raise UnreadableSource(f"becomes more than {HIGHEST_RATIO} times larger when it is unpacked")
        if self._budget.left < 0:
            raise UnreadableSource(f"more than {LARGEST_UNPACKED} bytes when the archive is unpacked")
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        self._stream.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive. why_not: why it is not to be opened; empty when it may be."""

    name: str
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    budget: Budget
    why_not: str

    def open(self) -> io.BufferedReader:
        packed = self.archive.open(self.info)
        return io.BufferedReader(Metered(packed, self.info.compress_size, self.budget), _BLOCK)


def entries(file: IO[bytes]) -> Iterator[Entry]:
    """The files, sorted by name. Raises UnreadableSource for an archive that is broken or too large."""
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_ENTRIES:
                raise UnreadableSource(f"{len(infos)} files, more than {MOST_ENTRIES}")
            names = _names(infos)
            budget = Budget()
            for name, info in sorted(zip(names, infos, strict=True), key=lambda named: named[0]):
                if not info.is_dir():
                    yield Entry(name, archive, info, budget, _why_not(info))
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableSource(f"not a sound .zip: {error}") from None


def _check_directory(file: IO[bytes]) -> None:
    """Before zipfile reads it: an end that names a huge directory, or the 64-bit form made for huge ones."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT - 20))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise UnreadableSource("not a sound .zip: it breaks off")
    directory = _END.unpack_from(tail, at)[5]
    if directory > _LARGEST_DIRECTORY or tail[max(0, at - 20) :].startswith(_END_64_MARK):
        raise UnreadableSource(f"a directory of more than {MOST_ENTRIES} files, or of huge ones")


def _why_not(info: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link, which is not followed"
    if info.flag_bits & _ENCRYPTED:
        return "locked with a password"
    return ""


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Names not marked as UTF-8 are in the encoding of the machine that packed them, often GB18030."""
    raw = {info.filename: info.filename.encode("cp437") for info in infos if not info.flag_bits & _UTF_8_NAME}
    try:
        encoding = find_encoding(b"\n".join(raw.values())).name
        return [
            raw[info.filename].decode(encoding) if info.filename in raw else info.filename for info in infos
        ]
    except (UnreadableSource, UnicodeDecodeError):
        return [info.filename for info in infos]
