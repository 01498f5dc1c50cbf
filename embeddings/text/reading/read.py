"""Files, folders, archives and rows -> speeches. One bad file or row is refused by name and stops nothing.

`raw` is the text as decoded or extracted: line breaks untranslated, a byte order mark left to the encoding.
"""

import csv
import gzip
import re
import unicodedata
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
from embeddings.text.cleaning.clean import clean
from embeddings.text.formats.archive import Budget, Entry, Metered, entries
from embeddings.text.formats.encodings import TextEncoding, check_encoding, decode, find_row_encoding
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.lines import File, lines_of
from embeddings.text.formats.office.libreoffice import convert, is_installed
from embeddings.text.formats.prose import LOOKED_AT
from embeddings.text.formats.sandbox.sandbox import Confined
from embeddings.text.formats.web.encoding import decode_page
from embeddings.text.metadata.dating import is_date_line
from embeddings.text.metadata.fields import fields_in
from embeddings.text.metadata.file_author import author_of
from embeddings.text.metadata.found import FILE_AUTHOR, PAGE_DATE
from embeddings.text.metadata.given import check_speech, keepable, need_length
from embeddings.text.metadata.speech_lines import lines_of as lines_of_speech
from embeddings.text.reading.json_files import json_file_rows
from embeddings.text.reading.row_files import Row, json_rows, table_rows
from embeddings.text.reading.rows import Columns, need_text, speech_of_fields, with_text_field
from embeddings.text.reading.sources import (
    ARCHIVES,
    CONVERTED,
    DOCUMENTS,
    OLD_WORD,
    PAGES,
    ROWS,
    SHEETS,
    SUBTITLES,
    SUFFIXES,
    files_in,
    is_hidden,
    is_packed,
    left_out,
    matching,
    name_of,
    suffix_of,
)

