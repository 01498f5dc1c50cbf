"""Neighbours across languages, held against the formula written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.topics.neighbours import (
    BETA,
    COPY,
    lay_ground,
    n_neighbours,
    nearest,
    nearest_others,
    on_grid,
    survey,
)
from tests.support.invented import unit_rows

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "fr")


def from_grid(grid: np.ndarray) -> np.ndarray:
    """The unit rows that `on_grid` was given, to about 1e-4."""
    rows: np.ndarray = grid.astype(np.float64) / (2**12 - np.sqrt(grid.shape[1]) / 2)
    return rows


def scores_by_hand(seed: int, n: int) -> tuple[np.ndarray, list[str]]:
    """The scores of all pairs, (n, n), by loops, in doubles."""
    vectors, languages = unit_rows(n, seed=seed), [LANGUAGES[row % 4] for row in range(n)]
    keys = [language.partition("-")[0] for language in languages]
    x = from_grid(on_grid(vectors))
    cosines = x @ x.T
    density = {}
    for row in range(n):
        for key in set(keys):
            others = sorted(
                (cosines[row, o] for o in range(n) if keys[o] == key and o != row and cosines[row, o] < COPY),
                reverse=True,
            )
            few = min(10, max(1, keys.count(key) // 4))
            density[row, key] = float(np.mean(others[:few])) if others else 0.0
    scores = np.array(
        [
            [cosines[i, j] - BETA / 2 * (density[i, keys[j]] + density[j, keys[i]]) for j in range(n)]
            for i in range(n)
        ]
    )
    return scores, languages


@settings(deadline=None)
@given(seed=st.integers(0, 500), n=st.integers(2, 40))
def test_neighbours_are_those_of_the_formula(seed: int, n: int) -> None:
    """The same rows in the same order, by the same scores, each passage left out of its own."""
    expected, languages = scores_by_hand(seed, n)
    np.fill_diagonal(expected, -9)
    k = min(7, n - 1)
    near = nearest_others(lay_ground(unit_rows(n, seed=seed), languages), k)
    by_hand = -np.sort(-expected, axis=1)[:, :k]
    assert np.allclose(near.scores, by_hand, atol=2e-5)
    assert np.allclose(np.take_along_axis(expected, near.rows, 1), near.scores, atol=2e-5)


def test_a_passage_asked_for_finds_itself_first() -> None:
    """Asked as if it were new, a passage is its own nearest."""
    vectors, languages = unit_rows(30, seed=2), ["en", "fr"] * 15
    near = nearest(lay_ground(vectors, languages), on_grid(vectors), languages, 3)
    assert near.rows[:, 0].tolist() == list(range(30))
    assert np.allclose(near.cosines[:, 0], 1, atol=1e-3)


def test_fewer_passages_than_asked_for_are_told_apart() -> None:
    """Behind the last neighbour stands row -1, which no sum takes for a passage."""
    near = nearest_others(lay_ground(unit_rows(3, seed=1), ["en", "en", "fr"]), 5)
    assert (near.rows[:, 2:] == -1).all()
    assert (near.rows[:, :2] >= 0).all()


def test_a_language_of_its_own_density_is_no_wall() -> None:
    """Translations find each other although passages of one language are nearer to each other."""
    subject = unit_rows(40, seed=5, dimension=64)
    towards = unit_rows(2, seed=6, dimension=64)
    rows = np.concatenate([subject + 1.2 * towards[0], subject + 1.2 * towards[1]])
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    languages = ["en"] * 40 + ["zh-Hans"] * 40
    plain = np.argsort(-(rows @ rows.T - 9 * np.eye(80)), axis=1)[:, :5]
    near = nearest_others(lay_ground(rows, languages), 5)
    mates = np.concatenate([np.arange(40, 80), np.arange(40)])
    found = (near.rows == mates[:, None]).any(axis=1).mean()
    assert found > 0.9
    assert (plain == mates[:, None]).any(axis=1).mean() < 0.2


def test_rows_of_another_dimension_are_refused() -> None:
    """They are of another model."""
    with pytest.raises(ValueError, match="do not fit"):
        nearest(lay_ground(unit_rows(3), ["en"] * 3), on_grid(unit_rows(1, dimension=4)), ["en"], 1)
    with pytest.raises(ValueError, match="3 vectors but 2 languages"):
        lay_ground(unit_rows(3), ["en"] * 2)


def test_the_grid_keeps_cosines() -> None:
    """To a few ten-thousandths, and no row becomes longer than 1."""
    rows = unit_rows(50, dimension=384)
    kept = from_grid(on_grid(rows))
    assert np.allclose(kept @ kept.T, rows @ rows.T, atol=1e-3)
    lengths = np.linalg.norm(on_grid(rows).astype(np.float64), axis=1)
    assert lengths.max() <= 2**12


@given(n=st.integers(1, 60), copies=st.integers(0, 20), threads=st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_a_survey_is_what_is_measured_one_after_the_other(n: int, copies: int, threads: int) -> None:
    """To the last bit, with and without oneself, also among near copies and in small languages."""
    rows = unit_rows(n, seed=n)
    near = rows[:1] + np.linspace(0, 0.05, copies)[:, None] * unit_rows(copies or 1, seed=3)[:copies]
    vectors = np.concatenate([rows, near / np.linalg.norm(near, axis=1, keepdims=True)]).astype(np.float32)
    languages = (["en", "en", "zh-Hans", "fr", "en", "zh-Hant"] * 20)[: len(vectors)]
    surveyed = survey(vectors, languages, 5, 15, threads=threads)
    again = lay_ground(vectors, languages)
    assert np.array_equal(surveyed.ground.density, again.density)
    for found, expected in (
        (surveyed.others, nearest_others(again, 5)),
        (surveyed.voters, nearest(again, on_grid(vectors), languages, 15)),
    ):
        assert np.array_equal(found.rows, expected.rows)
        assert np.array_equal(found.scores, expected.scores)
        assert np.array_equal(found.cosines, expected.cosines)


def test_in_a_small_corpus_fewer_neighbours_count() -> None:
    """Three of the fewest passages that have topics, fifteen of a hundred."""
    assert [n_neighbours(n) for n in (8, 18, 36, 89, 90, 10_000)] == [3, 3, 6, 14, 15, 15]
