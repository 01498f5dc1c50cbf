"""Labels that people give to topics: kept beside the fits, so that every later one takes them up."""

import json
from pathlib import Path

from embeddings.errors import TopicsNotMade, UnknownTopic, UnusableLabel
from embeddings.ingest.snapshot_data import project, read_topics
from embeddings.snapshot.publish import publish
from embeddings.store.store import Store, need
from embeddings.store.writer_lock import sole_writer
from embeddings.text.script.printable import is_printable
from embeddings.topics.model import relabel, topics_file

FILE = "topic-labels.json"
LONGEST = 120


def given_labels(store: Store) -> dict[str, str]:
    """What people called topics, by id; also of topics that are gone."""
    files = store.fitted.newest(FILE)
    return {} if files is None else dict(json.loads(files[FILE]))


def label_topic(folder: Path, topic_id: str, label: str, *, wait: float = 10.0) -> str:
    """Call a topic `label` from now on, whatever later fits find; "" gives back what the fit called it.
    Publishes, and returns the snapshot's name.

    Raises NoCorpus, CorpusBusy, TopicsNotMade, UnknownTopic, or UnusableLabel.
    """
    label = " ".join(label.split())
    if len(label) > LONGEST or not is_printable(label):
        raise UnusableLabel(f"a label has up to {LONGEST} printable characters, on one line")
    need(folder)
    with sole_writer(folder, wait=wait), Store.open(folder) as store:
        topic_model = read_topics(store)
        if topic_model is None:
            raise TopicsNotMade("this corpus has no topics yet; make them with: tifa topics --corpus DIR")
        if topic_id not in {topic.id for topic in topic_model.topics}:
            raise UnknownTopic(f"no topic in this corpus has the id {topic_id!r}")
        labels = given_labels(store)
        if label:
            labels[topic_id] = label
        else:
            labels.pop(topic_id, None)
        packed = json.dumps(labels, ensure_ascii=False, sort_keys=True).encode()
        store.fitted.put({FILE: packed, **topics_file(relabel(topic_model, topic_id, label))})
        return publish(folder, project(store))
