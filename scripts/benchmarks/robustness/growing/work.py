"""Everything that is done to a text that somebody else wrote: each rule, each step, each reader."""

import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from embeddings.errors import UnreadableSource
from embeddings.speech import Speech
from embeddings.text import names
from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.cleaning.rules import RULES
from embeddings.text.formats.encodings import decode
from embeddings.text.formats.office import word as word_document
from embeddings.text.formats.pdf import text_layer as pdf
from embeddings.text.formats.web import page as web_page
from embeddings.text.metadata import datelines, dating, found, given, headings, places, speakers
from embeddings.text.passages import normalize_query, passages_of
from embeddings.text.reading.parts import parts_of
from embeddings.text.reading.read import Reading, read
from embeddings.text.splitting import split
from embeddings.text.tokens.terms import terms
from scripts.benchmarks.robustness import hostile_texts
from scripts.benchmarks.robustness.hostile_texts import Hostile, general, numbered, of_module, repeated

_ARTICLE = "<html><body><article>"
_METADATA = (datelines, dating, found, headings, names, places, speakers)


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to a text.  prepare: what is made of the text before, and is not timed."""

    name: str
    do: Callable[[Any], object]
    texts: Callable[[], Iterable[Hostile]]
    prepare: Callable[[str], Any] = str


def every_work() -> Iterator[Work]:
    for rule in RULES:
        yield Work(f"rule {rule.name}", partial(_apply, rule), partial(_for_rule, rule), _page)
    yield Work("lines", _page, general)
    yield Work("cleaning", clean, general)
    yield Work("splitting", split, general)
    yield Work("reading a speech", _read_speech, _for_metadata)
    yield Work("reading a question", lambda text: normalize_query(text), general)
    yield Work("parts", lambda text: parts_of(_reading(text)), general)
    yield Work("terms", lambda text: terms(text, "zh-Hans"), general)
    yield Work("terms, Latin", lambda text: terms(text, "en"), general)
    yield Work("metadata given", _given, general)
    for name in ("utf-8", "gb18030"):
        yield Work(f"encoding {name}", partial(_decode, name), general)
    yield Work("table of rows", partial(_read_file, ".csv"), _tables)
    yield Work("rows of JSON", partial(_read_file, ".jsonl"), _json_rows)
    yield Work("packed rows", partial(_read_packed, ".jsonl.gz"), _json_rows)
    yield Work("archive", partial(_read_packed, ".zip"), _archived)
    yield Work("web page", lambda text: _refusable(lambda: web_page.text_of(text.encode())), _pages)
    yield Work("word document", _read_word, _word_parts)
    yield Work("pdf", lambda text: _refusable(lambda: pdf.text_of(_printed(text))), _printed_texts)


def _page(text: str) -> Page:
    page = Page(text)
    page.lines  # noqa: B018 -- found once for all rules
    return page


def _apply(rule: Rule, page: Page) -> None:
    for _ in rule.find(page):
        pass


def _for_rule(rule: Rule) -> Iterator[Hostile]:
    yield from general()
    yield from of_module(hostile_texts.loaded(rule.find.__module__))


def _for_metadata() -> Iterator[Hostile]:
    yield from general()
    for module in _METADATA:
        yield from of_module(module)


def _read_speech(text: str) -> None:
    _refusable(lambda: passages_of(Speech("a", text)))


def _decode(encoding: str, text: str) -> None:
    _refusable(lambda: decode(text.encode(encoding, "ignore")))


def _given(text: str) -> None:
    for more in (Speech("a", "T", title=text, language=text), Speech("a", "T", more={text: text})):
        _refusable(partial(given.check_speech, more))


def _refusable(read_it: Callable[[], object]) -> None:
    """Refusing a text is an answer, too."""
    with suppress(UnreadableSource):
        read_it()


def _reading(text: str) -> Reading:
    from embeddings.speech import Source

    return Reading(Speech("a", text), Source("a", b"", ""), "a")


def _read_file(suffix: str, text: str) -> None:
    _read_bytes(suffix, text.encode("utf-8", "ignore"))


def _read_bytes(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"rows{suffix}")
        file.write_bytes(content)
        for _ in read([file]):
            pass


def _read_packed(suffix: str, text: str) -> None:
    """The length of a packed text is what it has when it is unpacked."""
    content = text.encode("utf-8", "ignore")
    if suffix == ".zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("rows.jsonl", content)
        _read_bytes(suffix, packed.getvalue())
    else:
        _read_bytes(suffix, gzip.compress(content, 1))


def _tables() -> Iterator[Hostile]:
    yield Hostile("columns", lambda n: ",".join(["text", *(f"c{i}" for i in range(n // 7))]) + "\nA harbour.")
    yield Hostile("columns and a row of them", _wide_table)
    yield Hostile("empty columns", lambda n: "text" + "," * n + "\nA harbour.")
    yield Hostile("columns of one name", lambda n: "text" + ",a" * (n // 2) + "\nA harbour.")
    yield Hostile("rows", lambda n: "id,text\n" + "".join(f"{i},x\n" for i in range(n // 8)))
    yield Hostile("rows of many cells", lambda n: "text\n" + "a,a,a,a,a,a,a,a\n" * (n // 16))
    yield Hostile("one open quote", lambda n: 'text\n"' + "a" * n)
    yield Hostile("open quotes", lambda n: "text\n" + '"a\n' * (n // 3))
    yield Hostile("quotes", lambda n: "text\n" + '"' * n)
    yield Hostile("empty lines", lambda n: "text\nA harbour.\n" + "\n" * n)
    yield Hostile("no names", lambda n: "\n" * n + "text\nA harbour.")


def _wide_table(n: int) -> str:
    columns = max(1, n // 20)
    return ",".join(["text", *(f"c{i}" for i in range(columns))]) + "\n" + "A harbour" + ",x" * columns


def _json_rows() -> Iterator[Hostile]:
    row = json.dumps({"text": "A harbour."})
    yield Hostile("rows", lambda n: f"{row}\n" * (n // len(row)))
    yield Hostile("rows with ids", lambda n: "".join(f'{{"id":{i},"text":"x"}}\n' for i in range(n // 22)))
    yield Hostile("keys", lambda n: '{"text":"A",' + ",".join(f'"k{i}":1' for i in range(n // 11)) + "}")
    yield Hostile("one key", lambda n: '{"text":"A"' + ',"a":1' * (n // 6) + "}")
    yield Hostile("nested", lambda n: '{"text":' + "[" * n)
    yield Hostile("a number", lambda n: '{"text":"A","n":' + "9" * n + "}")
    yield Hostile("a text", lambda n: json.dumps({"text": "a" * n}))
    yield Hostile("escapes", lambda n: '{"text":"' + "\\u4e2d" * (n // 6) + '"}')
    yield Hostile("empty lines", lambda n: "\n" * n + row)
    yield Hostile("lines of spaces", lambda n: " \n" * (n // 2) + row)
    yield Hostile("lines of nothing", lambda n: "x\n" * (n // 2))
    yield Hostile("one line of spaces", lambda n: " " * n + row)


def _archived() -> Iterator[Hostile]:
    yield from _json_rows()


def _pages() -> Iterator[Hostile]:
    text = "<p>The harbour of Veldhaven stays open all winter, and the ferries sail.</p>"
    page = "<html><body>{}</body></html>"
    for name, unit in {
        "paragraphs": text, "opened": "<div>", "bold": "<b>", "closed": "</div>", "tables": "<table><tr><td>",
        "cells": "<td>a</td>", "lists": "<ul><li>a", "links": '<a href="#">a</a>', "entities": "&amp;",
        "comments": "<!--", "signs": "<", "attributes": '<p a="b">', "breaks": "<br>", "scripts": "<script>",
        "spans": "<span>a</span>", "quotes": '"', "spaces": " ", "headings": "<h1>a</h1>",
    }.items():  # fmt: skip
        yield Hostile(
            name, repeated(unit, before="<html><body><article>" + text, after="</article></body></html>")
        )
    yield Hostile("attributes of one", lambda n: page.format("<p " + 'a="b" ' * (n // 6) + ">" + text * 3))
    yield Hostile(
        "one paragraph", lambda n: page.format("<p>" + "The harbour is open. " * (n // 21) + "</p>")
    )
    yield Hostile(
        "different paragraphs",
        lambda n: page.format("".join(f"<p>Harbour {i}, open.</p>" for i in range(n // 25))),
    )


def _word_parts() -> Iterator[Hostile]:
    for name, unit in {
        "paragraphs": "<w:p><w:r><w:t>A harbour.</w:t></w:r></w:p>",
        "runs": "<w:r><w:t>a</w:t></w:r>",
        "tables": "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
        "deleted": "<w:del><w:r><w:t>a</w:t></w:r></w:del>",
        "tabs": "<w:r><w:tab/></w:r>",
    }.items():
        yield Hostile(name, repeated(unit))
    yield Hostile("nested", lambda n: "<w:p>" * (n // 11) + "</w:p>" * (n // 11))
    yield Hostile("nested boxes", lambda n: "<w:p><w:r><w:t>a</w:t>" * (n // 36) + "</w:r></w:p>" * (n // 36))


def _read_word(text: str) -> None:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as parts:
        parts.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Type="{kind}" Target="word/document.xml"/></Relationships>',
        )
        parts.writestr(
            "word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{text}</w:body></w:document>'
        )
    _refusable(lambda: word_document.text_of(packed.getvalue()))


def _printed_texts() -> Iterator[Hostile]:
    yield Hostile("pages of a line", numbered("The harbour stays open all winter, said the minister."))
    yield Hostile("one page", lambda n: "The harbour stays open all winter. " * (n // 35))
    yield Hostile("one letter", repeated("a"))


def _printed(text: str) -> bytes:
    """A .pdf with a page for each forty lines, laid out plainly."""
    lines = text.split("\n")
    pages = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, page in enumerate(pages):
        shown = "".join(f"0 -14 Td ({line}) Tj\n" for line in page)
        content = f"BT /F1 10 Tf 50 800 Td\n{shown}ET"
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    written = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj{each}endobj\n".encode()
    start = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    written += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    written += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(written)
