"""Encoding a corpus anew with another model: a job that ends with a published snapshot.

The vectors of the new model are put beside those of the old one, which is served meanwhile. Only when all are
there is the corpus tied to the new model, in one transaction, and then published: a kill at any moment leaves
the one or the other whole, and the same command goes on from there.
"""

from dataclasses import dataclass
from pathlib import Path

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.missing_vectors import Progress, encode_held_out, encode_missing, quietly
from embeddings.ingest.snapshot_data import fitted_files, project, project_into
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.publish import publish
from embeddings.store.store import Store, need
from embeddings.store.writer_lock import sole_writer


@dataclass(frozen=True, slots=True)
class ReEncoded:
    """What a re-encode job did.

    before, after: what made the vectors.  encoded: texts sent to the model, 0 when it had been there before.
    truncated: passages whose end the model did not read.  n_topics: None when there are no topics.
    """

    before: EmbeddingModel
    after: EmbeddingModel
    encoded: int
    truncated: int
    n_speeches: int
    n_passages: int
    n_topics: int | None
    snapshot: str


def re_encode(
    folder: Path, encoder: Encoder, *, progress: Progress = quietly, wait: float = 10.0
) -> ReEncoded:
    """Encode the corpus in `folder` with another encoder, tie it to that one, and publish.

    Topics keep their ids, labels and words, around the passages they have. The old vectors stay, so that the
    way back runs no model. A killed run goes on where it was.
    Raises NoCorpus, CorpusBusy after `wait` seconds, or UnusableVector.
    """
    need(folder)
    with sole_writer(folder, wait=wait), Store.open(folder) as store:
        after = store.with_model(encoder.embedding_model)
        encoded = encode_missing(after, encoder, progress)
        encode_held_out(after, encoder, progress)
        progress("publishing", 0, None)
        data = _adopted(store, after)
        snapshot = publish(folder, data)
        return ReEncoded(
            before=store.embedding_model,
            after=after.embedding_model,
            encoded=encoded,
            truncated=after.vectors.truncated(),
            n_speeches=len(data.speeches),
            n_passages=len(data.passages),
            n_topics=None if data.topic_model is None else len(data.topic_model.topics),
            snapshot=snapshot,
        )


def _adopted(store: Store, after: Store) -> SnapshotData:
    """What is to be published, after the corpus was tied to the new model."""
    if store.embedding_model.same_as(
        after.embedding_model
    ):  # a run before was killed just then, or there was nothing to do
        return project(after)
    data = project_into(after, store)
    store.adopt(after.embedding_model, fitted_files(data))
    return data
