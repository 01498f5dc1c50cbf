import pytest

from embeddings.text.script.han_language import han_languages


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("気候変動", ("ja",)),
        ("核兵器廃絶", ("ja",)),
        ("气候变化", ("zh",)),
        ("經濟發展", ("zh",)),
        ("介護", ("zh", "ja")),
        ("取組", ("zh", "ja")),
        ("2030年 学校", ("zh", "ja")),
        ("街づくり", ()),
        ("harbour", ()),
        ("2030", ()),
    ],
)
def test_characters_that_one_language_does_not_write_tell(text: str, languages: tuple[str, ...]) -> None:
    """The others leave it open, and other letters tell by themselves."""
    assert han_languages(text) == languages
