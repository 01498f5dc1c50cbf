"""Vectors to their nearest rows.

Covers `embeddings.similarity.row_blocks`.
"""

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index.vectors import NearRow, PassageIndex, Rows, write_index
from embeddings.similarity.space import Vectors, cosines
from tests.support.invented import DIMENSION, unit_rows


def by_brute_force(vectors: Vectors, query: Vectors, k: int, among: Rows) -> list[tuple[int, float]]:
    exact = cosines(vectors, query[None, :])[:, 0]
    ranked = sorted(among.tolist(), key=lambda row: (-exact[row], row))
    return [(row, float(exact[row])) for row in ranked[:k]]


def as_pairs(near: list[NearRow]) -> list[tuple[int, float]]:
    return [(one.row, one.cosine) for one in near]


@given(seed=st.integers(0, 200), n=st.integers(1, 150), k=st.integers(1, 60), copies=st.integers(1, 4))
def test_nearest_is_what_brute_force_finds(seed: int, n: int, k: int, copies: int) -> None:
    """The rows with the highest cosines, the closest first, copies in the order of rows."""
    vectors = np.concatenate([unit_rows(n, seed=seed)] * copies)
    query = unit_rows(1, seed=seed + 1000)[0]
    everything = np.arange(len(vectors))
    assert as_pairs(PassageIndex.build(vectors).nearest(query, k=k)) == by_brute_force(
        vectors, query, k, everything
    )


@given(seed=st.integers(0, 200), n=st.integers(1, 150), k=st.integers(1, 60), share=st.floats(0, 1))
def test_many_questions_find_what_brute_force_finds_for_each(seed: int, n: int, k: int, share: float) -> None:
    """Among all rows, copies included, and among some: k that are there give k answers, and no other row."""
    vectors = np.concatenate([unit_rows(n, seed=seed)] * 2)
    index, questions = PassageIndex.build(vectors), unit_rows(3, seed=seed + 1000)
    some = np.flatnonzero(np.random.default_rng(seed).random(2 * n) < share)
    for among in (None, some):
        rows = np.arange(2 * n) if among is None else among
        alone = [by_brute_force(vectors, question, k, rows) for question in questions]
        found = list(index.nearest_to_each(questions, k=k, among=among))
        assert [as_pairs(near) for _, near in found] == alone


def test_more_ties_than_spare_candidates_are_in_the_order_of_rows() -> None:
    """Five hundred copies of one passage answer in the order of their addresses."""
    vectors = np.repeat(unit_rows(1), 500, axis=0)
    found = PassageIndex.build(vectors).nearest(vectors[0], k=10)
    assert [one.row for one in found] == list(range(10))


def test_an_index_comes_back_from_its_file(tmp_path: Path) -> None:
    """What was written answers as before."""
    vectors, query = unit_rows(40), unit_rows(1, seed=9)[0]
    index = PassageIndex.build(vectors)
    index.write(tmp_path / "passages.faiss")
    again = PassageIndex.read([tmp_path / "passages.faiss"], sizes=[40], dimension=DIMENSION)
    mapped = PassageIndex.read([tmp_path / "passages.faiss"], sizes=[40], dimension=DIMENSION, mapped=True)
    for one in (again, mapped):
        assert (len(one), one.dimension) == (40, DIMENSION)
        assert one.nearest(query, k=7) == index.nearest(query, k=7)
        assert one.vectors[:].tobytes() == vectors.tobytes()
    assert np.array_equal(again.vector(3), vectors[3])


def test_an_empty_index_answers_with_nothing() -> None:
    """No passages, no matches, no error."""
    index = PassageIndex.build(np.empty((0, DIMENSION), np.float32))
    assert index.nearest(unit_rows(1)[0], k=5) == []


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_refused(k: int) -> None:
    """Nobody asks for no answers on purpose."""
    with pytest.raises(ValueError, match="k must be at least 1"):
        PassageIndex.build(unit_rows(3)).nearest(unit_rows(1)[0], k=k)
    with pytest.raises(ValueError, match="k must be at least 1"):
        next(PassageIndex.build(unit_rows(3)).nearest_to_each(unit_rows(1), k=k))


def test_a_question_of_another_dimension_is_refused() -> None:
    """A vector of another model is not compared."""
    with pytest.raises(ValueError, match="dimension"):
        PassageIndex.build(unit_rows(3)).nearest(unit_rows(1, dimension=8)[0], k=1)


@pytest.mark.parametrize("n", [0, 1, 40])
def test_an_index_is_written_as_faiss_writes_it(tmp_path: Path, n: int) -> None:
    """Byte for byte, though FAISS never makes it."""
    vectors = unit_rows(n, seed=3)
    write_index(tmp_path / "ours", vectors)
    index = faiss.IndexFlatIP(DIMENSION)
    index.add(vectors)
    assert (tmp_path / "ours").read_bytes() == faiss.serialize_index(index).tobytes()
