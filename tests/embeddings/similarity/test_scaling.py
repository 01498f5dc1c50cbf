import numpy as np
import numpy.typing as npt
import pytest

from embeddings.similarity.density import COPY, NEIGHBOURS, measure
from embeddings.similarity.scaling import BETA, MOST, Offsets, Scaling, bound_scores, mean_of_nearest
from embeddings.similarity.shrinking import shrunk
from embeddings.similarity.space import Vectors
from tests.support.invented import unit_rows

# The same subjects in each language; those of one language share a direction, as much as its density says.
DENSE = {"en": 0.4, "fr": 0.7, "zh": 1.2}
LANGUAGES = [language for language in DENSE for _ in range(120)]
Numbers = npt.NDArray[np.float64]


def spoken(seed: int) -> Vectors:
    """The same 120 subjects, said once in each language."""
    subjects = unit_rows(120, seed=seed, dimension=32)
    own = unit_rows(len(DENSE), seed=seed + 1, dimension=32)
    rows = np.concatenate([subjects + dense * own[i] for i, dense in enumerate(DENSE.values())])
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


VECTORS = spoken(3)
DENSITIES = measure(VECTORS, LANGUAGES)
SCALING = Scaling(DENSITIES)
GROUPS = DENSITIES.own


def near_to(row: int) -> tuple[Numbers, Numbers]:
    """The cosines of all passages to one of them, and their nearness."""
    cosines = (VECTORS @ VECTORS[row]).astype(np.float64)
    column = int(GROUPS[row])
    offsets = SCALING.offsets(SCALING.nearest(cosines), column, lone=0.0)
    return cosines, SCALING.near(cosines, offsets, slice(None))


def test_within_a_language_nearness_is_the_cosine() -> None:
    """To the last bit, so nothing changes for those who speak one language."""
    for row in (0, 150, 300):
        cosines, near = near_to(row)
        own = GROUPS[row] == GROUPS
        assert np.array_equal(near[own], cosines[own])


def test_nearness_follows_the_formula() -> None:
    """By hand, from r as it is kept, where neither bound is reached."""
    r, checked = DENSITIES.r.astype(np.float64), 0
    for row in range(0, len(GROUPS), 7):
        cosines, near = near_to(row)
        here = GROUPS[row]
        asking = shrunk(DENSITIES.near[[row]], GROUPS[[row]], DENSITIES.sizes)[0].astype(float)
        for other in np.flatnonzero(here != GROUPS):
            there = GROUPS[other]
            passage, question = r[other, there] - r[other, here], asking[here] - asking[there]
            expected = cosines[other] + BETA / 2 * (passage + question)
            if max(passage, question) < MOST - 0.01 and expected < 2.9 * cosines[other]:
                assert near[other] == pytest.approx(expected, abs=0.005)
                checked += 1
    assert checked > 100


def test_a_translation_is_nearer_than_strangers_in_the_language_of_the_question() -> None:
    """By the cosine alone a language that is dense shuts the others out."""
    by_cosine, by_nearness = [], []
    for subject in range(120):
        row, translation = 240 + subject, subject
        cosines, near = near_to(row)
        cosines[row] = near[row] = -1
        by_cosine.append(translation in np.argsort(-cosines)[:10])
        by_nearness.append(translation in np.argsort(-near)[:10])
    assert np.mean(by_cosine) < 0.5
    assert np.mean(by_nearness) > 0.9


def test_what_is_not_near_at_all_is_not_lifted() -> None:
    """A negative cosine stays, a small one grows three times at most, and one that falls is left to fall."""
    near, cosines = np.array([0.5, 0.5, 0.5, 0.1]), np.array([-0.2, 0.0, 0.1, 0.4])
    assert bound_scores(near, cosines).tolist() == pytest.approx([-0.2, 0.0, 0.3, 0.1])


def test_the_nearest_without_copies_tell_how_densely_a_question_stands() -> None:
    """The mean of the ten highest below COPY; of fewer where there are fewer; 0 of none."""
    cosines = np.linspace(0.0, 0.9, 50)
    expected = cosines[-NEIGHBOURS:].mean()
    assert mean_of_nearest(cosines) == pytest.approx(expected)
    assert mean_of_nearest(np.append(cosines, [COPY, 1.0])) == pytest.approx(expected)
    assert mean_of_nearest(np.array([0.2, 0.4])) == pytest.approx(0.3)
    assert mean_of_nearest(np.array([1.0])) == 0.0
    assert mean_of_nearest(np.empty(0)) == 0.0


def test_the_nearest_of_each_language_are_told_at_once() -> None:
    """As they are told one by one, copies or no copies."""
    for row in (0, 200):
        cosines = (VECTORS @ VECTORS[row]).astype(np.float64)
        slowly = [mean_of_nearest(cosines[group == GROUPS]) for group in range(len(DENSE))]
        assert SCALING.nearest(cosines) == pytest.approx(slowly, abs=1e-5)


