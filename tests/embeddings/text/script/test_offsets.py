import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.script.offsets import Change, Traced

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables


def test_rewrite_keeps_where_each_character_came_from() -> None:
    """After a removal and a replacement every stretch still names the original characters it was made of."""
    traced = Traced.of("abcdef").rewrite([Change(1, 3), Change(4, 5, "XY")])
    assert traced.text == "adXYf"
    assert [traced.span(i, i + 1) for i in range(5)] == [(0, 1), (3, 4), (4, 5), (4, 5), (5, 6)]
    assert traced.span(0, 4) == (0, 5)


def test_rewrites_add_up() -> None:
    """A rewrite of a rewrite still points into the first text."""
    twice = Traced.of("a--b--c").rewrite([Change(1, 3)]).rewrite([Change(2, 4, " ")])
    assert (twice.text, twice.span(2, 3), twice.span(3, 4)) == ("ab c", (4, 6), (6, 7))


@pytest.mark.parametrize(
    "changes", [[Change(2, 3), Change(1, 2)], [Change(0, 2), Change(1, 3)], [Change(1, 1)]]
)
def test_rewrite_refuses_changes_out_of_order(changes: list[Change]) -> None:
    """Changes that overlap, go back or are empty are a mistake, not a guess."""
    with pytest.raises(ValueError, match="out of order"):
        Traced.of("abc").rewrite(changes)


@UNHURRIED
@given(st.text(max_size=30), st.sets(st.integers(0, 29)))
def test_offsets_never_fall(text: str, places: set[int]) -> None:
    """Whatever is removed, offsets only rise and lead back to the characters that stayed."""
    traced = Traced.of(text).rewrite(Change(i, i + 1) for i in sorted(places) if i < len(text))
    assert [text[start] for start in traced.starts] == list(traced.text)
    assert sorted(traced.starts) == list(traced.starts)
