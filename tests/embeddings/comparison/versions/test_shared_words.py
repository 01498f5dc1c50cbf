"""Covers `shared_words`."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.versions.shared_words import SharedWords, shared_words, window_sums
from embeddings.speech import Passage


def passage(text: str, language: str = "en") -> Passage:
    return Passage("s", 0, 0, len(text), text, text, language)


OLD = [passage("the lighthouse keeper mended the lamp"), passage("the ferries sail at night")]


def _shared(new: list[Passage]) -> SharedWords:
    found = shared_words(OLD, new)
    assert found is not None
    return found


def test_the_same_words_are_fully_alike() -> None:
    """And what shares nothing but grammar is next to not alike."""
    likeness = _shared(OLD).likeness(1, 1)
    assert np.allclose(np.diag(likeness), 1)
    assert likeness[0, 1] < 0.2


def test_runs_are_alike_as_their_texts_joined() -> None:
    """One passage that became two: together the two hold all of it, each alone its part."""
    found = _shared([passage("the lighthouse keeper"), passage("mended the lamp")])
    assert found.likeness(1, 2)[0, 0] > 0.9
    assert found.likeness(1, 1)[0].max() < 0.75
    assert (found.held_of_new[0] > 0.9).all()


def test_nothing_is_shared_across_languages() -> None:
    """A name that two languages write alike proves nothing."""
    found = _shared([passage("Veldhaven lighthouse", "fr"), OLD[1]])
    assert found.shared[0, 0] == 0
    assert found.comparable.tolist() == [[False, True], [False, True]]
    assert shared_words(OLD, [passage("phare", "fr")]) is None


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8), st.integers(1, 4))
def test_window_sums_are_sums_of_neighbours(values: list[float], n: int) -> None:
    """As many as there are places for."""
    sums = window_sums(np.asarray(values), n)
    assert np.allclose(sums, [sum(values[i : i + n]) for i in range(len(values) - n + 1)])
