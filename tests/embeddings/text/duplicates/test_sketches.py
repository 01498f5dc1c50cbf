"""Sketches of speeches: the same whether they are made afresh or some were there before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.duplicates.sketches import Sketches, extend, pack, unpack
from tests.support.drawing import drawn

SENTENCES = (
    "海湾要更开放，港口要更繁忙，渔民的收入要更高，这是今年要做好的三件大事。",
    "The bay shall be more open, and its harbours busier than in any year before this one.",
    "The village school keeps its teacher for another ten years, and its stove for a winter.",
    "…",
)
texts = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=4).map(" ".join), max_size=6)


def afresh(some: list[str]) -> Sketches:
    return extend(None, np.full(len(some), -1), some.__getitem__)


def as_values(sketches: Sketches) -> tuple[object, ...]:
    return sketches.letters.tolist(), sketches.signatures.tolist(), dict(sketches.measured)


@given(before=texts, new=texts, data=st.data())
@drawn(60)
def test_what_was_there_before_is_not_read_again(
    before: list[str], new: list[str], data: st.DataObject
) -> None:
    stay = [row for row in range(len(before)) if data.draw(st.booleans())]
    carried = [*stay, *[-1] * len(new)]
    # In the order of ids the new ones stand anywhere between those that stay.
    for row in range(len(stay), len(carried)):
        carried.insert(data.draw(st.integers(0, row)), carried.pop(row))
    fresh = iter(new)
    now = [before[old] if old >= 0 else next(fresh) for old in carried]
    asked: list[int] = []

    def text_of(row: int) -> str:
        asked.append(row)
        return now[row]

    made = extend(afresh(before), np.array(carried, np.int64), text_of)
    assert as_values(made) == as_values(afresh(now))
    if not new and len(stay) == len(before):
        assert asked == []


@given(texts)
@drawn(20)
def test_sketches_that_were_packed_are_the_same(some: list[str]) -> None:
    sketches = afresh(some)
    again = unpack(pack(sketches))
    assert as_values(again) == as_values(sketches)
    assert pack(again) == pack(sketches)


def test_a_speech_without_letters_has_an_empty_sketch() -> None:
    sketches = afresh(["…", SENTENCES[0]])
    assert not sketches.letters[0].any()
    assert sketches.letters[1].any()
    assert sketches.measured == {}
