"""Lines -> rows of named values: objects of a .jsonl, or a .csv's cells under its row of names."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from embeddings.errors import UnreadableSource
from embeddings.interruption import go_on
from embeddings.text.formats.encodings import decode_as, decode_row
from embeddings.text.formats.prose import prose_in
from embeddings.text.reading.rows import Columns, fields_of_json, need_columns

_LONGEST_NAME = 200  # characters of running text that no column is called
MOST_COLUMNS = 1_000  # of a table
MOST_EMPTY_LINES = 10_000  # in a row: a pack of nothing but line breaks would go on for hours
_EMPTY = b" \t\r\n\v\f\x00"  # what a line holds that holds nothing, in any encoding
_SAID = re.compile(r"sep=(.)", re.IGNORECASE)
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """number: from 1, a row of names not counted.  content: its bytes; of a table, behind those of the names.

    why_not: why there are no fields; empty when there are.
    """

    number: int
    content: bytes
    fields: Mapping[str, Any] = field(default_factory=dict)
    why_not: str = ""


def json_rows(lines: Iterable[bytes], encoding: str, *, largest: int) -> Iterator[Row]:
    """One row of each line that is not empty. largest: bytes of a row."""
    empty = 0
    for number, line in enumerate(lines, start=1):
        go_on()
        content = line.rstrip(b"\r\n") if encoding.startswith("utf-8") else line
        if not content.strip(_EMPTY):
            empty = _one_more(empty, number)
            continue
        empty = 0
        try:
            if len(content) > largest:
                raise UnreadableSource(f"longer than {largest} bytes")
            yield Row(number, content, fields_of_json(decode_row(content, encoding)))
        except UnreadableSource as refused:
            yield Row(number, content, why_not=str(refused))


def table_rows(lines: Iterable[bytes], encoding: str, columns: Columns, *, largest: int) -> Iterator[Row]:
    """The rows under the row of names, whose cells may be in quotes and then hold line breaks.

    Raises UnreadableSource when the names are missing, or lack one that is needed.
    """
    taken = _Taken(_with_line_feeds(lines, encoding), encoding, largest)
    first = next(taken, "")
    csv.field_size_limit(largest)
    delimiter = max(_DELIMITERS, key=first.count)
    if said := _SAID.fullmatch(first.strip()):  # Excel's own line, which names the sign between cells
        delimiter = said[1]
        taken.take()
        first = next(taken, "")
    names = _names(csv.reader(chain([first], taken), delimiter=delimiter, strict=True))
    head, before = taken.take(), b""
    reader = csv.reader(taken, delimiter=delimiter, strict=True)
    if any(prose_in(name) >= _LONGEST_NAME for name in names):  # no row of names, but the first of texts
        text, head, before = head.decode(encoding, "replace").lstrip("\ufeff"), b"", head
        reader = csv.reader(chain(text.splitlines(keepends=True), taken), delimiter=delimiter, strict=True)
        names = [f"column {at}" for at in range(1, len(names) + 1)]
    need_columns(names, columns)
    number = empty = 0
    while True:
        number += 1
        go_on()
        try:
            cells = next(reader, None)
        except (csv.Error, UnreadableSource) as error:
            yield Row(number, head + taken.take(), why_not=f"not a row of a table: {error}")
            continue
        content, before = head + before + taken.take(), b""
        if cells is None:
            return
        if any(map(str.strip, cells[len(names) :])):
            yield Row(number, content, why_not=f"{len(cells)} cells under {len(names)} names")
        elif any(map(str.strip, cells)):
            empty = 0
            yield Row(number, content, dict(zip(names, cells, strict=False)))
        else:
            empty = _one_more(empty, number)


def _one_more(empty: int, number: int) -> int:
    """How many empty lines there are in a row with this one. Raises UnreadableSource when it is enough."""
    if empty >= MOST_EMPTY_LINES:
        most = f"{MOST_EMPTY_LINES:,}"
        raise UnreadableSource(f"stopped at line {number:,}: more than {most} empty ones in a row")
    return empty + 1


def _with_line_feeds(lines: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The lines of old programs, which end with a carriage return alone."""
    if encoding.startswith(("utf-16", "utf-32")):
        yield from lines
        return
    rest = iter(lines)
    first = next(rest, b"")
    if first.endswith(b"\n") or b"\r" not in first:
        yield from filter(None, [first])
        yield from rest
        return
    for line in (first, *rest):
        yield from (part for part in re.split(rb"(?<=\r)", line) if part)


class _Taken:
    """Decodes lines for the reader of a table, and remembers the bytes of what was taken."""

    def __init__(self, lines: Iterable[bytes], encoding: str, largest: int) -> None:
        self._lines = iter(lines)
        self._encoding = encoding
        self._largest = largest
        self._bytes = bytearray()
        self._begun = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._bytes += line
        if len(self._bytes) > self._largest:
            raise UnreadableSource(f"longer than {self._largest} bytes, or a quote is opened and not closed")
        text = (decode_as if self._begun else decode_row)(line, self._encoding)
        self._begun = True
        return f"{text[:-1]}\n" if text.endswith("\r") else text

    def take(self) -> bytes:
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


def _names(reader: Iterator[list[str]]) -> list[str]:
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise UnreadableSource(f"no row of names: {error}") from None
    if not any(names):
        raise UnreadableSource("no row of names")
    if len(names) > MOST_COLUMNS:
        raise UnreadableSource(f"{len(names):,} columns, more than {MOST_COLUMNS:,}")
    counts = Counter(names)
    twice = next((name for name in names if name and counts[name] > 1), "")
    if twice:
        raise UnreadableSource(f"two columns are named {twice[:40]!r}")
    return [name or f"column {at}" for at, name in enumerate(names, start=1)]
