"""Files, folders, archives and rows -> speeches. One bad file or row is refused by name and stops nothing.

`raw` is the text as decoded or extracted: line breaks untranslated, a byte order mark left to the encoding.
"""

import csv
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO, cast

from embeddings.dates import is_date
from embeddings.errors import UnreadableSource
from embeddings.interruption import go_on
from embeddings.speech import Source, Speech
from embeddings.text.formats.archive import Budget, Entry, Metered, entries
from embeddings.text.formats.encodings import TextEncoding, check_encoding, decode, find_row_encoding
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.lines import File, lines_of
from embeddings.text.formats.office.libreoffice import convert
from embeddings.text.formats.prose import LOOKED_AT
from embeddings.text.formats.sandbox.sandbox import Confined
from embeddings.text.metadata.file_author import author_of
from embeddings.text.metadata.found import FILE_AUTHOR, PAGE_DATE
from embeddings.text.metadata.given import check_speech, keepable, need_length
from embeddings.text.reading.documents import extract_of
from embeddings.text.reading.json_files import json_file_rows
from embeddings.text.reading.naming import day_of_name, head_title, slug_of, title_in
from embeddings.text.reading.readings import Reading, Refusal
from embeddings.text.reading.row_files import Row, json_rows, table_rows
from embeddings.text.reading.rows import Columns, need_text, speech_of_fields, with_text_field
from embeddings.text.reading.shared_ids import LOOKED_AT as ROWS_LOOKED_AT
from embeddings.text.reading.shared_ids import shared_id_columns, shared_id_note
from embeddings.text.reading.sources import (
    ARCHIVES,
    PAGES,
    ROWS,
    SHEETS,
    SUFFIXES,
    files_in,
    is_hidden,
    is_packed,
    left_out,
    matching,
    name_of,
    suffix_of,
)

__all__ = ["LARGEST_FILE", "LARGEST_ROW", "LARGEST_UNPACKED", "Reading", "Refusal", "read", "read_as"]

LARGEST_FILE = 64 * 2**20  # bytes of a file that is one speech
LARGEST_ROW = 16 * 2**20  # bytes of a row
LARGEST_UNPACKED = 8 * 2**30  # bytes of rows in one file, after decompression
_MOST_LOOKED_AT = 8 * 2**20  # bytes of rows that show which fields hold the text and the ids
_SAMPLE = 2**16  # bytes that show the encoding of a file of rows
_OF_AUTHORS = (".xml", ".epub")  # whose makers say on purpose who wrote what is in them, and when
_IN_ARCHIVE = "!"  # between the path of an archive and the name in it
_SEPARATOR = re.compile(r"[/\\]")
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)


def read(
    sources: Sequence[Path], *, encoding: str = "", columns: Columns | None = None
) -> Iterator[Reading | Refusal]:
    """Everything in the sources, in their order; a folder's files sorted by path, hidden ones left out.

    encoding: of all texts, pages and rows; found out for each when empty.  columns: what the fields of a
    speech are called in rows, where they have other names.
    Raises ValueError for an encoding that is none.
    """
    if encoding:
        check_encoding(encoding)
    with Confined() as confined:
        reader = _Reader(encoding, columns or {}, confined)
        for source in sources:
            for path in matching(source):
                yield from reader.folder(path) if path.is_dir() else reader.file(path, name_of(path))


def read_as(files: Iterable[tuple[Path, str]]) -> Iterator[Reading | Refusal]:
    """The speeches of files, each as though it was called by its name here: its kind, its source's path."""
    with Confined() as confined:
        reader = _Reader("", {}, confined)
        for path, name in files:
            yield from reader.file(path, name)


