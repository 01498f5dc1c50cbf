"""Files and folders -> speeches. One bad file or row is refused by name and stops nothing.

`raw` is the text as decoded: line breaks untranslated, a byte order mark left to the encoding (utf-8-sig).
"""

import gzip
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from embeddings.errors import UnreadableSource
from embeddings.speech import Source, Speech
from embeddings.text.cleaning import clean
from embeddings.text.rows import speech_of_row

KINDS = (".txt", ".md", ".jsonl", ".jsonl.gz")
LARGEST_FILE = 64 * 2**20  # bytes of a file that is one speech
LARGEST_ROW = 16 * 2**20  # bytes of a row
LARGEST_UNPACKED = 8 * 2**30  # bytes of rows in one file, after decompression
LONGEST_TITLE = 60  # characters
_NO_TITLE_ENDS = re.compile(r"[。，,、；;：:.?？!！…]$")
_UTF8_MARK = b"\xef\xbb\xbf"


class Rows(Protocol):
    """An open file of bytes, packed or not."""

    def readline(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A speech as its source gave it.

    speech.id is empty when the source gave none; suggested_id then says what it may be called. Two
    sources may suggest the same.
    """

    speech: Speech
    source: Source
    suggested_id: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not read, and why: one line for a person."""

    path: str  # as in Source
    reason: str


def read(sources: Sequence[Path]) -> Iterator[Reading | Refusal]:
    """Everything in the sources, in their order; a folder's files sorted by path, hidden ones left out."""
    for source in sources:
        if source.is_dir():
            yield from _read_folder(source)
        else:
            yield from _read_file(source)


def _read_folder(folder: Path) -> Iterator[Reading | Refusal]:
    others: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        if _kind(path):
            yield from _read_file(path)
        else:
            others[path.suffix.lower() or "no suffix"] += 1
    if others:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
        yield Refusal(str(folder), f"left out files of kinds that are not read: {kinds}")


def _kind(path: Path) -> str:
    return next((kind for kind in KINDS if path.name.lower().endswith(kind)), "")


def _read_file(path: Path) -> Iterator[Reading | Refusal]:
    kind = _kind(path)
    try:
        if not kind:
            raise UnreadableSource(f"not a kind of file that is read ({' '.join(KINDS)})")
        if kind in (".txt", ".md"):
            yield _read_speech(path)
        else:
            with gzip.open(path) if kind == ".jsonl.gz" else path.open("rb") as rows:
                yield from _read_rows(path, rows)
    except UnreadableSource as refused:
        yield Refusal(str(path), str(refused))
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield Refusal(str(path), f"cannot be read: {reason}")


def _read_speech(path: Path) -> Reading:
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnreadableSource(f"larger than {LARGEST_FILE} bytes")
    encoding = "utf-8-sig" if content.startswith(_UTF8_MARK) else "utf-8"
    try:
        raw = content.decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + (len(_UTF8_MARK) if encoding == "utf-8-sig" else 0)
        raise UnreadableSource(f"not UTF-8 at byte {at}") from None
    if not raw.strip():
        raise UnreadableSource("no text")
    speech = Speech(id="", raw=raw, title=_title(raw) or path.stem)
    return Reading(speech, Source(str(path), content, encoding), _slug(path.stem))


def _read_rows(path: Path, rows: Rows) -> Iterator[Reading | Refusal]:
    stem = _slug(path.name[: -len(_kind(path))])
    unpacked = 0
    for number, row in enumerate(_rows(rows), start=1):
        unpacked += len(row)
        if unpacked > LARGEST_UNPACKED:
            raise UnreadableSource(f"stopped at row {number}: more than {LARGEST_UNPACKED} bytes of rows")
        if not row.strip():
            continue
        where = f"{path}#{number}"
        try:
            yield _reading_of_row(row, where, f"{stem}-{number}")
        except UnreadableSource as refused:
            yield Refusal(where, str(refused))


def _rows(rows: Rows) -> Iterator[bytes]:
    """The rows without their line ends. One that is too long comes as its first LARGEST_ROW + 1 bytes."""
    while row := rows.readline(LARGEST_ROW + 1):
        rest = row
        while len(rest) > LARGEST_ROW and not rest.endswith(b"\n"):
            rest = rows.readline(LARGEST_ROW + 1)
        yield row.rstrip(b"\r\n") if len(row) <= LARGEST_ROW else row


def _reading_of_row(row: bytes, where: str, suggested_id: str) -> Reading:
    if len(row) > LARGEST_ROW:
        raise UnreadableSource(f"longer than {LARGEST_ROW} bytes")
    marked = row.startswith(_UTF8_MARK)
    speech = speech_of_row(row.removeprefix(_UTF8_MARK))
    if not speech.title:
        speech = replace(speech, title=_title(speech.raw))
    return Reading(speech, Source(where, row, "utf-8-sig" if marked else "utf-8"), suggested_id)


def _title(raw: str) -> str:
    """The first line of the clean text when it looks like a heading and more follows, else nothing."""
    lines = [line.strip() for line in clean(raw).text.splitlines() if line.strip()]
    if len(lines) < 2 or len(lines[0]) > LONGEST_TITLE or _NO_TITLE_ENDS.search(lines[0]):
        return ""
    return lines[0]


def _slug(name: str) -> str:
    """A file's name as part of an address: letters, digits, `_` and `-` of any script."""
    slug = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", name)).strip("-")
    return slug[:80] or "speech"
