"""The highest of each row, held against ordering the row."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.topics.highest import highest


@given(
    seed=st.integers(0, 1000),
    m=st.sampled_from([1, 3, 20, 900, 4_000, 6_500]),
    k=st.integers(1, 20),
    decimals=st.sampled_from([0, 1, 9]),
)
@settings(max_examples=60)
def test_the_highest_columns_are_found_and_of_equal_ones_the_first(
    seed: int, m: int, k: int, decimals: int
) -> None:
    numbers = np.random.default_rng(seed).normal(size=(4, m)).round(decimals).astype(np.float32)
    found = highest(numbers, min(k, m))
    for row, columns in zip(numbers, found, strict=True):
        assert sorted(columns.tolist()) == sorted(np.lexsort((np.arange(m), -row))[:k].tolist())