@dataclass(frozen=True, slots=True)
class _Reader:
    encoding: str  # as given
    columns: Columns
    confined: Confined

    def folder(self, folder: Path) -> Iterator[Reading | Refusal]:
        files, others = files_in(folder)
        for path in files:
            yield from self.file(path, name_of(path))
        if others:
            yield Refusal(str(folder), others)

    def file(self, path: Path, called: str) -> Iterator[Reading | Refusal]:
        yield from _or_refusal(called, self._file(path, called))

    def _file(self, path: Path, called: str) -> Iterator[Reading | Refusal]:
        name = Path(called).name
        suffix = suffix_of(name)
        if not suffix and not path.exists():
            raise UnreadableSource("not there")
        if not suffix:
            raise UnreadableSource(f"not a kind of file that is read ({' '.join(SUFFIXES)})")
        if suffix in ARCHIVES:
            with path.open("rb") as archive:
                yield from self._archive(called, archive)
        else:
            with _opened(path, suffix) as file:
                yield from self._content(called, name, file)

    def _archive(self, where: str, file: BinaryIO) -> Iterator[Reading | Refusal]:
        others: list[str] = []
        for entry in entries(file):
            inside = f"{where}{_IN_ARCHIVE}{entry.name}"
            *folders, name = _SEPARATOR.split(entry.name)
            if is_hidden([*folders, name]):
                continue
            if not suffix_of(name):
                others.append(name)
            elif entry.why_not or is_packed(name):
                yield Refusal(inside, entry.why_not or "packed again inside an archive, so not opened")
            else:
                yield from _or_refusal(inside, self._entry(inside, name, entry))
        if others:
            yield Refusal(where, left_out(others))

    def _entry(self, where: str, name: str, entry: Entry) -> Iterator[Reading | Refusal]:
        with entry.open() as file:
            for reading in self._content(where, name, file):
                if isinstance(reading, Reading):
                    entry.budget.take_text(reading.speech.raw)
                yield reading

    def _content(self, where: str, name: str, file: File) -> Iterator[Reading | Refusal]:
        suffix = suffix_of(name)
        stem = name[: -len(suffix)]
        if suffix in (*SHEETS, ".xls", ".ods"):
            yield from self._sheet(where, stem, suffix, file)
        elif suffix in ROWS:
            yield from self._rows(where, stem, suffix, file)
        else:
            yield from self._document(where, stem, suffix, file)

    def _document(self, where: str, stem: str, suffix: str, file: File) -> Iterator[Reading | Refusal]:
        content = _whole(file)
        go_on()
        encoding, extract = extract_of(self.confined, suffix, content, self.encoding)
        go_on()
        if extract.rows:
            yield from self._speeches_of(json_file_rows(extract.rows), where, stem, encoding)
        else:
            yield self._speech(where, stem, suffix, content, encoding, extract)

    def _speech(
        self, where: str, stem: str, suffix: str, content: bytes, encoding: TextEncoding, extract: Extract
    ) -> Reading:
        need_length(extract.text)
        if not extract.text.strip():
            raise UnreadableSource("no text")
        title = (
            keepable(extract.title or head_title(extract.text))
            or keepable(title_in(extract.text))
            or keepable(stem)
        )
        # A page and a record say when they were published; other programs fill in a day of their own.
        dated = is_date(extract.date) and (
            suffix in (*PAGES, *_OF_AUTHORS) or extract.date[:4] in extract.text or bool(extract.notes)
        )
        day = extract.date if dated else day_of_name(stem)
        more = {PAGE_DATE: day} if day else {}
        if author := author_of(extract.author, "" if suffix in _OF_AUTHORS else extract.text):
            more[FILE_AUTHOR] = author
        speech = check_speech(Speech(id="", raw=extract.text, title=title, more=more)).speech
        source = Source(where, content, encoding.name, min(encoding.confidence, extract.confidence))
        return Reading(speech, source, slug_of(stem), (*_notes(encoding), *extract.notes))

    def _sheet(self, where: str, stem: str, suffix: str, file: File) -> Iterator[Reading | Refusal]:
        """A row of names with one for the text makes each row a speech; else the sheet is one text."""
        content = _whole(file)
        book = content if suffix in SHEETS else convert(content, suffix, "xlsx")
        extract = self.confined.parse("xlsx", book)
        lines = extract.text.encode("utf-8").splitlines(keepends=True)
        try:
            rows = list(table_rows(lines, "utf-8", self.columns, largest=LARGEST_ROW))
            first = [row.fields for row in rows[:LOOKED_AT]]
            need_text(first, with_text_field(first, self.columns)[0])
        except UnreadableSource:
            text = "\n".join("\t".join(row) for row in csv.reader(extract.text.splitlines()))
            title = keepable(title_in(text)) or keepable(stem)
            source = Source(where, content, "", extract.confidence)
            yield Reading(
                check_speech(Speech(id="", raw=text, title=title)).speech,
                source,
                slug_of(stem),
                extract.notes,
            )
            return
        yield from self._speeches_of(rows, where, stem, TextEncoding("utf-8"), table=True)

    def _rows(self, where: str, stem: str, suffix: str, file: File) -> Iterator[Reading | Refusal]:
        if suffix == ".json":
            text, encoding = decode(_whole(file), self.encoding)
            yield from self._speeches_of(json_file_rows(text), where, stem, encoding)
            return
        tables = (".csv", ".tsv")
        encoding = find_row_encoding(file.peek(_SAMPLE), self.encoding, guess=suffix in tables)
        lines = _at_most(LARGEST_UNPACKED, lines_of(file, encoding.name, LARGEST_ROW))
        if suffix in tables:
            rows = table_rows(lines, encoding.name, self.columns, largest=LARGEST_ROW)
        else:
            rows = json_rows(lines, encoding.name, largest=LARGEST_ROW)
        yield from self._speeches_of(rows, where, stem, encoding, table=suffix in tables)

    def _speeches_of(
        self, rows: Iterable[Row], where: str, stem: str, encoding: TextEncoding, *, table: bool = False
    ) -> Iterator[Reading | Refusal]:
        first, rows = _looked_ahead(iter(rows))
        fields = [row.fields for row in first if not row.why_not]
        columns, said = with_text_field(fields[:LOOKED_AT], self.columns)
        shared = shared_id_columns(fields, columns)
        noted = (*filter(None, [said]), *map(shared_id_note, shared))
        if table:
            need_text(fields, columns)
        for row in rows:
            at = f"{where}#{row.number}"
            if row.why_not:
                yield Refusal(at, row.why_not)
                continue
            try:
                its_own = {name: value for name, value in row.fields.items() if name not in shared}
                given = check_speech(speech_of_fields(its_own, columns))
                need_length(given.speech.raw)
            except UnreadableSource as refused:
                yield Refusal(at, str(refused))
                continue
            speech = given.speech
            if not speech.title:
                speech = replace(speech, title=keepable(title_in(speech.raw)))
            source = Source(at, row.content, encoding.name, encoding.confidence)
            yield Reading(
                speech,
                source,
                f"{slug_of(stem)}-{row.number}",
                (*_notes(encoding), *noted, *given.notes),
            )


