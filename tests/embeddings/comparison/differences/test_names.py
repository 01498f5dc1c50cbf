import pytest

from embeddings.comparison.differences.names import changed_names


@pytest.mark.parametrize(
    ("here", "there", "language", "told"),
    [
        ("同美国合作", "同日本合作", "zh-Hans", [("美国", "日本")]),
        ("到莫斯科访问", "到柏林访问", "zh-Hans", [("莫斯科", "柏林")]),
        ("支持四川建设", "支持云南建设", "zh-Hans", [("四川", "云南")]),
        ("王林总书记指出", "李林总理指出", "zh-Hans", [("王林", "李林")]),
        ("Wir helfen Frankreich.", "Wir helfen Deutschland.", "de", [("Frankreich", "Deutschland")]),
        ("Wir bauen Boote.", "Wir bauen Häuser.", "de", []),
        ("America sells more boats.", "Mexico sells more boats.", "en", [("America", "Mexico")]),
        ("Working families pay.", "Hardworking families pay.", "en", []),
        ("Today Mara Lindqvist spoke.", "Today Jon Lindqvist spoke.", "en", [("Mara", "Jon")]),
        ("Your Excellency, we thank you.", "We thank you.", "en", []),
        ("We thank Norway and Sweden.", "We thank Sweden.", "en", [("Norway", "")]),
        ("We thank José.", "We thank Jose.", "en", []),
        ("中国的港口", "中国共产党的港口", "zh-Hans", []),
        ("着力建设高水平港口", "着力建设港口", "zh-Hans", []),
    ],
)
def test_names_that_changed_are_told(
    here: str, there: str, language: str, told: list[tuple[str, str]]
) -> None:
    """Beside the name in their place; courtesy, nouns with capitals and other spellings are none."""
    assert changed_names(here, there, language) == told
