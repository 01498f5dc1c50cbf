"""How well the words of a topic go together."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from embeddings.topics.fitting.naming.coherence import Presence
from embeddings.topics.fitting.naming.words import WordTable


def presence(holds: list[list[int]], words: list[str], n_passages: int) -> Presence:
    nothing = csr_matrix((1, len(words)))
    table = WordTable(
        nothing, nothing, nothing, csr_matrix(np.array(holds)), [("en", word) for word in words]
    )
    return Presence.of(table, ["en"] * n_passages)


def test_words_that_always_stand_together_cohere() -> None:
    """1 for those, -1 for words that never meet, nothing for one word."""
    found = presence([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]], ["harbour", "ferry", "school"], 4)
    assert found.coherence("en", ["harbour", "ferry"]) == pytest.approx(1)
    assert found.coherence("en", ["harbour", "school"]) == -1
    assert found.coherence("en", ["harbour"]) is None


def test_words_that_meet_by_chance_do_not() -> None:
    """Half of the passages each, a quarter both: independent, 0."""
    found = presence([[1, 1, 0, 0], [1, 0, 1, 0]], ["harbour", "ferry"], 4)
    assert found.coherence("en", ["harbour", "ferry"]) == pytest.approx(0)
