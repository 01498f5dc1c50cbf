"""The files of the topics: they come back exactly, and nothing unexpected is read."""

import json
from dataclasses import replace

import numpy as np
import pytest

from embeddings.topics.length_directions import LengthDirections
from embeddings.topics.model import (
    Topic,
    TopicEvent,
    TopicGroup,
    TopicJoin,
    TopicModel,
    TopicPart,
    TopicsOutdated,
    level,
    pack,
    relabel,
    unpack,
)
from embeddings.topics.reach import Reach
from tests.support.invented import unit_rows
from tests.support.topics_by_hand import model_of


def some_topics() -> TopicModel:
    topics = (
        Topic(
            "t_01",
            "防汛 · 水库",
            ("防汛", "水库"),
            12,
            ("a:0", "b:3"),
            labels={"zh": "防汛 · 水库", "en": "flood · dyke"},
            words_by_language={"zh": ("防汛", "水库"), "en": ("flood", "dyke")},
            description="堤防守住了。",
            agreement=0.5,
            unstable=True,
            entropy=0.9,
            coherence={"zh": 0.25},
            group="g_1",
        ),
        Topic("t_02", "ports", (), 3, ("c:1",), kind="references"),
    )
    model = model_of(topics, unit_rows(6), [0, 1, 0, 1, 0, 0], ["zh-Hans", "en"] * 3, floor=-0.25)
    return replace(
        model,
        groups=(TopicGroup("g_1", "防汛", ("t_01", "t_02")),),
        parts=(TopicPart("t_01", "水库", 5),),
        joins=(TopicJoin("t_02", "t_01"),),
        lengths=LengthDirections(("zh",), unit_rows(1)),
        events=(TopicEvent("split", "t_02", "ports", 3, "t_01"),),
        number=3,
        measures={"diversity": 1.0},
        reach=Reach(("en", "zh"), unit_rows(2), np.array([0.5, 0.6]), np.linspace(0.2, 0.4, 6)),
    )


def test_saved_topics_come_back_exactly() -> None:
    """Every value, to the last bit."""
    model, again = some_topics(), unpack(pack(some_topics()))
    for name in (
        "topics",
        "groups",
        "parts",
        "joins",
        "events",
        "number",
        "measures",
        "floor",
        "fitted_with",
    ):
        assert getattr(again, name) == getattr(model, name)
    assert again.lengths.languages == ("zh",)
    assert np.array_equal(again.lengths.directions, model.lengths.directions)
    assert again.centroids.tobytes() == model.centroids.tobytes()
    assert again.voters.ground.languages == model.voters.ground.languages
    for name in ("grid", "own", "density"):
        assert np.array_equal(getattr(again.voters.ground, name), getattr(model.voters.ground, name))
    for name in ("topic", "part", "place", "text"):
        assert np.array_equal(getattr(again.voters, name), getattr(model.voters, name))
    assert again.reach.languages == model.reach.languages
    for name in ("centres", "limits", "lengths"):
        assert np.array_equal(getattr(again.reach, name), getattr(model.reach, name))


def test_equal_topics_are_equal_files() -> None:
    """The same bytes each time, in a safetensors and a JSON file and nothing else."""
    files = pack(some_topics())
    assert files == pack(some_topics())
    assert set(files) == {"topics.json", "topics.safetensors"}


def test_an_earlier_format_is_told_from_damage() -> None:
    """Topics that an earlier version made are refused with what to do, in one line."""
    files = pack(some_topics())
    earlier = json.dumps(json.loads(files["topics.json"]) | {"format": 1}).encode()
    with pytest.raises(TopicsOutdated, match=r"format 1.*make the topics again with `tifa topics`"):
        unpack({**files, "topics.json": earlier})


def test_topics_and_centroids_must_match() -> None:
    """One centroid for each topic, ids in rising order, at least one topic, no passage of a topic unknown."""
    model = some_topics()
    with pytest.raises(ValueError, match="do not fit"):
        replace(model, topics=model.topics[:1])
    with pytest.raises(ValueError, match="do not fit"):
        replace(model, topics=(), centroids=np.empty((0, 2), dtype=np.float32))
    with pytest.raises(ValueError, match="rising order"):
        replace(model, topics=model.topics[::-1])
    with pytest.raises(ValueError, match="a passage has topic 7"):
        replace(model, voters=replace(model.voters, topic=np.full(6, 7)))


def test_a_label_is_in_the_readers_language_unless_a_person_gave_it() -> None:
    """Both scripts share a label; a language it does not speak gets the main one."""
    topic = some_topics().topics[0]
    assert [topic.label_in(key) for key in ("zh-Hant", "en", "ko")] == [
        "防汛 · 水库",
        "flood · dyke",
        "防汛 · 水库",
    ]
    called = relabel(some_topics(), "t_01", "Floods").topics[0]
    assert (called.label, called.renamed, called.label_in("zh")) == ("Floods", True, "Floods")
    back = relabel(replace(some_topics(), topics=(called, some_topics().topics[1])), "t_01", "").topics[0]
    assert back == topic


def test_a_level_tells_what_stands_for_each_topic() -> None:
    """Joined with joined: the last one stands for all."""
    topics = tuple(Topic(f"t_0{n}", "", (), 1, ()) for n in range(4))
    joins = (TopicJoin("t_03", "t_02"), TopicJoin("t_02", "t_00"), TopicJoin("t_01", "t_00"))
    model = replace(model_of(topics, unit_rows(4), [0, 1, 2, 3]), joins=joins)
    assert level(model, 4) == level(model, 9) == {f"t_0{n}": f"t_0{n}" for n in range(4)}
    assert level(model, 3)["t_03"] == "t_02"
    assert level(model, 2) == {"t_00": "t_00", "t_01": "t_01", "t_02": "t_00", "t_03": "t_00"}
