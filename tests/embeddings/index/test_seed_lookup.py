"""Seeds in several parts: what is found is what one index of all passages finds."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index import seeds
from embeddings.index.seed_lookup import Seeds

SENTENCES = (
    "The harbour of Veldhaven stays open all winter.",
    "海湾要更开放，港口要更繁忙，渔民的收入要更高。",
    "Our dykes hold against the flood of the spring.",
    "",
)
TEXTS = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=3).map(" ".join), min_size=1, max_size=8)


@given(TEXTS, st.integers(0, 8), st.data())
def test_parts_find_what_one_index_finds(texts: list[str], cut: int, data: st.DataObject) -> None:
    """Rows, how many they are, the first and the last, and which seeds some rows hold."""
    cut = min(cut, len(texts))
    whole = Seeds([(0, seeds.make(texts))])
    parts = Seeds([(0, seeds.make(texts[:cut])), (cut, seeds.make(texts[cut:]))])
    assert len(parts) == len(whole)
    hashes = np.unique(whole.parts[0][1].hashes)
    one, other = whole.find(hashes), parts.find(hashes)
    assert one.counts.tolist() == other.counts.tolist()
    for number in range(len(hashes)):
        assert one.rows(number).tolist() == other.rows(number).tolist()
    for a, b in zip(whole.ends(hashes), parts.ends(hashes), strict=True):
        assert a.tolist() == b.tolist()
    wanted = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))))
    assert held(whole, wanted) == held(parts, wanted)


def held(index: Seeds, wanted: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    hashes, rows = index.held_by(wanted)
    return sorted(zip(hashes.tolist(), rows.tolist(), strict=True))


def test_a_seed_that_nobody_holds_is_found_nowhere() -> None:
    index = Seeds([(0, seeds.make([SENTENCES[0]]))])
    found = index.find(np.array([1], np.uint32))
    assert (found.counts.tolist(), found.rows(0).tolist()) == ([0], [])
