from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.search.fusion import WORDS, Evidence, Fusion, Heights, gains_of
from embeddings.search.scales import Scale

Numbers = npt.NDArray[np.float64]
DRAW = np.random.default_rng(3)
GROUPS = np.repeat([0, 1], 200)
COSINES = DRAW.normal(0.1, 0.2, 400)
NOTHING = np.zeros(400)


def evidence(
    bm25: Numbers, held: Numbers = NOTHING, near: Numbers = COSINES, verbatim: Sequence[int] = ()
) -> Evidence:
    return Evidence(GROUPS, near, bm25, held, gains_of(held, np.array(verbatim, np.int64)))


def fused(every: Evidence, most: float, doubt: float = 0.0) -> Numbers:
    fusion = Fusion.of(every, np.full(2, most), 0).levelled(every, doubt)
    scores = fusion.scores(every)
    assert np.array_equal(fusion.scores(every.of(slice(5, 9))), scores[5:9])
    return scores


def weights(fusion: Fusion) -> dict[int, float]:
    return {group: words.weight for group, words in fusion.heard.items()}


def by_nearness(cosines: Numbers = COSINES) -> Numbers:
    return Scale.of(cosines, GROUPS, 2).ruler(0).standardised(cosines)


def test_without_a_word_in_common_nearness_alone_decides() -> None:
    """A question whose words occur nowhere is ranked as if it had been asked by meaning."""
    assert fused(evidence(NOTHING), 1.0) == pytest.approx(by_nearness())


def test_nearness_is_on_one_ruler_for_all_languages() -> None:
    """A language of which nothing is near does not win by what stands out in it."""
    cosines = np.where(GROUPS == 0, COSINES, COSINES / 10)
    scores = by_nearness(cosines)
    assert np.array_equal(np.argsort(scores), np.argsort(cosines))


def test_words_count_in_the_language_of_the_question() -> None:
    """There they move the passage that holds them up; passages in another language stay where they were."""
    bm25 = NOTHING.copy()
    bm25[7] = 9.0
    every = evidence(bm25)
    assert weights(Fusion.of(every, np.full(2, 10.0), 0)) == pytest.approx({0: WORDS})
    scores = fused(every, 10.0)
    assert scores[GROUPS == 0].argmax() == 7
    assert scores[GROUPS == 1] == pytest.approx(by_nearness()[GROUPS == 1])


def test_words_do_not_lift_a_language_above_the_others() -> None:
    """Its passages stand, one by one, as high as by nearness alone: only which of them does is another."""
    bm25 = np.where(GROUPS == 0, DRAW.exponential(2.0, 400), 0.0)
    own = GROUPS == 0
    scores = fused(evidence(bm25), 20.0)[own]
    assert np.sort(scores)[-10:] == pytest.approx(np.sort(by_nearness()[own])[-10:])
    assert scores.argmax() != by_nearness()[own].argmax()


def test_the_heights_of_ranks_are_given_to_those_that_hold_them() -> None:
    """The first gets the highest, and the order stays what it was, also beyond the ranks that are known."""
    ordering, heights = DRAW.normal(0, 3, 3_000), DRAW.normal(1, 1, 3_000)
    given = Heights.of(ordering, heights)(ordering)
    assert np.array_equal(np.argsort(given), np.argsort(ordering))
    assert np.sort(given)[-10:] == pytest.approx(np.sort(heights)[-10:], abs=0.05)
    assert Heights.of(np.array([2.0]), np.array([1.0]))(np.array([2.0, 3.0])).tolist() == [1.0, 2.0]


def test_what_stands_side_by_side_in_order_is_given_the_same_height() -> None:
    """A rounding in the order must not part them, however far apart the heights are."""
    ordering = np.array([1.0, 1.0 - 1e-9, 0.5, 0.0])
    given = Heights.of(ordering, np.array([9.0, 3.0, 2.0, 1.0]))(ordering)
    assert given[0] - given[1] < 1e-6
    assert given[[0, 2, 3]] == pytest.approx([9.0, 2.0, 1.0])


def test_a_question_in_a_language_that_the_corpus_lacks_hears_words_in_all() -> None:
    """None of them is its own."""
    fusion = Fusion.of(evidence(np.full(400, 9.0)), np.full(2, 10.0), None)
    assert weights(fusion) == pytest.approx({0: WORDS, 1: WORDS})


def test_a_stray_stem_does_not_outrank_a_clearly_nearer_passage() -> None:
    """Half the question's words in a passage that means something else, beside others that hold as much."""
    cosines, bm25, held = DRAW.normal(0, 0.05, 400), NOTHING.copy(), NOTHING.copy()
    cosines[3], cosines[250] = 0.1, 0.4
    bm25[:12], held[:12] = 8.0, 0.5
    assert fused(evidence(bm25, held, cosines), 20.0).argmax() == 250


def test_where_nothing_is_near_the_language_of_the_question_comes_first() -> None:
    """If its nearest passages all have some of the words; nearness is chance then, and otherwise decides."""
    cosines = DRAW.normal(0, 0.05, 400)
    cosines[3], cosines[250] = 0.15, 0.3
    every = evidence(np.where(GROUPS == 0, 6.0, 0.0), np.where(GROUPS == 0, 0.3, 0.0), cosines)
    assert fused(every, 20.0, doubt=1.0).argmax() == 3
    assert fused(every, 20.0).argmax() == 250
    assert fused(evidence(NOTHING, NOTHING, cosines), 20.0, doubt=1.0).argmax() == 250


def test_a_passage_that_holds_the_question_whole_is_heard_in_any_language() -> None:
    """A name that stands in another language's passage brings it before strangers that are as near."""
    bm25, held = NOTHING.copy(), NOTHING.copy()
    bm25[300], held[300] = 5.0, 1.0
    assert fused(evidence(bm25, held), 5.0).argmax() == 300


def test_of_passages_that_hold_the_question_whole_the_one_that_says_it_word_for_word_comes_first() -> None:
    """The same words in another order, or other forms of them, stand behind it, also if they are nearer."""
    cosines, held = COSINES.copy(), NOTHING.copy()
    held[[10, 11]], cosines[10], cosines[11] = 1.0, 0.4, 0.6
    order = np.argsort(-fused(evidence(held * 5, held, cosines, [10]), 5.0))
    assert order[:2].tolist() == [10, 11]


def test_a_word_that_stands_out_further_tells_no_more() -> None:
    """One passage of thousands that holds a word is not an answer because the others are so many."""
    groups, bm25 = np.zeros(20_000, np.int64), np.zeros(20_000)
    bm25[0] = 1.0
    near = DRAW.normal(0, 0.1, 20_000)
    near[0] = 0.0
    every = Evidence(groups, near, bm25, np.zeros(20_000), np.zeros(20_000))
    fusion = Fusion.of(every, np.ones(1), 0)
    assert fusion.heard[0].ruler.standardised(bm25)[0] > 100
    assert fusion.scores(every)[0] == pytest.approx(20 * WORDS, abs=0.1)
