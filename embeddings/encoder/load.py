"""The door: a locked model -> its encoder, verified first."""

from pathlib import Path
from typing import Literal, get_args

from embeddings.encoder.encoding import Encoder
from embeddings.models.exported import read_record
from embeddings.models.lock import LockedModel
from embeddings.models.shelf import verify

Engine = Literal["openvino", "sentence-transformers"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


def load_encoder(
    model: LockedModel, *, cache: Path, engine: Engine = "openvino", threads: int = 2
) -> Encoder:
    """The model's encoder, on `threads` threads.

    Raises ModelNotFetched or ModelTampered before anything of the model is loaded.
    """
    shelf = verify(model, cache)
    # Each engine brings libraries that the other does without.
    if engine == "openvino":
        from embeddings.encoder.openvino import OpenVINOEncoder

        return OpenVINOEncoder(shelf, read_record(shelf.export, made_of=model), threads=threads)
    from embeddings.encoder.sentence_transformers import SentenceTransformersEncoder

    return SentenceTransformersEncoder.load(model, shelf.source, threads=threads)
