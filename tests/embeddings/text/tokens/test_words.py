"""Words, tested.

Covers `embeddings.text.tokens.stop_words`.
"""

import pytest

from embeddings.text.tokens.words import words


@pytest.mark.parametrize(
    ("normalized", "language", "expected"),
    [
        ("我们要统筹港口发展,渔民满意。", "zh-Hans", ["统筹", "港口", "发展", "渔民", "满意"]),
        ("港口のグローバル化と漁業の問題", "ja", ["港口", "グローバル", "漁業", "問題"]),
        ("우리 항구는 어민을 위해 발전합니다", "ko", ["항구", "어민"]),
        ("The harbours of the Bay aren't busy in 2031", "en", ["harbours", "bay", "busy"]),
        ("L'économie de la baie", "fr", ["économie", "baie"]),
        ("İSTANBUL'un ışıkları ve IŞIK", "tr", ["istanbul", "ışıkları", "ışık"]),
        ("Гавань и рыбаки", "ru", ["гавань", "рыбаки"]),
        ("في المِيناء والصيادون", "ar", ["الميناء", "والصيادون"]),
        ("港口GDP增长5%", "zh-Hans", ["港口", "gdp", "增长"]),
        ("2031 !!", "und", []),
    ],
)
def test_each_script_has_its_analyser(normalized: str, language: str, expected: list[str]) -> None:
    """Words come in their order, without stop words, figures and crumbs."""
    assert words(normalized, language) == expected


def test_no_word_spans_punctuation() -> None:
    """A text is parted at punctuation before it is segmented."""
    assert "港口" not in words("海港,口岸", "zh-Hans")
