import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.script.search_folding import fold_signs, numerals_as_digits, search_fold


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded stays as it is."""
    assert search_fold(search_fold(text)) == search_fold(text)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Canada's", "Canada’s"),
        ("COVID-19", "COVID‑19"),
        ('"so"', "“so”"),
        ("l'economie", "L’économie"),
        ("istanbul", "İSTANBUL"),
        ("isik", "ışık"),
        ("strasse", "Straße"),
        ("œuvre", "OEUVRE"),
        ("隨著", "随着"),
        ("気候", "氣候"),
        ("介護", "介护"),
        ("祇", "只"),
        ("コウベ", "こうべ"),
        ("قاهره", "القاهرة"[2:]),
        ("ایران", "إيران"),
        ("میخواهم", "می\u200cخواهم"),
        ("5", "५"),
        ("zeroes", "ze\u00adro\u200bes"),
    ],
)
def test_what_is_typed_folds_as_what_is_printed(typed: str, printed: str) -> None:
    """Of a normalized text: NFKC has been done before."""
    assert search_fold(unicodedata.normalize("NFKC", typed)) == search_fold(
        unicodedata.normalize("NFKC", printed)
    )


def test_letters_stay_where_only_signs_are_folded() -> None:
    """Case and accents tell the stemmers and the acronyms."""
    assert fold_signs("L’État‑major ５ ٣") == "L'État-major ５ 3".replace("５", "5")


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("第三条", "第3条"),
        ("二〇三〇年", "2030年"),
        ("二十大", "20大"),
        ("一百二十三", "123"),
        ("三千五百", "3500"),
        ("第十二届", "第12届"),
        ("百分之五", "百分之5"),
        ("一带一路", "一带一路"),
        ("两个确立", "两个确立"),
    ],
)
def test_han_numerals_become_digits_where_they_number_something(written: str, digits: str) -> None:
    """One character alone is a word as often as a number."""
    assert numerals_as_digits(search_fold(written)) == digits
