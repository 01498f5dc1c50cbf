"""Small invented documents of the kinds that real ones go wrong by, each read right from the file on.

Covers `embeddings.text.reading.by_speaker`, `embeddings.text.formats.xml_text`,
`embeddings.text.formats.raised`, `embeddings.text.formats.web.tree`,
`embeddings.text.formats.web.titles`, `embeddings.text.running_lines`,
`embeddings.text.formats.pdf.doubts`, `embeddings.text.cleaning.speaker_labels`,
`embeddings.text.cleaning.damage.ligatures`, `embeddings.text.cleaning.damage.markup`,
`embeddings.text.cleaning.damage.line_numbers`, `embeddings.text.metadata.fields`,
`embeddings.text.metadata.given_dates`, `embeddings.text.formats.web.dates`,
`embeddings.text.formats.pdf.layout`.
"""

import os
import shutil
from pathlib import Path

import pytest

from embeddings.speech import Passage
from embeddings.text.passages import SplitSpeech, passages_of
from embeddings.text.reading.by_speaker import by_speaker
from embeddings.text.reading.read import Reading, Refusal, read


def one(path: Path) -> Reading:
    (found,) = read([path])
    assert isinstance(found, Reading), found
    return found


def split(path: Path) -> SplitSpeech:
    return passages_of(one(path).speech)


def said(path: Path) -> str:
    return "\n".join(passage.normalized for passage in split(path).passages)


def value(path: Path, field: str) -> str:
    return next((each.value for each in split(path).findings if each.field == field), "")


def speakers(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.speaker for passage in passages]


def test_a_running_head_goes_and_the_sentence_goes_on(cases: Path) -> None:
    """A sentence that runs over a page is whole; head and foot are noted."""
    path = cases / "documents" / "02-pdf-running-header-and-page-break" / "press.pdf"
    text = said(path)
    assert "renewed faster than the Harbour Board had foreseen." in text
    assert "Press Conference" not in text
    assert "Page 2" not in text
    assert any("stand on most pages" in note for note in one(path).notes)
    assert value(path, "date") == "" or value(path, "date") == "2031-06-04"


@pytest.mark.parametrize("name", ["report.txt", "report.pdf"])
def test_wrapped_lines_before_capitals_and_digits_are_joined(cases: Path, name: str) -> None:
    """The Second | Chapter, more than | 24 million, Professor | Ilse Maronde."""
    text = said(cases / "documents" / "03-wrapped-line-begins-with-a-capital" / name)
    for joined in (
        "The Second Chapter deals",
        "more than 24 million",
        "Professor Ilse Maronde",
        "the Motion on",
    ):
        assert joined in text
    assert "yesterday. We want" in text


def test_the_day_of_a_page(cases: Path) -> None:
    """The page's own metadata where the text gives none; a label far from the end."""
    folder = cases / "documents" / "09-day-of-a-web-page"
    assert value(folder / "page.html", "date") == "2031-06-04"
    assert value(folder / "page.html", "speaker") == "Johann Tamrin"
    assert value(folder / "gov.html", "date") == "2031-11-22"


def test_markdown_with_front_matter(cases: Path) -> None:
    """Fields are no passage, tags are gone, entities are read, bold labels are labels."""
    folder = cases / "documents" / "10-markdown-with-front-matter"
    post = one(folder / "post.md")
    assert post.speech.title == "Leia a íntegra do discurso de Ilse Maronde"
    assert value(folder / "post.md", "date") == "2031-06-04"
    text = said(folder / "post.md")
    assert "Pela decisão do conselho, hoje a ponte será aberta pela primeira vez à noite." in text
    assert not {"12421089", "tags", "<p>", "raw"} & set(text.replace("\n", " ").split())
    interview = split(folder / "interview.md").passages
    assert speakers(interview) == ["Marie", "Maronde"]
    assert interview[0].text.startswith("Bonjour")
    assert "松江大桥修复案" in said(folder / "table.md")
    assert "<" not in said(folder / "table.md")


def test_layout_tables_are_text_and_link_lists_go(cases: Path) -> None:
    """No bars in passages, no site in the title, no headlines of other pages, nor their days."""
    folder = cases / "documents" / "11-layout-table-and-link-list"
    assert "|" not in said(folder / "layout.html")
    assert "松江网" not in one(folder / "layout.html").speech.title
    assert "坑熟客" not in said(folder / "links.txt")
    assert "守了18年" not in said(folder / "links.txt")
    assert not value(folder / "links.txt", "date").startswith("2031-03")
    older = said(cases / "reports" / "19-html-layout-table" / "layout.html")
    assert "|" not in older
    assert "防汛放在首位" in older


