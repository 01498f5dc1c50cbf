"""What is kept of a speech's metadata is the same by every door, and never grows without bound."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies

from embeddings.errors import UnreadableSource
from embeddings.speech import Speech
from embeddings.text.metadata import given as metadata
from embeddings.text.metadata.given import check_speech, keepable, language_tag

ANY = strategies.text(max_size=60)
LINES = ("title", "speaker", "place", "source")


@given(title=ANY, speaker=ANY, language=ANY, more=strategies.dictionaries(ANY, ANY, max_size=4))
def test_what_is_kept_is_one_line_within_its_limit(
    title: str, speaker: str, language: str, more: dict[str, str]
) -> None:
    """No control character, no break and no hidden mark is in a field; checking again changes nothing."""
    speech = Speech("a", "Text.", title=title, speaker=speaker, language=language, more=more)
    known = check_speech(speech).speech
    for name in LINES:
        kept = getattr(known, name)
        assert len(kept) <= metadata.LONGEST_FIELD
        assert kept == kept.strip()
        assert not any(character < " " or character in "\x7f\x85\u2028\u202e\u200b" for character in kept)
    assert known.raw == "Text."
    assert check_speech(known) == metadata.Given(known)


@pytest.mark.parametrize(
    ("text", "tag"),
    [(" en ", "en"), ("zh-Hant", "zh-Hant"), ("zh-CN", "zh-Hans"), ("EN-gb", "en"), ("Français", "fr")],
)
def test_a_language_is_kept_by_its_tag(text: str, tag: str) -> None:
    """However a person writes it; and nothing is said where it was understood."""
    assert language_tag(text) == tag
    assert check_speech(Speech("a", "T", language=text)).notes == ()


@pytest.mark.parametrize(
    "text", ["en}, note = {injected", 'en"><script>', "x" * 50_000, "e", "12", "qqqq", "\x00", "y-" * 40]
)
def test_what_names_no_language_is_left_out_with_a_note(text: str) -> None:
    """The text alone then tells its language, and the note says what was given, briefly."""
    known = check_speech(Speech("a", "T", language=text))
    assert known.speech.language == ""
    assert len(known.notes) == 1
    assert len(known.notes[0]) < 200


@pytest.mark.parametrize("text", ["", "und", "None", " nan "])
def test_a_language_that_nobody_knew_needs_no_note(text: str) -> None:
    """Programs write it, and mean nothing by it."""
    assert check_speech(Speech("a", "T", language=text)) == metadata.Given(Speech("a", "T"))


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("title", "x" * 1_001, "title is longer than 1,000"),
        ("speaker", "李" * 5_000, "speaker is longer"),
        ("source", "\ud800", "source holds 1 halves of characters"),
        ("raw", "Te\udc00xt.", "text holds 1 halves of characters"),
        ("id", "a\nb", "unprintable"),
        ("id", "x" * 201, "longer than 200"),
        ("id", "a//b", "an empty part"),
        ("date", "yesterday", "not a date"),
        ("date", "2023-02-30", "not a date"),
    ],
)
def test_one_bad_field_never_costs_the_text(field: str, value: str, why: str) -> None:
    """It is cut, mended or left out, and a note names it; the speech stays."""
    changes: dict[str, Any] = {field: value}
    known = check_speech(replace(Speech("a", "Text."), **changes))
    assert len(known.notes) == 1
    assert why in known.notes[0]
    assert len(known.notes[0]) < 200
    assert known.speech.raw in ("Text.", "Te\ufffdxt.")
    assert check_speech(known.speech) == metadata.Given(known.speech)


def test_what_was_cut_ends_with_a_sign_and_what_was_no_date_is_kept_beside() -> None:
    """A reader sees that there was more; nothing that was given for a date is lost."""
    known = check_speech(Speech("a", "Text.", title="The quay " * 200, date="9/3/2031")).speech
    assert len(known.title) <= metadata.LONGEST_FIELD
    assert known.title.startswith("The quay The quay")
    assert known.title.endswith("…")
    assert (known.date, dict(known.more)) == ("", {"date_given": "9/3/2031"})


def test_a_text_that_is_no_speech_is_refused() -> None:
    """Ten books are parted into their speeches first."""
    with pytest.raises(UnreadableSource, match="part it"):
        check_speech(Speech("a", "x" * (metadata.LONGEST_TEXT + 1)))


def test_the_break_of_a_date_and_the_tab_of_a_title_are_no_part_of_them() -> None:
    """What stands around or within a field by accident goes; what is written stays."""
    known = check_speech(
        Speech("a", "T", title="At\r\n\tthe  quay\u202e", speaker="李　强", date="2020-01-01\r\n")
    )
    assert (known.speech.title, known.speech.speaker, known.speech.date) == (
        "At the quay",
        "李　强",
        "2020-01-01",
    )


def test_other_fields_of_a_row_are_counted_and_measured() -> None:
    """Two hundred of them, none too long: the rest is left out by name."""
    many = {f"column {number}": "x" for number in range(300)}
    known = check_speech(Speech("a", "T", more={"html": "x" * 30_000, "notes": "one\ntwo\x00"} | many))
    assert len(known.speech.more) == metadata.MOST_OTHER_FIELDS
    assert known.speech.more["notes"] == "one\ntwo "
    assert "html" in known.notes[0]


def test_a_title_that_was_found_is_cut_and_not_refused() -> None:
    """Nobody gave it, so nobody can mend it."""
    assert keepable("\n a title " + "x" * 5_000) == ("a title " + "x" * 5_000)[:1_000]
