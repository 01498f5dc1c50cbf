import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.differences.telling import differences, same_figures


@pytest.mark.parametrize(
    ("here", "there", "language", "told"),
    [
        ("增长5%左右", "增长5.5%左右", "zh-Hans", [("number", "5%", "5.5%")]),
        ("We need 1,000 homes.", "We need 1000 homes.", "en", []),
        ("退出煤炭产能1.5亿吨", "退出煤炭产能1.5万吨", "zh-Hans", [("number", "1.5亿吨", "1.5万吨")]),
        ("约1.5万吨煤", "1.5万公斤煤", "zh-Hans", [("number", "1.5万吨", "1.5万公斤")]),
        ("新增船员100人", "新增船员100名", "zh-Hans", []),
        (
            "It cost 2.5 million euros.",
            "It cost 2.5 billion euros.",
            "en",
            [("number", "2.5 million euros", "2.5 billion euros")],
        ),
        ("We will not raise taxes.", "We will raise taxes.", "en", [("negation", "not", "")]),
        ("基本面不会改变", "基本面没有改变", "zh-Hans", []),
        ("港口不开放", "港口开放", "zh-Hans", [("negation", "不", "")]),
        ("改革不断深化", "改革深化", "zh-Hans", []),
        ("Today Mara Lindqvist spoke.", "Today Jon Lindqvist spoke.", "en", [("name", "Mara", "Jon")]),
        ("市长王林出席", "市长李林出席", "zh-Hans", [("name", "王林", "李林")]),
    ],
)
def test_what_differs_is_named(
    here: str, there: str, language: str, told: list[tuple[str, str, str]]
) -> None:
    """Numbers, names behind a word, and whether something is denied; not how it is denied."""
    assert [(one.kind, one.here, one.there) for one in differences(here, there, language)] == told


_PIECES = st.sampled_from(
    ["港口", "增长5%", "不", "2025年", "三百万", "四个", "李强总理", "美国", "，", "。", " ",
     "three decades", "Norway ", "not ", "a million ", "G20", "第三", "1,000", "½", "İ", "十四五",
     "The ", "\n", "(二)", "非"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=12).map("".join), st.sampled_from(["zh-Hans", "en", "de", "ja", "xx"]))
def test_a_wording_does_not_differ_from_itself(text: str, language: str) -> None:
    """In any language, whatever it says."""
    assert differences(text, text, language) == []
    assert same_figures(text, text, language)


@given(st.lists(_PIECES, max_size=8).map("".join), st.lists(_PIECES, max_size=8).map("".join))
def test_what_is_told_stands_in_its_wording(here: str, there: str) -> None:
    """Letter for letter; of a pair at least one side says something, and the two sides differ."""
    for one in differences(here, there, "zh-Hans"):
        assert one.here != one.there
        assert all(word in here for word in one.here.split(" "))
        assert all(word in there for word in one.there.split(" "))
