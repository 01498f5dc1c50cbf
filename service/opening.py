"""A corpus and the encoder that made it, opened for questions."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import Engine, load_encoder
from embeddings.engines.address import EngineAddress
from embeddings.engines.finding import SnapshotEngine
from embeddings.engines.milvus import Milvus
from embeddings.errors import BrokenSnapshot, NothingPublished
from embeddings.models.lock import read_lock
from embeddings.snapshot.current import CurrentSnapshot, named_manifest

if TYPE_CHECKING:
    from embeddings.corpus import Corpus


class Opening:
    """A corpus being opened: its encoder is loaded in a thread of its own from now on.

    Loading needs Python for a small part of its time only, so whoever opens imports the rest meanwhile.
    """

    def __init__(
        self, folder: Path, *, cache: Path, threads: int, index: EngineAddress | None = None
    ) -> None:
        """index: the engine that finds passages; the snapshot's own index does when it is None."""
        self._index = index
        self._folder, self._cache, self._threads = folder, cache, threads
        self._expected: EmbeddingModel | None = None
        # What is wrong with the snapshot is told when it is opened, if no other can be taken instead.
        with suppress(BrokenSnapshot, NothingPublished):
            self._expected = named_manifest(folder).embedding_model
            beside = ThreadPoolExecutor(1)
            self._loading = beside.submit(self._encoder, self._expected)
            beside.shutdown(wait=False)

    def corpus(self) -> "Corpus":
        """Raises NothingPublished, BrokenSnapshot, EngineError, ModelMismatch, or another ModelError."""
        from embeddings.corpus import Corpus  # reads and cleans texts too: half a second to import

        engine = None if self._index is None else SnapshotEngine(Milvus.connect(self._index))
        current = CurrentSnapshot(self._folder, engine)
        embedding_model = current.held.snapshot.manifest.embedding_model
        as_expected = embedding_model == self._expected
        return Corpus(current, self._loading.result() if as_expected else self._encoder(embedding_model))

    def _encoder(self, embedding_model: EmbeddingModel) -> Encoder:
        model = read_lock().model(embedding_model.model_name)
        engine = cast(Engine, embedding_model.engine)  # written by an encoder of one of them
        return load_encoder(model, cache=self._cache, engine=engine, threads=self._threads)


def open_corpus(folder: Path, *, cache: Path, threads: int) -> "Corpus":
    """Raises NothingPublished, BrokenSnapshot, ModelMismatch, or another ModelError."""
    return Opening(folder, cache=cache, threads=threads).corpus()
