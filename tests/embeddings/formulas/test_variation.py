import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.formulas.variation import Change, blocks, variation

WORDING = "统筹港口防汛和经济社会发展"


@pytest.mark.parametrize(
    ("clause", "said", "change"),
    [
        ("要统筹港口防汛和经济社会发展工作", WORDING, "same"),
        ("更好统筹常态化港口防汛和经济社会发展", "统筹常态化港口防汛和经济社会发展", "inserted"),
        ("奋力做好港口防汛和经济社会发展", "港口防汛和经济社会发展", "shortened"),
        ("夺取港口防汛与经济社会发展双胜利", "港口防汛与经济社会发展", "changed"),
        ("统筹经济社会发展和港口防汛", "统筹经济社会发展和港口防汛", "reordered"),
    ],
)
def test_each_way_to_vary_a_wording(clause: str, said: str, change: Change) -> None:
    """Found where it stands in the clause, and called what it is."""
    found = variation(WORDING, clause, language="zh")
    assert found is not None
    assert (clause[found.start : found.end], found.change) == (said, change)


def test_a_part_is_no_variant() -> None:
    """Half of a wording is something else."""
    assert variation(WORDING, "推动经济社会发展的强大动力", language="zh") is None


def test_words_that_only_join_do_not_count() -> None:
    """`peace and security` and `peace and stability` share one word of two."""
    wording, other = ["peace", "and", "security"], ["peace", "and", "stability"]
    assert variation(wording, other, language="en") is None
    assert variation(wording, ["international", "peace", "and", "security"], language="en") is not None


@given(st.text("甲乙丙丁", max_size=12), st.text("甲乙丙丁", max_size=12))
def test_blocks_are_equal_and_do_not_overlap(a: str, b: str) -> None:
    """Every block is the same on both sides, and no token is in two."""
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    for at_a, at_b, length in blocks(a, b, shortest=2):
        assert a[at_a : at_a + length] == b[at_b : at_b + length]
        assert length >= 2
        for taken, at in ((taken_a, at_a), (taken_b, at_b)):
            span = set(range(at, at + length))
            assert not span & taken
            taken |= span
