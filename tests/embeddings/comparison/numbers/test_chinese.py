from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.numbers.chinese import chinese_quantities
from embeddings.comparison.numbers.quantity import Hedge, Kind, Quantity


def read(text: str) -> Quantity:
    """The one number of a text."""
    found = list(chinese_quantities(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge", "kind"),
    [
        ("增长5.5%左右", "5.5", "%", "about", "growth"),
        ("增长百分之五点五左右", "5.5", "%", "about", "growth"),
        ("失业率5.5%左右", "5.5", "%", "about", "share"),
        ("能耗下降3%", "-3", "%", "", "growth"),
        ("下降到3%", "3", "%", "", "share"),
        ("提高0.5个百分点", "0.5", "pp", "", "growth"),
        ("新增就业1100万人以上", "11000000", "person", "at_least", "count"),
        ("一万五千亿元", "1500000000000", "yuan", "", "money"),
        ("一点二万亿元", "1200000000000", "yuan", "", "money"),
        ("1.2万亿元", "1200000000000", "yuan", "", "money"),
        ("超过5,000亿美元", "500000000000", "usd", "over", "money"),
        ("8亿亩", "800000000", "mu", "", "area"),
        ("20多万人", "200000", "person", "over", "count"),
        ("不低于300套", "300", "home", "at_least", "count"),
        ("控制在3%以内", "3", "%", "at_most", "share"),
        ("1.5亿千瓦时", "150000000", "kwh", "", "count"),
        ("占八成", "80", "%", "", "share"),
        ("千分之三", "3", "per_mille", "", "share"),
    ],
)
def test_numbers_with_unit_hedge_and_kind(text: str, value: str, unit: str, hedge: Hedge, kind: Kind) -> None:
    """However it is written, what it says is read."""
    found = read(text)
    assert (found.value, found.unit, found.hedge, found.kind) == (Decimal(value), unit, hedge, kind)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5%-6%", "5", "6"), ("300至500亿元", "30000000000", "50000000000"),
        ("300万至500万人", "3000000", "5000000"), ("4.5—5%", "4.5", "5"),
    ],
)  # fmt: skip
def test_ranges(text: str, low: str, high: str) -> None:
    """Both ends, the scale of the second being that of the first where it has none."""
    found = read(text)
    assert (found.value, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "year", "target"),
    [
        ("到2030年", 2030, True),
        ("2060年前", 2060, True),
        ("2023年", 2023, False),
        ("二〇三五年", 2035, False),
    ],
)
def test_years_and_target_years(text: str, year: int, target: bool) -> None:
    """A year by which something is to be is a target."""
    found = read(text)
    assert (found.kind, int(found.value), found.target) == ("year", year, target)


@pytest.mark.parametrize(
    "text",
    [
        "十四五规划",
        "二十大",
        "二十届三中全会",
        "第十二次",
        "3月5日",
        "千方百计",
        "万一",
        "两个坚守",
        "C919",
        "三分之二",
    ],
)
def test_labels_dates_and_ordinals_are_no_numbers(text: str) -> None:
    """Numerals in names say no amount."""
    assert list(chinese_quantities(text)) == []


@given(st.integers(1, 10**7), st.sampled_from(["人", "亩", "元", "吨"]))
def test_one_number_written_in_many_ways(value: int, unit: str) -> None:
    """Digits, digits with commas, with a scale, and numerals are one value."""
    written = [f"{value}{unit}", f"{value:,}{unit}", f"{Decimal(value) / 10**4:f}万{unit}"]
    numerals = cn2an.an2cn(str(value))
    if len(numerals) > 1 and any(sign in numerals for sign in "百千万"):
        written.append(f"{numerals}{unit}")
    for text in written:
        found = read(f"共{text}。")
        assert (int(found.value), found.unit) == (value, read(f"{value}{unit}").unit), text


@given(st.decimals(0, 100, places=1), st.sampled_from(["左右", "以上", "以内", ""]))
def test_a_percentage_in_two_ways(value: Decimal, hedge: str) -> None:
    """5.5% and 百分之五点五 are one."""
    signs, words = read(f"占{value}%{hedge}"), read(f"占百分之{value}{hedge}")
    assert signs.same_amount(words)


@given(st.text("增长5.十万亿%元人左右到至年-、。0123 第", max_size=30))
def test_any_text_is_read_with_true_offsets(text: str) -> None:
    """Numbers come in order, do not overlap, and lie within the text."""
    end = 0
    for found in chinese_quantities(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
