"""The door: a locked model -> its encoder, verified first."""

from pathlib import Path
from typing import Literal, get_args

from embeddings.encoder.encoding import Encoder
from embeddings.errors import ModelError
from embeddings.models.exported import read_record
from embeddings.models.lock import LockedModel, WheelModel
from embeddings.models.shelf import verify

Engine = Literal["openvino", "sentence-transformers"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


def engines_of(model: LockedModel) -> tuple[Engine, ...]:
    """The engines that can run a model, the one that is taken unless another is asked for first."""
    return ENGINES if isinstance(model, WheelModel) else ("sentence-transformers",)


def load_encoder(
    model: LockedModel, *, cache: Path, engine: Engine | None = None, threads: int = 2
) -> Encoder:
    """The model's encoder, on `threads` threads.

    Raises ModelError for an engine that cannot run it, ModelNotFetched or ModelTampered before anything of
    the model is loaded.
    """
    engines = engines_of(model)
    engine = engine or engines[0]
    if engine not in engines:
        raise ModelError(f"{model.name} has no {engine} graph; leave --engine out, or say {engines[0]}")
    shelf = verify(model, cache)
    # Each engine brings libraries that the other does without.
    if engine == "openvino":
        from embeddings.encoder.openvino import OpenVINOEncoder

        return OpenVINOEncoder(shelf, read_record(shelf.export, made_of=model), threads=threads)
    from embeddings.encoder.sentence_transformers import SentenceTransformersEncoder

    return SentenceTransformersEncoder.load(model, shelf.source, threads=threads)
