"""The text of XML of parliaments: TEI and ParlaMint (`u/@who`), Akoma Ntoso (`speech/@by`), and other XML.

Each speech begins with a label that turns.labels knows for sure: ◆Name (role): …. Notes of the record stand
in brackets on lines of their own. Other XML is the text of its elements, a line for each that holds some.
"""

import json
import re
from dataclasses import replace
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from embeddings.dates import is_date
from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.prose import prose_in
from embeddings.text.formats.xml_elements import (
    ASIDE,
    SPEAKERS,
    SPEECHES,
    called,
    is_block,
    names_the_speaker,
    readable,
    shown_name,
)
from embeddings.text.formats.xml_rows import rows_of
from embeddings.text.metadata.given_dates import written_date
from embeddings.text.turns.labels import STATED, stated_label

_LONGEST_SPEAKER = 150  # characters
_LONGEST_TITLE = 1_000  # characters
_DATED = re.compile(
    r"(?:[\w-]*[-_])?(?:date|datum|fecha)|(?:sitzung|meeting|session|sitting)[-_]?dat(?:e|um)", re.I
)
_LEFT_OUT = frozenset(("script", "style", "redner"))
_IN_HEADER = frozenset(("title", "author", "date"))  # elements of a header whose text is wanted
_HEADERS = frozenset(["teiHeader", "meta"])
# Where in a header a day stands, the surest first: of the sitting, of the writing, of what was printed.
_DAYS = (("setting", "settingDesc"), ("creation",), ("sourceDesc", "FRBRWork"))
_KNOWN = frozenset(("TEI", "TEI.2", "teiCorpus", "akomaNtoso"))
_LARGEST_TABLE = 16 * 2**20  # bytes of XML that is held as a whole
_MOST_ELEMENTS = 5_000_000
_WHOLE_RECORD, _RECORD_LINES = 10_000, 50  # characters and lines of an element that holds a whole record
_FIRST_DAYS = 60  # elements among which one holds the day
_FIRST = 20  # elements among which one gives the day
_WHOLE_DAY = len("2031-06-04")


def text_of(content: bytes) -> Extract:
    reader = _Reader()
    try:
        sax.parseString(content, reader, forbid_dtd=False, forbid_entities=True, forbid_external=False)
    except DefusedXmlException:
        raise UnreadableSource("holds entities of its own, which may be made to do harm") from None
    except SAXParseException as error:
        raise UnreadableSource(f"not sound XML at line {error.getLineNumber()}") from None
    except SAXException as error:
        raise UnreadableSource(f"not sound XML: {error}") from None
    text = "\n".join(reader.lines)
    found = Extract(text, reader.title, date=reader.date, author=reader.author)
    unknown = not reader.known and STATED not in text
    if unknown and len(content) <= _LARGEST_TABLE and (rows := rows_of(content)):
        return replace(found, rows=json.dumps(rows))
    if not text.strip():
        raise UnreadableSource("no text in the XML")
    if not unknown:
        return found
    if not any(map(prose_in, reader.lines)):
        raise UnreadableSource("no running text in the XML: its elements hold names and numbers only")
    return replace(found, notes=("XML of an unknown kind: what its elements hold is read as one text",))


def _lines_of(said: str) -> list[str]:
    """The lines of an element that holds a whole record, where line breaks mean something; [] of others."""
    if len(said) < _WHOLE_RECORD or said.count("\n") < _RECORD_LINES:
        return []
    return [" ".join(line.split()) for line in said.split("\n") if line.strip()]


