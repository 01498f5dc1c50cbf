"""The word vectors of a model, read from where they lie on disk.

They are four fifths of the model's bytes and need no arithmetic: kept out of the graph they are exact, the
graph is small and quick to load, and only the rows of words that occur are ever read.
"""

import json
import os
import struct
import weakref
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.errors import ModelTampered

WORD_VECTORS = "embeddings.word_embeddings.weight"
_NUMBER = np.dtype("<f4")


class WordVectors:
    """The table in a safetensors file. Safe to ask from several threads at once.

    Rows are read, not mapped: a mapped table soon counts as memory with all its 384 MB, and a file cut short
    under a map kills the process.
    """

    def __init__(self, weights: Path) -> None:
        """The format: eight bytes giving the length of a JSON header, the header, then the tensors' bytes."""
        with weights.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            entry = json.loads(file.read(length))[WORD_VECTORS]
        self._file = os.open(weights, os.O_RDONLY)
        self._close = weakref.finalize(self, os.close, self._file)
        self._path = weights
        self._start = 8 + length + entry["data_offsets"][0]
        self.dimension: int = entry["shape"][1]

    def of(self, tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The vectors of tokens in an array of any shape; shape (*tokens.shape, dimension).

        Raises ModelTampered when the file has become shorter.
        """
        different, where = np.unique(tokens, return_inverse=True)
        width = self.dimension * _NUMBER.itemsize
        rows = b"".join(
            os.pread(self._file, width, self._start + number * width) for number in different.tolist()
        )
        if len(rows) != width * len(different):
            raise ModelTampered(f"{self._path} was cut short while it was in use")
        vectors = np.frombuffer(rows, _NUMBER).reshape(-1, self.dimension)
        return vectors[where.reshape(tokens.shape)]
