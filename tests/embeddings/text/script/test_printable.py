import pytest

from embeddings.text.script.printable import is_printable


@pytest.mark.parametrize("text", ["", "Speech 1", "演讲", "a\U000323b0", "\U0001fae8\U000e0080"])
def test_characters_are_printable_whenever_they_came_to_be(text: str) -> None:
    """Also where this Python does not know them yet."""
    assert is_printable(text)


@pytest.mark.parametrize(
    "text", ["a\nb", "\x00", "\u2028", "\u202e", "\ud800", "\ue000", "\ufdd0", "\U0001ffff"]
)
def test_what_nobody_sees_is_not(text: str) -> None:
    """Line breaks, controls, marks of direction, halves of pairs, private and no characters."""
    assert not is_printable(text)
