import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.comparison.versions.passage_alignment import Bead, beads
from embeddings.comparison.versions.shared_words import SharedWords
from embeddings.similarity.space import Vectors
from tests.support.invented import unit_rows


def _near(rows: Vectors, *, seed: int = 5, noise: float = 0.15) -> Vectors:
    """The same rows, a little turned, as a translation is."""
    turned = rows + noise * unit_rows(len(rows), seed=seed, dimension=rows.shape[1])
    unit: Vectors = (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _aligned(
    old: Vectors, new: Vectors, old_lengths: list[int] | None = None, new_lengths: list[int] | None = None
) -> list[Bead]:
    return beads(old, new, old_lengths or [100] * len(old), new_lengths or [100] * len(new))


def _pairs(found: list[Bead]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.old, bead.new) for bead in found]


ROWS = unit_rows(12, seed=1, dimension=64)


def test_the_same_passages_go_one_with_one() -> None:
    """A translation passage by passage."""
    assert _pairs(_aligned(ROWS, _near(ROWS))) == [((i,), (i,)) for i in range(12)]


def test_what_is_dropped_and_added_stands_alone() -> None:
    """The fourth is gone, and one is new at the end."""
    new = np.concatenate([_near(ROWS[np.arange(12) != 3]), unit_rows(1, seed=9, dimension=64)])
    found = _pairs(_aligned(ROWS, new))
    assert ((3,), ()) in found
    assert ((), (11,)) in found
    assert sum(bool(old and new) for old, new in found) == 11


def test_what_was_split_and_merged_is_joined() -> None:
    """One passage becomes two halves; two become one."""
    half = ROWS[4] + ROWS[5]
    merged = (half / np.linalg.norm(half)).astype(np.float32)
    new = np.concatenate([_near(ROWS[:4]), merged[None], _near(ROWS[6:])])
    lengths = [100] * 4 + [200] + [100] * 6
    assert ((4, 5), (4,)) in _pairs(_aligned(ROWS, new, None, lengths))
    assert ((4,), (4, 5)) in _pairs(_aligned(new, ROWS, lengths, None))


def test_what_moved_is_found_out_of_order() -> None:
    """The second passage now stands last."""
    order = [0, *range(2, 12), 1]
    moved = [bead for bead in _aligned(ROWS, _near(ROWS[order])) if bead.moved]
    assert _pairs(moved) == [((1,), (11,))]


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 50))
@settings(max_examples=40)
def test_every_passage_is_in_one_bead(n: int, m: int, seed: int) -> None:
    """Whatever the vectors, nothing is lost and nothing is told twice."""
    found = _aligned(unit_rows(n, seed=seed, dimension=8), unit_rows(m, seed=seed + 1, dimension=8))
    assert sorted(i for bead in found for i in bead.old) == list(range(n))
    assert [j for bead in found for j in bead.new] == list(range(m))


def test_words_count_in_one_language() -> None:
    """Where vectors say nothing, equal words do."""
    old, new = unit_rows(3, seed=2, dimension=64), unit_rows(3, seed=3, dimension=64)
    words = SharedWords(np.eye(3), np.ones(3), np.ones(3), np.ones((3, 3), bool))
    assert _pairs(beads(old, new, [50] * 3, [50] * 3, words)) == [((i,), (i,)) for i in range(3)]


def test_too_many_pairs_are_refused() -> None:
    """Before any work is done."""
    rows = unit_rows(2_001, dimension=4)
    with pytest.raises(ValueError, match="too many"):
        beads(rows, rows, [1] * len(rows), [1] * len(rows))
