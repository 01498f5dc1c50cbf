import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.script.offsets import TextChange, Traced, pack_trace, unpack_trace

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables


def test_rewrite_keeps_where_each_character_came_from() -> None:
    """After a removal and a replacement every stretch still names the original characters it was made of."""
    traced = Traced.of("abcdef").rewrite([TextChange(1, 3), TextChange(4, 5, "XY")])
    assert traced.text == "adXYf"
    assert [traced.span(i, i + 1) for i in range(5)] == [(0, 1), (3, 4), (4, 5), (4, 5), (5, 6)]
    assert traced.span(0, 4) == (0, 5)


def test_rewrites_add_up() -> None:
    """A rewrite of a rewrite still points into the first text."""
    twice = Traced.of("a--b--c").rewrite([TextChange(1, 3)]).rewrite([TextChange(2, 4, " ")])
    assert (twice.text, twice.span(2, 3), twice.span(3, 4)) == ("ab c", (4, 6), (6, 7))


@pytest.mark.parametrize(
    "changes",
    [[TextChange(2, 3), TextChange(1, 2)], [TextChange(0, 2), TextChange(1, 3)], [TextChange(1, 1)]],
)
def test_rewrite_refuses_changes_out_of_order(changes: list[TextChange]) -> None:
    """Changes that overlap, go back or are empty are a mistake, not a guess."""
    with pytest.raises(ValueError, match="out of order"):
        Traced.of("abc").rewrite(changes)


@UNHURRIED
@given(st.text(max_size=30), st.sets(st.integers(0, 29)))
def test_offsets_never_fall(text: str, places: set[int]) -> None:
    """Whatever is removed, offsets only rise and lead back to the characters that stayed."""
    traced = Traced.of(text).rewrite(TextChange(i, i + 1) for i in sorted(places) if i < len(text))
    assert [text[start] for start in traced.starts] == list(traced.text)
    assert sorted(traced.starts) == list(traced.starts)


@given(st.text(max_size=30), st.sets(st.integers(0, 29)), st.sampled_from(["", "x", "xyz"]))
@UNHURRIED
def test_a_trace_that_was_packed_is_the_trace(text: str, places: set[int], after: str) -> None:
    """Every character points where it pointed; where one stands for one, nothing is kept."""
    changes = [TextChange(i, i + 1, after) for i in sorted(places) if i < len(text)]
    traced = Traced.of(text).rewrite(changes)
    packed = pack_trace(traced)
    again = unpack_trace(traced.text, packed)
    assert again.text == traced.text
    assert again.starts.tolist() == traced.starts.tolist()
    assert again.ends.tolist() == traced.ends.tolist()
    assert not (packed and len(after) == 1)


def test_a_trace_belongs_to_one_text() -> None:
    packed = pack_trace(Traced.of("abcd").rewrite([TextChange(1, 2)]))
    with pytest.raises(ValueError, match="3 characters for a text of 2"):
        unpack_trace("ab", packed)


def test_a_part_is_traced_from_its_own_start() -> None:
    part = Traced.of("abcdef").part(2, 5).from_start(2)
    assert [part.span(i, i + 1) for i in range(3)] == [(0, 1), (1, 2), (2, 3)]
