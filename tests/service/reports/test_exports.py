"""Exports, tested.

Covers `service.reports.spreadsheets`.
"""

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.search.explanation import Explanation, explain
from embeddings.search.search import Duplicate, Match
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.text.passages import normalize_query, trace_passage
from service.reports.exports import COLUMNS, bibtex_of, csv_of, rows_of
from service.reports.spreadsheets import safe_cell, write_csv

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables

QUESTION = normalize_query("a harbour that stays open")


def match_of(text: str, *, title: str = "", position: int = 0) -> Match:
    passage = Passage(
        "veldhaven-2019", position, 0, len(text), text, normalize_query(text, language="en").normalized, "en"
    )
    card = SpeechCard("veldhaven-2019", "0c4e19a2b7", title, "", "2019", "", "en", "", 4, 200, None)
    return Match(rank=1, passage=passage, speech=card, cosine=0.61, percentile=None, score=3.4, bm25=18.2)


def explained(match: Match) -> list[Explanation]:
    return explain(QUESTION, [(match.passage, trace_passage(match.passage))])


def read_back(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_a_row_says_what_was_found_and_how_to_cite_it() -> None:
    """The permanent address, the figures, the text, what is shared, the copies and a citation."""
    match = match_of("The harbour stays open all winter.", title="At the quay", position=2)
    copy = Duplicate(match.passage, match.speech, identical=True)
    match = Match(1, match.passage, match.speech, 0.61, None, 3.4, 18.2, also_in=(copy, copy))
    (row,) = rows_of([match], explained(match))
    assert tuple(row) == COLUMNS
    assert row["address"] == "veldhaven-2019@0c4e19a2b7:2"
    assert (row["score"], row["cosine"], row["percentile"]) == (3.4, 0.61, None)
    assert row["shared"] == "stays open | harbour"
    assert row["also_in"] == "veldhaven-2019@0c4e19a2b7:2 | veldhaven-2019@0c4e19a2b7:2"
    assert row["gbt_7714"] == "At the quay[Z]. 2019. veldhaven-2019@0c4e19a2b7:2."


def test_the_table_opens_in_excel() -> None:
    """It begins with the mark by which Excel knows UTF-8; what is not known is an empty cell."""
    match = match_of("海湾的港口\n更繁忙")
    table = csv_of(rows_of([match], explained(match)))
    assert table.startswith(b"\xef\xbb\xbf")
    (row,) = read_back(table)
    assert row["text"] == "海湾的港口\n更繁忙"
    assert row["percentile"] == ""


@UNHURRIED
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_no_cell_becomes_a_formula(text: str, title: str) -> None:
    """Whatever a speech holds, a spreadsheet shows it and does not run it; nothing else is changed."""
    match = match_of(text, title=title)
    rows = rows_of([match], explained(match))
    (back,) = read_back(csv_of(rows))
    for column in ("text", "title", "shared", "gbt_7714"):
        assert back[column] == safe_cell(rows[0][column])
        assert not back[column].startswith(tuple("=+-@\t\r\n＝＋－＠"))


@UNHURRIED
@given(st.text("=+-@;|\t\n\" a1,()'", max_size=30))
def test_no_cell_becomes_a_formula_with_another_separator(text: str) -> None:
    """Opened with semicolons, bars or tabs between, or without its quotes, nothing begins like a formula."""
    table = io.StringIO(newline="")
    write_csv(table, ["text"], [[f"a{text}"]])
    content = table.getvalue()
    for separator in ";|\t":
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=separator):
            assert not any(cell.strip().startswith(tuple("=+-@")) for cell in row)
    for piece in re.split(r"[;|\t\r\n]", content):
        assert not piece.strip(" ").startswith(tuple("=+-@"))


def test_every_match_has_an_entry_of_its_own() -> None:
    """Passages of one speech have keys of their own."""
    entries = bibtex_of([match_of("The harbour.", position=0), match_of("The quay.", position=1)])
    assert entries.count("@misc{") == 2
    assert "@misc{veldhaven-2019-0c4e19a2b7-0," in entries
    assert "@misc{veldhaven-2019-0c4e19a2b7-1," in entries
