import re

from hypothesis import given
from hypothesis import strategies as st

from embeddings.formulas.tokens import CLOSE, EDGE, OPEN, join, tokenize, tokens_of

_WRITTEN = st.text("港口常年开放,。“”《》、 abcXYZ0159'-.\n", max_size=40)


def test_a_character_is_a_token_and_so_is_a_word() -> None:
    """Han characters stand alone; words and numbers stay whole, in small letters."""
    assert tokens_of("港口5G网络,2030年", "zh") == ["港", "口", "5", "g", "网", "络", "2030", "年"]
    assert tokens_of("Well-being isn't 5.5% of GDP", "en") == ["well-being", "isn't", "5.5%", "of", "gdp"]


def test_a_space_parts_chinese_words_and_no_others() -> None:
    """In a title a space does a comma's work; between words it is how they are written."""
    assert (tokenize(["港口 开放"], "zh").ids < 0).sum() == 3
    assert (tokenize(["open port"], "en").ids < 0).sum() == 2


def test_breaks_say_what_they_are() -> None:
    """A quotation mark that opens is told from one that closes."""
    ids = tokenize(["说“好”"], "zh").ids.tolist()
    assert ids == [EDGE, 0, OPEN, 1, CLOSE, EDGE]


@given(st.lists(_WRITTEN, max_size=4), st.sampled_from(["zh", "en"]))
def test_every_token_stands_where_it_says(texts: list[str], language: str) -> None:
    """Each token is the piece of its text from its start to its end, and texts are kept apart."""
    tokens = tokenize(texts, language)
    for number, row, start, end in zip(tokens.ids, tokens.rows, tokens.starts, tokens.ends, strict=True):
        if number >= 0:
            assert texts[row][start:end].lower() == tokens.vocabulary[number]
    assert (tokens.ids == EDGE).sum() == 2 * len(texts)


@given(_WRITTEN)
def test_what_is_joined_has_the_same_tokens(text: str) -> None:
    """Tokens that are joined for the eye are read as the same tokens again."""
    for language in ("zh", "en"):
        tokens = tokens_of(text, language)
        joined = join(tokens, language)
        assert re.sub(r"\s", "", joined) == "".join(tokens)
        if language == "en":
            assert tokens_of(joined, language) == tokens
