"""Taking speeches out of a corpus, and publishing what its store holds: jobs that need no source."""

from collections.abc import Callable, Sequence
from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.boilerplate import drop_boilerplate
from embeddings.ingest.missing_traces import trace_missing
from embeddings.ingest.missing_vectors import Progress, need_vectors, quietly
from embeddings.ingest.snapshot_data import project
from embeddings.snapshot.before import taking_over
from embeddings.snapshot.publish import publish
from embeddings.store import store as stores
from embeddings.store.store import Store
from embeddings.store.writer_lock import sole_writer


def remove(
    folder: Path, speech_ids: Sequence[str], encoder: Callable[[], Encoder], *, wait: float = 10.0
) -> tuple[str, ...]:
    """Take speeches out of the answers and publish; returns the ids that were in them.

    Their revisions stay in the store. What is boilerplate may change with it: then others are split anew.
    encoder: loads what made the corpus; called only when there is something to encode.
    Raises UnknownSpeech, before anything is changed, for an id that was never there.
    """
    stores.need(folder)
    with sole_writer(folder, wait=wait), Store.open(folder) as store:
        removed = store.remove(speech_ids)
        publish_store(folder, store, encoder, quietly)
        return tuple(removed)


def republish(
    folder: Path, encoder: Callable[[], Encoder], *, progress: Progress = quietly, wait: float = 10.0
) -> str:
    """Publish what the store holds, and return the snapshot's name: the one there is, when it is whole.

    encoder: as for `remove`.
    """
    stores.need(folder)
    with sole_writer(folder, wait=wait), Store.open(folder) as store:
        return publish_store(folder, store, encoder, progress)


def publish_store(folder: Path, store: Store, encoder: Callable[[], Encoder], progress: Progress) -> str:
    drop_boilerplate(store)
    trace_missing(store, progress)
    need_vectors(store, folder, encoder, progress)
    progress("publishing", 0, None)
    with taking_over(folder, store.embedding_model) as before:
        return publish(folder, project(store, before))
