import pytest

from embeddings.comparison.differences.negations import negations


@pytest.mark.parametrize(
    "text",
    ["莫斯科", "南非", "非遗保护", "非公有制经济", "无人机", "未成年人", "莫言", "改革不断深化",
     "不仅如此", "能不能成功", "不得不去", "非常重要", "未来", "必不可少",
     "坚定不移", "无论如何", "特别", "没收"],
)  # fmt: skip
def test_characters_of_negation_in_other_words_deny_nothing(text: str) -> None:
    """Names, things, questions and what is denied twice."""
    assert negations(text, "zh-Hans") == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("港口不开放", "zh-Hans", ["不"]),
        ("我们绝不能放松", "zh-Hans", ["绝不能"]),
        ("没有资金", "zh-Hans", ["没有"]),
        ("严禁捕捞", "zh-Hans", ["严禁"]),
        ("It does not work.", "en", ["not"]),
        ("It doesn't work.", "en", ["doesn't"]),
        ("Not only boats, no doubt.", "en", []),
        ("Boat no. 5 is whether or not it sails.", "en", []),
        ("Il ne fait rien.", "fr", ["rien"]),
        ("non seulement les bateaux", "fr", []),
        ("nicht nur Boote", "de", []),
        ("Wir haben kein Boot.", "de", ["kein"]),
        ("No sólo barcos, pero no hay sal.", "es", ["no"]),
        ("何もない", "ja", ["ない"]),
        ("아니하였다", "xx", []),
    ],
)
def test_what_denies_is_found(text: str, language: str, found: list[str]) -> None:
    """By its word; what only begins with one (not only) denies nothing."""
    assert negations(text, language) == found


def test_a_word_with_such_a_sign_denies_what_the_other_says_without() -> None:
    """不合理 beside 合理; beside anything else it is a word."""
    assert negations("制度不合理", "zh-Hans", "制度合理") == ["不合理"]
    assert negations("制度不合理", "zh-Hans", "制度很好") == []
