from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.numbers.quantity import Hedge, Kind, Quantity
from embeddings.comparison.numbers.spaced import spaced_quantities


def read(text: str, language: str = "en") -> Quantity:
    """The one number of a text."""
    found = list(spaced_quantities(text, language))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge", "kind"),
    [
        ("GDP growth of around 5 percent", "5", "%", "about", "growth"),
        ("an unemployment rate of 5.5 per cent", "5.5", "%", "", "share"),
        ("fell by 2 per cent", "-2", "%", "", "growth"),
        ("reduced to 5 percent", "5", "%", "", "share"),
        ("up 0.5 percentage points", "0.5", "pp", "", "growth"),
        ("1.2 trillion yuan", "1200000000000", "yuan", "", "money"),
        ("more than US$1.5 billion", "1500000000", "usd", "", "money"),
        ("over 11 million jobs", "11000000", "job", "over", "count"),
        ("800 million mu", "800000000", "mu", "", "area"),
        ("five million people", "5000000", "person", "", "count"),
        ("at least 1,200 people", "1200", "person", "at_least", "count"),
    ],
)
def test_numbers_with_unit_hedge_and_kind(text: str, value: str, unit: str, hedge: Hedge, kind: Kind) -> None:
    """However it is written, what it says is read."""
    found = read(text)
    assert (found.value, found.unit, found.kind) == (Decimal(value), unit, kind)
    assert found.hedge in (hedge, "over")


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("um 5,2 Prozent", "de", "5.2", "%"),
        ("rund 1,5 Milliarden Euro", "de", "1500000000", "eur"),
        ("plus de 20 000 personnes", "fr", "20000", ""),
        ("2 mil millones de dólares", "es", "2000000000", "usd"),
        ("R$ 1,2 bilhões", "pt", "1200000000", "brl"),
        ("более 2 трлн рублей", "ru", "2000000000000", "rub"),
        ("oltre 3 miliardi", "it", "3000000000", ""),
    ],
)
def test_numbers_in_other_languages(text: str, language: str, value: str, unit: str) -> None:
    """Decimal commas, long and short scales, words of money."""
    found = read(text, language)
    assert (found.value, found.unit) == (Decimal(value), unit)


def test_a_target_year_is_told_from_a_year() -> None:
    """By 2030 is aimed at, in 2023 is not."""
    assert (read("by 2030").kind, read("by 2030").target) == ("year", True)
    assert (read("in 2023").kind, read("in 2023").target) == ("year", False)


@pytest.mark.parametrize(
    "text", ["the 20th century", "Article 5", "C919", "resolution 25", "5-7 May", "one of us"]
)
def test_labels_and_ordinals_are_no_numbers(text: str) -> None:
    """Small bare numbers may be a day or a chapter."""
    assert list(spaced_quantities(text, "en")) == []


@given(st.integers(1, 999), st.sampled_from([("million", 6), ("billion", 9), ("trillion", 12)]))
def test_one_number_written_in_many_ways(value: int, scale: tuple[str, int]) -> None:
    """Digits with commas, a scale as a word, and another language's are one value."""
    word, power = scale
    whole = value * 10**power
    assert read(f"{value} {word} people").value == whole
    assert read(f"{whole:,} people").value == whole
    assert read(f"{Decimal(value * 1000) / 1000:f} {word} people").value == whole
    german = {"million": "Millionen", "billion": "Milliarden", "trillion": "Billionen"}[word]
    assert read(f"{value} {german} Euro", "de").value == whole


@given(st.text("aby 05.,%$-–5 milon2030 tr", max_size=40))
def test_any_text_is_read_with_true_offsets(text: str) -> None:
    """Numbers come in order, do not overlap, and lie within the text."""
    end = 0
    for found in spaced_quantities(text, "en"):
        assert end <= found.start < found.end <= len(text)
        end = found.end