def test_ligatures_that_are_control_characters(cases: Path) -> None:
    """A control sign inside a word is its fi or fl; no sign between letters is dropped."""
    text = said(cases / "documents" / "13-ligatures-as-control-characters" / "discurso.txt")
    for word in ("conflicto", "oficial", "sacrificio", "beneficia", "afirmaron", "fiesta"):
        assert word in text


def test_xml_is_read_as_xml(cases: Path) -> None:
    """Whatever its suffix; each speech with its speaker."""
    found = split(cases / "documents" / "18-xml-taken-for-text" / "sitting.txt").passages
    assert speakers(found) == ["Okello Maria", "Tamrin Johann"]
    assert not any("<" in passage.text or "◆" in passage.text for passage in found)


def test_titles(cases: Path) -> None:
    """No generator of pages, no name of a site, no running head."""
    folder = cases / "documents" / "19-titles"
    assert one(folder / "printed.html").speech.title == "COUNCIL OF THE CITY OF TORVIK"
    assert one(folder / "site.html").speech.title == "松江市渡船正式启用"
    assert one(folder / "head.pdf").speech.title.startswith("NATIONAL ASSEMBLY")


def test_names_of_a_debate_page_stay_where_they_stand(cases: Path) -> None:
    """Each of five speeches keeps the name above it, each of five promises its heading."""
    folder = cases / "reports" / "03-html-debate-loses-names"
    turns = ["Arden Vole", "The Minister", "Joss Pell", "The Minister", "Arden Vole"]
    for name in ("articles.html", "divs.html"):
        assert [speaker for speaker in speakers(split(folder / name).passages) if speaker] == turns
    headings = said(folder / "headings.html")
    assert [headings.index(f"{number}. Promise") for number in range(1, 6)] == sorted(
        headings.index(f"{number}. Promise") for number in range(1, 6)
    )


@pytest.mark.parametrize("name", ["en.pdf", "zh.pdf"])
def test_a_text_layer_without_meaning_is_refused(cases: Path, name: str) -> None:
    """Glyph numbers that land on letters are no text."""
    (found,) = read([cases / "reports" / "04-pdf-without-tounicode" / name])
    assert isinstance(found, Refusal)
    assert "without a known meaning" in found.reason


def test_arabic_of_a_pdf_reads_as_it_was_written(cases: Path) -> None:
    """Words and numbers in their order."""
    text = said(cases / "reports" / "05-pdf-arabic-reversed" / "ar.pdf")
    for word in ("الحكومة", "التعليم", "2024", "125"):
        assert word in text


def test_hidden_text_of_a_word_file_is_out(cases: Path) -> None:
    """What Word neither shows nor prints is not in the text."""
    assert "SECRET" not in said(cases / "reports" / "10-docx-hidden-text" / "vanish.docx")


def test_bold_printed_twice_is_read_once(cases: Path) -> None:
    """Overprinted characters are one."""
    text = said(cases / "reports" / "11-pdf-bold-twice" / "bold.pdf")
    assert text.startswith("县里修好堤防,两岸群众安心。大家一块苦")


def test_raised_signs_keep_their_meaning(cases: Path) -> None:
    """10 to the fourth is no 104, and a note's mark is no part of the number."""
    folder = cases / "reports" / "16-superscripts-and-fractions"
    for name in ("sup.html", "super.docx"):
        text = "\n".join(passage.text for passage in split(folder / name).passages)
        assert "10⁴ metres" in text
        assert "104" not in text
    assert "2019. [2]" in split(folder / "sup.html").passages[0].text
    assert "told us [12]" in split(folder / "super.docx").passages[0].text


def test_struck_hidden_and_ruby_text_of_pages(cases: Path) -> None:
    """Only what a reader sees, and no reading inside a word."""
    folder = cases / "reports" / "17-html-struck-ruby-hidden"
    assert "The toll at the quay is four crowns" in said(folder / "struck.html")
    assert "この堤防は" in said(folder / "ruby.html")
    assert "彩票" not in said(folder / "hidden.html")
    assert "脚本" not in said(folder / "hidden.html")


def test_dates_of_spreadsheets(cases: Path) -> None:
    """The year comes first, so nothing is guessed; what can mean two days is kept and noted."""
    rows = list(read([cases / "reports" / "20-spreadsheet-dates" / "in.csv"]))
    dates = [each.speech.date for each in rows if isinstance(each, Reading)]
    assert dates == [*["2031-03-09"] * 5, "", "2031-03-09", ""]
    assert isinstance(rows[-1], Reading)
    assert rows[-1].speech.more["date_given"] == "9/3/2031"
    assert rows[-1].notes


