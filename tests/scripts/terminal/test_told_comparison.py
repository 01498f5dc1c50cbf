"""A comparison on the terminal: who said it before, and who only later."""

import pytest

from embeddings.comparison.compare import compare
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from embeddings.text.passages import passages_of
from scripts.terminal.told_comparison import tell_comparison
from tests.support.invented import data, speech, unit_rows

DYKES = "Last autumn the river rose higher than anyone living had ever seen, and the dykes of Lanchuan held."
NEW = "Nobody in this valley has asked yet what the new bridge over the Brekkadal will cost us all."


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("corpus")
    speeches = (speech("lanchuan", DYKES, date="2018-05-06", title="At the dyke"), speech("else", NEW[:40]))
    return Snapshot.open(folder / "snapshots" / publish(folder, data(speeches)))


def told(snapshot: Snapshot, raw: str, date: str) -> str:
    new = Speech("", raw, date=date)
    passages = passages_of(new).passages
    return tell_comparison(snapshot, compare(snapshot, new, passages, unit_rows(len(passages), seed=4), k=2))


def test_what_was_said_before_is_from_there(snapshot: Snapshot) -> None:
    """And the first line says how much of it was."""
    said = told(snapshot, DYKES, "2020-01-01")
    assert "100% of it was said before, in 1 speech of the corpus; 0% is new." in said
    assert "from 2018-05-06" in said


def test_what_is_older_than_its_source_is_not_from_there(snapshot: Snapshot) -> None:
    """The corpus has it in a later speech."""
    said = told(snapshot, DYKES, "2011-01-01")
    assert "any of it before; 100% of it was said only later, in 1 speech of the corpus; 0% is new." in said
    assert "later in 2018-05-06" in said


def test_what_nobody_said_is_told_with_its_nearest_once(snapshot: Snapshot) -> None:
    """Once for a passage, however many stretches it has."""
    said = told(snapshot, f"{NEW} Who will pay for it? {NEW.replace('valley', 'town')}", "")
    assert said.count("nearest in meaning") <= 1
    assert "Nobody in particular said any of it before" in said
