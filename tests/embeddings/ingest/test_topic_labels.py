"""Labels that people give: in the answers at once, and through refits."""

from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.errors import TopicsNotMade, UnknownTopic, UnusableLabel
from embeddings.ingest.topic_labels import given_labels, label_topic
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.store.store import Store
from tests.support.served import SPEECHES, add, add_topics


def labels_in(folder: Path) -> dict[str, str]:
    topic_model = CurrentSnapshot(folder).held.snapshot.need_topics()
    return {topic.id: topic.label for topic in topic_model.topics}


def test_a_label_is_published_kept_and_taken_back(tmp_path: Path, tiny: Encoder) -> None:
    """The next snapshot has it, the store remembers it, and "" gives back what was found."""
    add(tmp_path, tiny, *SPEECHES)
    add_topics(tmp_path)
    label_topic(tmp_path, "t_00000001", "  Ferries \n and harbours ")
    assert labels_in(tmp_path)["t_00000001"] == "Ferries and harbours"
    with Store.open(tmp_path) as store:
        assert given_labels(store) == {"t_00000001": "Ferries and harbours"}
    label_topic(tmp_path, "t_00000001", "")
    assert labels_in(tmp_path)["t_00000001"] != "Ferries and harbours"
    with Store.open(tmp_path) as store:
        assert given_labels(store) == {}


def test_what_cannot_be_labelled_is_said(tmp_path: Path, tiny: Encoder) -> None:
    """No topics yet, no such topic, no line of text."""
    add(tmp_path, tiny, *SPEECHES)
    with pytest.raises(TopicsNotMade, match="tifa topics"):
        label_topic(tmp_path, "t_00000001", "Ferries")
    add_topics(tmp_path)
    with pytest.raises(UnknownTopic, match="t_nothing"):
        label_topic(tmp_path, "t_nothing", "Ferries")
    for label in ("x" * 121, "a\x07b"):
        with pytest.raises(UnusableLabel, match="120 printable"):
            label_topic(tmp_path, "t_00000001", label)