@pytest.mark.parametrize("name", ["gbk.txt", "page.html", "cut.txt", "padded.txt"])
def test_a_damaged_byte_costs_its_place_only(cases: Path, name: str) -> None:
    """Read with the damage marked and noted."""
    found = one(cases / "reports" / "23-one-damaged-byte" / name)
    assert "防汛放在首位" in found.speech.raw
    assert found.speech.raw.count("\ufffd") <= 2
    assert ("\ufffd" in found.speech.raw) == any("damaged" in note for note in found.notes)


def test_notes_signs_and_formulas_of_word_files(cases: Path) -> None:
    """Footnotes stand at the end, signs and formulas in their places, lost list numbers are noted."""
    folder = cases / "reports" / "24-docx-notes-signs-numbers"
    assert "Skarholm is exempt from the toll" in said(folder / "footnote.docx")
    assert "two°" in one(folder / "inline.docx").speech.raw
    assert "x=5" in one(folder / "inline.docx").speech.raw
    assert "the numbers of list items are not in the text" in one(folder / "list.docx").notes


def test_columns_and_numbered_lines(cases: Path) -> None:
    """Each column by itself; numbers of the margin are no part of a sentence."""
    folder = cases / "reports" / "25-pdf-columns-and-line-numbers"
    columns = said(folder / "columns.pdf").replace("\n", " ")
    assert "open all the winter, since the ice pilots have their school at last." in columns
    numbered = said(folder / "numbered.pdf").replace("\n", " ")
    assert "open all the winter, since the ice pilots have their school at last." in numbered


def test_a_scan_with_a_stamp_is_a_scan(cases: Path) -> None:
    """The stamp of the scanner is no text."""
    (found,) = read([cases / "reports" / "26-scan-with-a-stamp" / "scan.pdf"])
    assert isinstance(found, Refusal)
    assert "ocrmypdf" in found.reason


def test_rows_of_other_names_and_with_tags(cases: Path) -> None:
    """Fields in any case, paragraphs in a list, tags that end paragraphs; an unknown name is told."""
    folder = cases / "reports" / "31-rows-with-other-names-or-tags"
    first, second, third = read([folder / "names.jsonl"])
    assert isinstance(first, Reading)
    assert isinstance(second, Refusal)
    assert "it has id, content" in second.reason
    assert isinstance(third, Reading)
    assert len(passages_of(third.speech).passages) == 2
    passages = split(folder / "tags.jsonl").passages
    assert [passage.normalized.split()[0] for passage in passages][:2] == ["The", "The"]
    assert not any("<" in passage.normalized or "nbsp" in passage.normalized for passage in passages)


@pytest.mark.parametrize(("name", "count"), [("mac.csv", 2), ("sep.csv", 1)])
def test_tables_of_any_program(cases: Path, name: str, count: int) -> None:
    """Lines that end with a carriage return; Excel's own first line."""
    found = list(read([cases / "reports" / "32-csv-of-excel-for-mac" / name]))
    assert [type(each) for each in found] == [Reading] * count


def test_a_suspended_hyphen_stays(cases: Path) -> None:
    """Haushalts- und Finanzpolitik, short- and long-term."""
    folder = cases / "reports" / "39-suspended-hyphen"
    german, english = said(folder / "de.txt"), said(folder / "en.txt")
    assert "Haushalts- und Finanzpolitik" in german
    assert "Ein- und Ausfuhr" in german
    assert "short- and long-term" in english


def test_a_file_name_that_is_no_utf_8_ends_nothing(cases: Path, tmp_path: Path) -> None:
    """It is read under its name written out."""
    good = cases / "reports" / "01-file-name-not-utf8" / "good.txt"
    shutil.copy(good, tmp_path / "good.txt")
    shutil.copy(good, tmp_path / os.fsdecode(b"\xbd\xb2\xbb\xb0.txt"))
    found = [each for each in read([tmp_path]) if isinstance(each, Reading)]
    assert len(found) == 2
    for each in found:
        each.source.path.encode("utf-8")


def test_a_debate_is_split_into_its_turns(cases: Path) -> None:
    """Each with its speaker; together they are the whole text."""
    whole = one(cases / "documents" / "04-speakers-of-a-debate" / "debate.txt")
    turns = [each for each in by_speaker([whole]) if isinstance(each, Reading)]
    assert [each.speech.speaker for each in turns] == ["", "Okello", "Tamrin", "The Speaker", "Maronde"]
    assert "".join(each.speech.raw for each in turns) == whole.speech.raw
    assert "split into 4 turns" in turns[0].notes[-1]
