import numpy as np
import pytest

from embeddings.index import codes
from embeddings.index.codes import K, make, pack, unpack
from tests.support.invented import unit_rows

N, DIMENSION = 6_000, 64


@pytest.fixture(scope="module")
def made() -> tuple[codes.RowCodes, np.ndarray, np.ndarray]:
    """Of two languages, one of which has too few rows for codes."""
    subjects = unit_rows(40, seed=1, dimension=DIMENSION)
    draw = np.random.default_rng(2)
    rows = subjects[draw.integers(40, size=N)] + 0.9 * unit_rows(N, seed=3, dimension=DIMENSION)
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    groups = (np.arange(N) % 10 == 0).astype(np.int64)
    return make(vectors, groups), vectors, groups


def test_the_nearest_are_among_those_that_are_looked_at(
    made: tuple[codes.RowCodes, np.ndarray, np.ndarray],
) -> None:
    """As many as was measured when the codes were made; and far fewer rows than there are."""
    row_codes, vectors, groups = made
    assert row_codes.recall >= codes.AIM
    own, found = np.flatnonzero(groups == 0), []
    for one, other in np.random.default_rng(9).choice(own, (20, 2)):
        question = vectors[one] + 0.6 * vectors[other]
        question /= np.linalg.norm(question)
        nearest = own[np.argsort(-(vectors[own] @ question))[:K]]
        looked_at = row_codes.may_be_nearest(question, 0)
        assert len(looked_at) <= row_codes.depth < len(own)
        assert np.all(groups[looked_at] == 0)
        found.append(np.isin(nearest, looked_at).mean())
    assert np.mean(found) > 0.97


def test_of_a_small_language_all_rows_are_looked_at(
    made: tuple[codes.RowCodes, np.ndarray, np.ndarray],
) -> None:
    """Nothing of it is lost."""
    row_codes, vectors, groups = made
    assert np.array_equal(row_codes.may_be_nearest(vectors[0], 1), np.flatnonzero(groups == 1))


def test_codes_are_read_as_they_were_written(made: tuple[codes.RowCodes, np.ndarray, np.ndarray]) -> None:
    """They find the same rows; codes of other rows are refused."""
    row_codes, vectors, groups = made
    again = unpack(pack(row_codes), groups)
    assert (again.depth, again.recall) == (row_codes.depth, row_codes.recall)
    found = [np.sort(each.may_be_nearest(vectors[5], 0)).tolist() for each in (row_codes, again)]
    assert found[0] == found[1]
    with pytest.raises(ValueError, match="which has others"):
        unpack(pack(row_codes), groups[2:])
