"""The text of a .docx: its paragraphs in their order, one a line, of the body, its tables, boxes and notes.

Only XML parts are read: macros, embedded files and links to the outside are never opened, and a document
type, the door to external entities, is refused. Deleted, moved-away, struck and hidden text is left out,
inserted text is in. Foot- and endnotes stand at the end, each behind its mark. Headers, footers and the
numbers that Word draws before list items are not in the text; numbers left out are noted.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from embeddings.errors import UnreadableSource
from embeddings.text.formats.archive import Budget, Metered
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.raised import lower_signs, raise_signs

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PARAGRAPH, _TEXT, _NUMBER = "p", "t", "numPr"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\xad"}
# Deleted, moved elsewhere, readings above characters, what older programs show instead, where tabs stop.
_LEFT_OUT = frozenset(("del", "moveFrom", "rt", "Fallback", "tabs"))
_HIDING = frozenset(("vanish", "webHidden", "strike", "dstrike"))
_OFF = frozenset(("0", "false", "off", "none"))
_SYMBOLS = {
    0xB0: "°", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB7: "•", 0xD7: "×", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞",
    0xDE: "⇒", 0xAE: "→", 0xE0: "→", 0xFC: "✓", 0xA7: "▪", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ",
    0x6D: "μ", 0x70: "π", 0x73: "σ", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω",
}  # fmt: skip
_MAIN_PART = "/officeDocument"  # how its relationship ends
_LARGEST_PART = 8 * 2**20  # bytes of a part beside the main one that is read whole
_NOTES = (("footnotes.xml", "footnote"), ("endnotes.xml", "endnote"))


def text_of(content: bytes) -> Extract:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            main = _main_part(parts)
            folder = posixpath.dirname(main)
            styles = _styles(parts, posixpath.join(folder, "styles.xml"))
            reader = _Reader(styles)
            lines = reader.lines(parts, main)
            for name, kind in _NOTES:
                lines += reader.notes(parts, posixpath.join(folder, name), kind)
            title, author, date = _properties(parts)
    except zipfile.BadZipFile:
        raise UnreadableSource("not a .docx: an older .doc, or one locked with a password") from None
    except DefusedXmlException:
        raise UnreadableSource("holds a document type or entities, which no .docx needs") from None
    except (KeyError, ParseError):
        raise UnreadableSource("not a sound .docx: it has no main part that can be read") from None
    text = "\n".join(lines)
    if not text.strip():
        raise UnreadableSource("no text")
    notes: tuple[str, ...] = ("the numbers of list items are not in the text",) if reader.numbered else ()
    if reader.symbols:
        notes += (f"{reader.symbols} signs of symbol fonts are not known; they stand as private characters",)
    return Extract(text, title, notes=notes, date=date, author=author)


@dataclass(frozen=True, slots=True)
class _Styles:
    hidden: frozenset[str]
    numbered: frozenset[str]


@dataclass
class _Run:
    """What is known of the run, or the paragraph, that is being read."""

    hidden: bool = False
    place: str = ""  # superscript, subscript


@dataclass
class _Reader:
    styles: _Styles
    numbered: bool = False
    symbols: int = 0
    _open: list[list[str]] = field(default_factory=list)  # paragraphs: a text box stands inside one

    def notes(self, parts: zipfile.ZipFile, name: str, kind: str) -> list[str]:
        """Each note of a part, behind its number."""
        if name not in parts.namelist():
            return []
        lines = []
        for note in fromstring(_whole(parts, name), forbid_dtd=True):
            if _local(note.tag) != kind or _of(note, "type") in (
                "separator",
                "continuationSeparator",
                "continuationNotice",
            ):
                continue
            said = ["".join(_said(paragraph)) for paragraph in note if _local(paragraph.tag) == _PARAGRAPH]
            text = " ".join(filter(None, map(str.strip, said)))
            if text:
                lines.append(f"[{_of(note, 'id')}] {text}")
        return lines

    def lines(self, parts: zipfile.ZipFile, name: str) -> list[str]:
        info = parts.getinfo(name)
        body = Metered(parts.open(info), info.compress_size, Budget())
        lines: list[str] = []
        left_out = in_paragraph_properties = 0
        hidden_paragraphs = [False]
        run = _Run()
        for event, element in iterparse(body, events=("start", "end"), forbid_dtd=True):
            name = _local(element.tag)
            if name in _LEFT_OUT:
                left_out += 1 if event == "start" else -1
            elif name == "pPr":
                in_paragraph_properties += 1 if event == "start" else -1
            elif event == "start" and name == _PARAGRAPH:
                self._open.append([])
                hidden_paragraphs.append(False)
            elif event == "start" and name == "r":
                run = _Run()
            elif event == "end" and name == _PARAGRAPH:
                said = "".join(self._open.pop())
                hidden_paragraphs.pop()
                if not left_out:
                    lines.append(said)
            elif event == "end" and not left_out:
                if name == "pStyle":
                    hidden_paragraphs[-1] = _of(element, "val") in self.styles.hidden
                if in_paragraph_properties:
                    self.numbered |= name == _NUMBER or (
                        name == "pStyle" and _of(element, "val") in self.styles.numbered
                    )
                else:
                    self._of_run(name, element, run, hidden=hidden_paragraphs[-1])
            if event == "end":
                element.clear()
        return lines

    def _of_run(self, name: str, element: Element, run: _Run, *, hidden: bool) -> None:
        if name in _HIDING:
            run.hidden |= _of(element, "val").lower() not in _OFF
        elif name == "rStyle":
            run.hidden |= _of(element, "val") in self.styles.hidden
        elif name == "vertAlign":
            run.place = _of(element, "val")
        elif self._open and not run.hidden and not hidden:
            piece = self._piece(name, element)
            before = "".join(self._open[-1])
            if run.place == "superscript" and piece.strip() and name == _TEXT:
                piece = raise_signs(piece, before)
            elif run.place == "subscript" and name == _TEXT:
                piece = lower_signs(piece)
            self._open[-1].append(piece)

    def _piece(self, name: str, element: Element) -> str:
        if name in (_TEXT, "formula"):
            return element.text or ""
        if name in ("footnoteReference", "endnoteReference"):
            return f" [{_of(element, 'id')}]"
        if name == "sym":
            return self._symbol(element)
        return _SIGNS.get(name, "")

    def _symbol(self, element: Element) -> str:
        try:
            code = int(_of(element, "char"), 16)
        except ValueError:
            return ""
        meant = _SYMBOLS.get(code & 0xFF, "") if 0xF000 <= code <= 0xF0FF or code <= 0xFF else chr(code)
        self.symbols += not meant
        return meant or chr(code)


def _said(paragraph: Element) -> list[str]:
    return [element.text or "" for element in paragraph.iter() if _local(element.tag) == _TEXT]


def _of(element: Element, name: str) -> str:
    """An attribute of Word's own names."""
    return next((element.get(space + name, "") for space in _WORD if element.get(space + name)), "")