def test_a_question_in_a_language_of_its_own_is_near_to_all_alike() -> None:
    """It has none of its own around it: the languages are as near as they are to each other on average."""
    question = unit_rows(1, seed=77, dimension=32)[0]
    cosines = (VECTORS @ question).astype(np.float64)
    offsets = SCALING.offsets(SCALING.nearest(cosines), None, lone=0.0)
    assert np.average(offsets.lifts, weights=DENSITIES.sizes) == pytest.approx(0, abs=1e-6)
    levels = SCALING.levels(None)
    assert levels.shape == GROUPS.shape
    assert np.all(levels[GROUPS == 2] > levels[GROUPS == 0].mean())  # the densest stands furthest apart


def test_a_language_is_known_by_the_key_of_its_centre() -> None:
    """One that no passage speaks has no column."""
    assert [SCALING.column(key) for key in ("en", "fr", "zh", "ru")] == [0, 1, 2, None]


def test_one_language_alone_has_nothing_to_scale() -> None:
    """Its nearness is the cosine, and a question from elsewhere finds it in the order of cosines."""
    vectors = VECTORS[:120]
    alone = Scaling(measure(vectors, ["en"] * 120))
    cosines = (vectors @ VECTORS[200]).astype(np.float64)
    assert np.array_equal(alone.near(cosines, Offsets(0, np.zeros(1), 1.0), slice(None)), cosines)
    assert alone.offsets(alone.nearest(cosines), None).lifts.tolist() == [0.0]


def test_a_text_as_long_as_passages_is_no_lone_one() -> None:
    """It stands among its own as densely as they do; what stands half as densely is a few words."""
    own = DENSITIES.r[GROUPS == 0, 0].mean()
    lone = [SCALING.offsets(np.array([share * own, 0.2, 0.2]), 0).lone for share in (1.1, 1.0, 0.85, 0.5)]
    assert lone == pytest.approx([0, 0, 0.5, 1], abs=0.05)


def test_a_few_words_forget_the_crowds_that_passages_stand_in() -> None:
    """Of a passage is added by how much less it stands in a crowd of its language than others there."""
    lifts = np.array([0.0, 0.1, 0.2])
    added = SCALING.added(Offsets(0, lifts, 1.0), slice(None))
    r = DENSITIES.r[np.arange(len(GROUPS)), GROUPS].astype(float)
    for group in (1, 2):
        own = group == GROUPS
        assert added[own] == pytest.approx(lifts[group] - BETA / 2 * (r[own] - r[own].mean()), abs=1e-6)
    half = SCALING.added(Offsets(0, lifts, 0.5), slice(None))
    whole = SCALING.added(Offsets(0, lifts, 0.0), slice(None))
    assert half == pytest.approx((added + whole) / 2)


def test_a_language_of_few_passages_is_lifted_by_as_much_as_it_tells() -> None:
    """Two passages are far from whatever is asked; that is no reason to make up for it."""
    vectors = np.concatenate([VECTORS[:120], VECTORS[240:242]])
    scaling = Scaling(measure(vectors, ["en"] * 120 + ["zh"] * 2))
    nearest = np.array([0.5, 0.1])
    few, many = scaling.offsets(nearest, 0, 0.0).lifts[1], SCALING.offsets(np.array([0.5, 0.1, 0.1]), 0, 0.0)
    assert few == pytest.approx(many.lifts[2] / 5, abs=0.02)


def test_a_few_words_do_not_lift_a_small_language_above_a_large_one() -> None:
    """As far away as another, it is lifted less where it holds less; for a passage nothing changes."""
    vectors = np.concatenate([VECTORS, VECTORS[:12]])
    languages = [*LANGUAGES, *["tr"] * 12]
    scaling = Scaling(measure(vectors, languages))
    at = {language: column for column, language in enumerate(scaling.densities.languages)}
    far = np.array([{"en": 0.3, "tr": 0.1}.get(language, 0.25) for language in at])
    passage, few = (scaling.offsets(far, at["en"], lone).lifts for lone in (0.0, 1.0))
    more, less = (lifts[at["tr"]] - lifts[at["fr"]] for lifts in (passage, few))
    assert more > 0.01
    assert 0 < less < more  # though of a few words all lifts are doubled
    assert few[at["en"]] == 0


def test_the_nearest_of_more_passages_stand_out_more() -> None:
    """As much as those of so many normal numbers; not at all where languages are of one size."""
    rows = unit_rows(2_330, seed=8, dimension=16)
    languages = ["en"] * 2_000 + ["fr"] * 300 + ["zh"] * 30
    scaling = Scaling(measure(rows, languages))
    drawn = np.random.default_rng(5).standard_normal((400, 2_000))
    highest = [np.sort(drawn[:, :n])[:, -NEIGHBOURS:].mean() for n in (2_000, 300, 30)]
    assert scaling.by_size(0) == pytest.approx(highest[0] - highest, abs=0.05)
    assert np.array_equal(scaling.by_size(0), scaling.by_size(1) + scaling.by_size(0)[1])
    assert np.array_equal(SCALING.by_size(1), np.zeros(3))
