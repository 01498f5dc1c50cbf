"""OpenDocument texts, rich text, e-books, subtitles, spreadsheets and slides, each as lines of text."""

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from embeddings.errors import UnreadableSource
from embeddings.text.formats.archive import Budget, Metered
from embeddings.text.formats.extract import Extract

_LARGEST_PART = 64 * 2**20  # bytes of one part of a packed document
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MOST_CELLS = 5_000_000
_MOST_SPACES = 100  # that one element of a .odt may stand for
_MOST_DIGITS = 9
_CUE = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}.*")
_SUBTITLE_TAG = re.compile(
    r"</?(?:i|b|u|c|font|ruby|lang)(?:[ .][^<>]*)?>|\{\\[^{}]*\}|<\d[\d:.]*>", re.IGNORECASE
)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,80})>")


def odt_text(content: bytes) -> Extract:
    """The paragraphs and headings of a .odt, in order; deleted text and notes' marks apart."""
    with _opened(content, "odt") as parts:
        try:
            body = fromstring(_part(parts, "content.xml"), forbid_dtd=True)
            meta = (
                fromstring(_part(parts, "meta.xml"), forbid_dtd=True)
                if "meta.xml" in parts.namelist()
                else None
            )
        except (KeyError, ParseError, DefusedXmlException):
            raise UnreadableSource("not a sound .odt: it has no content that can be read") from None
    lines = [line for line in _odt_lines(body) if line.strip()]
    said = (
        {each.tag.rpartition("}")[2]: (each.text or "") for each in meta.iter()} if meta is not None else {}
    )
    day = re.match(r"\d{4}-\d{2}-\d{2}", said.get("creation-date", ""))
    return _extract(lines, said.get("title", ""), day[0] if day else "")


def _odt_lines(element: Element) -> Iterator[str]:
    for child in element:
        name = child.tag
        if name == f"{_TEXT}tracked-changes":
            continue
        if name in (f"{_TEXT}p", f"{_TEXT}h"):
            notes: list[str] = []
            yield "".join(_odt_said(child, notes))
            yield from notes
        elif name == f"{_TABLE}table-row":
            yield "\t".join(" ".join(_odt_lines(cell)) for cell in child)
        else:
            yield from _odt_lines(child)


