"""The text of a .docx: its paragraphs in their order, one a line, of the body, its tables and text boxes.

Only the XML of the main part is read: macros, embedded files and links to the outside are never opened, and a
document type, the door to external entities, is refused. Deleted and moved-away text is left out, inserted
text is in. Headers, footers, footnotes and the numbers that Word draws before list items are not.
"""

import io
import posixpath
import zipfile
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from embeddings.errors import UnreadableSource
from embeddings.text.formats.archive import Budget, Metered
from embeddings.text.formats.extract import Extract

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_PARAGRAPH, _TEXT, _NUMBER = "p", "t", "numPr"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\xad"}
# Deleted, moved elsewhere, readings above characters, what older programs show instead, where tabs stop.
_LEFT_OUT = frozenset(("del", "moveFrom", "rt", "Fallback", "tabs"))
_MAIN_PART = "/officeDocument"  # how its relationship ends
_LARGEST_LIST = 2**20  # bytes of the list of relationships


def text_of(content: bytes) -> Extract:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            lines, numbered = _read(parts)
    except zipfile.BadZipFile:
        raise UnreadableSource("not a .docx: an older .doc, or one locked with a password") from None
    except DefusedXmlException:
        raise UnreadableSource("holds a document type or entities, which no .docx needs") from None
    except (KeyError, ParseError):
        raise UnreadableSource("not a sound .docx: it has no main part that can be read") from None
    text = "\n".join(lines)
    if not text.strip():
        raise UnreadableSource("no text")
    return Extract(text, notes=("the numbers of list items are not in the text",) if numbered else ())


def _read(parts: zipfile.ZipFile) -> tuple[list[str], bool]:
    main = parts.getinfo(_main_part(parts))
    body = Metered(parts.open(main), main.compress_size, Budget())
    lines: list[str] = []
    numbered = False
    open_paragraphs: list[list[str]] = []  # a text box stands inside a paragraph
    left_out = 0
    for event, element in iterparse(body, events=("start", "end"), forbid_dtd=True):
        name = _local(element.tag)
        if name in _LEFT_OUT:
            left_out += 1 if event == "start" else -1
        elif name == _PARAGRAPH and event == "start":
            open_paragraphs.append([])
        elif event == "end" and not left_out:
            numbered = numbered or name == _NUMBER
            if name == _PARAGRAPH:
                lines.append("".join(open_paragraphs.pop()))
            elif open_paragraphs:
                open_paragraphs[-1].append(_piece(name, element))
        elif event == "end" and name == _PARAGRAPH:
            open_paragraphs.pop()
        if event == "end":
            element.clear()
    return lines, numbered


def _piece(name: str, element: Element) -> str:
    return (element.text or "") if name == _TEXT else _SIGNS.get(name, "")


def _local(tag: str) -> str:
    """The name of an element of a text; nothing for the like-named of drawings and formulas."""
    for space in _WORD:
        if tag.startswith(space):
            return tag.removeprefix(space)
    return "Fallback" if tag.endswith("}Fallback") else ""


def _main_part(parts: zipfile.ZipFile) -> str:
    with parts.open("_rels/.rels") as file:
        relationships = fromstring(file.read(_LARGEST_LIST), forbid_dtd=True)
    for each in relationships:
        if each.get("Type", "").endswith(_MAIN_PART):
            return posixpath.normpath(str(each.get("Target", "")).lstrip("/"))
    raise KeyError(_MAIN_PART)
