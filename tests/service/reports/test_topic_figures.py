"""The pictures of the topics report: the heat map, the examples and the map."""

from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.model import TopicGroup
from service.reports.topic_counts import count_topics
from service.reports.topic_figures import (
    FEW_SPEECHES,
    MOST_COLUMNS,
    MOST_SPEECHES,
    examples,
    groups,
    heat_map,
    timeline,
)
from tests.support.invented import speech
from tests.support.themed import snapshot_of, topic, topic_model


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path / "corpus")


@pytest.fixture
def many(tmp_path: Path) -> Snapshot:
    """More speeches and topics than any picture draws."""
    n = MOST_SPEECHES + 20
    ids = [f"t_{i:02}" for i in range(MOST_COLUMNS + 5)]
    speeches = [speech(f"s{i:03}", f"text {i}", "more", date=str(1800 + i)) for i in range(n)]
    topics = [ids[i % len(ids)] for i in range(2 * n)]
    return snapshot_of(tmp_path / "many", speeches, topic_model(*map(topic, ids)), topics)


def test_heat_map_draws_the_latest_and_counts_the_rest(many: Snapshot) -> None:
    """Past the limits the latest speeches and the largest topics are drawn; each row still sums to 1."""
    heat = heat_map(count_topics(many))
    assert len(heat.rows) == MOST_SPEECHES
    assert heat.n_left_out == 20
    assert heat.rows[-1].card.id == f"s{many.manifest.n_speeches - 1:03}"
    assert heat.n_others == 5
    assert all(sum(row.cells) + row.others + row.unassigned == pytest.approx(1) for row in heat.rows)


def test_examples_are_of_the_theme_and_still_there(snapshot: Snapshot) -> None:
    """Of a topic's representatives, those that left the corpus or the topic are not quoted."""
    first = count_topics(snapshot).topics[0]
    assert [one.passage.address for one in examples(snapshot, first)] == ["a:1:0", "b:0"]


def test_timeline_tells_shares_of_each_time(snapshot: Snapshot) -> None:
    """A topic's line holds its share of each year's text; years without speeches stay empty."""
    drawn = timeline(count_topics(snapshot))
    lines = {topic.topic.id: line for topic, line in drawn.lines}
    assert lines["t_1"] == (4 / 20, 0.0, 4 / 6)
    assert (drawn.highest, drawn.n_undated, drawn.n_others) == (4 / 6, 1, 0)


def test_pictures_draw_subjects(tmp_path: Path) -> None:
    """Boilerplate counts among the others, and names no group."""
    cheers = replace(topic("t_1"), kind="boilerplate")
    counts = count_topics(snapshot_of(tmp_path / "c", made=topic_model(cheers, topic("t_2"), topic("t_3"))))
    assert [column.topic.id for column in heat_map(counts).columns] == ["t_2", "t_3"]
    assert [line.topic.id for line, _ in timeline(counts).lines] == ["t_2", "t_3"]
    found = groups([TopicGroup("g_1", "", ("t_1", "t_2")), TopicGroup("g_2", "", ("t_gone",))], counts)
    assert [[one.topic.id for one in group.topics] for group in found] == [["t_1", "t_2"]]
    assert [one.topic.id for one in found[0].named_by] == ["t_2"]


def test_one_speech_does_not_set_the_scale(tmp_path: Path) -> None:
    """Bars are as high as those of periods in which enough was said."""
    speeches = [speech("lone", "all of one", date="1999")] + [
        speech(f"s{i}", "one", "other", date="2001") for i in range(FEW_SPEECHES)
    ]
    topics = ["t_1", *["t_1", "t_2"] * FEW_SPEECHES]
    made = topic_model(topic("t_1"), topic("t_2"))
    drawn = timeline(count_topics(snapshot_of(tmp_path / "lone", speeches, made, topics)))
    assert drawn.highest == 5 / 8
