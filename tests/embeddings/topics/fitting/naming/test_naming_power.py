"""Which words can name a subject."""

import pytest

from embeddings.topics.fitting.naming.naming_power import GRAMMAR, naming_power


@pytest.mark.parametrize(
    ("word", "language", "power"),
    [
        ("港口", "zh", 1.0),
        ("就业", "zh", 0.5),
        ("汛期", "zh", 0.5),
        ("更加", "zh", 0.0),
        ("万千瓦", "zh", 0.0),
        ("治本攻坚三年行动", "zh", 1.0),
        ("央视网消息", "zh", 0.0),
        ("李强强调", "zh", 0.0),
        ("全省", "zh", 0.0),
        ("我市", "zh", 0.0),
        ("全国政协", "zh", 1.0),
        ("unswervingly", "en", 0.0),
        ("assembly", "en", 1.0),
        ("harbour", "en", 1.0),
        ("family", "tr", 1.0),
    ],
)
def test_nouns_name_and_adverbs_do_not(word: str, language: str, power: float) -> None:
    assert naming_power(word, language) == power


def test_what_people_do_in_any_subject_is_grammar() -> None:
    assert {"cannot", "together", "有关"} <= GRAMMAR
    assert "harbour" not in GRAMMAR
