"""A corpus and the encoder that made it, open for questions."""

from pathlib import Path
from typing import cast

from embeddings.corpus import Corpus
from embeddings.current import CurrentSnapshot
from embeddings.encoder.load import Engine, load_encoder
from embeddings.models.lock import read_lock


def open_corpus(folder: Path, *, cache: Path, threads: int) -> Corpus:
    """Raises NothingPublished, BrokenSnapshot, ModelMismatch, or another ModelError."""
    current = CurrentSnapshot(folder)
    made_with = current.held.snapshot.manifest.made_with
    model = read_lock().model(made_with.model_name)
    engine = cast(Engine, made_with.engine)  # written by an encoder of one of them
    return Corpus(current, load_encoder(model, cache=cache, engine=engine, threads=threads))
