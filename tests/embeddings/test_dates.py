import pytest

from embeddings.dates import When, days_of, is_date, when_said


@pytest.mark.parametrize(
    "text", ["2020", "2020-06", "2020-06-28", "2024-02-29", "--05-06", "--02-29", "0001"]
)
def test_dates_as_speeches_carry_them_are_dates(text: str) -> None:
    """A year, a month, a day, or a day without its year."""
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20",
        "2020-6",
        "2020-13",
        "2020-02-30",
        "2023-02-29",
        "--13-01",
        "--02-30",
        "0000",
        "２０２０",
        "2020-06-28 ",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    """What the calendar does not have is refused, and so is another way of writing."""
    assert not is_date(text)


def test_a_partial_date_covers_all_the_days_it_could_mean() -> None:
    """A year is all its days, a month all of its own, and a day without a year none in particular."""
    assert days_of("2020") == ("2020-01-01", "2020-12-31")
    assert days_of("2020-02") == ("2020-02-01", "2020-02-29")
    assert days_of("2020-06-28") == ("2020-06-28", "2020-06-28")
    assert days_of("--05-06") is None


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("2020-05-01", "2019", "earlier"),
        ("2020-05-01", "2020-06", "later"),
        ("2020-05-01", "2020", "same_day"),
        ("2020", "2020-05-01", "same_day"),
        ("", "2020", "undated"),
        ("2020", "--05-01", "undated"),
    ],
)
def test_when_is_told_as_far_as_the_dates_tell(here: str, there: str, expected: When) -> None:
    """A year holds its days; a day without a year tells nothing."""
    assert when_said(here, there) == expected
