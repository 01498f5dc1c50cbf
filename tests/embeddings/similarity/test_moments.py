import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.similarity.moments import Moments, extend, measure, pack, unpack
from embeddings.similarity.space import Vectors
from tests.support.invented import unit_rows

LANGUAGES = ["en", "fr", "zh-Hans", "zh-Hant"]


def some(n: int, seed: int = 0) -> tuple[Vectors, list[str]]:
    draw = np.random.default_rng(seed)
    return unit_rows(n, seed=seed), [LANGUAGES[i] for i in draw.integers(len(LANGUAGES), size=n)]


def same(a: Moments, b: Moments) -> bool:
    arrays = ((a.sizes, b.sizes), (a.sums, b.sums), (a.squares, b.squares))
    return a.languages == b.languages and all(np.array_equal(one, other) for one, other in arrays)


def test_a_question_learns_the_spread_of_its_cosines_without_making_them() -> None:
    """Number, sum and sum of squares, of the passages in its language and of all others."""
    vectors, languages = some(500)
    question = unit_rows(1, seed=7)[0]
    sizes, sums, squares = measure(vectors, languages).of_cosines(question, 1)
    cosines, own = vectors @ question, np.array(languages) == "fr"
    for at, rows in enumerate((own, ~own)):
        assert sizes[at] == rows.sum()
        assert sums[at] == pytest.approx(cosines[rows].sum(), abs=0.02)
        assert squares[at] == pytest.approx((cosines[rows] ** 2).sum(), abs=0.02)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 2**32 - 1))
def test_what_came_and_went_leaves_what_a_new_measuring_gives(n_then: int, n_now: int, seed: int) -> None:
    """Equal to the last bit, whichever passages stayed, changed their vector or changed their language."""
    draw = np.random.default_rng(seed)
    then, languages_then = some(n_then, seed)
    now, languages_now = some(n_now, seed + 1)
    n_stay = int(draw.integers(0, min(n_then, n_now) + 1))
    carried = np.full(n_now, -1)
    places = draw.permutation(n_now)[:n_stay]
    carried[places] = draw.permutation(n_then)[:n_stay]
    for place in places[::2].tolist():  # the others changed, and are told to be carried all the same
        now[place], languages_now[place] = then[carried[place]], languages_then[carried[place]]
    before = (measure(then, languages_then), then, languages_then)
    assert same(extend(before, carried, now, languages_now), measure(now, languages_now))


def test_moments_are_read_as_they_were_written() -> None:
    """A file holds all of them."""
    measured = measure(*some(40))
    assert same(unpack(pack(measured)), measured)
