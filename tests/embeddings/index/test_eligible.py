from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index.eligible import ROW, Condition, Eligible, Within, every_row, ranges_of, rows_of

NUMBERS = st.lists(st.integers(0, 30), max_size=12)


@given(st.sets(st.integers(0, 60)))
def test_ranges_hold_the_numbers_and_no_others(numbers: set[int]) -> None:
    """Each as long as it can be."""
    found = ranges_of(np.array(sorted(numbers)))
    assert [number for first, last in found for number in range(first, last + 1)] == sorted(numbers)
    assert all(one[1] + 1 < other[0] for one, other in pairwise(found))


@given(NUMBERS, NUMBERS)
def test_a_number_is_one_of_those_or_of_the_others(wanted: list[int], numbers: list[int]) -> None:
    """Whatever is asked for, in ranges or scattered, twice or not at all."""
    column = np.array(numbers, np.int32)
    inside = Within.among("place", wanted).holds(column)
    assert inside.tolist() == [number in wanted for number in numbers]
    assert Within.among("place", wanted, outside=True).holds(column).tolist() == (~inside).tolist()


def test_leaving_out_rows_is_a_part_of_the_condition() -> None:
    """Where there is one: what no condition tells stays so."""
    some = every_row(6).but([2, 4])
    assert (some.rows.tolist(), some.condition) == (
        [0, 1, 3, 5],
        Condition(((Within(ROW, ((2, 2), (4, 4)), outside=True),),)),
    )
    told = Eligible(np.array([1, 4, 5])).but([4])
    assert (told.rows.tolist(), told.condition) == ([1, 5], None)
    assert rows_of(None) is None
    assert rows_of(told) is told.rows
