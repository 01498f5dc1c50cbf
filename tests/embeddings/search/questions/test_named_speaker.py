from pathlib import Path

import numpy as np
import pytest

from embeddings.search.questions.named_speaker import count_names_as_held
from embeddings.search.questions.question import Question, read_question
from embeddings.search.search import search
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech, unit_rows

SPEECHES = [
    speech("anders-2023", "Ferries sail.", speaker="Governor Mette B. Anders", date="2023-03-05"),
    speech("anders-2024", "Dykes hold.", speaker="Governor Mette B. Anders", date="2024-03-05"),
    speech("bor", "Herring is cheap.", speaker="Bor", date="2024"),
    speech("chair", "Order, please.", speaker="Chairman", date="2024"),
    speech("chen", "渔港重建。", speaker="陈渡口", date="2024-01-02", language="zh-Hans"),
    speech("other", "Anders and Bor met, said Mette.", speaker="Somebody Else", date="2021"),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("corpus")
    publish(folder, data(SPEECHES))
    return CurrentSnapshot(folder).held.snapshot


def holding_by_name(snapshot: Snapshot, text: str) -> dict[str, float]:
    """By speech, how much of the question it holds more than its text does."""
    asked = read_question(Question(text))
    said = snapshot.in_words(asked.words)
    more = count_names_as_held(snapshot, asked, said).held - said.held
    passages = snapshot.passages(np.flatnonzero(more > 0).tolist())
    return {one.speech_id: round(float(each), 2) for one, each in zip(passages, more[more > 0], strict=True)}


@pytest.mark.parametrize(
    ("question", "speeches"),
    [
        ("Mette Anders 2024", {"anders-2024": 1.0}),
        ("mette anders", {"anders-2023": 1.0, "anders-2024": 1.0}),
        ("Mette Anders 1999", {"anders-2023": 0.67, "anders-2024": 0.67}),
        ("Anders 2024", {"anders-2024": 1.0}),
        ("what did Governor Anders say of dykes?", {"anders-2023": 0.5, "anders-2024": 0.5}),
        ("Bor 2024", {"bor": 1.0}),
        ("陈渡口2024", {"chen": 1.0}),
        ("陳渡口", {"chen": 1.0}),
    ],
)
def test_passages_of_a_named_speaker_hold_the_name(
    snapshot: Snapshot, question: str, speeches: dict[str, float]
) -> None:
    """And the year, where it is theirs; without initials and offices, in either script."""
    assert holding_by_name(snapshot, question) == speeches


@pytest.mark.parametrize(
    "question",
    ["anders", "the chairman of 2024", "Mette Else", "Lars Anders", "Anders Lund", "ferries 2024", "bor"],
)
def test_a_word_that_may_mean_anything_names_nobody(snapshot: Snapshot, question: str) -> None:
    """Half a name, a title in small letters, a year alone."""
    assert holding_by_name(snapshot, question) == {}


def test_a_named_speaker_comes_before_who_is_nearer(snapshot: Snapshot) -> None:
    """Though the passage says neither the name nor the year."""
    for seed in range(5):
        found = search(snapshot, read_question(Question("Mette Anders 2024")), unit_rows(1, seed=seed)[0])
        assert found.matches[0].speech.id == "anders-2024"
        assert found.matches[0].wording == "none"