def _odt_said(element: Element, notes: list[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "note":
            citation = child.find(f"{_TEXT}note-citation")
            mark = "".join(citation.itertext()) if citation is not None else ""
            body = child.find(f"{_TEXT}note-body")
            notes.append(f"[{mark}] " + " ".join(_odt_lines(body) if body is not None else ()))
            yield f" [{mark}]"
        elif name in ("tab",):
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name == "s":
            yield " " * _spaces(child)
        elif name not in ("annotation", "ruby-text", "change-start", "change-end"):
            yield from _odt_said(child, notes)
        yield child.tail or ""


def _spaces(element: Element) -> int:
    """How many an element stands for. Nobody means a million of them."""
    said = element.get(f"{_TEXT}c", "1")
    return min(int(said), _MOST_SPACES) if said.isdecimal() and len(said) < _MOST_DIGITS else _MOST_SPACES


def rtf_text(content: bytes) -> Extract:
    """striprtf reads the control words; what it cannot read is no .rtf."""
    from striprtf.striprtf import rtf_to_text

    if not content.lstrip().startswith(b"{\\rtf"):
        raise UnreadableSource("not a sound .rtf")
    source = content.decode("latin-1")
    visible = re.sub(r"\{\\v\b(?:[^{}]|\{[^{}]*\})*\}", "", source)  # hidden text
    text = rtf_to_text(visible, errors="replace")
    title = re.search(r"\{\\title ([^{}\\]{1,300})\}", source)
    return _extract(text.replace("\r", "\n").split("\n"), title[1] if title else "", "")


def epub_text(content: bytes) -> Extract:
    """The chapters of a book in the order of its spine."""
    from embeddings.text.formats.web.tree import blocks_of, make_plain, tree_of

    with _opened(content, "epub") as parts:
        try:
            container = fromstring(_part(parts, "META-INF/container.xml"), forbid_dtd=True)
            path = next(each.get("full-path", "") for each in container.iter() if each.get("full-path"))
            package = fromstring(_part(parts, path), forbid_dtd=True)
        except (KeyError, ParseError, DefusedXmlException, StopIteration):
            raise UnreadableSource("not a sound .epub: it names no package that can be read") from None
        folder = posixpath.dirname(path)
        files = {
            each.get("id"): each.get("href", "") for each in package.iter() if each.tag.endswith("}item")
        }
        spine = [each.get("idref") for each in package.iter() if each.tag.endswith("}itemref")]
        lines: list[str] = []
        for chapter in spine:
            name = posixpath.normpath(posixpath.join(folder, files.get(chapter, "").split("#")[0]))
            if name in parts.namelist():
                tree = tree_of(_part(parts, name).decode("utf-8", "replace").lstrip("\ufeff"))
                make_plain(tree)
                lines += [block for block, _ in blocks_of(tree)]
    said = {each.tag.rpartition("}")[2]: (each.text or "").strip() for each in package.iter()}
    day = re.match(r"\d{4}(?:-\d{2}-\d{2})?", said.get("date", ""))
    return _extract(lines, said.get("title", ""), day[0] if day else "", said.get("creator", ""))


def subtitles_text(content: bytes) -> Extract:
    """The words of .srt and .vtt without times and tags; a cue that goes on is one line with the next."""
    text = content.decode("utf-8-sig")
    cues: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip().split("\n")
        at = next((place for place, line in enumerate(lines) if _CUE.fullmatch(line.strip())), None)
        if at is None:
            continue
        said = " ".join(line.strip() for line in lines[at + 1 :])
        voice = _VOICE.search(said)
        said = _SUBTITLE_TAG.sub("", _VOICE.sub("", said)).replace("</v>", "").strip()
        if said:
            cues.append((f"◆{voice[1].strip()}: " if voice else "") + said)
    return _extract(list(_sentences_of(cues)), "", "")


def _sentences_of(cues: list[str]) -> Iterator[str]:
    """Cues joined until a sentence ends or somebody else speaks; a cue said twice running is said once."""
    line = ""
    for cue, before in zip(cues, ["", *cues], strict=False):
        if cue == before:
            continue
        if line and (
            re.search(r"[.!?。！？…]['\"”»)]?$", line)
            or cue.startswith(("◆", "- ", "– ", "-", ">>"))
            or len(line) > 1000
        ):
            yield line
            line = ""
        glue = "" if not line or re.search("[\u3040-\u9fff]$", line) else " "
        line += glue + cue
    if line:
        yield line


def sheet_text(content: bytes) -> Extract:
    """The cells of the first sheet of a .xlsx that holds any, as a .csv: its rows may be speeches."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    out = io.StringIO()
    writer = csv.writer(out)
    count = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            cells = [_cell(value) for value in row]
            count += len(cells)
            if count > _MOST_CELLS:
                raise UnreadableSource(f"more than {_MOST_CELLS} cells")
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                writer.writerow(cells)
        if out.tell():
            break
    others = len(book.worksheets) - 1
    notes = (f"only the first sheet is read: {others} more are not",) if others else ()
    text = out.getvalue()
    if not text.strip():
        raise UnreadableSource("no text")
    return Extract(text, notes=notes)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return (
        "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)
    )


def slides_text(content: bytes) -> Extract:
    """The shapes of each slide from the top, then its notes."""
    from pptx import Presentation

    show = Presentation(io.BytesIO(content))
    lines: list[str] = []
    for slide in show.slides:
        shapes = sorted(slide.shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
        for shape in shapes:
            lines += list(_shape_lines(shape))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines += slide.notes_slide.notes_text_frame.text.split("\n")
        lines.append("")
    properties = show.core_properties
    return _extract(
        lines, properties.title or "", properties.created.date().isoformat() if properties.created else ""
    )


def _shape_lines(shape: object) -> Iterator[str]:
    if getattr(shape, "has_text_frame", False):
        yield from (paragraph.text for paragraph in shape.text_frame.paragraphs)  # type: ignore[attr-defined]
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:  # type: ignore[attr-defined]
            yield "\t".join(cell.text for cell in row.cells)
    for inner in getattr(shape, "shapes", ()):
        yield from _shape_lines(inner)


def _opened(content: bytes, kind: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise UnreadableSource(f"not a sound .{kind} file") from None


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    info = parts.getinfo(name)
    if info.flag_bits & 1:
        raise UnreadableSource("locked with a password")
    if info.file_size > _LARGEST_PART:
        raise UnreadableSource(f"holds a part of more than {_LARGEST_PART} bytes")
    return io.BufferedReader(Metered(parts.open(info), info.compress_size, Budget())).read()


def _extract(lines: list[str], title: str, day: str, author: str = "") -> Extract:
    text = "\n".join(line.rstrip() for line in lines)
    if not text.strip():
        raise UnreadableSource("no text")
    return Extract(text, title.strip(), date=day, author=author)
