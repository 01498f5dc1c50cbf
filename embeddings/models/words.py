"""The word vectors of a model, looked up where they lie on disk.

They are four fifths of the model's bytes and need no arithmetic: kept out of the graph they are exact, the
graph is small and quick to load, and only the pages of words that occur are ever read.
"""

import json
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

WORD_VECTORS = "embeddings.word_embeddings.weight"


def word_vectors(weights: Path) -> npt.NDArray[np.float32]:
    """A read-only view into a safetensors file, shape (vocabulary, dimension).

    The format: eight bytes giving the length of a JSON header, the header, then the tensors' bytes.
    """
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        entry = json.loads(file.read(length))[WORD_VECTORS]
    start = 8 + length + entry["data_offsets"][0]
    return np.memmap(weights, dtype="<f4", mode="r", offset=start, shape=tuple(entry["shape"]))
