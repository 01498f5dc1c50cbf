"""The author that a file names beside its text. All people and texts are invented."""

import zipfile
from pathlib import Path

import pytest

from embeddings.text.metadata.file_author import author_of
from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, read
from tests.support.papers import paragraph, word_document

SAID = "The quay of the lower town was opened again before the winter, as the board had asked."


def speaker_of(path: Path) -> str:
    (found,) = read([path])
    assert isinstance(found, Reading), found
    known = {finding.field: finding.value for finding in passages_of(found.speech).findings}
    return found.speech.speaker or known.get("speaker", "")


@pytest.mark.parametrize(
    ("author", "person"),
    [
        ("Maria Okello", "Maria Okello"),
        ("Okello, Maria", "Maria Okello"),
        ("王明德", "王明德"),
        ("Administrator", ""),
        ("Office of the President", ""),
        ("mokello", ""),
        ("Press Team", ""),
        ("m.okello@veldhaven.example", ""),
    ],
)
def test_only_a_person_is_an_author(author: str, person: str) -> None:
    """Programs write accounts and offices into the same field."""
    assert author_of(author, "") == person


def _book(creator: str) -> dict[str, str]:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>At the quay</dc:title><dc:creator>{creator}</dc:creator>"
        "<dc:creator>Somebody Else</dc:creator><dc:date>2031-06-04</dc:date></metadata>"
        '<manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    page = f"<html><body><p>{SAID}</p><p>{SAID}</p></body></html>"
    return {"META-INF/container.xml": container, "book.opf": package, "a.xhtml": page}


def test_a_book_says_whose_it_is_and_of_which_day(tmp_path: Path) -> None:
    """Its first creator and its day, where the text names none."""
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as packed:
        for name, text in _book("Maria Okello").items():
            packed.writestr(name, text)
    (found,) = read([tmp_path / "a.epub"])
    assert isinstance(found, Reading)
    assert (found.speech.title, found.speech.more["file_date"]) == ("At the quay", "2031-06-04")
    assert speaker_of(tmp_path / "a.epub") == "Maria Okello"


@pytest.mark.parametrize(("author", "said"), [("Maria Okello", "Maria Okello"), ("Jon Typist", "")])
def test_who_wrote_a_document_is_named_in_it(tmp_path: Path, author: str, said: str) -> None:
    """A typist is no speaker: the author of a Word document counts where its text names that person."""
    properties = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{author}</dc:creator></cp:coreProperties>'
    )
    body = paragraph("For the board: Maria Okello, harbour office") + paragraph(SAID)
    (tmp_path / "a.docx").write_bytes(word_document(body, parts={"docProps/core.xml": properties}))
    assert speaker_of(tmp_path / "a.docx") == said


TEI = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>At the quay</title><author>Okello, Maria</author></titleStmt><publicationStmt><date when="2035-01-01"/>
</publicationStmt><sourceDesc><bibl><date>4 June 2031</date></bibl></sourceDesc></fileDesc></teiHeader>
<text><body><p>{0}</p><p>{0}</p></body></text></TEI>"""
AKN = """<?xml version="1.0"?><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><doc><meta>
<identification><FRBRWork><FRBRdate date="2031-06-04" name="made"/><FRBRauthor href="#okello"/></FRBRWork>
<FRBRExpression><FRBRdate date="2035-01-01" name="printed"/></FRBRExpression></identification>
<references><TLCPerson eId="okello" href="/ontology/okello" showAs="Maria Okello"/></references></meta>
<mainBody><p>{0}</p><p>{0}</p></mainBody></doc></akomaNtoso>"""


@pytest.mark.parametrize("record", [TEI, AKN])
def test_a_header_says_who_and_when(tmp_path: Path, record: str) -> None:
    """The day of what was said or written comes before that of the edition."""
    (tmp_path / "a.xml").write_text(record.format(SAID), encoding="utf-8")
    (found,) = read([tmp_path / "a.xml"])
    assert isinstance(found, Reading)
    assert found.speech.more["file_date"] == "2031-06-04"
    assert speaker_of(tmp_path / "a.xml") == "Maria Okello"


@pytest.mark.parametrize(
    ("front", "who"),
    [
        ("author:\n  - Maria Okello\n  - Jon Pell\n", "Maria Okello, Jon Pell"),
        ("authors: [Maria Okello, 'Jon Pell']\n", "Maria Okello, Jon Pell"),
        ("author:\n  name: Maria Okello\n", "Maria Okello"),
        ("speakers:\n- Maria Okello\ntags:\n- boats\n", "Maria Okello"),
    ],
)
def test_front_matter_lists_its_authors(tmp_path: Path, front: str, who: str) -> None:
    """Below the key or beside it."""
    text = f"---\ntitle: At the quay\n{front}---\n\n{SAID}\n\n{SAID}\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert speaker_of(tmp_path / "a.md") == who
