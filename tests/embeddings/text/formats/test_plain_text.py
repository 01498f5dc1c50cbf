"""Plain texts that are no running text. All texts are invented."""

import pytest

from embeddings.errors import UnreadableSource
from embeddings.text.formats.plain_text import extract_of_plain, refuse_links
from embeddings.text.formats.sandbox.sandbox import Confined
from embeddings.text.reading.documents import extract_of

SAID = "The ferry ( an old one ) sails at six , and it sails on Sundays as well . Who has seen it sail ?"
LEFT = [
    "The ferry sails at six on",
    "every day of the week, and",
    "the harbour master knows it,",
    "as he knows the tides and",
]
RIGHT = [
    "Nobody has read the table",
    "since the storm of winter,",
    "when the quay was flooded",
    "and the school was closed",
]


def test_a_word_a_line_is_joined_to_sentences() -> None:
    """Marks stand where they belong, an empty line parts sentences as it did, and a note says it."""
    file = "\n\n".join("\n".join(SAID.split()) for _ in range(6))
    extract = extract_of_plain(file)
    assert (
        extract.text.split("\n")
        == ["The ferry (an old one) sails at six, and it sails on Sundays as well. Who has seen it sail?"] * 6
    )
    assert "one word a line" in extract.notes[0]


def test_a_list_of_words_stays_one() -> None:
    """It has no ends of sentences."""
    words = "\n".join(f"harbour{number}" for number in range(200))
    assert extract_of_plain(words).text == words


def columned(n: int) -> str:
    return "\n".join(f"{LEFT[row % 4]:<40}{RIGHT[row % 4]}" for row in range(n))


def test_two_columns_side_by_side_are_noted() -> None:
    """The confidence is the share of the lines that are not so."""
    extract = extract_of_plain(
        "\n".join(["The Harbour Gazette of the first of May"] * 4) + "\n" + columned(12)
    )
    assert extract.confidence == 0.25
    assert "two columns" in extract.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        columned(4),
        "\n".join(f"{LEFT[row % 4]}{' ' * (3 + row)}{RIGHT[row % 4]}" for row in range(12)),
        "\n".join(f"Port of call {row:<10}    {row * 7:>8}    {row * 3:>8}" for row in range(20)),
        "\n".join(f"Minister of the Harbours {row:<10}{' ' * 8}{row * 7}" for row in range(20)),
    ],
    ids=["a few lines", "gaps anywhere", "a table", "a list with figures"],
)
def test_other_gaps_are_no_columns(text: str) -> None:
    extract = extract_of_plain(text)
    assert (extract.text, extract.confidence, extract.notes) == (text, 1.0, ())


def test_a_list_of_links_is_refused_with_what_to_do() -> None:
    """Also with the day of each; a text with links in it is none."""
    links = [
        f"- [Speech on harbour {number}](https://example.org/{number}) 2031-03-{number + 10}"
        for number in range(15)
    ]
    with pytest.raises(UnreadableSource, match="a list of links \\(15 of its 16 lines\\): read the pages"):
        extract_of_plain("\n".join(["# Speeches", *links]))
    extract_of_plain("\n".join([*links, *LEFT, *RIGHT]))


def test_a_few_links_are_no_list() -> None:
    refuse_links(9, 9)
    refuse_links(79, 100)


def test_a_page_that_is_a_list_of_links_is_refused() -> None:
    """An overview of speeches holds none of them."""
    links = "".join(
        f'<li><a href="/{number}">The governor speaks at the opening of harbour number {number}</a></li>'
        for number in range(30)
    )
    page = f"<html><body><main><h1>Speeches</h1><ul>{links}</ul></main></body></html>"
    with Confined() as confined, pytest.raises(UnreadableSource, match="a list of links"):
        extract_of(confined, ".html", page.encode(), "")


def test_a_transcript_whose_phrases_are_links_is_read() -> None:
    """They lead to a moment of its recording."""
    said = "".join(
        f'<p><a href="#t={number}">The ferry of harbour number {number} sails at six.</a></p>'
        for number in range(30)
    )
    page = f"<html><body><main><h1>The Ferry</h1>{said}</main></body></html>"
    with Confined() as confined:
        _, extract = extract_of(confined, ".html", page.encode(), "")
    assert "The ferry of harbour number 7 sails at six." in extract.text


def test_captions_called_txt_are_captions() -> None:
    """Their times are no words, and who speaks is known."""
    cues = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Mara Tamrin>The ferry sails at six.\n"
    with Confined() as confined:
        _, extract = extract_of(confined, ".txt", cues.encode(), "")
    assert extract.text == "◆Mara Tamrin: The ferry sails at six."
