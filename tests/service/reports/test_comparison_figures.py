"""The pictures of the comparison report: the speeches it comes nearest to, and the paired topics."""

from pathlib import Path

import pytest

from embeddings.comparison.result import ComparedPassage, ComparedTopics
from embeddings.search.search import Match
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.shares import TopicShares
from service.reports.comparison_figures import chance_percentile, near_speeches, topic_pairs
from tests.support.invented import passages_by_line, speech
from tests.support.themed import snapshot_of


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path / "corpus")


def match(snapshot: Snapshot, speech_id: str, percentile: float | None) -> Match:
    _, passage = snapshot.passage(speech_id, 0)
    return Match(1, passage, snapshot.speech(speech_id), 0.5, percentile)


def test_nearest_speeches_count_each_passage_once(snapshot: Snapshot) -> None:
    """A speech counts with the length of the passages whose very nearest passage is in it."""
    four, six, ten = passages_by_line(speech("new", "four", "sixsix", "ten letter"))
    near = near_speeches(
        [
            ComparedPassage(four, None, (match(snapshot, "b", 100.0), match(snapshot, "c", 99.0))),
            ComparedPassage(six, None, (match(snapshot, "b", None),)),
            ComparedPassage(ten, None, ()),
        ]
    )
    assert [(one.card.id, one.n_passages, one.n_close, one.share) for one in near] == [("b", 2, 1, 0.5)]


def test_topic_pairs_begin_with_the_largest_difference(snapshot: Snapshot) -> None:
    """Topics of either side are paired, the most different first and unassigned last."""
    speech_shares = TopicShares((("t_1", 0.5), ("t_2", 0.3)), unassigned=0.2)
    corpus_shares = TopicShares((("t_3", 0.6), ("t_1", 0.4)), unassigned=0.0)
    pairs = topic_pairs(snapshot, ComparedTopics(speech_shares, corpus_shares, divergence=0.5))
    assert [(bar.topic and bar.topic.id, bar.speech, bar.corpus) for bar in pairs.bars] == [
        ("t_3", 0.0, 0.6),
        ("t_2", 0.3, 0.0),
        ("t_1", 0.5, 0.4),
        (None, 0.2, 0.0),
    ]
    assert (pairs.highest, pairs.n_others) == (0.6, 0)


def test_chance_alone_finds_something_near() -> None:
    """The best of n random draws leaves on average 1 in n + 1 above it; of none there is nothing to say."""
    assert chance_percentile(99) == 99.0
    assert chance_percentile(0) is None
