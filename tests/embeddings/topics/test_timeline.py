"""Topics over time and across groups, counted by hand."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.topics.timeline import DatedShare, by_group, log_odds, period_of, timeline, trend_of, wilson


def said(
    topic: str | None, date: str, *, n: int = 100, place: str = "", words: tuple[str, ...] = ()
) -> DatedShare:
    first, last = (
        (date, date) if len(date) == 10 else (f"{date}-01-01", f"{date}-12-31") if date else ("", "")
    )
    return DatedShare(topic, n, first, last, place, "", "", "en", words)


def test_periods_hold_what_was_certainly_said_in_them() -> None:
    """A date that is only a year is in no quarter; an unknown one in no period."""
    assert period_of("2021-05-06", "2021-05-06", "quarter") == "2021-Q2"
    assert period_of("2021-05-06", "2021-05-06", "month") == "2021-05"
    assert period_of("2021-01-01", "2021-12-31", "year") == "2021"
    assert period_of("2021-01-01", "2021-12-31", "quarter") == ""
    assert period_of("", "", "year") == ""


def test_shares_are_of_the_text_of_the_period() -> None:
    """A passage weighs its characters; counts are of passages; what is unassigned is told."""
    found = timeline(
        [
            said("t_a", "2020", n=300),
            said("t_b", "2020"),
            said(None, "2020"),
            said("t_a", "2021"),
            said("t_a", ""),
        ],
        "year",
    )
    assert [one.name for one in found.slices] == ["2020", "2021"]
    first = found.slices[0]
    assert [(cell.topic, cell.n_passages, cell.share) for cell in first.cells] == [
        ("t_a", 1, 0.6), ("t_b", 1, 0.2),
    ]  # fmt: skip
    assert (first.unassigned, first.n_passages, first.few) == (0.2, 3, True)
    assert found.n_undated == 1


def test_words_are_of_the_period_alone() -> None:
    """What is only said later does not name an earlier bin."""
    found = timeline(
        [said("t_a", "2020", words=("harbour",)), said("t_a", "2021", words=("ferry", "harbour")),
         said("t_a", "2021", words=("ferry",))],
        "year",
    )  # fmt: skip
    assert [one.cells[0].words for one in found.slices] == [("harbour",), ("ferry", "harbour")]


def test_rising_and_fading_need_a_change_and_enough_passages() -> None:
    """From one in ten to one in two is a rise; the same of four passages is none."""
    early = [said("t_a", f"20{10 + i % 8}") for i in range(30)] + [
        said("t_b", f"20{10 + i % 8}") for i in range(270)
    ]
    late = [said("t_a", "2019") for _ in range(60)] + [said("t_b", "2019") for _ in range(60)]
    trends = {topic: trend for topic, trend, _ in timeline([*early, *late], "year").trends}
    assert trends == {"t_a": "rising", "t_b": "fading"}
    few = [said("t_a", "2019"), said("t_b", "2019"), said("t_b", "2018"), said("t_b", "2018")]
    assert {trend for _, trend, _ in timeline(few, "year").trends} == {"steady"}
    assert timeline([said("t_a", "2019")], "year").trends == ()
    assert trend_of(0.3, 9.0) == "steady"


def test_groups_are_held_against_the_others() -> None:
    """Log-odds by hand, the largest group first."""
    rows = [said("t_a", "", place="Veldhaven")] * 3 + [said("t_b", "", place="Veldhaven")] + [
        said("t_a", "", place="Brekkadal"), said("t_b", "", place="Brekkadal"),
    ]  # fmt: skip
    first, second = by_group(rows, "place")
    assert (first.name, second.name) == ("Veldhaven", "Brekkadal")
    assert first.cells[0].log_odds == pytest.approx(log(3.5 / 1.5) - log(1.5 / 1.5))
    assert first.cells[0].share == 0.75


def test_wilson_against_the_published_figures() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I)."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0.0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(0.5, 0) == (0.0, 1.0)


@given(k=st.integers(0, 50), n=st.integers(0, 50), a=st.integers(0, 50), b=st.integers(0, 50))
def test_log_odds_turn_their_sign(k: int, n: int, a: int, b: int) -> None:
    """What is more here is less there."""
    one, other = log_odds(k, k + n, a, a + b), log_odds(a, a + b, k, k + n)
    assert one == pytest.approx((-other[0], -other[1]))
