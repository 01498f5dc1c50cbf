"""Splitting, tested.

Covers `embeddings.text.sentences`.
"""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.sentences import sentences
from embeddings.text.splitting import LIMIT, Ruler, Span, split


def estimated_tokens(text: str) -> float:
    return Ruler(text).tokens(Span(0, len(text)))


UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables

LONG = "海湾要更开放，港口要更繁忙，渔民的收入要更高，这是今年的三件大事。"
LATIN = "The bay shall be more open, and its harbours busier than in any year before this one."
PARAGRAPH = st.sampled_from(
    [
        LONG,
        LATIN,
        LONG * 3,
        "一、海湾的港口",
        "谢谢。",
        "Harbours",
        "各位代表：",
        LONG * 40,
        "\u3000\u3000" + LONG,
        "12",
    ]
)
TEXT = st.lists(
    st.tuples(PARAGRAPH, st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", "\n \n"])), max_size=8
).map(lambda pairs: "".join(paragraph + gap for paragraph, gap in pairs))


def ends_in_a_long_paragraph(text: str) -> bool:
    return text.rstrip().endswith((LONG, LATIN))


def passages(text: str, walls: tuple[int, ...] = ()) -> list[str]:
    return [text[span.start : span.end] for span in split(text, walls)]


@UNHURRIED
@given(TEXT | st.text(max_size=60))
def test_every_visible_character_is_in_one_passage(text: str) -> None:
    """Nothing is lost and nothing doubled; passages are trimmed."""
    found = split(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in found) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in found)


@UNHURRIED
@given(TEXT)
def test_no_passage_is_longer_than_the_limit(text: str) -> None:
    """Every passage fits the model by the estimate that addresses rest on."""
    assert all(estimated_tokens(passage) <= LIMIT for passage in passages(text))


@UNHURRIED
@given(TEXT, PARAGRAPH)
def test_a_paragraph_added_at_the_end_moves_no_other(text: str, added: str) -> None:
    """All passages but the last stand where they stood; the last too, unless a short line is in play."""
    before, after = split(text), split(f"{text.rstrip()}\n\n{added}")
    assert after[: max(len(before) - 1, 0)] == before[:-1]
    if before and ends_in_a_long_paragraph(text) and ends_in_a_long_paragraph(added):
        assert after[: len(before)] == before


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\n{LONG}",
        f"{LONG}\n\n{LONG}",
        f"\xa0\xa0{LONG}\n\xa0\xa0{LONG}",
        f"{LONG}\r\n\r\n{LONG}",
        f"{LONG}\u2028{LONG}",
    ],
)
def test_paragraphs_in_every_layout(text: str) -> None:
    """Single line breaks, blank lines, indents and Unicode's own line break all part paragraphs."""
    assert passages(text) == [LONG, LONG]


def test_headings_join_what_follows() -> None:
    """A heading, a salutation and a thank-you are no passages of their own."""
    assert passages(f"一、海湾的港口\n{LONG}\n{LONG}\n谢谢。") == [
        f"一、海湾的港口\n{LONG}",
        f"{LONG}\n谢谢。",
    ]


def test_short_sentences_stay_alone() -> None:
    """A one-sentence paragraph is a paragraph."""
    assert passages(f"{LONG}\n会议还研究了海湾的其他事项。\n{LONG}")[1] == "会议还研究了海湾的其他事项。"


def test_a_long_list_of_short_lines_is_cut_in_parts() -> None:
    """Short lines that nothing follows do not heap up without end."""
    assert len(passages("\n".join(f"第{number}号码头" for number in range(60)))) == 3


def test_no_passage_reaches_across_a_wall() -> None:
    """Where a line was dropped, a heading before it stays apart from the text behind it."""
    text = f"一、海湾的港口\n\n{LONG}"
    assert passages(text, walls=(8,)) == ["一、海湾的港口", LONG]


def test_an_endless_line_is_cut_at_sentence_ends_into_like_pieces() -> None:
    """Pieces of one long paragraph end as sentences end, and none is a crumb."""
    found = passages(LONG * 60)
    assert all(piece.endswith("。") for piece in found)
    assert min(map(estimated_tokens, found)) > LIMIT / 4


def test_a_closing_quote_stays_with_its_sentence() -> None:
    """A cut never opens a passage with the quotation mark that closes the one before."""
    assert all(piece.startswith("“") for piece in passages("“海湾要更开放！”" * 100))


def test_abbreviations_do_not_end_sentences() -> None:
    """No cut behind Mr. or an initial."""
    found = passages("Let us thank Mr. Bay and J. Harbour for all that they have done so well " * 40)
    assert not any(piece.endswith(("Mr.", " J.")) for piece in found)


def test_without_sentences_it_is_cut_at_clauses_then_spaces_then_anywhere() -> None:
    """There is always a place to cut."""
    assert all(piece[-1] == "，" for piece in passages("海湾的港口，" * 200)[:-1])
    assert all(piece.split()[0] == "harbour" for piece in passages("harbour " * 600))
    assert len(passages("海" * 5000)) > 5


def test_latin_stops_end_sentences_of_chinese() -> None:
    """Where a text is typed with them; not in numbers, abbreviations, headings, or beside Chinese stops."""
    typed = "今年要修港,明年要修桥.收入增长3.5%,要同U.S.和A.I.公司合作.后年再说."
    assert [typed[a:b] for a, b in sentences(typed)] == [
        "今年要修港,明年要修桥.",
        "收入增长3.5%,要同U.S.和A.I.公司合作.",
        "后年再说.",
    ]
    listed = "一.加强港口,加强渔业.二.加强桥梁,加强道路."
    assert [listed[a:b] for a, b in sentences(listed)] == ["一.加强港口,加强渔业.", "二.加强桥梁,加强道路."]
    named = "约翰.瓦尔加来访。"
    assert [named[a:b] for a, b in sentences(named)] == [named]
