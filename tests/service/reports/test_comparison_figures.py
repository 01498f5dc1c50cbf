"""What the comparison report shows: marked pieces of both texts, dots on a line, and the paired topics."""

from pathlib import Path

import pytest

from embeddings.comparison.result import (
    ComparedPassage,
    ComparedTopics,
    Comparison,
    Edit,
    Provenance,
    SourceSpan,
    Step,
    Stretch,
)
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage, Speech
from embeddings.topics.shares import TopicShares
from service.reports.comparison_figures import dots_of, reused_share, shown_passages, topic_pairs
from tests.support.themed import snapshot_of

NEW = Passage("", 0, 10, 33, "The quay stays shut now", "The quay stays shut now", "en")
OLD = Passage("old", 0, 5, 28, "The old quay stays open", "The old quay stays open", "en")


def card(date: str) -> SpeechCard:
    return SpeechCard(f"old-{date}", "r", "", "", date, "", "en", "", 1, 50, None)


def edited() -> Stretch:
    diff = (
        Edit("equal", 10, 14, 5, 9),
        Edit("delete", 14, 14, 9, 13),
        Edit("equal", 14, 25, 13, 24),
        Edit("replace", 25, 29, 24, 28),
    )
    source = SourceSpan(card("2019"), OLD, 5, 28, True, None, None, 0.8, diff)
    return Stretch(10, 29, "edited", (source,), n_speeches=1)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path / "corpus")


def test_both_texts_are_marked_where_they_differ() -> None:
    """Each shows all of its own wording; what only one has is marked there."""
    passage = ComparedPassage(NEW, None, (), (edited(), Stretch(29, 33, "new")))
    (shown,) = shown_passages(Comparison(Speech("", ""), (passage,), None))
    first, rest = shown.stretches
    assert [(piece.text, piece.mark) for piece in first.pieces] == [
        ("The quay stays ", ""),
        ("shut", "replace"),
    ]
    assert [(piece.text, piece.mark) for piece in first.source] == [
        ("The ", ""), ("old ", "delete"), ("quay stays ", ""), ("open", "replace"),
    ]  # fmt: skip
    assert (first.number, rest.number) == (1, None)
    assert reused_share(Comparison(Speech("", ""), (passage,), None)) == 19 / 23


def test_dots_stand_where_their_dates_do() -> None:
    """The first at the beginning, the last at the end; one alone is no line."""
    steps = tuple(Step(card(date), OLD, 5, 28, ()) for date in ("2010", "2015", "2020"))
    stretch = Stretch(0, 9, "edited", (), provenance=Provenance(card("2010"), (), 0, steps))
    assert [dot.place for dot in dots_of(stretch)] == [0, 50, 100]
    alone = Stretch(0, 9, "edited", (), provenance=Provenance(card("2010"), (), 0, steps[:1]))
    assert list(dots_of(alone)) == []


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
