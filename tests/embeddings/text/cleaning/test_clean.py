import gzip
import json
import random
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.cleaning.clean import apply, clean, undo
from embeddings.text.cleaning.rules import RULES, choose_rules

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables

PIECES = [
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
    "cafÃ©",
    "ÖÐ¹úÖÐ¹ú",
    "锟斤拷",
    "\uf98e",
    "\ue2e5",
    "海 湾 要 开 放，",
    "infor-\nmation",
    "the bay shall be open, and its\n",
    "1\n",
    "\xad",
    *"海臺éн한ش，。（)\t\u0301\ufdfa\u3000",
]
SCRAPS = st.sampled_from(PIECES)
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


def test_ten_thousand_texts_come_back_whole() -> None:
    """Mixed scripts, marks, halves of pairs, brackets and damage of every kind: all are rebuilt exactly."""
    rng = random.Random(4)  # noqa: S311
    for _ in range(10_000):
        raw = "".join(rng.choices(PIECES, k=rng.randrange(25)))
        cleaned = clean(raw)
        assert undo(cleaned.text, cleaned.repairs) == raw
        assert apply(raw, cleaned.repairs).text == cleaned.text


@UNHURRIED
@given(RAW)
def test_every_clean_character_leads_back_to_its_source(raw: str) -> None:
    """A clean character is the raw one at its offset, or stands there by a repair that covers that offset."""
    cleaned = clean(raw)
    repaired = {place for repair in cleaned.repairs for place in range(repair.start, repair.end)}
    for character, start in zip(cleaned.text, cleaned.traced.starts, strict=True):
        assert raw[start] == character or start in repaired


def test_a_later_rule_does_not_see_a_dropped_line() -> None:
    """Two copies with a page number between them are still a loop."""
    line = "海湾要更开放，港口要更繁忙，渔民的收入要更高，这是今年的三件大事，一件也不能少，一件也不能拖。"
    rules = [repair.rule for repair in clean(f"{line}\n- 4 -\n{line}\n").repairs]
    assert rules == ["page_numbers", "repeats"]


def test_rules_are_chosen_by_name() -> None:
    """A rule can be switched off, or be the only one; an unknown name is refused with the known ones."""
    raw = "調(diào)度\n- 4 -\n"
    assert clean(raw, choose_rules(without=["pinyin"])).text == "調(diào)度\n\n"
    assert clean(raw, choose_rules(only=["pinyin"])).text == "調度\n- 4 -\n"
    assert choose_rules() == RULES
    with pytest.raises(ValueError, match=r"no rule is called pinyins; there are .*pinyin"):
        choose_rules(without=["pinyins"])


@pytest.mark.parametrize(
    "hostile",
    [
        " " * 100_000 + "x", "\n" * 100_000, "1\n" * 30_000, "目录\n" * 20_000, "Thank you.\n" * 20_000,
        "." * 100_000, "a" + "\u0301" * 100_000, "新华社记者王 五 赵 六 " * 5_000 + "摄", "Ã©" * 30_000,
        "well-\nknown the " * 10_000, "the bay shall be open, and its\n" * 10_000, "海 " * 50_000,
        "（一" * 50_000, "**a" * 30_000, "动议付诸表决，赞成者七人，反对者五人，主席宣布通过。\n" * 20_000,
    ],
)  # fmt: skip
def test_no_text_takes_long(hostile: str) -> None:
    """The time of every rule grows with the length of the text, not with its square (which takes minutes)."""
    begun = time.process_time()
    cleaned = clean(hostile)
    assert time.process_time() - begun < 10
    assert undo(cleaned.text, cleaned.repairs) == hostile


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
