import numpy as np
import pytest

from embeddings.similarity.density import measure
from embeddings.similarity.fitting import make_space, measure_nulls
from embeddings.similarity.scaling import Scaling
from embeddings.similarity.space import NULL_QUANTILES
from tests.embeddings.similarity.test_scaling import LANGUAGES, VECTORS

SPEECHES = [f"s{row // 6}" for row in range(len(LANGUAGES))]
SCALING = Scaling(measure(VECTORS, LANGUAGES))
NULLS = measure_nulls(VECTORS, VECTORS, LANGUAGES, SPEECHES, SCALING).scaled


def test_each_pair_of_languages_has_a_null_of_its_nearness() -> None:
    """Ascending; none within a language, where nearness is the cosine."""
    assert sorted(NULLS) == [("en", "fr"), ("en", "zh"), ("fr", "zh")]
    for null in NULLS.values():
        assert len(null) == NULL_QUANTILES
        assert np.all(np.diff(null) >= 0)


def test_half_of_all_pairs_lie_below_the_middle_of_their_null() -> None:
    """All pairs, by their nearness, made one passage after the other."""
    near = []
    for row in range(120):
        cosines = (VECTORS @ VECTORS[row]).astype(np.float64)
        lifts = SCALING.levels(2)[row]
        levels = SCALING.levels(0)
        found = cosines + levels + lifts
        near.append(np.minimum(found, np.maximum(3 * cosines, cosines))[240:])
    null = NULLS["en", "zh"]
    for share in (0.1, 0.5, 0.9):
        below = np.mean(np.concatenate(near) < null[round(share * (NULL_QUANTILES - 1))])
        assert below == pytest.approx(share, abs=0.03)


def test_a_percentile_between_languages_is_of_nearness_and_within_one_of_the_cosine() -> None:
    """A pair in one language is told by its cosine, whatever its nearness is said to be."""
    space = make_space(VECTORS, LANGUAGES, SPEECHES)
    with_scaled = type(space)(space.centres, space.nulls, space.n_passages, scaled_nulls=NULLS)
    middle = float(np.median(NULLS["en", "zh"]))
    assert with_scaled.percentile_of(middle, -1.0, "en", "zh-Hans") == pytest.approx(50, abs=0.5)
    assert with_scaled.percentile_of(9.0, -1.0, "en", "en") == 0
    assert space.percentile_of(9.0, -1.0, "en", "zh-Hans") == 0


def test_a_language_of_few_passages_has_no_null() -> None:
    """Seven tell nothing of how near strangers are."""
    few = [*range(120), *range(240, 247)]
    languages = [LANGUAGES[row] for row in few]
    vectors = VECTORS[few]
    scaling = Scaling(measure(vectors, languages))
    speeches = [f"s{row}" for row in few]
    assert measure_nulls(vectors, vectors, languages, speeches, scaling).scaled == {}
