from pathlib import Path

import numpy as np
import pytest

from embeddings.search.wording import holding_exactly, wording_of
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.publish import publish
from tests.support.invented import data, speech


@pytest.mark.parametrize(
    ("text", "share", "wording"),
    [
        ("The quay of Veldhaven stays open.", 1.0, "exact"),
        ("the QUAY of Veldhaven, all winter", 1.0, "exact"),
        ("Veldhaven keeps its quay open.", 0.9, "most"),
        ("A quay is a quay.", 0.3, "some"),
        ("Barley was cut before the rain.", 0.0, "none"),
    ],
)
def test_wording_tells_how_much_of_the_question_stands_there(text: str, share: float, wording: str) -> None:
    """Word for word, most of what the words tell, some, or none."""
    assert wording_of([(text, share)], "quay of Veldhaven?") == [wording]


def test_a_question_of_signs_stands_nowhere_word_for_word() -> None:
    """What is left when signs are taken away must be something."""
    assert wording_of([("What?!", 0.0)], "?!") == ["none"]


def test_passages_that_hold_a_question_word_for_word_are_found(tmp_path: Path) -> None:
    """Whatever its case and signs, among the rows that may answer; long texts and signs alone do not."""
    texts = ["The quay of Veldhaven stays open.", "Veldhaven keeps a quay.", "At the QUAY OF VELDHAVEN!"]
    publish(tmp_path, data([speech(f"s{n}", text) for n, text in enumerate(texts)]))
    snapshot = CurrentSnapshot(tmp_path).held.snapshot
    assert holding_exactly(snapshot, None, "quay of Veldhaven?").tolist() == [0, 2]
    assert holding_exactly(snapshot, np.array([1, 2]), "quay of Veldhaven?").tolist() == [2]
    assert holding_exactly(snapshot, None, "?!").tolist() == []
    assert holding_exactly(snapshot, None, "quay of Veldhaven " * 40).tolist() == []
