"""What topics are made from, in a digest: whether making them again would tell anything new."""

import hashlib
import json
from dataclasses import asdict, replace

from embeddings.formulas.inventory import INVENTORY_FILE
from embeddings.ingest.snapshot_data import read_topics
from embeddings.snapshot.manifest import library_versions
from embeddings.snapshot.snapshot import Snapshot
from embeddings.store.store import Store
from embeddings.topics.fitting.wishes import Wishes
from embeddings.topics.model import FORMAT, TopicModel

_INPUTS = "inputs"  # in what topics say they were fitted with


def inputs_digest(store: Store, wishes: Wishes) -> str:
    """Of the speeches that are searched, what was found in them, the model, the versions, and what is asked.

    Not whether afresh: that says what to start from, not what to find.
    """
    speeches = store.searched()
    found = [[finding.field, finding.value] for id_, _, _ in speeches for finding in store.findings(id_)]
    asked = {name: value for name, value in asdict(wishes).items() if name != "afresh"}
    model = store.embedding_model
    content = [FORMAT, library_versions(), [model.model, model.encoding], asked, speeches, found]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def made_from(digest: str, topic_model: TopicModel) -> TopicModel:
    """The same topics, which say what they were made from."""
    return replace(topic_model, fitted_with={**topic_model.fitted_with, _INPUTS: digest})


def are_current(store: Store, published: Snapshot, digest: str) -> bool:
    """Whether these inputs gave the topics and formulas of this snapshot, which has all that is kept."""
    kept, shown = read_topics(store), published.topic_model
    return (
        kept is not None
        and shown is not None
        and shown.number == kept.number
        and shown.fitted_with.get(_INPUTS) == kept.fitted_with.get(_INPUTS) == digest
        and published.revisions() == store.searched()
        and published.derived_file(INVENTORY_FILE) is not None
    )
