"""Folding, tested.

Covers `embeddings.text.script.character_classes`.
"""

import random
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.damage.pinyin import PINYIN
from embeddings.text.script.folding import fold
from embeddings.text.script.offsets import Traced

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables

MIXED = st.text(
    st.sampled_from(
        "海湾灣發发統统籌覆瞭解后後里裡台臺乾薴 \n\u3000１２Ａｂ，。、（）«"
        "fi①㈱ｶﾞカ゛e\u0301é\u0300\ufdfa´\u00a0한국ё7a."
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


CHARACTERS = "海湾港口要开放统筹发展经济渔民收入面里后台干只系复云坛杰斗了解12,.!%()ABab"
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
READINGS = ["(fā)", "（zhǎn）", "(tong)", "", "", ""]


def is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def folded(text: str, *, chinese: bool = True) -> str:
    return fold(Traced.of(text), chinese=chinese).text


@UNHURRIED
@given(MIXED, st.booleans())
def test_folding_twice_changes_nothing(text: str, chinese: bool) -> None:
    """The form of a form is itself."""
    once = folded(text, chinese=chinese)
    assert folded(once, chinese=chinese) == once


@UNHURRIED
@given(MIXED, st.booleans())
def test_offsets_of_a_form_never_fall(text: str, chinese: bool) -> None:
    """Each character of a form names a stretch of the text, and the stretches follow one another."""
    normalized = fold(Traced.of(text), chinese=chinese)
    assert len(normalized.starts) == len(normalized.ends) == len(normalized.text)
    assert all(normalized.starts < normalized.ends)
    assert sorted(normalized.starts) == list(normalized.starts)
    assert sorted(normalized.ends) == list(normalized.ends)


@UNHURRIED
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30))
def test_both_scripts_have_one_form(text: str) -> None:
    """A text, its Simplified version and its full-width twin are the same when folded."""
    simplified = opencc.OpenCC("t2s").convert(text)
    assert folded(simplified + "12,A") == folded(text + "１２，Ａ")


def test_ten_thousand_texts_fold_alike_in_every_guise() -> None:
    """A text, its Traditional, pinyin-polluted and full-width versions have one form."""
    rng = random.Random(7)  # noqa: S311
    traditional = opencc.OpenCC("s2t")
    for _ in range(10_000):
        text = "".join(rng.choices(CHARACTERS, k=rng.randrange(1, 20)))
        normalized = folded(text)
        converted = traditional.convert(text)
        assert folded(converted) == normalized
        assert folded(text.translate(FULL_WIDTH)) == normalized
        readings = (
            character + rng.choice(READINGS) if is_han(character) else character for character in converted
        )
        assert fold(clean("".join(readings), (PINYIN,)).traced, chinese=True).text == normalized


def test_pinyin_polluted_traditional_equals_simplified() -> None:
    """Cleaning and folding bring a converted page back to the wording it was made of."""
    polluted = fold(clean("統(tǒng)籌海灣發(fā)展，辦（bàn）好三件事").traced, chinese=True)
    assert polluted.text == folded("统筹海湾发展,办好三件事")
    assert polluted.span(0, 2) == (0, 8)


def test_japanese_keeps_its_characters() -> None:
    """Only Chinese text is converted: 発 and 気 are no Traditional forms, 國 in a name stays."""
    assert folded("國の発電と気候", chinese=False) == "國の発電と気候"


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("政 府 工 作 报 告", "政府工作报告"),
        ("10月 26日 (下稱 “ABC”)", "10月26日(下称“ABC”)"),
        ("主动作为 快干实干", "主动作为 快干实干"),
        ("第一行\n第二行", "第一行 第二行"),
        ("two\u00a0 words\r\nhere", "two words here"),
        ("the 海湾 plan", "the海湾plan"),
    ],
)
def test_spaces_of_chinese_text(text: str, normalized: str) -> None:
    """Spaces inside a spaced-out word and beside figures go; those between Chinese words stay."""
    assert folded(text) == normalized


def test_other_languages_keep_their_spaces() -> None:
    """A Chinese word in an English sentence stays a word of its own."""
    assert folded("the 海湾 plan", chinese=False) == "the 海湾 plan"


def test_case_stays() -> None:
    """The encoder tells capitals from small letters; folding does not take that away."""
    assert folded("ＮＡＴＯ and Nato", chinese=False) == "NATO and Nato"


def test_one_character_cannot_become_many() -> None:
    """A ligature that would become eighteen characters stays, and heaps of marks are cut."""
    assert folded("\ufdfa", chinese=False) == "\ufdfa"
    assert len(folded("a" + "\u0301" * 200_000, chinese=False)) <= 7


@pytest.mark.shared
def test_the_seeds_share_their_formula_across_scripts(shared: Path) -> None:
    """Repaired and folded, 003 shares one run of eight or more characters with each of 000, 001 and 002."""
    normalized_texts = [
        fold(clean(p.read_bytes().decode()).traced, chinese=True).text
        for p in sorted((shared / "seeds").glob("*.txt"))
    ]
    assert [_shared_runs(normalized_texts[3], other, 8) for other in normalized_texts[:3]] == [1, 1, 1]


def _shared_runs(one: str, other: str, length: int) -> int:
    """Different longest runs of at least that length that stand in both."""
    runs = set()
    start = 0
    while start + length <= len(one):
        end = start + length
        if one[start:end] in other:
            while end < len(one) and one[start : end + 1] in other:
                end += 1
            runs.add(one[start:end])
            start = end
        else:
            start += 1
    return len(runs)
