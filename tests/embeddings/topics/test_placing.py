"""What the votes say of every passage, kept and extended."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.topics.assignment import PlacedPassages, place
from embeddings.topics.model import Topic, TopicModel
from embeddings.topics.placing import extend, pack, unpack
from tests.support.invented import unit_rows
from tests.support.topics_by_hand import model_of

COLUMNS = ("topics", "shares", "assigned", "place", "part")


def model() -> TopicModel:
    topics = [Topic(f"t_{row}", "", (), 1, ()) for row in range(3)]
    return model_of(topics, unit_rows(40, seed=1), [row % 3 for row in range(40)], ["en", "fr"] * 20)


def same(one: PlacedPassages, other: PlacedPassages) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in COLUMNS)


@settings(deadline=None)
@given(
    before=st.lists(st.integers(0, 30), min_size=1, max_size=12),
    now=st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=15),
)
def test_extending_equals_making_afresh(before: list[int], now: list[tuple[int, bool]]) -> None:
    """Whichever passages are carried over and whichever are new, to the last bit."""
    texts, languages = unit_rows(31, seed=2), ["en", "fr", "zh-Hans"] * 11
    then = place(texts[before], [languages[text] for text in before], model())
    carried = np.array(
        [before.index(text) if keep and text in before else -1 for text, keep in now], np.int64
    )
    rows = [text for text, _ in now]
    asked = texts[rows] if rows else texts[:0]
    own = [languages[text] for text in rows]
    assert same(extend(then, carried, asked, own, model()), place(asked, own, model()))
    assert same(extend(None, np.full(len(rows), -1), asked, own, model()), place(asked, own, model()))


def test_what_is_kept_comes_back_exactly() -> None:
    """Every column, to the last bit, in one file without pickle."""
    placed = place(unit_rows(9, seed=3), ["en"] * 9, model())
    again = unpack(pack(placed))
    assert same(placed, again)
    assert pack(again) == pack(placed)