def _whole(file: File) -> bytes:
    """All of a file that is read at once. Raises UnreadableSource when it is too large for that."""
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnreadableSource(f"larger than {LARGEST_FILE // 2**20} MiB: part it, or make it rows of .jsonl")
    return content


def _looked_ahead(rows: Iterator[Row]) -> tuple[list[Row], Iterator[Row]]:
    """So many of the rows as show which fields hold the text and the ids, and all of them."""
    first: list[Row] = []
    held = 0
    try:
        for row in islice(rows, ROWS_LOOKED_AT):
            first.append(row)
            held += len(row.content)
            if held > _MOST_LOOKED_AT:
                break
    except (UnreadableSource, *_BROKEN) as error:
        return first, chain(first, map(_raised, [error]))
    return first, chain(first, rows)


def _raised(error: Exception) -> Row:
    """What broke the reading off, where it did."""
    raise error


def _opened(path: Path, suffix: str) -> File:
    if suffix.endswith(".gz"):
        budget = Budget(LARGEST_UNPACKED)
        return BufferedReader(Metered(cast(IO[bytes], gzip.open(path)), path.stat().st_size, budget), _SAMPLE)
    return BufferedReader(path.open("rb", buffering=0), _SAMPLE)


def _or_refusal(where: str, readings: Iterator[Reading | Refusal]) -> Iterator[Reading | Refusal]:
    """What can be read of a file, and at the first thing that cannot a refusal of the rest."""
    try:
        yield from readings
    except UnreadableSource as refused:
        yield Refusal(where, str(refused))
    except _BROKEN as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield Refusal(where, f"cannot be read: {reason}")


def _at_most(largest: int, lines: Iterator[bytes]) -> Iterator[bytes]:
    read = 0
    for number, line in enumerate(lines, start=1):
        read += len(line)
        if read > largest:
            raise UnreadableSource(f"stopped at line {number}: more than {largest} bytes of rows")
        yield line


def _notes(encoding: TextEncoding) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if encoding.confidence != 1:
        notes = (f"encoding guessed: {encoding.name}, {encoding.confidence:.0%} sure",)

    if encoding.damaged:
        notes += (f"damaged: {encoding.damaged} places are no text in {encoding.name} and stand as \ufffd",)
    return notes
