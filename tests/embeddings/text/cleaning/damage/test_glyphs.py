"""Characters under a wrong code point, and text read with a wrong encoding. All texts are invented."""

import pytest

from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.damage.glyphs import hong_kong_character


@pytest.mark.parametrize(
    ("glyph", "character"),
    [
        ("\ue2e5", "着"),
        ("\ue40c", "衞"),
        ("\ue473", "邨"),
        ("\ueb7b", "劏"),
        ("\ue480", "鈎"),
        ("\ue357", "綫"),
    ],
)
def test_private_code_points_follow_the_hong_kong_set(glyph: str, character: str) -> None:
    """Each is the character that HKSCS-2004 has in that cell of Big5."""
    assert hong_kong_character(glyph) == character


def test_hong_kong_glyphs_become_characters_in_traditional_text() -> None:
    """Beside Chinese characters of a Traditional text a private glyph is read; elsewhere it is marked."""
    assert clean("隨\ue2e5海灣發展，這個屋\ue473會開放。").text == "隨着海灣發展，這個屋邨會開放。"
    marked = clean("随\ue2e5海湾发展，这个港口会开放。")
    assert marked.text == "随\ue2e5海湾发展，这个港口会开放。"
    assert [(repair.rule, repair.before, repair.after) for repair in marked.repairs] == [
        ("unknown_glyphs", "\ue2e5", "\ue2e5")
    ]


def test_symbols_of_symbol_fonts_are_read() -> None:
    """Dashes and bullets of Symbol and Wingdings become dashes and bullets."""
    assert clean("\uf0b7 港口\uf8e7\uf8e7海灣").text == "• 港口——海灣"


def test_compatibility_ideographs_and_radicals_become_plain() -> None:
    """One code point for one character, in the clean text already; each leads back to its own place."""
    cleaned = clean("\uf98e度\uf9e4\u2ed3⼈")
    assert cleaned.text == "年度理长人"
    assert [cleaned.raw_span(place, place + 1) for place in (0, 2, 4)] == [(0, 1), (2, 3), (4, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "Über die Küste hinaus",
        "La côte, où l’été dure",
        "港口要更繁忙",
        "Гавань открыта",
        "바다가 열립니다",
        "المرفأ مفتوح",
    ],
)
@pytest.mark.parametrize("wrong", ["latin-1", "sloppy-windows-1252"])
def test_utf8_read_as_western_is_read_back(text: str, wrong: str) -> None:
    """Every character comes back and leads to its own bytes."""
    cleaned = clean(text.encode("utf-8").decode(wrong))
    assert cleaned.text == text
    assert cleaned.raw_span(0, 1) == (0, len(text[0].encode("utf-8")))


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_gbk_read_as_western_is_read_back(wrong: str) -> None:
    """Whole runs and single characters in a line with one."""
    text = "港口要更繁忙，第2位，海湾要开放。"
    cleaned = clean(text.encode("gbk").decode(wrong))
    assert cleaned.text == text
    assert cleaned.raw_span(0, 1) == (0, 2)


def test_utf8_read_as_gbk_is_read_back_as_far_as_it_survived() -> None:
    """Characters whose bytes were dropped become replacement characters, the others come back."""
    whole = "发展海湾经济"
    assert clean(f"前言，x\n{whole.encode().decode('gbk')}\n").text == f"前言，x\n{whole}\n"
    damaged = "学校要建到岛上去，老人要安心。".encode().decode("gbk", "replace")
    assert "\ufffd" in damaged
    assert clean(damaged).text.startswith("学校要建到岛上去，\ufffd")
    assert "人要安心" in clean(damaged).text


def test_lost_text_says_so() -> None:
    """锟斤拷 stands for two replacement characters."""
    assert clean("港口锟斤拷开放").text == "港口\ufffd\ufffd开放"


@pytest.mark.parametrize(
    "text",
    [
        "Çeşme İş Bankası",
        "« À l’été »\xa0: déjà vu",
        "ÄÖÜ ÉÈÊ ÀÂ",
        "NAÏVE ÆØÅ",
        "10 µm ±5 °C £20 ¿qué?",
        "涓涓细流",
        "浏览海湾",
    ],
)
def test_true_letters_are_no_mojibake(text: str) -> None:
    """Accents, capitals, signs and rare characters are what they are."""
    assert clean(text).text == text
