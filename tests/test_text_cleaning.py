import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.cleaning import apply, clean, undo

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables

SCRAPS = st.sampled_from(
    [
        "調(diào)",
        "發(fā)",
        "\u200b",
        "\n",
        "\r\n",
        "来源：海湾日报",
        "分享到:",
        "相关阅读",
        "海湾要更开放。",
        "# ",
        "**",
        "a",
        "é",
        "e\u0301",
        "https://bay.example/b",
        "\ud800",
        "\U0001f30a",
        " ",
        "原题:",
    ],
)
RAW = st.lists(SCRAPS | st.text(max_size=4), max_size=25).map("".join)


@UNHURRIED
@given(RAW)
def test_clean_text_and_ledger_give_the_raw_text_again(raw: str) -> None:
    """Nothing is lost: the ledger undoes every repair, character for character."""
    cleaned = clean(raw)
    assert undo(cleaned.text, cleaned.repairs) == raw
    assert apply(raw, cleaned.repairs).text == cleaned.text


@UNHURRIED
@given(RAW)
def test_the_ledger_is_true_sorted_and_apart(raw: str) -> None:
    """Each repair quotes the raw text at its place, and no two touch the same character."""
    repairs = clean(raw).repairs
    assert all(raw[repair.start : repair.end] == repair.before for repair in repairs)
    assert all(one.end <= other.start for one, other in pairwise(repairs))


@UNHURRIED
@given(RAW)
def test_every_clean_character_leads_back_to_itself(raw: str) -> None:
    """All rules so far only remove, so each clean character is the raw one at its offset."""
    cleaned = clean(raw)
    assert [raw[start] for start in cleaned.traced.starts] == list(cleaned.text)


def test_a_dropped_line_swallows_smaller_repairs() -> None:
    """Pinyin inside a line that is dropped is not repaired a second time."""
    repairs = clean("海湾。\n来源：海湾調(diào)度報\n").repairs
    assert [repair.rule for repair in repairs] == ["source_line"]


def test_a_wall_stands_where_a_line_was_dropped() -> None:
    """The clean text remembers where whole lines went, so that no passage reaches across."""
    cleaned = clean("前\u200b言\n分享到:\n正文")
    assert cleaned.text == "前言\n\n正文"
    assert cleaned.walls == (3,)


def test_another_texts_ledger_is_refused() -> None:
    """A ledger that does not quote this text is an error, not a silent mess."""
    with pytest.raises(ValueError, match="not of this text"):
        apply("別的文字在這裡", clean("調(diào)度").repairs)


@pytest.mark.shared
def test_real_speeches_come_back_whole(shared: Path) -> None:
    """The raw text of every speech of two corpora is rebuilt from clean text and ledger."""
    with gzip.open(shared / "corpus/medium.jsonl.gz", "rt", encoding="utf-8") as medium:
        rows = [*medium, *(shared / "corpus/small.jsonl").read_text(encoding="utf-8").splitlines()]
    for raw in (json.loads(row)["text"] for row in rows if row):
        cleaned = clean(raw)
        assert undo(cleaned.text, cleaned.repairs) == raw
