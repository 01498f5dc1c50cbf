"""Pages and documents: what is in them comes out, and a hostile one harms nothing.

Covers `embeddings.text.formats.web.page`, `embeddings.text.formats.office.word`,
`embeddings.text.formats.pdf.text_layer`, `embeddings.text.formats.extract`,
`embeddings.text.formats.sandbox.sandbox`, `embeddings.text.formats.sandbox.child`.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.errors import UnreadableSource
from embeddings.text.formats.sandbox import sandbox as confining
from embeddings.text.formats.sandbox.sandbox import Confined
from embeddings.text.formats.web.page import agreement
from embeddings.text.reading.read import Reading, Refusal, read
from tests.support.papers import archive, paragraph, pdf, word_document

SENTENCE = "海湾的港口要更加开放，让每一个渔村都有新的学校和医院，保护海湾的水质，发展新的贸易伙伴关系。"
PAGE = f"""<html><head><title>在海湾会议上的讲话</title>{{meta}}</head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/n">新闻</a></li></ul></div>
<div class="content"><h1>在海湾会议上的讲话</h1><p>同志们：</p><p>{SENTENCE}</p><p>{SENTENCE[::-1]}</p>
<p>一、港口建设</p><p>{SENTENCE}{SENTENCE[::-1]}</p><p>谢谢。</p></div>
<div id="footer"><p><a href="/a">关于我们</a> <a href="/b">网站地图</a></p></div></body></html>"""


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    with Confined() as one:
        yield one


def only(path: Path, content: bytes) -> Reading | Refusal:
    path.write_bytes(content)
    (found,) = read([path])
    return found


def text_in(path: Path, content: bytes) -> Reading:
    found = only(path, content)
    assert isinstance(found, Reading), found
    return found


@pytest.mark.parametrize(
    ("encoding", "meta", "read_as"),
    [
        ("utf-8", "", "utf-8"),
        ("gb18030", '<meta charset="gb2312">', "gb18030"),
        ("utf-8", '<meta charset="gb2312">', "utf-8"),  # many a page says so
        ("gb18030", "", "gb18030"),
        ("utf-16", "", "utf-16"),
    ],
)
def test_a_page_is_its_main_text(tmp_path: Path, encoding: str, meta: str, read_as: str) -> None:
    """Paragraphs stay, menus go, the bytes are kept; what a page says of its encoding counts."""
    content = PAGE.format(meta=meta).encode(encoding)
    found = text_in(tmp_path / "bay.html", content)
    assert SENTENCE + "\n" + SENTENCE[::-1] in found.speech.raw
    assert "首页" not in found.speech.raw
    assert "网站地图" not in found.speech.raw
    assert (found.speech.title, found.source.content) == ("在海湾会议上的讲话", content)
    assert found.source.encoding == read_as


def test_extractors_that_disagree_lower_the_confidence(tmp_path: Path) -> None:
    """Two opinions on what is the main text: the share they have in common is the confidence, and said."""
    agreed = text_in(tmp_path / "bay.html", PAGE.format(meta="").encode())
    assert (agreed.source.confidence > 0.8, agreed.notes) == (True, ())
    comments = "".join(f"<p>{chr(0x4E00 + n) * 20}</p>" for n in range(60))
    page = PAGE.format(meta="").replace("</body>", f'<div class="comment-list">{comments}</div></body>')
    disputed = text_in(tmp_path / "bay.htm", page.replace('class="content"', 'class="sidebar"').encode())
    assert disputed.source.confidence < 0.8
    assert "two extractors" in disputed.notes[0]
    assert agreement("abcdefg", "abcdefg") == 1
    assert agreement("abcdefg", "hijklmn") == 0


def test_a_page_of_nothing_is_refused(tmp_path: Path) -> None:
    """A page without a main text is no speech."""
    found = only(tmp_path / "bay.html", b"<html><body></body></html>")
    assert isinstance(found, Refusal)
    assert found.reason == "no main text in the page"


def test_a_word_document_is_its_paragraphs(tmp_path: Path) -> None:
    """Body, table and text box in their order; inserted text is in, deleted and moved-away text is not."""
    body = (
        paragraph("在海湾会议上的讲话")
        + "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        + "<w:r><w:t>Busy</w:t><w:tab/><w:t>harbours</w:t><w:br/></w:r>"
        + "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        + "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('一')}</w:tc><w:tc>{paragraph('二')}</w:tc></w:tr></w:tbl>"
        + "<w:sdt><w:sdtContent>" + paragraph("controlled") + "</w:sdtContent></w:sdt>"
        + f"<mc:AlternateContent><mc:Fallback>{paragraph('twice')}</mc:Fallback></mc:AlternateContent>"
    )  # fmt: skip
    found = text_in(tmp_path / "bay.docx", word_document(body))
    assert found.speech.raw == "在海湾会议上的讲话\nBusy\tharbours\nnew\n一\n二\ncontrolled"
    assert (found.speech.title, found.source.encoding, found.notes) == ("在海湾会议上的讲话", "", ())


def test_list_numbers_that_are_not_in_the_text_are_said(tmp_path: Path) -> None:
    """Word draws them when it shows the document; the reader of the speech is told."""
    item = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>harbours</w:t></w:r></w:p>"
    assert "numbers" in text_in(tmp_path / "bay.docx", word_document(item)).notes[0]


def test_macros_and_outside_links_of_a_document_are_never_opened(tmp_path: Path) -> None:
    """Only the main part is read: what else is packed with it may be anything (FAULTS 51)."""
    parts = {"word/vbaProject.bin": "\0" * 99, "word/_rels/document.xml.rels": "<not xml"}
    found = text_in(tmp_path / "bay.docx", word_document(paragraph("Busy harbours."), parts=parts))
    assert found.speech.raw == "Busy harbours."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            word_document(paragraph("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
            "entities",
        ),
        (word_document(paragraph("&b;"), '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'), "entities"),
        (word_document(paragraph("x" * 40_000_000)), "100 times larger"),
        (word_document("<w:p>")[:-40], "older .doc"),
        (archive({"_rels/.rels": "<r/>"}), "no main part"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "older .doc"),
        (word_document(paragraph(" ")), "no text"),
        (word_document("<w:p><w:r>"), "not a sound .docx"),
    ],
)
def test_a_hostile_word_document_is_refused(confined: Confined, content: bytes, why: str) -> None:
    """Entities, bombs and damage are refused in a line; the next document is read (FAULTS 51)."""
    with pytest.raises(UnreadableSource, match=why):
        confined.parse("docx", content)
    assert confined.parse("docx", word_document(paragraph("Bay."))).text == "Bay."


def test_a_pdf_is_its_text_layer(tmp_path: Path) -> None:
    """Lines of the page are lines, fonts that are only named are understood; a form feed parts pages.

    But for a sentence that goes on with the next page.
    """
    first, second, rest = SENTENCE[:20], SENTENCE[20:40], SENTENCE[40:] * 2
    found = text_in(tmp_path / "bay.pdf", pdf([[first, second], [rest], [first]]))
    assert found.speech.raw == f"{first}\n{second}\n{rest}\f{first}"
    assert (found.source.confidence, found.source.encoding, found.notes) == (1, "", ())


def test_a_scan_is_refused_with_advice(tmp_path: Path) -> None:
    """Pages without a text layer need recognition; a few of them among others are named."""
    found = only(tmp_path / "bay.pdf", pdf([[], []]))
    assert isinstance(found, Refusal)
    assert "ocrmypdf" in found.reason
    partly = text_in(tmp_path / "bay.pdf", pdf([[SENTENCE], [], [SENTENCE]]))
    assert partly.notes == ("no text on 1 of 3 pages, which may be scanned: 2",)
    assert partly.source.confidence == 0.67


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", b"Busy harbours.", b"", pdf([[SENTENCE]])[:200]])
def test_a_broken_pdf_is_refused(confined: Confined, content: bytes) -> None:
    """In a line, and the next one is read (FAULTS 51)."""
    with pytest.raises(UnreadableSource, match=r"not a sound \.pdf"):
        confined.parse("pdf", content)
    assert confined.parse("pdf", pdf([[SENTENCE]])).text == SENTENCE


def test_a_document_that_takes_too_long_is_stopped() -> None:
    """The process is ended at the limit and the next document gets a new one (FAULTS 51, 52)."""
    page = b"<html><body>" + b"<div><p>Busy harbours.</p></div>" * 100_000
    with Confined(seconds=0.05) as confined:
        start = time.monotonic()
        with pytest.raises(UnreadableSource, match=r"more than 0\.05 seconds"):
            confined.parse("html", page)
        assert time.monotonic() - start < 10
    with Confined() as confined:
        assert confined.parse("docx", word_document(paragraph("Bay."))).text == "Bay."


def test_a_process_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends the child, the parent says that parsing broke off and starts another."""
    with Confined() as confined:
        confined.parse("docx", word_document(paragraph("Bay.")))
        assert confined._process
        os.kill(confined._process.pid, 9)
        confined._process.wait()
        with pytest.raises(UnreadableSource, match="broke off"):
            confined.parse("docx", word_document(paragraph("Bay.")))
        assert confined.parse("docx", word_document(paragraph("Bay."))).text == "Bay."


def test_parsers_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """After many documents a new process goes on, so that no parser keeps memory for ever."""
    monkeypatch.setattr(confining, "_DOCUMENTS", 1)
    with Confined() as confined:
        pids = set()
        for _ in range(2):
            confined.parse("docx", word_document(paragraph("Bay.")))
            assert confined._process
            pids.add(confined._process.pid)
    assert len(pids) == 2
