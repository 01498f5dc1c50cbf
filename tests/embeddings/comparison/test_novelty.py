"""Novelty: what it is measured among, and how sure it is."""

import numpy as np
import pytest

from embeddings.comparison.novelty import Reference, mean, not_reused, reference, unheard, value, wilson
from embeddings.comparison.result import Stretch
from embeddings.index import seeds
from embeddings.index.seed_lookup import Seeds
from embeddings.index.vectors import PassageIndex
from tests.support.invented import unit_rows


def test_what_is_copied_is_not_new_at_all() -> None:
    """Nor is what is copied in meaning; both count."""
    assert value(0.0, 0.3) == 0
    assert value(1.0, 1.0) == 0
    assert value(1.0, 0.2) == 0.8


def test_a_translation_is_not_new_whatever_its_letters_are() -> None:
    """Of a passage only the part counts that is told to be from nowhere; a topic in common is no origin."""
    translated, own = Stretch(0, 30, "translation"), Stretch(30, 40, "same_topic")
    assert not_reused([translated]) == 0
    assert not_reused([translated, own]) == 0.25
    assert not_reused([own, Stretch(40, 50, "new")]) == 1


def test_a_speech_is_as_new_as_its_passages_by_length() -> None:
    """A long passage weighs more."""
    assert mean([0.0, 1.0], [30, 10]) == 0.25


def test_unheard_is_the_share_of_seeds_that_nobody_has() -> None:
    """Of the passages that may answer."""
    text = "The harbour of Veldhaven stays open all winter."
    index = Seeds([(0, seeds.make([text]))])
    assert unheard(index, text, np.array([True])) == 0
    assert unheard(index, text, np.array([False])) == 1
    assert unheard(index, "我们在山上种了一整片橡树林。", np.array([True])) == 1


def test_the_reference_is_what_counting_by_hand_gives() -> None:
    """Each passage held against those of other speeches alone."""
    texts = [
        f"Passage number {chr(97 + i)} speaks of its own {'harbour ' * (i % 3)}affair." for i in range(9)
    ]
    speeches = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])
    vectors = unit_rows(9, seed=3)
    index, letters = PassageIndex.build(vectors), Seeds([(0, seeds.make(texts))])
    expected = []
    for row in range(9):
        others = speeches != speeches[row]
        nearest = float((vectors[others] @ vectors[row]).max())
        expected.append(value(unheard(letters, texts[row], others), nearest))
    found = reference(index, letters, speeches, np.array([len(text) for text in texts]), np.arange(9))
    assert found.passages == pytest.approx(sorted(expected), abs=2e-5)
    assert len(found.speeches) == 3


def test_too_few_tell_nothing() -> None:
    """With enough, nothing is newer than the newest."""
    assert Reference(np.zeros(10), np.zeros(5), 40).of_passage(0.5) is None
    assert Reference(np.zeros(100), np.zeros(5), 5).of_passage(0.5) is None
    told = Reference(np.linspace(0, 1, 100), np.zeros(0), 40).of_passage(2.0)
    assert told is not None
    assert (told.percentile, told.high, told.n) == (100.0, 100.0, 100)
    assert told.low < 100


def test_the_interval_holds_the_share() -> None:
    """And is narrower for more."""
    low, high = wilson(0.3, 50)
    assert low < 0.3 < high
    assert wilson(0.3, 500)[0] > low


def test_passages_of_few_speeches_are_less_sure_than_as_many_of_many() -> None:
    """Those of one speech are alike."""
    few, many = (Reference(np.linspace(0, 1, 400), np.zeros(0), n).of_passage(0.5) for n in (25, 400))
    assert few is not None
    assert many is not None
    assert few.percentile == many.percentile
    assert few.high - few.low > 2 * (many.high - many.low)


def test_the_reference_is_spread_over_all_speeches(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few of their passages are looked at."""
    monkeypatch.setattr("embeddings.comparison.novelty.MOST_PASSAGES", 6)
    monkeypatch.setattr("embeddings.comparison.novelty.MOST_OF_SPEECH", 2)
    texts = [f"Passage number {chr(97 + i)} speaks of its own affair." for i in range(12)]
    speeches = np.repeat([0, 1, 2], 4)
    found = reference(
        PassageIndex.build(unit_rows(12, seed=3)),
        Seeds([(0, seeds.make(texts))]),
        speeches,
        np.full(12, 40),
        np.arange(12),
    )
    assert (len(found.passages), len(found.speeches), found.n_speeches) == (6, 3, 3)