LARGEST_FILE = 64 * 2**20  # bytes of a file that is one speech
LARGEST_ROW = 16 * 2**20  # bytes of a row
LARGEST_UNPACKED = 8 * 2**30  # bytes of rows in one file, after decompression
LONGEST_TITLE = 60  # characters
_TITLE_WITHIN = 4_000  # characters
_FEWEST_LETTERS = 4  # of a title; a wide one counts twice
_RUNNING = 3  # times that a running head stands in a text
_MOST_LOOKED_AT = 8 * 2**20  # bytes of rows that show which field holds the text
_SAMPLE = 2**16  # bytes that show the encoding of a file of rows
_NO_TITLE_ENDS = re.compile(r"[。，,、；;：:.?？!！…]$")
_OF_AUTHORS = (".xml", ".epub")  # whose makers say on purpose who wrote what is in them, and when
_IN_ARCHIVE = "!"  # between the path of an archive and the name in it
_SEPARATOR = re.compile(r"[/\\]")
_XML = (b"<?xml", b"<TEI", b"<teiCorpus", b"<akomaNtoso")
_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
# What begins a .doc of Word, and what is called so although it is of another kind.
_CALLED_DOC = ((b"\xd0\xcf\x11\xe0", "doc"), (b"{\\rtf", "rtf"), (b"PK\x03\x04", "docx"))
_ITS_OWN = TextEncoding("")  # a document knows how its text is encoded
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Reading:
    """A speech as its source gave it.

    speech.id is empty when the source gave none; suggested_id then says what it may be called. Two
    sources may suggest the same.  notes: what was guessed or may be missing, each a line for a person.
    """

    speech: Speech
    source: Source
    suggested_id: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not read, and why: one line for a person."""

    path: str  # as in Source
    reason: str


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
        content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise UnreadableSource(f"larger than {LARGEST_FILE} bytes")
        go_on()
        encoding, extract = self._extract(suffix, content)
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
            keepable(extract.title or _head_title(extract.text))
            or keepable(_title(extract.text))
            or keepable(stem)
        )
        # A page and a record say when they were published; other programs fill in a day of their own.
        dated = is_date(extract.date) and (
            suffix in (*PAGES, *_OF_AUTHORS) or extract.date[:4] in extract.text or bool(extract.notes)
        )
        more = {PAGE_DATE: extract.date} if dated else {}
        if author := author_of(extract.author, "" if suffix in _OF_AUTHORS else extract.text):
            more[FILE_AUTHOR] = author
        speech = check_speech(Speech(id="", raw=extract.text, title=title, more=more)).speech
        source = Source(where, content, encoding.name, min(encoding.confidence, extract.confidence))
        return Reading(speech, source, _slug(stem), (*_notes(encoding), *extract.notes))

    def _extract(self, suffix: str, content: bytes) -> tuple[TextEncoding, Extract]:
        if suffix == OLD_WORD:
            return self._old_word(content)
        if suffix in CONVERTED:
            to = CONVERTED[suffix]
            return _ITS_OWN, self.confined.parse(to, convert(content, suffix, to))
        if suffix in SUBTITLES:
            text, encoding = decode(content, self.encoding)
            return encoding, self.confined.parse(suffix.removeprefix("."), text.encode("utf-8"))
        if suffix in DOCUMENTS:
            return _ITS_OWN, self.confined.parse(suffix.removeprefix("."), content)
        if suffix in PAGES:
            page, encoding = decode_page(content, self.encoding)
            return encoding, self.confined.parse("html", page.encode("utf-8"))
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_XML):
            return _ITS_OWN, self.confined.parse("xml", content)
        return self._text(content)

    def _text(self, content: bytes) -> tuple[TextEncoding, Extract]:
        text, encoding = decode(content, self.encoding)
        if _PAGE.match(text):
            return encoding, self.confined.parse("html", text.encode("utf-8"))
        return encoding, Extract(text)

    def _old_word(self, content: bytes) -> tuple[TextEncoding, Extract]:
        """A .doc, or what is called so; by LibreOffice where its piece table is unreadable."""
        kind = next((kind for magic, kind in _CALLED_DOC if content.startswith(magic)), "")
        if not kind:
            return self._text(content)
        try:
            return _ITS_OWN, self.confined.parse(kind, content)
        except UnreadableSource as refused:
            if kind != "doc" or "password" in str(refused):
                raise
            if not is_installed():
                raise UnreadableSource(
                    f"{refused}; LibreOffice (soffice) may read it and is not installed; or save it as .docx"
                ) from None
        return _ITS_OWN, self.confined.parse("docx", convert(content, OLD_WORD, "docx"))

    def _sheet(self, where: str, stem: str, suffix: str, file: File) -> Iterator[Reading | Refusal]:
        """A row of names with one for the text makes each row a speech; else the sheet is one text."""
        content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise UnreadableSource(f"larger than {LARGEST_FILE} bytes")
        book = content if suffix in SHEETS else convert(content, suffix, "xlsx")
        extract = self.confined.parse("xlsx", book)
        lines = extract.text.encode("utf-8").splitlines(keepends=True)
        try:
            rows = list(table_rows(lines, "utf-8", self.columns, largest=LARGEST_ROW))
            first = [row.fields for row in rows[:LOOKED_AT]]
            need_text(first, with_text_field(first, self.columns)[0])
        except UnreadableSource:
            text = "\n".join("\t".join(row) for row in csv.reader(extract.text.splitlines()))
            title = keepable(_title(text)) or keepable(stem)
            source = Source(where, content, "", extract.confidence)
            yield Reading(
                check_speech(Speech(id="", raw=text, title=title)).speech, source, _slug(stem), extract.notes
            )
            return
        yield from self._speeches_of(rows, where, stem, TextEncoding("utf-8"), table=True)

    def _rows(self, where: str, stem: str, suffix: str, file: File) -> Iterator[Reading | Refusal]:
        if suffix == ".json":
            text, encoding = decode(file.read(LARGEST_FILE + 1)[:LARGEST_FILE], self.encoding)
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
        columns, said = with_text_field(fields, self.columns)
        if table:
            need_text(fields, columns)
        for row in rows:
            at = f"{where}#{row.number}"
            if row.why_not:
                yield Refusal(at, row.why_not)
                continue
            try:
                given = check_speech(speech_of_fields(row.fields, columns))
                need_length(given.speech.raw)
            except UnreadableSource as refused:
                yield Refusal(at, str(refused))
                continue
            speech = given.speech
            if not speech.title:
                speech = replace(speech, title=keepable(_title(speech.raw)))
            source = Source(at, row.content, encoding.name, encoding.confidence)
            yield Reading(
                speech,
                source,
                f"{_slug(stem)}-{row.number}",
                (*_notes(encoding), *filter(None, [said]), *given.notes),
            )


def _looked_ahead(rows: Iterator[Row]) -> tuple[list[Row], Iterator[Row]]:
    """So many of the rows as show which of their fields holds the text, and all of them."""
    first: list[Row] = []
    held = 0
    try:
        for row in islice(rows, LOOKED_AT):
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


def _head_title(raw: str) -> str:
    """The title that a field at the head of a text gives."""
    head = Speech(id="", raw=raw[:_TITLE_WITHIN])
    named = fields_in(lines_of_speech(head, clean(head.raw))).get("title")
    return named.value if named else ""


def _title(raw: str) -> str:
    """The first line of the clean text when it looks like a heading and more follows, else nothing."""
    text = clean(raw[:_TITLE_WITHIN]).text
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    while len(lines) > 1 and (_heads_nothing(lines[0]) or raw.count(lines[0]) >= _RUNNING):
        lines.pop(0)  # what stands on page after page heads none of them
    if len(lines) < 2 or len(lines[0]) > LONGEST_TITLE or _NO_TITLE_ENDS.search(lines[0]):
        return ""
    return lines[0]


def _heads_nothing(line: str) -> bool:
    """A number, a few letters, or a day is no title."""
    n_letters = sum(2 if character > "\u2e80" else 1 for character in line if character.isalpha())
    return n_letters < _FEWEST_LETTERS or is_date_line(line)


def _slug(name: str) -> str:
    """A file's name as part of an address: letters, digits, `_` and `-` of any script."""
    slug = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", name)).strip("-")
    return slug[:80] or "speech"