def _local(tag: str) -> str:
    """The name of an element of a text; nothing for the like-named of drawings."""
    for space in _WORD:
        if tag.startswith(space):
            return tag.removeprefix(space)
    if tag == _FORMULA:
        return "formula"
    return "Fallback" if tag.endswith("}Fallback") else ""


def _whole(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as file:
        return file.read(_LARGEST_PART)


def _styles(parts: zipfile.ZipFile, name: str) -> _Styles:
    """The styles that hide what is written in them, and those that number it."""
    hidden, numbered = set(), set()
    if name in parts.namelist():
        for style in fromstring(_whole(parts, name), forbid_dtd=True):
            names = {_local(each.tag) for each in style.iter() if _of(each, "val").lower() not in _OFF}
            if names & {"vanish", "webHidden"}:
                hidden.add(_of(style, "styleId"))
            if _NUMBER in names:
                numbered.add(_of(style, "styleId"))
    return _Styles(frozenset(hidden), frozenset(numbered))


def _properties(parts: zipfile.ZipFile) -> tuple[str, str, str]:
    """Title, author and day of the file's own properties: a program fills them in, so they are weak."""
    said = {}
    if "docProps/core.xml" in parts.namelist():
        for each in fromstring(_whole(parts, "docProps/core.xml"), forbid_dtd=True):
            said[each.tag.rpartition("}")[2]] = (each.text or "").strip()
    day = re.match(r"\d{4}-\d{2}-\d{2}", said.get("created", ""))
    title = said.get("title", "")
    named = re.search(r"(?i)^(?:microsoft|untitled|document\d*$|word document)|\.docx?$|^$", title)
    return "" if named else title, said.get("creator", ""), day[0] if day else ""


def _main_part(parts: zipfile.ZipFile) -> str:
    relationships = fromstring(_whole(parts, "_rels/.rels"), forbid_dtd=True)
    for each in relationships:
        if each.get("Type", "").endswith(_MAIN_PART):
            return posixpath.normpath(str(each.get("Target", "")).lstrip("/"))
    raise KeyError(_MAIN_PART)
