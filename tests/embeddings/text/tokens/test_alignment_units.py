import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.tokens.alignment_units import Wording, wording_of

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables


def words(normalized: str, language: str) -> list[str]:
    wording = wording_of(normalized, language)
    return [
        normalized[slice(*wording.span(word.first, word.end))] for word in wording.words if word.weight > 0
    ]


@pytest.mark.parametrize(
    ("normalized", "language", "units"),
    [
        ("海湾,港口。", "zh-Hans", ["海", "湾", "港", "口"]),
        ("The Harbour's 12 quays", "en", ["the", "harbour", "s", "12", "quays"]),
        ("항구를 열고 2031년에", "ko", ["항구", "를", "열고", "2031", "년에"]),
        ("10月の港ポート", "ja", ["10", "月", "の", "港", "ぽ", "ー", "と"]),
        ("المَرْفَأ مفتوح", "ar", ["المرفا", "مفتوح"]),
        ("", "und", []),
    ],
)
def test_a_form_is_taken_apart_by_script(normalized: str, language: str, units: list[str]) -> None:
    """Characters where words have no spaces, words where they do; neither signs, capitals nor vowel signs."""
    assert list(wording_of(normalized, language).units) == units


@UNHURRIED
@given(st.text(max_size=60), st.sampled_from(["zh-Hans", "en", "ja", "ko", "und"]))
def test_units_stand_where_they_say(normalized: str, language: str) -> None:
    """Spans go from left to right without touching each other, and so do words, each within the units."""
    wording = wording_of(normalized, language)
    spans = zip(wording.starts, wording.ends, strict=True)
    ends = [0, *wording.ends]
    assert all(before <= start < end for before, (start, end) in zip(ends, spans, strict=False))
    assert len(wording.units) == len(wording.starts) == len(wording.weights)
    ends = [0, *(word.end for word in wording.words)]
    assert all(before <= word.first < word.end for before, word in zip(ends, wording.words, strict=False))
    assert not wording.words or wording.words[-1].end <= len(wording.units)


def test_a_rare_word_weighs_more() -> None:
    """A word that every speech holds weighs little, a stop word nothing, a name most."""
    weights = [
        wording_of(normalized, "zh-Hans").words[0].weight
        for normalized in ("我们", "发展", "港口", "沧屿港务局")
    ]
    assert weights == sorted(weights)
    assert weights[0] == 0
    assert wording_of("the and of", "en").weight == 0


def test_words_of_no_text_but_grammar_are_not_words() -> None:
    """Only words that say something are looked for elsewhere."""
    assert words("我们要在港口工作", "zh-Hans") == ["港口", "工作"]
    assert words("港を開くことにする", "ja") == []
    assert words("This is the harbour", "en") == ["harbour"]


def test_a_word_is_found_across_signs() -> None:
    """It is held when its units follow each other, whatever stands between them."""
    asked = wording_of("海湾", "zh-Hans")
    (word,) = asked.words
    assert holds("北海,湾区", asked)
    assert not holds("海水湾", asked)
    assert asked.joined_part(word.first, word.end) not in wording_of("", "zh-Hans").joined


def holds(normalized: str, asked: Wording) -> bool:
    return asked.joined_part(*asked.words[0][:2]) in wording_of(normalized, "zh-Hans").joined
