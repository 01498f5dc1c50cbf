import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.numbers.spoken import in_figures


@pytest.mark.parametrize(
    ("text", "language", "figures"),
    [
        ("three hundred and fifty thousand boats", "en", "350000 boats"),
        ("two million five hundred thousand", "en", "2500000"),
        ("fifty-one point five percent", "en", "51.5 percent"),
        ("one of the first boats, no one else", "en", "one of the first boats, no one else"),
        (
            "millions of boats, several hundred, 5 million",
            "en",
            "millions of boats, several hundred, 5 million",
        ),
        ("dreihunderttausend boote, ein boot", "de", "300000 boote, ein boot"),
        ("drei komma fünf prozent", "de", "3,5 prozent"),
        ("deux milliards, 5 millions", "fr", "2000000000, 5 millions"),
        ("3 mil millones de barcos", "es", "3 mil millones de barcos"),
        ("пять лодок", "ru", "пять лодок"),
    ],
)
def test_numbers_in_words_are_put_into_figures(text: str, language: str, figures: str) -> None:
    """Not what may be an article, nor a scale without an amount; unknown languages are left alone."""
    assert in_figures(text, language).text == figures


@given(
    st.lists(
        st.sampled_from(["twenty-five ", "boats ", "one ", "a hundred ", "5 ", "half ", "é"]), max_size=9
    )
)
def test_places_lead_back_to_the_text(pieces: list[str]) -> None:
    """Letters outside of numbers stand where they stood, and a number is as long as its words."""
    lower = "".join(pieces)
    read = in_figures(lower, "en")
    places = [read.place(at) for at in range(len(read.text) + 1)]
    assert places == sorted(places)
    assert (places[0], read.place(len(read.text), end=True)) == (0, len(lower))
    for at, sign in enumerate(read.text):
        if not sign.isdigit():
            assert lower[places[at]] == sign
