from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder.batching import LENGTHS, batches, distinct, padded_length

lengths = st.lists(st.integers(1, 600), max_size=60)
budgets = st.integers(1, 5000)
workers = st.integers(1, 8)


@given(lengths, budgets, workers)
def test_every_text_is_in_one_batch(lengths: list[int], budget: int, workers: int) -> None:
    """No text is lost and none is encoded twice."""
    work = batches(lengths, budget=budget, workers=workers)
    assert sorted(chain.from_iterable(batch.rows.tolist() for batch in work)) == list(range(len(lengths)))


@given(lengths, budgets, workers)
def test_a_batch_stays_within_the_budget(lengths: list[int], budget: int, workers: int) -> None:
    """Only a text that is alone may be longer."""
    for batch in batches(lengths, budget=budget, workers=workers):
        assert len(batch.rows) == 1 or len(batch.rows) * batch.length <= budget


@given(lengths, budgets, workers)
def test_how_far_a_text_is_padded_is_its_own_affair(lengths: list[int], budget: int, workers: int) -> None:
    """To the same length, whatever it is encoded with."""
    for batch in batches(lengths, budget=budget, workers=workers):
        assert {padded_length(lengths[row]) for row in batch.rows} == {batch.length}


@given(st.integers(1, LENGTHS[-1]))
def test_a_text_fits_into_what_it_is_padded_to(length: int) -> None:
    """And none is made much longer: the arithmetic grows with it."""
    assert length <= padded_length(length) < max(LENGTHS[0] + 1, 1.5 * length)


@given(st.lists(st.integers(1, 512), max_size=200), workers)
def test_batches_have_few_numbers_of_tokens(lengths: list[int], workers: int) -> None:
    """However many texts there are, and however long: the engine keeps kernels for each of these numbers."""
    work = batches(lengths, budget=LENGTHS[-1], workers=workers)
    assert {len(batch.rows) * batch.length for batch in work} <= set(LENGTHS)


@given(st.integers(2, 8), st.integers(1, 512), st.integers(1, 20))
def test_every_worker_has_something_to_do(workers: int, length: int, n: int) -> None:
    """A few texts are divided, rather than encoded by one worker while the others wait."""
    assert len(batches([length] * n, budget=10_000, workers=workers)) >= min(n, workers)


@pytest.mark.parametrize(("budget", "workers"), [(0, 1), (8, 0)])
def test_impossible_limits_are_refused(budget: int, workers: int) -> None:
    """Zero tokens hold no text, and nobody encodes none."""
    with pytest.raises(ValueError, match="at least one"):
        batches([1], budget=budget, workers=workers)


@given(st.lists(st.sampled_from("abcd")))
def test_equal_texts_share_a_row(texts: list[str]) -> None:
    """Each text is found again under its row; none is there twice."""
    different, where = distinct(texts)
    assert [different[row] for row in where] == texts
    assert len(set(different)) == len(different)
    assert where.dtype == np.intp
