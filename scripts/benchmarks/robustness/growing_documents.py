"""Documents that somebody else made: office files, e-books, subtitles, XML of parliaments, labelled turns.

Each reader is called as the process calls it that reads a document apart from the others.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial

from embeddings.errors import UnreadableSource
from embeddings.text.formats import xml_text
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.office import other_documents
from embeddings.text.reading import json_files
from embeddings.text.turns import labels
from embeddings.text.turns.openings import turns_in
from scripts.benchmarks.robustness.growing_work import Work
from scripts.benchmarks.robustness.hostile_texts import Hostile, general, numbered, of_module, repeated

_SAID = "The harbour of Veldhaven stays open all winter. "


def every_document() -> Iterator[Work]:
    yield Work(
        "turns", turns_in, _labels, lambda text: [line.strip() for line in text.split("\n") if line.strip()]
    )
    yield Work("subtitles", _reader(other_documents.subtitles_text), _subtitles)
    yield Work("rich text", _reader(other_documents.rtf_text), _rich_texts)
    yield Work("OpenDocument", _reader(other_documents.odt_text), _open_documents, _odt)
    yield Work("e-book", _reader(other_documents.epub_text), _books, _epub)
    yield Work("spreadsheet", _reader(other_documents.sheet_text), _sheets, _xlsx)
    yield Work("XML", _reader(xml_text.text_of), _xml)
    yield Work("JSON", lambda text: _refusable(lambda: list(json_files.json_file_rows(text))), _json)


def _reader(read: Callable[[bytes], Extract]) -> Callable[[str | bytes], None]:
    return partial(_read, read)


def _read(read: Callable[[bytes], Extract], given: str | bytes) -> None:
    content = given if isinstance(given, bytes) else given.encode("utf-8", "ignore")
    _refusable(lambda: read(content))


def _refusable(read_it: Callable[[], object]) -> None:
    """Refusing a document is an answer, too; one that is nested without end is refused by the process."""
    with suppress(UnreadableSource, RecursionError):
        read_it()


def _units(units: Mapping[str, str], before: str = "", after: str = "") -> Iterator[Hostile]:
    for name, unit in units.items():
        yield Hostile(name, repeated(unit, before=before, after=after))


def _labels() -> Iterator[Hostile]:
    yield from general()
    yield from of_module(labels)
    yield Hostile("a speaker each", numbered("MS LINDQVIST: The harbour is open, member"))
    yield Hostile("many names", lambda n: "\n".join(f"Mara Lindqvist{i}: Yes." for i in range(n // 24)))


def _subtitles() -> Iterator[Hostile]:
    cue = "1\n00:00:01,000 --> 00:00:02,000\n"
    yield from _units(
        {
            "cues": f"{cue}The harbour\n\n", "cues of one word": f"{cue}a\n\n",
            "sentences": f"{cue}Open.\n\n",
            "voices": f"{cue}<v Mara>Yes\n\n", "tags": "<i>", "open tags": "<c.", "brackets": "{\\",
            "no cues": "a\n\n", "arrows": "-->", "numbers": "0:", "empty lines": "\n",
        }
    )  # fmt: skip
    yield Hostile("one cue", lambda n: cue + "harbour " * (n // 8))
    yield Hostile("one cue of tags", lambda n: cue + "<i>a" * (n // 4))
    yield Hostile("one cue of voices", lambda n: cue + "<v a>a" * (n // 6))
    yield Hostile("one cue of half tags", lambda n: cue + "<i " * (n // 3))
    yield Hostile("one cue of spaces", lambda n: cue + "a" + " " * n + "b")
    yield Hostile("rolled up", lambda n: "".join(f"{cue}line {i}\nline {i + 1}\n\n" for i in range(n // 52)))


def _rich_texts() -> Iterator[Hostile]:
    begin = "{\\rtf1 "
    yield from _units(
        {
            "words": _SAID, "paragraphs": "a\\par ", "hidden": "{\\v a}", "hidden begins": "{\\v ",
            "groups": "{a}", "groups begin": "{", "groups end": "}", "titles": "{\\title ",
            "codes": "\\u20013?",
            "bytes": "\\'e9", "controls": "\\b\\i0 ", "backslashes": "\\", "tables": "\\trowd a\\cell\\row ",
            "binary": "\\bin9 ", "unknown": "{\\*\\x a}", "uc": "\\uc9\\u20013?",
        },
        begin,
        "}",
    )  # fmt: skip


def _open_documents() -> Iterator[Hostile]:
    yield from _units(
        {
            "paragraphs": f"<text:p>{_SAID}</text:p>", "spans": "<text:span>a</text:span>",
            "spaces": '<text:p>a<text:s text:c="9"/></text:p>',
            "breaks": "<text:p>a<text:line-break/></text:p>",
            "many spaces": '<text:p>a<text:s text:c="999999999"/></text:p>',
            "lists": "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>",
            "rows": "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            "</table:table-row>",
            "notes": '<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body>'
            "<text:p>b</text:p></text:note-body></text:note></text:p>",
        }
    )  # fmt: skip
    for name, opened in {
        "nested": "text:section",
        "nested spans": "text:span",
        "nested rows": "table:table-row",
    }.items():
        yield Hostile(name, partial(_nested, opened))


def _nested(name: str, n: int) -> str:
    depth = n // (2 * len(name) + 5)
    return "<text:p>" + f"<{name}>" * depth + "a" + f"</{name}>" * depth + "</text:p>"


def _odt(text: str) -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    return _packed({"content.xml": f"<office:document-content{names}>{text}</office:document-content>"})


def _books() -> Iterator[Hostile]:
    yield from _units(
        {
            "paragraphs": f"<p>{_SAID}</p>", "opened": "<div>", "bold": "<b>", "tables": "<table><tr><td>",
            "lists": "<ul><li>a", "spans": "<span>a</span>", "breaks": "<br/>", "entities": "&amp;",
        }
    )  # fmt: skip


def _epub(text: str) -> bytes:
    return _packed(
        {
            "META-INF/container.xml": '<container><rootfile full-path="a.opf"/></container>',
            "a.opf": '<package xmlns="http://www.idpf.org/2007/opf"><item id="a" href="a.html"/>'
            '<itemref idref="a"/></package>',
            "a.html": f"<html><body>{text}</body></html>",
        }
    )


def _sheets() -> Iterator[Hostile]:
    yield from _units(
        {
            "rows": '<row><c t="inlineStr"><is><t>a</t></is></c></row>', "empty rows": "<row/>",
            "numbers": "<row><c><v>1</v></c></row>",
        }
    )  # fmt: skip
    yield Hostile("one row", lambda n: "<row>" + "<c><v>1</v></c>" * (n // 16) + "</row>")
    yield Hostile("far rows", lambda n: "".join(f'<row r="{i * 9 + 1}"/>' for i in range(n // 16)))
    yield Hostile("far cells", lambda n: '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' * (n // 58))


def _xlsx(text: str) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    packaged = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    end = "/></Relationships>"
    related = f'<Relationships xmlns="{packaged}/relationships"><Relationship Id="r1" '
    return _packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{packaged}/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/a.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'{related}Type="{office}/officeDocument" Target="xl/workbook.xml"{end}',
            "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{office}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{related}Type="{office}/worksheet" Target="a.xml"{end}',
            "xl/a.xml": f'<worksheet xmlns="{sheet}"><sheetData>{text}</sheetData></worksheet>',
        }
    )


def _xml() -> Iterator[Hostile]:
    yield from _framed(
        {
            "paragraphs": f"<p>{_SAID}</p>", "utterances": '<u who="#MaraLindqvist"><seg>Yes.</seg></u>',
            "speeches": '<speech by="#mara" as="#chair"><p>Yes.</p></speech>',
            "notes": "<note>applause</note>",
            "names": "<speaker>Mara</speaker>Yes.", "words": "a ", "elements": "<x/>", "spaces": " ",
            "points": " .", "titles": "<title>a</title>", "attributes": '<x date="2031-06-04"/>',
            "colons": ":", "others": "<contribution>a</contribution>", "long names": f"<{'para' * 50}/>",
        }
    )  # fmt: skip
    yield from _framed(
        {
            "persons": '<person xml:id="a"><persName>a</persName></person>',
            "title of a header": "<titleStmt><title>a</title></titleStmt>",
            "one person": "<forename>a</forename>",
        },
        "<teiHeader><person xml:id='a'>",
        "</person></teiHeader>",
    )  # fmt: skip
    for name in ("p", "u", "x", "speaker", "note", "div"):
        yield Hostile(f"nested {name}", partial(_nested_xml, name))
    yield Hostile("persons apart", _persons)
    yield Hostile("attributes of one", lambda n: "<a " + " ".join(f'd{i}="1"' for i in range(n // 10)) + "/>")
    yield Hostile("one long key", lambda n: f'<a><u who="#{"Ab" * (n // 2)}"><seg>Yes.</seg></u></a>')


def _persons(n: int) -> str:
    each = (f'<person xml:id="p{i}"><persName>a</persName></person>' for i in range(n // 52))
    return f"<a><teiHeader>{''.join(each)}</teiHeader></a>"


def _framed(units: Mapping[str, str], before: str = "", after: str = "") -> Iterator[Hostile]:
    return _units(units, f"<a>{before}", f"{after}</a>")


def _nested_xml(name: str, n: int) -> str:
    depth = n // (2 * len(name) + 5)
    return f"<{name}>" * depth + "a" + f"</{name}>" * depth


def _json() -> Iterator[Hostile]:
    speech = json.dumps({"text": _SAID})
    yield from _units({"speeches": f"{speech},"}, "[", f"{speech}]")
    yield from _units({"lists": "[", "objects": '{"a":', "numbers": "9", "commas": "[],", "lines": "{}\n"})
    yield Hostile("keys", lambda n: "{" + ",".join(f'"k{i}":{{}}' for i in range(n // 10)) + "}")
    turn = json.dumps({"speaker": "Mara", "text": "Yes."})
    yield from _units({"turns": f"{turn},"}, '{"title": "A sitting", "turns": [', f"{turn}]}}")


def _packed(parts: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()
