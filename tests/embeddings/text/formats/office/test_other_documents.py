"""Each further format, written by its own library or by hand, and read like any other file."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pptx
import pytest

from embeddings.text.formats.office.other_documents import odt_text
from embeddings.text.reading.read import Reading, Refusal, read

FIRST = "The harbour of Veldhaven stays open all winter, and the ferries sail every day."
SECOND = "Every village school keeps its teacher, and every teacher keeps a roof over the head."


def _packed(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


def odt(first: str = FIRST) -> bytes:
    office, text = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    )
    body = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>'
        f"<text:h>At the quay</text:h><text:p>{first}</text:p><text:p>{SECOND}</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    return _packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})


def rtf() -> bytes:
    return (r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 " + FIRST + r"\par " + SECOND + r"\par}").encode("ascii")


def epub() -> bytes:
    chapter = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{}</p></body></html>"
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>'
        '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    return _packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "book.opf": book,
            "a.xhtml": chapter.format(FIRST),
            "b.xhtml": chapter.format(SECOND),
        }
    )


def srt() -> bytes:
    first, second = "00:00:01,000 --> 00:00:04,000", "00:00:05,000 --> 00:00:08,000"
    return f"1\n{first}\n{FIRST}\n\n2\n{second}\n<i>{SECOND}</i>\n".encode()


def vtt() -> bytes:
    return (
        f"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Mara>{FIRST}\n\n00:05.000 --> 00:08.000\n{SECOND}\n".encode()
    )


def slides() -> bytes:
    shown, file = pptx.Presentation(), io.BytesIO()
    for text in (FIRST, SECOND):
        slide = shown.slides.add_slide(shown.slide_layouts[5])
        slide.shapes.title.text = text
    shown.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.odt", odt), ("a.rtf", rtf), ("a.epub", epub), ("a.srt", srt), ("a.vtt", vtt), ("a.pptx", slides)],
)
def test_a_document_is_read_whole_and_in_order(tmp_path: Path, name: str, make: Callable[[], bytes]) -> None:
    """Both sentences are there, the first first, without a sign of the format."""
    (tmp_path / name).write_bytes(make())
    (reading,) = read([tmp_path / name])
    assert isinstance(reading, Reading), reading
    raw = " ".join(reading.speech.raw.split())
    assert 0 <= raw.index(FIRST) < raw.index(SECOND)
    assert not any(sign in raw for sign in ("-->", "<i>", "\\par", "WEBVTT", "<p>"))


@pytest.mark.parametrize("count", ["999999999", "9" * 5000, "-1", "many", "٣"])
def test_spaces_that_nobody_means_cost_nothing(count: str) -> None:
    """One element of a .odt says how many spaces it stands for."""
    read = odt_text(odt(f'{FIRST}<text:s text:c="{count}"/>'))
    assert FIRST in read.text
    assert len(read.text) < 1_000


@pytest.mark.parametrize("name", ["a.odt", "a.rtf", "a.epub", "a.pptx", "a.xlsx"])
def test_what_is_no_such_document_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """Bytes of something else under that name are refused, and say which file."""
    (tmp_path / name).write_bytes(b"PK\x03\x04 nothing of the kind")
    (refused,) = read([tmp_path / name])
    assert isinstance(refused, Refusal)
    assert refused.path.endswith(name)
    assert refused.reason


def test_a_spreadsheet_has_a_speech_a_row(tmp_path: Path) -> None:
    """The first row names the columns, in any case; a cell with a day gives the day."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["ID", "Text", "Speaker", "Date"],
        ["quay", FIRST, "Mara Lindqvist", "2031-03-09"],
        ["school", SECOND, "", "2031"],
    ):
        sheet.append(row)
    book.save(tmp_path / "rows.xlsx")
    first, second = [one.speech for one in read([tmp_path / "rows.xlsx"]) if isinstance(one, Reading)]
    assert (first.id, first.raw, first.speaker, first.date) == ("quay", FIRST, "Mara Lindqvist", "2031-03-09")
    assert (second.id, second.date) == ("school", "2031")


@pytest.mark.parametrize(
    "wrap", [lambda rows: rows, lambda rows: {"speeches": rows}], ids=["a list", "an object"]
)
def test_a_json_file_has_a_speech_an_object(tmp_path: Path, wrap: Callable[[object], object]) -> None:
    """A list of objects, or an object that holds one."""
    rows = [{"id": "quay", "text": FIRST}, {"id": "school", "text": SECOND}]
    (tmp_path / "rows.json").write_text(json.dumps(wrap(rows)), encoding="utf-8")
    assert [one.speech.id for one in read([tmp_path / "rows.json"]) if isinstance(one, Reading)] == [
        "quay",
        "school",
    ]
