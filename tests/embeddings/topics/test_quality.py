"""Measures of topics as a whole."""

import pytest

from embeddings.topics.model import Topic
from embeddings.topics.quality import MEANINGS, measures


def test_means_are_weighed_by_passages() -> None:
    """And every measure has its sentence."""
    topics = [
        Topic(
            "t_1", "a", (), 30, (), words_by_language={"en": ("a", "b")}, agreement=0.5, coherence={"en": 0.2}
        ),
        Topic("t_2", "b", (), 10, (), words_by_language={"en": ("b", "c")}, entropy=1.0, kind="noise"),
    ]
    found = measures(topics, 0.25)
    assert found["agreement"] == pytest.approx((30 * 0.5 + 10) / 40)
    assert found["diversity"] == 0.5
    assert found["language_entropy"] == 0.25
    assert found["subjects"] == 0.75
    assert found["unassigned"] == 0.25
    assert found["coherence en"] == found["coherence"] == 0.2
    assert {name.split(" ")[0] for name in found} == set(MEANINGS)
