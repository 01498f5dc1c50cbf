import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index.sorted_rows import are_among

ROWS = st.sets(st.integers(0, 40)).map(sorted)


@given(rows=ROWS, others=ROWS)
def test_rows_are_told_as_one_by_one(rows: list[int], others: list[int]) -> None:
    """Also where there are none of either."""
    found = are_among(np.array(rows, np.int64), np.array(others, np.uint32))
    assert found.tolist() == [row in others for row in rows]
