import numpy as np
import numpy.typing as npt
import pytest

from embeddings.index.words import WordScores
from embeddings.search.fusion import MEANING, Fusion, Scale

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


def said(
    bm25: npt.NDArray[np.float64], most: float, held: npt.NDArray[np.float64] | None = None
) -> WordScores:
    return WordScores(bm25, np.full(2, most), bm25 / most if held is None else held)


def fused(
    words: WordScores, cosines: npt.NDArray[np.float64] = COSINES, doubt: float = 0.0
) -> npt.NDArray[np.float64]:
    fusion, scores = Fusion.of(cosines, words, GROUPS, 0).over_all(cosines, words, GROUPS, doubt)
    assert np.array_equal(fusion.scores(cosines, words, slice(None), GROUPS), scores)
    return scores


def by_nearness(cosines: npt.NDArray[np.float64] = COSINES) -> npt.NDArray[np.float64]:
    return Scale.of(cosines, GROUPS, 2).by(0).standardised(cosines, GROUPS)


def test_without_a_word_in_common_nearness_alone_decides() -> None:
    """A question whose words occur nowhere is ranked as if it had been asked by meaning."""
    assert fused(said(NOTHING, 1.0)) == pytest.approx(by_nearness())


def test_nearness_is_on_one_ruler_for_all_languages() -> None:
    """A language of which nothing is near does not win by what stands out in it."""
    cosines = np.where(GROUPS == 0, COSINES, COSINES / 10)
    scores = by_nearness(cosines)
    assert np.array_equal(np.argsort(scores), np.argsort(cosines))


def test_words_count_in_the_language_of_the_question() -> None:
    """There they move the passage that holds them up; passages in another language stay where they were."""
    bm25 = NOTHING.copy()
    bm25[7] = 9.0
    words = said(bm25, 10.0)
    assert Fusion.of(COSINES, words, GROUPS, 0).weights.tolist() == pytest.approx([1 - MEANING, 0])
    scores = fused(words)
    assert scores[GROUPS == 0].argmax() == 7
    assert scores[GROUPS == 1] == pytest.approx(by_nearness()[GROUPS == 1])


def test_words_do_not_lift_a_language_above_the_others() -> None:
    """The ten best of a language score as high on the mean as they do by nearness alone."""
    bm25 = np.where(GROUPS == 0, DRAW.exponential(2.0, 400), 0.0)
    own = GROUPS == 0
    best = np.sort(fused(said(bm25, 20.0, NOTHING))[own])[-10:]
    assert best.mean() == pytest.approx(np.sort(by_nearness()[own])[-10:].mean())


def test_a_stray_stem_does_not_outrank_a_clearly_nearer_passage() -> None:
    """Half the question's words in a passage that means something else are not believed."""
    cosines, bm25, held = np.full(400, 0.0), NOTHING.copy(), NOTHING.copy()
    cosines += DRAW.normal(0, 0.05, 400)
    cosines[3], cosines[250] = 0.1, 0.4
    bm25[3], held[3] = 8.0, 0.5
    assert fused(said(bm25, 20.0, held), cosines).argmax() == 250


def test_a_passage_that_holds_the_question_whole_is_heard_in_any_language() -> None:
    """A name that stands in another language's passage brings it before strangers that are as near."""
    bm25, held = NOTHING.copy(), NOTHING.copy()
    bm25[300], held[300] = 5.0, 1.0
    words = said(bm25, 5.0, held)
    assert Fusion.of(COSINES, words, GROUPS, 0).weights[1] == pytest.approx(1 - MEANING)
    assert fused(words).argmax() == 300


def test_the_language_of_a_question_is_brought_level_where_others_are_hardly_nearer() -> None:
    """It holds some of the words; where others are much nearer, or it holds none, it stays behind."""
    cosines = DRAW.normal(0, 0.05, 400)
    cosines[3], cosines[250] = 0.36, 0.4
    bm25, held = NOTHING.copy(), NOTHING.copy()
    bm25[3], held[3] = 4.0, 0.2
    assert fused(said(bm25, 20.0, held), cosines).argmax() == 3
    assert fused(said(NOTHING, 20.0), cosines).argmax() == 250
    cosines[3] = 0.2
    assert fused(said(bm25, 20.0, held), cosines).argmax() == 250


def test_where_nothing_is_near_words_of_the_questions_language_decide() -> None:
    """Nearness is chance then; where it is not, the same words do not outrank what is nearer."""
    cosines = DRAW.normal(0, 0.05, 400)
    cosines[3], cosines[5], cosines[250] = 0.1, 0.15, 0.3
    bm25, held = NOTHING.copy(), NOTHING.copy()
    bm25[3], held[3] = 6.0, 0.4
    assert fused(said(bm25, 20.0, held), cosines, doubt=1.0).argmax() == 3
    assert fused(said(bm25, 20.0, held), cosines).argmax() == 250
