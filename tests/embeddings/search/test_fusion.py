import numpy as np
import pytest

from embeddings.index.words import WordScores
from embeddings.search.fusion import MEANING, Fusion, Scale, bridge_weight, bridged

DRAW = np.random.default_rng(3)
GROUPS = np.repeat([0, 1], 200)
COSINES = DRAW.normal(0.1, 0.2, 400)
NOTHING = np.zeros(400)


def test_scores_of_each_language_are_standardised_alone() -> None:
    """Two languages with other means and deviations end on one scale, hardly drawn towards each other."""
    groups = np.repeat(GROUPS, 50)
    scores = np.repeat(COSINES, 50) * np.where(groups == 0, 1.0, 3.0) + groups
    standard = Scale.of(scores, groups, 2).standardised(scores, groups)
    for group in (0, 1):
        assert standard[groups == group].mean() == pytest.approx(0, abs=0.02)
        assert standard[groups == group].std() == pytest.approx(1, abs=0.02)


def test_scores_that_are_all_the_same_say_nothing() -> None:
    """A deviation of zero is not divided by."""
    flat = np.full(400, 0.7)
    assert Scale.of(flat, GROUPS, 2).standardised(flat, GROUPS) == pytest.approx(np.zeros(400), abs=1e-5)


def test_without_a_word_in_common_meaning_alone_decides() -> None:
    """A question whose words occur nowhere is ranked as if it had been asked by meaning."""
    fusion = Fusion.of(COSINES, WordScores(NOTHING, np.ones(2)), GROUPS, 0)
    scores = fusion.scores(COSINES, NOTHING, GROUPS)
    assert scores == pytest.approx(fusion.cosines.standardised(COSINES, GROUPS))


def test_words_count_in_the_language_of_the_question() -> None:
    """There they move the passage that holds them up; passages in another language stay where they were."""
    bm25 = NOTHING.copy()
    bm25[7] = 9.0
    fusion = Fusion.of(COSINES, WordScores(bm25, np.full(2, 20.0)), GROUPS, 0)
    scores = fusion.scores(COSINES, bm25, GROUPS)
    by_meaning = fusion.cosines.standardised(COSINES, GROUPS)
    assert fusion.weights.tolist() == pytest.approx([1 - MEANING, 0])
    assert scores[GROUPS == 0].argmax() == 7
    assert scores[GROUPS == 1] == pytest.approx(by_meaning[GROUPS == 1])


def test_words_do_not_lift_a_language_above_the_others() -> None:
    """The ten best of a language score as high on the mean as they do by meaning alone."""
    bm25 = np.where(GROUPS == 0, DRAW.exponential(2.0, 400), 0.0)
    fusion = Fusion.of(COSINES, WordScores(bm25, np.full(2, 20.0)), GROUPS, 0)
    own = GROUPS == 0
    best = np.sort(fusion.scores(COSINES, bm25, GROUPS)[own])[-10:]
    best_by_meaning = np.sort(fusion.cosines.standardised(COSINES, GROUPS)[own])[-10:]
    assert best.mean() == pytest.approx(best_by_meaning.mean())


def test_a_name_is_heard_in_every_language() -> None:
    """When a passage of another language holds all of the question's words, they count there too."""
    bm25 = NOTHING.copy()
    bm25[300] = 5.0
    fusion = Fusion.of(COSINES, WordScores(bm25, np.full(2, 5.0)), GROUPS, 0)
    assert fusion.weights[1] == pytest.approx(1 - MEANING)


def test_a_best_match_that_holds_little_of_the_question_speaks_for_no_other() -> None:
    """The more it holds the more it says, up to a limit, and never of its own language."""
    weights = [bridge_weight(holds) for holds in (0.0, 0.1, 0.2, 0.3, 1.0)]
    assert weights[:2] == [0, 0]
    assert weights == sorted(weights)
    assert weights[3] == weights[4] < 0.5
    scores = bridged(np.ones(2), np.full(2, 5.0), weight=0.25, own=np.asarray([True, False]))
    assert scores.tolist() == [1.0, 2.0]
