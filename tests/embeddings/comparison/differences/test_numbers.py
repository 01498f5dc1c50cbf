"""Numbers that changed, and numbers that are only written otherwise.

Covers `embeddings.comparison.differences.mentions`.
"""

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.differences.mentions import mentions
from embeddings.comparison.differences.numbers import changed_numbers


@pytest.mark.parametrize(
    ("here", "there", "language"),
    [
        ("300万人", "三百万人", "zh-Hans"),
        ("一百亿元", "100亿元", "zh-Hans"),
        ("五成企业", "50%的企业", "zh-Hans"),
        ("增长百分之五", "增长5%", "zh-Hans"),
        ("二〇二五年", "2025年", "zh-Hans"),
        ("约1.5万吨", "1.5万吨左右", "zh-Hans"),
        ("1 000 bateaux", "1000 bateaux", "fr"),
        ("trois cent mille bateaux", "300 000 bateaux", "fr"),
        ("1.000 Boote", "1000 Boote", "de"),
        ("3,5 Prozent", "3.5 Prozent", "de"),
        ("Three hundred thousand of them", "300,000 of them", "en"),
        ("8 million boats", "eight million boats", "en"),
        ("3 years", "three years", "en"),
        ("two and a half thousand", "two and a half thousand", "en"),
        ("one boat", "the boat", "en"),
        ("一个港口", "港口", "zh-Hans"),
    ],
)
def test_equal_numbers_are_no_change(here: str, there: str, language: str) -> None:
    """In figures, in words, with the marks of the language; an article is no number."""
    assert changed_numbers(here, there, language) == []


@pytest.mark.parametrize(
    ("here", "there", "language", "told"),
    [
        ("Three hundred thousand of them", "Four hundred thousand of them", "en",
         [("Three hundred thousand", "Four hundred thousand")]),
        ("a million boats", "a billion boats", "en", [("a million", "a billion")]),
        ("half a million boats", "a million boats", "en", [("half a million", "a million")]),
        ("for three decades", "for five decades", "en", [("three", "five")]),
        ("it cost ¥5 billion", "it cost $5 billion", "en", [("¥5 billion", "$5 billion")]),
        ("in the twentieth year", "in the twenty-first year", "en", [("twentieth", "twenty-first")]),
        ("五成企业", "六成企业", "zh-Hans", [("五成", "六成")]),
        ("四个港口", "五个港口", "zh-Hans", [("四个", "五个")]),
        ("一个港口", "两个港口", "zh-Hans", [("一个", "两个")]),
        ("“十四五”规划", "“十五五”规划", "zh-Hans", [("十四五", "十五五")]),
        ("三分之一的船", "三分之二的船", "zh-Hans", [("三分之一", "三分之二")]),
        ("第三次会议", "第四次会议", "zh-Hans", [("第三次", "第四次")]),
        ("5月3日", "5月4日", "zh-Hans", [("3", "4")]),
        ("渔船增长5%,渡轮30艘", "渡轮30艘,渔船增长6%", "zh-Hans", [("5%", ""), ("", "6%")]),
        ("渔船增长5%,渡轮增长4%,货轮增长3%", "渔船增长5%,货轮增长2%", "zh-Hans", [("3%", "2%"), ("4%", "")]),
    ],
)  # fmt: skip
def test_changed_numbers_stand_beside_what_the_other_says_there(
    here: str, there: str, language: str, told: list[tuple[str, str]]
) -> None:
    """And alone where it says nothing in their place."""
    assert sorted(changed_numbers(here, there, language)) == sorted(told)


@pytest.mark.parametrize(
    "text",
    ["十分重要", "老百姓", "四川", "千方百计", "三农工作", "九寨沟", "八一建军节", "千万不要", "三三两两",
     "数百万人", "(三)加快建设", "二、加快建设", "万一出错"],
)  # fmt: skip
def test_characters_of_numerals_in_other_words_are_no_numbers(text: str) -> None:
    """Nor are the marks of a list."""
    assert mentions(text, "zh-Hans") == []


@given(st.integers(100, 10**11))
def test_a_number_in_numerals_is_the_number_in_figures(number: int) -> None:
    """Of whatever size, with what it counts."""
    written = cn2an.an2cn(str(number), "low")
    assert changed_numbers(f"运来{number}吨盐", f"运来{written}吨盐", "zh-Hans") == []


@given(st.integers(2, 10**9), st.integers(2, 10**9))
def test_another_number_in_the_same_place_is_told(one: int, other: int) -> None:
    """And the same one is not, in either grouping."""
    here, there = (f"The harbour took in {number:,} tonnes of salt." for number in (one, other))
    told = changed_numbers(here, there, "en")
    assert told == ([] if one == other else [(f"{one:,} tonnes", f"{other:,} tonnes")])
    assert changed_numbers(here, f"The harbour took in {one} tonnes of salt.", "en") == []
