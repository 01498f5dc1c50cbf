"""Snapshots with topics made by hand, for the tests of what is told about them."""

from collections.abc import Sequence
from pathlib import Path

from embeddings.ingest.snapshot_data import with_topics
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from embeddings.topics.model import Topic, TopicModel
from tests.support.invented import data, speech, unit_rows
from tests.support.topics_by_hand import model_of

SPEECHES = (
    speech("a:1", "four", "sixsix", "ten letter", title="The harbour", speaker="Mira", date="2019-05-06"),
    speech("b", "港口建设", "学校", title="在港口的讲话", speaker="林海", date="2021", language="zh-Hans"),
    speech("c", "no topic at all", title="", date="--05-06"),
)
TOPICS = ("t_1", "t_2", None, "t_1", "t_3", None)


def topic(id_: str, *, label: str = "", representative: Sequence[str] = ()) -> Topic:
    return Topic(id_, label or f"label {id_}", ("harbour", "港口"), 1, tuple(representative))


def topic_model(*topics: Topic) -> TopicModel:
    return model_of(topics, unit_rows(len(topics), seed=9), range(len(topics)))


THEMES = topic_model(
    topic("t_1", representative=("a:1:0", "gone:0", "b:0", "b:1")), topic("t_2"), topic("t_3")
)


def snapshot_of(
    folder: Path,
    speeches: Sequence[Speech] = SPEECHES,
    made: TopicModel | None = THEMES,
    topics: Sequence[str | None] = TOPICS,
) -> Snapshot:
    folder.mkdir(exist_ok=True)
    name = publish(folder, data(speeches, topic_model=made, topics=topics))
    return Snapshot.open(folder / "snapshots" / name)


def mapped_snapshot_of(folder: Path, speeches: Sequence[Speech], made: TopicModel) -> Snapshot:
    """The same, each passage in the topic of most votes, with its place on the map."""
    folder.mkdir(exist_ok=True)
    bare = data(speeches, topic_model=made, topics=[None] * sum(len(one.raw.split("\n")) for one in speeches))
    name = publish(folder, with_topics(bare, made))
    return Snapshot.open(folder / "snapshots" / name)
