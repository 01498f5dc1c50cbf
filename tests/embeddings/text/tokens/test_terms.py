from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.script.language import LANGUAGES
from embeddings.text.tokens.terms import sure_terms, terms

HAN = st.text(st.sampled_from("港口全年不冻渡轮照常往来学校我们的"), max_size=12)


def test_chinese_is_found_by_its_words_and_by_its_pairs() -> None:
    """Whoever cuts the words elsewhere still meets the pairs of characters."""
    found = terms("港口全年不冻", "zh-Hans")
    assert {"港口", "全年", "口全", "年不", "不冻"} <= set(found)


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("dykes", "dyke", "en"),
        ("inondation", "inondations", "fr"),
        ("Schulen", "Schule", "de"),
        ("гаванью", "гавань", "ru"),
        ("المدارس", "مدارس", "ar"),
        ("limanlar", "liman", "tr"),
        ("항구를", "항구는", "ko"),
        ("港湾都市の", "この港湾都市", "ja"),
    ],
)
def test_another_form_of_a_word_is_the_same_word(question: str, passage: str, language: str) -> None:
    """In each script a word is found in another of its forms."""
    assert set(terms(question, language)) & set(terms(passage, language))


def test_accents_and_capitals_make_no_difference() -> None:
    """Québec typed without an accent is found."""
    assert "quebec" in terms("Québec", "fr")
    assert "quebec" in terms("QUEBEC", "en")


def test_names_and_numbers_are_terms() -> None:
    """A number with its thousands parted is the number; letters and digits beside each other are one name."""
    assert {"g20", "1200", "2024"} <= set(terms("在2024年参加G20,共1,200人", "zh-Hans"))


@given(before=HAN, phrase=HAN, after=HAN, language=st.sampled_from(("zh-Hans", "ja", "en", "und")))
def test_sure_terms_of_a_phrase_are_in_every_text_that_holds_it(
    before: str, phrase: str, after: str, language: str
) -> None:
    """Wherever the phrase stands, and whatever language the text was taken to be in."""
    assert set(sure_terms(phrase)) <= set(terms(before + phrase + after, language))


@given(st.text(max_size=60), st.sampled_from((*LANGUAGES, "und")))
def test_any_text_has_terms_that_can_be_kept(text: str, language: str) -> None:
    """None is empty, none holds a space, and each goes through UTF-8 unless the text does not."""
    found = terms(text, language)
    assert all(term and not any(character.isspace() for character in term) for term in found)


def test_terms_are_the_same_from_many_threads() -> None:
    """Stemmers keep a word in hand; two threads must not take it from each other."""
    words = [
        f"{start}{end}" for start in ("harbour", "flood", "teach") for end in ("ing", "ed", "s", "er")
    ] * 40
    texts = [" ".join(words[at : at + 7]) for at in range(len(words) - 7)]
    alone = [terms(text, "en") for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: terms(text, "en"), texts)) == alone
