import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.citing.citation import PermanentAddress, address_of, bibtex, gbt_7714
from embeddings.snapshot.tables.speeches import SpeechCard

KNOWN = SpeechCard(
    id="veldhaven/2019",
    revision="0c4e19a2b7",
    title="Address at the opening of the winter quay",
    speaker="Mara Lindqvist",
    date="2019-11-04",
    place="Veldhaven",
    language="en",
    source="Gazette of Veldhaven",
    n_passages=14,
    n_characters=2031,
    same_as=None,
)
UNKNOWN = replace(KNOWN, title="", speaker="", date="", place="", source="")


def test_a_known_speech_is_cited_in_full() -> None:
    """Speaker, title and type, where and when, and the permanent address of the passage."""
    assert gbt_7714(KNOWN, 3) == (
        "Mara Lindqvist. Address at the opening of the winter quay[Z]. Gazette of Veldhaven, 2019-11-04. "
        "veldhaven/2019@0c4e19a2b7:3."
    )


def test_a_page_on_the_web_is_cited_as_one() -> None:
    """Its date stands in brackets, then the day it was looked at, then its address."""
    page = replace(KNOWN, source="https://example.org/quay?a=1", date="2019-11")
    assert gbt_7714(page, 0, accessed="2020-01-02") == (
        "Mara Lindqvist. Address at the opening of the winter quay[EB/OL]. (2019-11)[2020-01-02]. "
        "https://example.org/quay?a=1. veldhaven/2019@0c4e19a2b7:0."
    )


@pytest.mark.parametrize(
    ("date", "told"),
    [("2019", ", 2019. "), ("2019-11", ", 2019-11. "), ("--11-04", ". "), ("", ". ")],
)
def test_a_partial_date_is_told_as_far_as_it_is_known(date: str, told: str) -> None:
    """A day without its year is no date of publication."""
    assert f"[Z]. Gazette of Veldhaven{told}" in gbt_7714(replace(KNOWN, date=date), 3)


def test_what_is_unknown_is_left_out() -> None:
    """Neither empty brackets nor stray signs stand for it; the place does where there is no source."""
    assert gbt_7714(UNKNOWN, 0) == "veldhaven/2019[Z]. veldhaven/2019@0c4e19a2b7:0."
    assert gbt_7714(replace(UNKNOWN, place="Veldhaven"), 0).startswith("veldhaven/2019[Z]. Veldhaven. ")


def test_a_bibtex_entry_holds_what_is_known() -> None:
    """The name as it stands, the month in BibTeX's own word, the permanent address as a note."""
    assert bibtex(KNOWN, 3) == (
        "@misc{veldhaven-2019-0c4e19a2b7-3,\n"
        "  author = {{Mara Lindqvist}},\n"
        "  title = {{Address at the opening of the winter quay}},\n"
        "  howpublished = {Gazette of Veldhaven},\n"
        "  address = {Veldhaven},\n"
        "  year = {2019},\n"
        "  month = nov,\n"
        "  day = {4},\n"
        "  langid = {english},\n"
        "  note = {veldhaven/2019@0c4e19a2b7:3},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("date", "fields"),
    [("2019", {"year"}), ("2019-11", {"year", "month"}), ("--11-04", {"month", "day"}), ("", set())],
)
def test_a_bibtex_date_has_the_fields_that_are_known(date: str, fields: set[str]) -> None:
    """Year, month and day, each alone."""
    entry = bibtex(replace(KNOWN, date=date), 0)
    assert {name for name in ("year", "month", "day") if f"  {name} = " in entry} == fields


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_text_breaks_a_bibtex_entry(title: str, speaker: str, speech_id: str) -> None:
    """Braces are balanced as BibTeX counts them, no line is added, and every special sign is escaped."""
    entry = bibtex(replace(KNOWN, title=title, speaker=speaker, id=speech_id), 0)
    depth = [0]
    for character in entry:
        depth.append(depth[-1] + (character == "{") - (character == "}"))
    assert depth[-1] == 0 == depth.count(-1)
    assert len(entry.split("\n")) <= 12
    values = re.findall(r"^  (?:author|title|note) = (.*),$", entry, re.MULTILINE)
    assert not [value for value in values if re.search(r"(?<!\\)[#$%&_~^]", value)]


@given(st.text(min_size=1), st.text("0123456789abcdef", min_size=10, max_size=10), st.integers(0, 99_999))
def test_an_address_can_be_read_again(speech_id: str, revision: str, position: int) -> None:
    """Whatever signs a speech's id holds, `@` and `:` among them."""
    address = PermanentAddress(speech_id, revision, position)
    assert PermanentAddress.parse(str(address)) == address


def test_an_address_names_the_revision() -> None:
    """It says of which text the passage is."""
    assert str(address_of(KNOWN, 3)) == "veldhaven/2019@0c4e19a2b7:3"


@pytest.mark.parametrize(
    "text", ["", "a:1", "a@0c4e19a2b7", "a@0C4E19A2B7:1", "a@0c4e19a2b7:01", "@0c4e19a2b7:1"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """An address without a revision is good for today only."""
    with pytest.raises(ValueError, match="permanent address"):
        PermanentAddress.parse(text)
