from collections.abc import Iterable, Sequence

from embeddings.formulas.usage import SpeechNote, Usage, UsageTimeline
from embeddings.formulas.usage import usage as usage_in


def note(id_: str, date: str, voice: str = "Mara") -> SpeechNote:
    return SpeechNote(id_, date, voice, "en")


def usage(saying: Iterable[str], speeches: Sequence[SpeechNote]) -> Usage:
    return usage_in(saying, UsageTimeline.of(speeches))


SPEECHES = [
    note("a", "2018-03-01"),
    note("b", "2019"),
    note("c", "2019-05-01"),
    note("d", "2021-01-01", "Jon"),
    note("e", "--05-06", "Jon"),
    note("f", ""),
]


def test_first_last_and_what_was_searched_before() -> None:
    """The earliest and the latest dated speech; undated ones are counted apart."""
    found = usage(["c", "d", "e"], SPEECHES)
    assert (found.first, found.last) == (("2019-05-01", "c"), ("2021-01-01", "d"))
    assert (found.n_speeches, found.n_undated, found.n_before) == (3, 1, 2)


def test_shares_by_year_and_six_steps_of_heat() -> None:
    """Each year that has speeches from the first use on, its share, and 0 to 5."""
    found = usage(["c", "d"], SPEECHES)
    assert [(year.year, year.n_speeches, year.n_all, year.share) for year in found.years] == [
        (2019, 1, 2, 0.5), (2021, 1, 1, 1.0),
    ]  # fmt: skip
    assert [year.heat for year in found.years] == [4, 5]


def test_a_small_year_is_no_peak_beside_a_full_one() -> None:
    """Nine of ten speeches are more than one of one."""
    many = [note(f"m{i}", "2020") for i in range(10)] + [note("one", "2021")]
    assert usage([*(f"m{i}" for i in range(9)), "one"], many).peak == 2020


def test_who_dropped_it_is_told_with_its_chance() -> None:
    """Six of six, then none of eight: that is no accident. One of six, then none of two, may be one."""
    gone = [note(f"g{i}", f"2019-01-{i + 1:02}", "Gone") for i in range(14)]
    quiet = [note(f"q{i}", f"2019-02-{i + 1:02}", "Quiet") for i in range(8)]
    found = usage([*(f"g{i}" for i in range(6)), "q0", "q5"], [*gone, *quiet])
    assert [(one.voice, one.last, one.n_since) for one in found.dropped] == [("Gone", "2019-01-06", 8)]
    assert found.dropped[0].chance < 0.001


def test_voices_by_how_many_of_their_speeches() -> None:
    """Those who say it most come first, each with how many speeches it has."""
    found = usage(["a", "b", "d", "f"], SPEECHES)
    assert [(use.voice, use.n_speeches, use.n_all, use.first, use.last) for use in found.voices] == [
        ("Mara", 3, 4, "2018-03-01", "2019"), ("Jon", 1, 2, "2021-01-01", "2021-01-01"),
    ]  # fmt: skip


def test_nobody_says_it() -> None:
    """No first, no last, no peak."""
    found = usage([], SPEECHES)
    assert (found.first, found.last, found.peak, found.voices) == (None, None, None, ())
