"""How much of the corpus, of a speech and of a period the topics hold."""

import itertools
from pathlib import Path

import pytest

from embeddings.snapshot.snapshot import Snapshot
from service.reports.topic_counts import count_topics
from tests.support.invented import speech
from tests.support.themed import TOPICS, snapshot_of


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path / "corpus")


def test_passages_come_with_their_themes_row_by_row(snapshot: Snapshot) -> None:
    """Item i of the placed passages is the passage in row i of the index, with its published topic."""
    placed = list(snapshot.placed_passages())
    assert [passage for passage, _ in placed] == snapshot.passages(range(len(snapshot.index)))
    assert [topic for _, topic in placed] == list(TOPICS)


def test_themes_are_counted_by_length(snapshot: Snapshot) -> None:
    """A topic's share is its passages' characters over all characters, as counted by hand."""
    counts = count_topics(snapshot)
    total = 4 + 6 + 10 + 4 + 2 + 15
    assert {topic.topic.id: topic.share for topic in counts.topics} == {
        "t_1": (4 + 4) / total,
        "t_2": 6 / total,
        "t_3": 2 / total,
    }
    assert counts.unassigned == (10 + 15) / total
    largest = counts.topics[0]
    assert (largest.number, largest.n_passages, largest.n_speeches) == (1, 2, 2)
    assert largest.languages == (("en", 1), ("zh-Hans", 1))


def test_speeches_are_in_the_order_of_their_dates(snapshot: Snapshot) -> None:
    """Speeches follow each other by date; one whose year is unknown comes last and is in no period."""
    counts = count_topics(snapshot)
    assert [one.card.id for one in counts.speeches] == ["a:1", "b", "c"]
    assert [(period.name, period.n_speeches) for period in counts.periods] == [
        ("2019", 1),
        ("2020", 0),
        ("2021", 1),
    ]


def test_long_times_are_told_in_longer_periods(tmp_path: Path) -> None:
    """Two centuries become at most forty equal spans without a gap that hold every speech once."""
    speeches = [speech(f"s{year}", "text", date=str(year)) for year in range(1800, 2020)]
    old = snapshot_of(tmp_path / "old", speeches, topics=[None] * len(speeches))
    periods = count_topics(old).periods
    assert 2 < len(periods) <= 40
    assert {period.last - period.first for period in periods} == {periods[0].last - periods[0].first}
    assert all(after.first == before.last + 1 for before, after in itertools.pairwise(periods))
    assert sum(period.n_speeches for period in periods) == old.manifest.n_speeches
