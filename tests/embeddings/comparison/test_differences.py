import pytest

from embeddings.comparison.differences import differences


@pytest.mark.parametrize(
    ("here", "there", "language", "told"),
    [
        ("增长5%左右", "增长5.5%左右", "zh-Hans", [("number", "5", "5.5")]),
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
        ("市长王林出席", "市长李林出席", "zh-Hans", []),
    ],
)
def test_what_differs_is_named(
    here: str, there: str, language: str, told: list[tuple[str, str, str]]
) -> None:
    """Numbers, names behind a word, and whether something is denied; not how it is denied."""
    assert [(one.kind, one.here, one.there) for one in differences(here, there, language)] == told
