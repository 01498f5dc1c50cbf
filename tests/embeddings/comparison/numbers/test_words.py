import re

import pytest

from embeddings.comparison.numbers.words import WORDS


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_has_scales_percent_and_patterns_that_compile(language: str) -> None:
    """Scales are powers of ten, and no word still has the sign for a space in it."""
    words = WORDS[language]
    assert words.percent
    assert all(str(scale).strip("0") == "1" for scale in words.scales.values())
    assert not any("_" in word for word in (*words.scales, *words.before, *words.after, *words.points))
    for pattern in (words.growth, words.fall, words.by):
        re.compile(pattern)
