from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder.batching import batches, distinct

lengths = st.lists(st.integers(1, 600), max_size=60)
steps = st.integers(1, 64)
budgets = st.integers(1, 5000)


@given(lengths, steps, budgets)
def test_every_text_is_in_one_batch(lengths: list[int], step: int, budget: int) -> None:
    """No text is lost and none is encoded twice."""
    work = batches(lengths, step=step, budget=budget)
    assert sorted(chain.from_iterable(batch.rows.tolist() for batch in work)) == list(range(len(lengths)))


@given(lengths, steps, budgets)
def test_a_batch_stays_within_the_budget(lengths: list[int], step: int, budget: int) -> None:
    """Only a text that is alone may be longer."""
    for batch in batches(lengths, step=step, budget=budget):
        assert len(batch.rows) == 1 or len(batch.rows) * batch.length <= budget


@given(lengths, steps, budgets)
def test_how_far_a_text_is_padded_is_its_own_affair(lengths: list[int], step: int, budget: int) -> None:
    """To the next multiple of the step, whatever it is encoded with."""
    for batch in batches(lengths, step=step, budget=budget):
        assert {-(-lengths[row] // step) * step for row in batch.rows} == {batch.length}


@pytest.mark.parametrize(("step", "budget"), [(0, 8), (8, 0)])
def test_impossible_limits_are_refused(step: int, budget: int) -> None:
    """Zero tokens hold no text."""
    with pytest.raises(ValueError, match="at least one token"):
        batches([1], step=step, budget=budget)


@given(st.lists(st.sampled_from("abcd")))
def test_equal_texts_share_a_row(texts: list[str]) -> None:
    """Each text is found again under its row; none is there twice."""
    different, where = distinct(texts)
    assert [different[row] for row in where] == texts
    assert len(set(different)) == len(different)
    assert where.dtype == np.intp
