from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.script.offsets import TextChange, Traced
from service.pages.marking import mark, snippet

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))))


@given(st.text(max_size=60), spans)
def test_pieces_are_the_text(text: str, marked: list[tuple[int, int]]) -> None:
    """Put together, the pieces are the text; just the characters within a span are marked."""
    pieces = mark(text, marked)
    assert "".join(piece.text for piece in pieces) == text
    flags = [piece.marked for piece in pieces for _ in piece.text]
    assert flags == [any(first <= at < last for first, last in marked) for at in range(len(text))]


@given(st.lists(st.sampled_from(["a", "港", "-\n", "\n"]), max_size=30), spans)
def test_line_breaks_within_a_sentence_are_not_shown(parts: list[str], marked: list[tuple[int, int]]) -> None:
    """Wherever the pieces part the text."""
    text, changes = "", []
    for part in parts:
        if "\n" in part:
            changes.append(TextChange(len(text), len(text) + len(part), "" if "-" in part else " "))
        text += part
    shown = "".join(piece.text for piece in mark(text, [], breaks=changes))
    assert shown == Traced.of(text).rewrite(changes).text
    pieces = mark(text, marked, breaks=changes)
    assert "\n" not in "".join(piece.text for piece in pieces)
    assert "".join(piece.text for piece in pieces).replace("-", "") == shown


@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400), st.integers(20, 200))
def test_a_snippet_is_short_and_begins_with_the_best_sentence_in_sight(
    text: str, first: int, last: int, longest: int
) -> None:
    """It is no longer than asked for, lies in the text, and holds the beginning of the best sentence."""
    first, last = sorted((min(first, len(text)), min(last, len(text))))
    start, end = snippet(text, (first, last), longest)
    assert 0 <= start <= end <= len(text)
    assert end - start <= longest
    if len(text) > longest and " " not in text:
        assert start <= first


def test_a_snippet_ends_between_words() -> None:
    """Where there are spaces no word is cut."""
    text = "one two three four five six seven eight nine ten eleven twelve " * 5
    start, end = snippet(text, (100, 120), 60)
    assert text[start - 1] == " "
    assert text[end] == " "
