"""Names and tags of languages, as data and people write them."""

import pytest

from embeddings.text.script.language_tags import LONGEST_TAG, tag_of


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("eng", "en"), ("English", "en"), ("EN_us", "en"), ("en-GB", "en"), (" en ", "en"),
        ("ger", "de"), ("deu", "de"), ("Deutsch", "de"), ("Français", "fr"), ("pt-BR", "pt"), ("iw", "he"),
        ("in", "id"), ("Bahasa Indonesia", "id"), ("nb", "no"), ("jp", "ja"), ("日本語", "ja"), ("uk", "uk"),
        ("zh-CN", "zh-Hans"), ("zh-Hans-SG", "zh-Hans"), ("zh_TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"),
        ("chi_TW", "zh-Hant"), ("yue", "zh-Hant"), ("ZH", "zh"), ("zho", "zh"), ("cmn", "zh"), ("中文", "zh"),
        ("繁體中文", "zh-Hant"),
    ],
)  # fmt: skip
def test_one_language_has_one_tag(text: str, tag: str) -> None:
    """Whatever standard, region, case or own name it is given by."""
    assert tag_of(text) == tag


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "None",
        "nan",
        "NULL",
        "n/a",
        "klingon",
        "the quay",
        "a",
        "--",
        "xx",
        "\ud800",
        "en\x00",
        "x" * (LONGEST_TAG + 1),
    ],
)
def test_what_names_no_language_has_no_tag(text: str) -> None:
    """Nothing, what programs write for nothing, and words that are no language."""
    assert tag_of(text) == ""


@pytest.mark.parametrize("text", ["und", "UND", "unknown", "undetermined", "mul"])
def test_a_language_said_to_be_unknown_is_und(text: str) -> None:
    """That it is not known is an answer, too."""
    assert tag_of(text) == "und"


def test_a_tag_is_its_own_tag() -> None:
    """What one reading gives, another gives again."""
    for text in ("English", "zh-CN", "zh", "繁體中文", "und", "uk", "Filipino", "norsk"):
        assert tag_of(tag_of(text)) == tag_of(text)
