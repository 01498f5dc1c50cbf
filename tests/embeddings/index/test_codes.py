from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from embeddings.index import codes
from embeddings.index.codes import K, RowCodes, encode, measure, pack, put_together, unpack
from tests.support.invented import unit_rows

N, DIMENSION = 6_000, 64
LANGUAGES = ("en", "fr")


def put(vectors: np.ndarray, groups: np.ndarray, ends: Sequence[int]) -> RowCodes:
    """The codes of all rows, in segments that end there; written and read on the way."""
    parts = [range(start, end) for start, end in pairwise([0, *ends])]
    read = [unpack(pack(encode(vectors[part.start : part.stop]))) for part in parts]
    together = put_together(read, LANGUAGES, groups, DIMENSION)
    return replace(together, depth=measure(together, vectors))


@pytest.fixture(scope="module")
def made() -> tuple[codes.RowCodes, np.ndarray, np.ndarray]:
    """Of two languages, one of which has too few rows for codes."""
    subjects = unit_rows(40, seed=1, dimension=DIMENSION)
    draw = np.random.default_rng(2)
    rows = subjects[draw.integers(40, size=N)] + 0.9 * unit_rows(N, seed=3, dimension=DIMENSION)
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    groups = (np.arange(N) % 10 == 0).astype(np.int64)
    return put(vectors, groups, [2_017, 2_020, N]), vectors, groups


def test_the_nearest_are_among_those_that_are_looked_at(
    made: tuple[codes.RowCodes, np.ndarray, np.ndarray],
) -> None:
    """As many as was measured when the codes were made; and far fewer rows than there are."""
    row_codes, vectors, groups = made
    assert row_codes.depth.recall >= codes.AIM
    own, found = np.flatnonzero(groups == 0), []
    for one, other in np.random.default_rng(9).choice(own, (20, 2)):
        question = vectors[one] + 0.6 * vectors[other]
        question /= np.linalg.norm(question)
        nearest = own[np.argsort(-(vectors[own] @ question))[:K]]
        looked_at = row_codes.may_be_nearest(question, 0)
        assert len(looked_at) <= row_codes.depth.rows["en"] < len(own)
        assert np.all(groups[looked_at] == 0)
        found.append(np.isin(nearest, looked_at).mean())
    assert np.mean(found) > 0.97


def test_of_a_small_language_all_rows_are_looked_at(
    made: tuple[codes.RowCodes, np.ndarray, np.ndarray],
) -> None:
    """Nothing of it is lost."""
    row_codes, vectors, groups = made
    assert np.array_equal(row_codes.may_be_nearest(vectors[0], 1), np.flatnonzero(groups == 1))


@pytest.mark.parametrize("dimension", [64, 67, 1_024])
def test_of_any_dimension_a_row_that_is_asked_for_looks_nearest(dimension: int) -> None:
    """Of very many coordinates that are all as large, too, whose sum would run over sixteen bits."""
    vectors = unit_rows(codes._FEWEST, seed=4, dimension=dimension)
    vectors[7] = np.where(vectors[7] > 0, 1, -1) / np.sqrt(np.float32(dimension))
    row_codes = put_together([encode(vectors)], ["en"], np.zeros(len(vectors), np.int64), dimension)
    assert row_codes.looked_at(vectors[5:8], 0, 3)[:, 0].tolist() == [5, 6, 7]


def test_questions_together_look_at_what_each_alone_looks_at(
    made: tuple[codes.RowCodes, np.ndarray, np.ndarray],
) -> None:
    """In the same order, however many are asked at once."""
    row_codes, vectors, _ = made
    together = row_codes.looked_at(vectors[:7], 0, 300)
    alone = [row_codes.looked_at(vectors[row : row + 1], 0, 300)[0] for row in range(7)]
    assert np.array_equal(together, alone)


def test_where_segments_end_changes_nothing(made: tuple[codes.RowCodes, np.ndarray, np.ndarray]) -> None:
    """The same rows are found; so are the depth and the recall the same."""
    row_codes, vectors, groups = made
    again = put(vectors, groups, [N])
    assert again.depth == row_codes.depth
    assert np.array_equal(row_codes.may_be_nearest(vectors[5], 0), again.may_be_nearest(vectors[5], 0))


def test_the_code_of_a_row_follows_from_that_row_alone(
    made: tuple[codes.RowCodes, np.ndarray, np.ndarray],
) -> None:
    """So those of a segment that stays need not be made again, whatever else came or went."""
    _, vectors, _ = made
    assert np.array_equal(encode(vectors[64:96]), encode(vectors[:128])[64:96])


def test_codes_of_other_rows_are_refused(made: tuple[codes.RowCodes, np.ndarray, np.ndarray]) -> None:
    """They would name rows that are not there."""
    _, vectors, groups = made
    kept = [encode(vectors)]
    with pytest.raises(ValueError, match=rf"for {N - 40} rows"):
        put_together(kept, LANGUAGES, groups[: N - 40], DIMENSION)
    with pytest.raises(ValueError, match=rf"of dimension {DIMENSION + 4}"):
        put_together(kept, LANGUAGES, groups, DIMENSION + 4)
