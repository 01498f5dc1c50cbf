"""Measuring topics against labels."""

from itertools import chain, combinations

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.evaluation.topics import agreement, topic_measures

WORDS = {
    "harbour": ("harbour", "ferries", "winter", "sail", "night"),
    "school": ("school", "teacher", "village", "roof", "doors"),
    "forest": ("forest", "oak", "hills", "plant", "town"),
}


def test_agreement_is_that_of_partitions() -> None:
    """Other names for the same groups are full agreement; the unassigned are a group of their own."""
    assert agreement(["a", "a", "b", "b"], ["t_2", "t_2", "t_1", "t_1"]).ami == pytest.approx(1)
    found = agreement(["a", "a", "b", "b"], ["t_2", "t_2", None, None])
    assert found.ari == pytest.approx(1)
    assert (found.coverage, found.n_topics) == (0.5, 1)
    assert agreement(["a", "b"] * 20, ["t_1"] * 40).ami == pytest.approx(0, abs=1e-9)


def test_sets_are_measured_one_by_one(tiny: Encoder) -> None:
    """Each data set has its AMI, ARI and coverage, at the default and at the best grain."""
    rows = [
        {"text": " ".join(some), "label": label, "dataset": dataset, "lang": "en"}
        for dataset in ("towns", "hills")
        for label, words in WORDS.items()
        for some in chain(combinations(words, 3), combinations(words, 4))
    ]
    found = topic_measures(rows, tiny)
    assert {name.split(" ")[1] for name in found} == {"towns", "hills"}
    assert found["topics_labelled towns AMI, best grain"].value == pytest.approx(1, abs=0.05)
    assert (
        0.5 < found["topics_labelled towns AMI"].value <= found["topics_labelled towns AMI, best grain"].value
    )
    assert found["topics_labelled hills coverage"].value > 0.9
    assert found["topics_labelled hills coverage"].n == 45
