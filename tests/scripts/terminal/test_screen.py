import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.script.offsets import TextChange
from scripts.terminal.screen import StyledSpan, columns, fit_width, shown_date, snippet, table, wrap

TEXTS = st.text(st.sampled_from("港口 全年不冻，harbour open. \n\u202e"), min_size=1, max_size=120)


@given(TEXTS, st.integers(20, 60))
def test_no_line_is_wider_than_the_terminal(text: str, room: int) -> None:
    """Wide characters count two; a word alone may be longer than a line, closing signs hang."""
    lines = wrap(text, StyledSpan(0, len(text)), (), indent="  ", columns_=room, colour=False).split("\n")
    for line in lines:
        assert columns(line) <= room or len(line.split()) == 1
        assert line.startswith("  ")


@given(TEXTS)
def test_nothing_is_lost_and_nothing_obeyed(text: str) -> None:
    """Every character is shown, and what would turn the text around is written out."""
    shown = wrap(text, StyledSpan(0, len(text)), (), indent="", columns_=30, colour=False)
    letters = [character for character in text if not character.isspace() and character != "\u202e"]
    assert [c for c in shown.replace("\\u{202e}", "") if not c.isspace()] == letters
    assert "\u202e" not in shown


def test_a_line_that_the_source_broke_is_one() -> None:
    """A space stands between words, nothing between Chinese characters or in a word that a hyphen parts."""
    text = "渔港\n全年 the har-\nbour\nis open"
    breaks = [TextChange(2, 3), TextChange(13, 15), TextChange(19, 20, " ")]
    marks = [StyledSpan(0, 5)]
    shown = wrap(text, StyledSpan(0, len(text)), marks, indent="", columns_=80, colour=False, breaks=breaks)
    assert shown == "*渔港全年* the harbour is open"


def test_what_is_shared_is_marked_with_and_without_colour() -> None:
    """Stars where there are none; a run over two words is one."""
    text = "the ice pilots keep the harbour"
    marks = [StyledSpan(4, 14), StyledSpan(24, 31)]
    plain = wrap(text, StyledSpan(0, len(text)), marks, indent="", columns_=80, colour=False)
    assert plain.replace("* *", " ") == "the *ice pilots* keep the *harbour*"
    coloured = wrap(text, StyledSpan(0, len(text)), marks, indent="", columns_=80, colour=True)
    assert "*" not in coloured
    assert "\x1b[33m\x1b[1mharbour\x1b[0m" in coloured


@given(st.integers(0, 90), st.integers(10, 80))
def test_a_snippet_fits_and_holds_the_beginning_of_what_it_is_around(start: int, room: int) -> None:
    """Neither end is inside a word."""
    text = "We shall keep the harbour open all winter, and the ice pilots will have their school by then."
    start = min(start, len(text) - 1)
    while start and text[start - 1] != " ":
        start -= 1
    shown = snippet(text, StyledSpan(start, start + 1), room=room)
    assert columns(text[shown.start : shown.end]) <= room
    assert shown.start <= start < shown.end
    assert shown.start == 0 or " " in text[shown.start - 1 : shown.start + 1]
    assert shown.end == len(text) or not text[shown.end].isalnum() or not text[shown.end - 1].isalnum()


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("harbour", 7, "harbour"),
        ("harbours", 7, "harbou…"),
        ("港口全年不冻", 7, "港口全…"),
        ("a\nb", 9, "a b"),
    ],
)
def test_a_text_is_cut_to_the_columns_it_has(text: str, room: int, shown: str) -> None:
    """On one line, and told by a sign."""
    assert fit_width(text, room) == shown


def test_columns_of_a_table_stand_under_each_other() -> None:
    """Whatever the width of their characters."""
    assert table([("港口", "1"), ("a", "22")], widest=(10, 10)) == "港口  1\na     22"


def test_a_day_without_its_year_says_so() -> None:
    """--05-06 is how it is kept, not how it is read."""
    assert shown_date("--05-06") == "05-06 (no year)"
    assert [shown_date(date) for date in ("2031-05-06", "")] == ["2031-05-06", ""]