class _Reader(ContentHandler):
    """Writes each block a line as it ends, and keeps no tree."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.title = self.date = self.author = ""
        self.known = False  # is it XML of parliaments?
        self._day_rank = len(_DAYS) + 1
        self._author_key = ""  # of the person that a header names as the author
        self._names: dict[str, str] = {}  # of persons, by their identifiers
        self._path: list[str] = []
        self._count = 0
        self._said: list[str] = []
        self._skipped = self._header = 0
        self._waiting = ""  # a label whose speech has not said anything yet
        self._naming = 0  # how deep the element stands that holds the name of who speaks
        self._named_by: list[tuple[str, str]] = []  # elements inside it: what each is called and holds
        self._said_before: list[str] = []  # in the line of that name: the number of a question
        self._named = ""  # that name, when nothing has been said since
        self._person = ""
        self._parts: dict[str, str] = {}  # of a person's name

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802, SAX's own name
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise UnreadableSource(f"more than {_MOST_ELEMENTS} elements")
        name = name.rpartition(":")[2]
        self._path.append(name)
        self.known |= name in _KNOWN
        if not self._skipped and (
            name in _LEFT_OUT or (name == "from" and self._waiting) or names_the_speaker(name, attrs)
        ):
            self._skipped = len(self._path)
        self._header += name in _HEADERS
        if self._header:
            self._start_in_header(name, attrs)
            return
        if is_block(name) or name in ASIDE or (_DATED.fullmatch(name) and self._count <= _FIRST_DAYS):
            self._flush()
        if not self.date and not self.title:
            self._look_for_day(attrs)
        if not self._naming and not self._skipped and re.sub(r"[^a-z]", "", name.lower()) in SPEAKERS:
            self._naming = len(self._path)
            self._said_before, self._said = self._said, []
            self._named_by = []
        elif self._naming and len(self._path) == self._naming + 1:
            self._named_by.append((called(name, attrs), ""))
        who, role = attrs.get("who") or attrs.get("by") or "", attrs.get("as") or ""
        if name in SPEECHES and (who or role):
            self._waiting = self._label(who, role)

    def characters(self, content: str) -> None:
        if self._header and self._person and self._path:
            part = self._path[-1]
            self._parts[part] = self._parts.get(part, "") + content
        elif self._header and self._path[-1] in _IN_HEADER:
            self._parts[self._path[-1]] = (self._parts.get(self._path[-1], "") + content)[:1000]
        elif not self._skipped and not self._header:
            self._said.append(content)
            if self._naming and self._naming < len(self._path) and self._named_by:
                called, held = self._named_by[-1]
                self._named_by[-1] = called, held + content

    def endElement(self, name: str) -> None:  # noqa: N802, SAX's own name
        name = name.rpartition(":")[2]
        if self._skipped == len(self._path):
            self._skipped = 0
            self._path.pop()
            return
        if self._naming == len(self._path):
            self._end_of_name()
        self._path.pop()
        if self._header:
            self._end_in_header(name)
            self._header -= name in _HEADERS
            return
        if name in ASIDE and not self._skipped:
            self._flush_aside()
        elif is_block(name) or (_DATED.fullmatch(name) and self._count <= _FIRST_DAYS and not self.date):
            self._take_said_day(name)
            self._flush()
        if name in SPEECHES and not self._named:
            self._waiting = ""
        if not self._path:
            self._flush()
            self._write_name()
            self.title = " ".join(self.title.split())
            self.author = self.author or self._names.get(self._author_key, "")

    def _start_in_header(self, name: str, attrs: AttributesImpl) -> None:
        identity = attrs.get("xml:id") or attrs.get("eId") or attrs.get("id") or ""
        if name == "person":
            self._person, self._parts = identity, {}
        elif name in ("TLCPerson", "TLCRole", "TLCOrganization") and identity:
            self._names[identity] = attrs.get("showAs") or ""
        elif name in ("FRBRalias", "FRBRname") and not self.title:
            self.title = attrs.get("value") or ""
        elif name == "FRBRauthor":
            self._author_key = self._author_key or (attrs.get("href") or "").rpartition("#")[2]
        elif name in ("date", "FRBRdate"):
            self._take_day((attrs.get("when") or attrs.get("date") or attrs.get("from") or "")[:10])
        if name in _IN_HEADER and not self._person:
            self._parts[name] = ""

    def _end_in_header(self, name: str) -> None:
        if name == "person" and self._person:
            parts = [self._parts.get(part, "") for part in ("forename", "nameLink", "surname")]
            named = " ".join(" ".join(parts).split()) or " ".join(self._parts.get("persName", "").split())
            self._names[self._person] = named
            self._person = ""
        elif "titleStmt" in self._path and name == "title":
            self.title = f"{self.title} {self._parts.get(name, '')}"[:_LONGEST_TITLE]
        elif "titleStmt" in self._path and name == "author":
            self.author = self.author or " ".join(self._parts.get(name, "").split())
        elif name == "date":
            self._take_day(written_date(self._parts.get(name, "")[:60]))

    def _take_said_day(self, name: str) -> None:
        """The day that an element at the head of a record holds: <date>2031-06-04</date>."""
        if _DATED.fullmatch(name) and not self.date:
            day = written_date(" ".join("".join(self._said).split())[-40:])
            self.date = day if len(day) == _WHOLE_DAY and is_date(day) else ""

    def _take_day(self, day: str) -> None:
        """The surest of the days that a header gives, of several the first."""
        path = {*self._path}
        rank = next((rank for rank, places in enumerate(_DAYS) if path & {*places}), len(_DAYS))
        if is_date(day) and rank < self._day_rank:
            self.date, self._day_rank = day, rank

    def _label(self, who: str, role: str) -> str:
        keys = [part.split()[0].rpartition("#")[2] if part.strip() else "" for part in (who, role)]
        name, office = (self._names.get(key) or readable(key) for key in keys)
        beside = f" ({office})" if name and office and office != name else ""
        return f"{STATED}{(name or office or '?').replace(':', ' ').strip(' ,;')}{beside}: "

    def _look_for_day(self, attrs: AttributesImpl) -> None:
        """The day that an attribute of one of the first elements gives: sitzung-datum="15.01.2031"."""
        if self._count <= _FIRST:
            days = (written_date(value[:40]) for name, value in attrs.items() if _DATED.fullmatch(name))
            self.date = next((day for day in days if len(day) == _WHOLE_DAY and is_date(day)), "")

    def _end_of_name(self) -> None:
        """What stood in the element is who speaks, if it can be a name; what follows is what they say."""
        name = shown_name(self._named_by) or " ".join("".join(self._said).split()).strip(" :")
        self._naming, self._said = 0, self._said_before
        if not re.search(r"[^\W\d_]{2}", name) or len(name) > _LONGEST_SPEAKER:
            self._said = [*self._said, f"{name} "]
            return
        self._write_name()
        self._named, self._waiting = name, stated_label(name)

    def _write_name(self) -> None:
        """A name behind which nothing was said is text like any other: one of a list of members."""
        if self._named:
            self.lines.append(self._named)
        self._named = ""

    def _flush(self) -> None:
        if self._naming:
            return
        said = "".join(self._said)
        if not self._named and not self._waiting and (written := _lines_of(said)):
            self._said.clear()
            self.lines += written
            return
        text = " ".join(said.split())
        if self._named:
            text = text.lstrip(":：-–— ")
        self._said.clear()
        if text:
            self.lines.append(self._waiting + re.sub(r"\s+([,.;:!?…)\]])", r"\1", text))
            self._waiting = self._named = ""

    def _flush_aside(self) -> None:
        text = " ".join("".join(self._said).split())
        self._said.clear()
        if text:
            self.lines.append(text if text[0] in "([（" else f"({text})")
