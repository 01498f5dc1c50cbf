"""How near topics are to the business of meetings."""

from collections.abc import Sequence

import numpy as np
import pytest

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting.meetings import nearness_to_meetings


def meaning_of(words: Sequence[str], language: str) -> Vectors:
    """Meetings lie along one axis and sittings half off it, beside what is the language's own."""
    rows = [
        [1.0, float("House" in word or "motion" in word or "议案" in word), float(language == "zh"), 0.0]
        for word in words
    ]
    found = np.array(rows, np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def test_topics_about_meetings_are_near() -> None:
    """Who presides and what is voted on both count; what lies off them does not."""
    presiding, voting, language, harbours = np.eye(4, dtype=np.float32)
    both = (presiding + voting) / np.sqrt(np.float32(2))
    near = nearness_to_meetings(np.stack([presiding, both, voting, language, harbours]), meaning_of)
    assert near.dtype == np.float32
    assert near[0] > 0.85
    assert near[1] > near[2] > near[4]
    assert near[3] < near[0]
    assert near[4] == pytest.approx(0)
