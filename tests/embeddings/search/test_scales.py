import numpy as np
import pytest

from embeddings.search.scales import Scale, ruler_of

DRAW = np.random.default_rng(3)
GROUPS = np.repeat([0, 1], 200)
COSINES = DRAW.normal(0.1, 0.2, 400)


def test_scores_of_each_language_are_standardised_alone() -> None:
    """Two languages with other means and deviations end on one scale, hardly drawn towards each other."""
    groups = np.repeat(GROUPS, 50)
    scores = np.repeat(COSINES, 50) * np.where(groups == 0, 1.0, 3.0) + groups
    scale = Scale.of(scores, groups, 2)
    for group in (0, 1):
        standard = scale.ruler(group).standardised(scores[groups == group])
        assert standard.mean() == pytest.approx(0, abs=0.02)
        assert standard.std() == pytest.approx(1, abs=0.02)


def test_the_ruler_of_one_language_is_the_one_that_the_scale_of_all_has() -> None:
    """Whether it is asked for alone or with those of the others."""
    scale = Scale.of(COSINES, GROUPS, 2)
    for group in (0, 1):
        alone, among = ruler_of(COSINES, np.flatnonzero(group == GROUPS)), scale.ruler(group)
        assert (alone.factor, alone.shift) == pytest.approx((among.factor, among.shift))


def test_scores_that_are_all_the_same_say_nothing() -> None:
    """A deviation of zero is not divided by."""
    flat = np.full(400, 0.7)
    assert Scale.of(flat, GROUPS, 2).ruler(0).standardised(flat) == pytest.approx(np.zeros(400), abs=1e-5)
