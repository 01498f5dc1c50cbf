import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.similarity.shrinking import shrunk, shrunk_for_one


@given(
    near=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=9),
    data=st.data(),
)
def test_one_row_is_shrunk_as_among_others(near: list[float], data: st.DataObject) -> None:
    """To the last bit, whatever its language, and where there are no others."""
    sizes = np.array(data.draw(st.lists(st.integers(0, 10_000), min_size=len(near), max_size=len(near))))
    own = data.draw(st.none() | st.integers(0, len(near) - 1))
    row = np.array(near, np.float32)
    alone = shrunk_for_one(row, own, sizes)
    among = shrunk(row[None, :], np.array([-1 if own is None else own]), sizes)[0]
    assert np.array_equal(alone, among, equal_nan=True)
