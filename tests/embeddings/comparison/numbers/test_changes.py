from decimal import Decimal

import pytest

from embeddings.comparison.numbers.changes import NumberChanges, begins_term, number_changes
from embeddings.comparison.numbers.reading import quantities_of


def changes(old: str, new: str, languages: tuple[str, str] = ("zh", "zh")) -> NumberChanges:
    return number_changes(
        old, quantities_of(old, languages[0]), new, quantities_of(new, languages[1]),
        same_language=languages[0] == languages[1],
    )  # fmt: skip


def test_a_changed_target_is_told_with_its_difference() -> None:
    """From 5.5 % to about 5 %, and what stayed is the same."""
    found = changes(
        "今年预期目标:港口吞吐量增长5.5%;新增船员1100人以上。",
        "今年预期目标:港口吞吐量增长5%左右;新增船员1100人以上。",
    )
    (change,) = found.changed
    assert (change.old.value, change.new.value) == (Decimal("5.5"), Decimal(5))
    assert change.difference == Decimal("-0.5")
    assert not change.hedge_only
    assert len(found.same) == 1


def test_a_hedge_alone_is_a_change() -> None:
    """The number stays, and is now only about that."""
    (change,) = changes("港口吞吐量增长5%。", "港口吞吐量增长5%左右。").changed
    assert (change.hedge_only, change.difference) == (True, Decimal(0))


def test_numbers_of_other_things_are_dropped_and_added() -> None:
    """Nothing is made of two numbers that count different things."""
    found = changes("港口新建码头12座。", "学校添置课桌300张。")
    assert found.changed == ()
    assert (len(found.dropped), len(found.added)) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("全年新增船员1300人。", "五年来累计新增船员1600人。"),
        ("低保标准提高到700元。", "低保标准从600元提高到新的水平。"),
        ("新增船员1300人。", "新增船员9000人。"),
    ],
)
def test_other_years_origins_and_leaps_are_no_changes(old: str, new: str) -> None:
    """Five years are not one, where something rose from is not where it is, seven times is another number."""
    assert changes(old, new).changed == ()


def test_a_rise_goes_with_what_rose() -> None:
    """What a clause says of how much more it is belongs to the number before, not to any other rise."""
    found = changes(
        "渔港投资5.6亿元、比上年增加1.6亿元。拟发行船票3亿张、比上年增加3000万张。修船投资2.2亿元、比上年增加3000万元。",
        "渔港投资5.9亿元、比上年增加2300万元。拟发行船票3亿张。修船投资2.2亿元,用于大修。",
    )
    assert [(str(one.old.value), str(one.new.value)) for one in found.changed] == [
        ("560000000.0", "590000000.0"),
        ("160000000.0", "23000000"),
    ]
    assert [one.value for one in found.dropped] == [Decimal(30_000_000), Decimal(30_000_000)]


def test_a_rise_is_held_against_a_rise_in_english_too() -> None:
    """As in Chinese; a fall is not its mate."""
    old = "Ship repairs cost 5.6 billion yuan, an increase of 200 million yuan over last year."
    rose = "Ship repairs cost 5.9 billion yuan, up by 300 million yuan over last year."
    fell = "Ship repairs cost 5.1 billion yuan, down by 500 million yuan from last year."
    assert [one.new.value for one in changes(old, rose, ("en", "en")).changed] == [5_900_000_000, 300_000_000]
    assert [one.new.value for one in changes(old, fell, ("en", "en")).changed] == [5_100_000_000]


def test_a_year_is_no_span_of_years() -> None:
    """A sentence that names 2035 speaks of one year, and its targets are those of the other version."""
    found = changes("船员失业率5.5%左右。", "同2035年目标衔接,船员失业率5.5%左右。")
    assert len(found.same) == 1


@pytest.mark.parametrize(("new", "told"), [("1.5万吨", 1), ("9亿吨", 0)])
def test_another_scale_of_the_same_figure_is_a_change(new: str, told: int) -> None:
    """Ten thousand times less of the same figure was altered; six times more is another number."""
    assert len(changes("退出煤炭产能1.5亿吨。", f"退出煤炭产能{new}。").changed) == told


def test_across_languages_equal_amounts_are_the_same() -> None:
    """The rest is told on either side."""
    found = changes(
        "港口吞吐量增长5%左右,投资1.2万亿元。",
        "Throughput grew by around 5 percent, and 300 cranes came.",
        ("zh", "en"),
    )
    assert [(str(a.value), str(b.value)) for a, b in found.same] == [("5", "5")]
    assert [one.value for one in found.dropped] == [Decimal("1.2e12")]
    assert found.changed == ()


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("一、过去五年工作回顾 本届政府任期以来,港口建设加快。", True),
        ("一、2029年工作回顾 一年来,港口建设加快。", False),
        ("II. The past four years The harbour was rebuilt.", True),
        ("港口吞吐量增长5%。", None),
    ],
)
def test_a_part_says_which_years_it_sums_up(text: str, begins: bool | None) -> None:
    assert begins_term(text) is begins


def test_one_year_is_not_held_against_a_term() -> None:
    """In a part on five years a number counts five years, unless its sentence names one."""
    old, new = "港口吞吐量增长5%。", "港口吞吐量增长21%。"
    assert len(changes(old, new).changed) == 1
    numbers = quantities_of(old, "zh"), quantities_of(new, "zh")

    def in_a_term(new: str) -> NumberChanges:
        return number_changes(
            old, numbers[0], new, quantities_of(new, "zh"), same_language=True, terms=(False, True)
        )

    assert in_a_term(new).changed == ()
    assert len(in_a_term("去年港口吞吐量增长6%。").changed) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Since 1993 the harbour has grown by 3%, 3% and 4%, and by 2030 it is to grow by 5%.", "en"),
        ("2026年港口吞吐量增长5%,船员增长5%、5%,比2025年多300人。", "zh"),
    ],
)
def test_a_place_held_against_itself_has_the_same_numbers(text: str, language: str) -> None:
    """Years and what a list says twice among them."""
    found = changes(text, text, (language, language))
    assert len(found.same) == len(quantities_of(text, language)) > 3
    assert (found.changed, found.dropped, found.added) == ((), (), ())


def test_a_number_in_words_is_one_change() -> None:
    """Not one number gone and another added."""
    found = changes("We will train a million sailors.", "We will train two million sailors.", ("en", "en"))
    assert [(int(one.old.value), int(one.new.value)) for one in found.changed] == [(1_000_000, 2_000_000)]
    assert (found.dropped, found.added) == ((), ())
