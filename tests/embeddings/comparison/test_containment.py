from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.containment import containment, union
from embeddings.comparison.result import SourceSpan, Stretch
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage


def stretch(start: int, end: int, source_start: int, source_end: int, kind: str = "verbatim") -> Stretch:
    card = SpeechCard("old", "r", "", "", "", "", "en", "", 1, 50, None)
    passage = Passage("old", 0, 0, 50, "x" * 50, "x" * 50, "en")
    source = SourceSpan(card, passage, source_start, source_end, True, None, None, 1.0)
    return Stretch(start, end, kind, (source,))  # type: ignore[arg-type]


def test_a_short_speech_swallowed_by_a_long_one_is_seen() -> None:
    """Little of the new speech, and nearly all of the old one."""
    (part,) = containment([stretch(0, 45, 0, 45)], 1000)
    assert (part.of_new, part.of_old, part.share_of_new, part.share_of_old) == (45, 45, 0.045, 0.9)


def test_nothing_is_counted_twice() -> None:
    """The same piece of the old speech, taken up twice, is one piece of it."""
    (part,) = containment([stretch(0, 40, 0, 40), stretch(60, 100, 0, 40)], 100)
    assert (part.of_new, part.of_old) == (80, 40)


def test_set_phrases_are_nobodys() -> None:
    """What many speeches say is in none in particular."""
    assert containment([stretch(0, 40, 0, 40, "common")], 100) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple)))
def test_a_union_is_what_counting_gives(spans: list[tuple[int, int]]) -> None:
    """Character by character."""
    assert union(spans) == len({at for start, end in spans for at in range(start, end)})
