"""Reading an E5S1 file: the weights of multilingual-e5-small, its matrices in 4 bits.

Little endian. A header of ten numbers, a tokenizer of the file's own (skipped: the original one is used),
a table of tensors, then their bytes. A tensor is plain float32, or in blocks of 32 weights: a float16 scale
and 16 bytes, byte j holding weight j in its low and weight j + 16 in its high four bits; a weight is
(bits - 8) * scale, which float32 holds exactly.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Weights:
    """The network's sizes, and its tensors by the file's own names, each flat."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float
    tensors: dict[str, Floats]


def read_q4(path: Path) -> Weights:
    """The weights in an E5S1 file, as float32. Raises ValueError when it is not one."""
    content = memoryview(path.read_bytes())
    if content[:4] != _MAGIC:
        raise ValueError(f"{path} does not begin with {_MAGIC.decode()}")
    header = struct.unpack_from("<8ifi", content, 4)
    _version, hidden, layers, heads, intermediate, vocabulary, positions, token_types, eps, block = header
    if block != 32:
        raise ValueError(f"{path} has blocks of {block} weights, not 32")
    tensors = _tensors(content, _skip_tokenizer(content, 4 + struct.calcsize("<8ifi")))
    # The file keeps 1e-12 in a float32; the configuration the model was published with has the round number.
    return Weights(
        hidden, layers, heads, intermediate, vocabulary, positions, token_types, float(f"{eps:.6g}"), tensors
    )


def _skip_tokenizer(content: memoryview, at: int) -> int:
    """Where the tokenizer part that begins at `at` ends."""
    pieces, _bos, _eos, _pad, _unk, blob = struct.unpack_from("<5iQ", content, at)
    at += struct.calcsize("<5iQ") + 4 * (pieces + 1) + 4 * pieces + blob
    _count, normaliser = struct.unpack_from("<iI", content, at)
    return int(at + struct.calcsize("<iI") + normaliser)


def _tensors(content: memoryview, at: int) -> dict[str, Floats]:
    """The tensors listed in the table that begins at `at`."""
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].tobytes().decode()
        at += 2 + length
        _kind, elements, offset, size = struct.unpack_from("<BIQQ", content, at)
        at += struct.calcsize("<BIQQ")
        tensors[name] = _floats(content[offset : offset + size], elements)
    return tensors


def _floats(stored: memoryview, elements: int) -> Floats:
    """The `elements` weights in these bytes, shape (elements,)."""
    if stored.nbytes == 4 * elements:
        return np.frombuffer(stored, "<f4").astype(np.float32)
    blocks = np.frombuffer(stored, _BLOCK)
    bits = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1)
    weights = bits.astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)[:elements]
