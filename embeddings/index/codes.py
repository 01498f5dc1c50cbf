"""Which rows may be nearest, found in codes of one bit a coordinate instead of in all the vectors.

RaBitQ (Gao and Long 2024, arXiv 2405.12497) estimates cosines from such codes without bias; in blocks they
are compared several to an instruction. What it finds is a set of rows: their order is that of their exact
cosines, so how deep it must look is a matter of recall alone, and that is measured when the codes are made,
against all vectors. The rows of each language have codes of their own, since a small language would be lost
among all.

The code of a row follows from that row alone, and those of a segment fill whole blocks: so they are kept by
segment, and put side by side when they are read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import faiss
import numpy as np
import numpy.typing as npt
import safetensors.numpy

from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.space import Vectors, language_numbers

Rows = npt.NDArray[np.int64]
# The codes of one segment: of each language, by the key of its centre, the blocks as FAISS holds them.
SegmentCodes: TypeAlias = Mapping[str, npt.NDArray[np.uint8]]

FILE = "row-codes.safetensors"
DEPTH_FILE = "row-codes-depth.json"
FROM = 200_000  # passages; with fewer all vectors are compared within some ten milliseconds
K = 100  # the nearest rows of which recall is measured
AIM = 0.999
_DEPTHS = (1_000, 2_000, 4_000, 8_000, 16_000)  # how many rows are looked at
_ASKED = 100  # rows that ask, to measure recall
_FEWEST = 2 * _DEPTHS[0]  # rows of a language; fewer are all looked at
_BLOCK = 32  # rows that FAISS compares at a time
_TOLERANCE = 1e-6  # cosines that float32 cannot tell apart
_SEED = 12
_AT_ONCE = 16_384  # rows that are multiplied at a time: 25 MB


@dataclass(frozen=True)
class Depth:
    """rows: how many are looked at.  recall: the share of the K nearest rows that are then among them."""

    rows: int
    recall: float


@dataclass(frozen=True)
class RowCodes:
    """The codes of the rows of each language that has enough of them.

    rows: of each language, ascending.  indexes: by number of the language.  places: of each index, the row at
    each of its places; -1 where a block is filled up.
    """

    rows: Sequence[Rows]
    indexes: Mapping[int, faiss.IndexRaBitQFastScan]
    places: Mapping[int, Rows]
    depth: Depth

    def may_be_nearest(self, question: Vectors, language: int, *, least: int = 0) -> Rows:
        """The rows of one language among which its nearest are; of a coded one by their estimated cosines.

        question: a unit vector, shape (dim,).  least: how many to give at least.
        """
        rows = self.rows[language]
        if language not in self.indexes:
            return rows
        depth = min(max(self.depth.rows, 2 * least), len(rows))
        found = self.indexes[language].search(np.ascontiguousarray(question[None, :]), depth)[1][0]
        nearest: Rows = self.places[language][found[found >= 0]]
        return nearest[nearest >= 0]


def encode(vectors: Vectors, languages: Sequence[str]) -> dict[str, npt.NDArray[np.uint8]]:
    """The codes of the rows of one segment: unit rows, shape (n, dim), and the language of each."""
    keys, numbers = language_numbers(languages)
    return {key: _coded(vectors[numbers == number]) for number, key in enumerate(keys)}


def put_together(
    segments: Sequence[tuple[range, SegmentCodes]],
    languages: Sequence[str],
    groups: Rows,
    dimension: int,
    depth: Depth | None = None,
) -> RowCodes:
    """The codes of all rows, from those of the segments.

    segments: the rows of each, and their codes.  languages: the keys of centres, sorted.  groups: of each row
    the number of its language.  depth: None to look as deep as can be.
    Raises ValueError when the codes are of other rows.
    """
    rows = [np.flatnonzero(groups == number) for number in range(len(languages))]
    indexes, places = {}, {}
    for number, key in enumerate(languages):
        if len(rows[number]) < _FEWEST:
            continue
        index = _empty(dimension)
        parts, at = [np.empty(0, np.uint8)], [np.empty(0, np.int64)]
        for of, codes in segments:
            own = np.flatnonzero(groups[of.start : of.stop] == number) + of.start
            filled = np.full(-(-len(own) // _BLOCK) * _BLOCK, -1)
            filled[: len(own)] = own
            part = codes.get(key, parts[0])
            if part.dtype != np.uint8 or part.size != len(filled) // _BLOCK * index.get_block_stride():
                raise ValueError(f"codes of {part.size} bytes for {len(own)} rows in {key!r}")
            parts.append(part)
            at.append(filled)
        places[number] = np.concatenate(at)
        faiss.copy_array_to_AlignedTable(np.concatenate(parts), index.codes)
        index.ntotal = index.ntotal2 = len(places[number])
        indexes[number] = index
    return RowCodes(rows, indexes, places, depth or Depth(_DEPTHS[-1], 1.0))


def measure(codes: RowCodes, vectors: Matrix) -> Depth:
    """The depth that reaches AIM, or the largest there is. vectors: all unit rows, shape (n, dim)."""
    if not codes.indexes:
        return Depth(0, 1.0)
    recalls = dict(zip(_DEPTHS, _recalls(codes, vectors), strict=True))
    depth = next((depth for depth, recall in recalls.items() if recall >= AIM), _DEPTHS[-1])
    return Depth(depth, recalls[depth])


def _empty(dimension: int) -> faiss.IndexRaBitQFastScan:
    index = faiss.IndexRaBitQFastScan(dimension, faiss.METRIC_INNER_PRODUCT)
    # Rows are centred already. With zero for the middle of all, no code depends on another row.
    index.train(np.concatenate([np.eye(dimension), -np.eye(dimension)]).astype(np.float32))
    return index


def _coded(vectors: Vectors) -> npt.NDArray[np.uint8]:
    """Blocks of codes, the last one filled up with rows that are like nothing."""
    index = _empty(vectors.shape[1])
    filled = np.zeros((-(-len(vectors) // _BLOCK) * _BLOCK, vectors.shape[1]), np.float32)
    filled[: len(vectors)] = vectors
    index.add(filled)
    blocks: npt.NDArray[np.uint8] = faiss.AlignedTable_to_array(index.codes)
    return blocks


def _recalls(codes: RowCodes, vectors: Matrix) -> list[float]:
    """The share of the K nearest that is found at each of _DEPTHS, over questions to all coded languages.

    A question is a row moved towards another one, as none is near to one passage alone.
    """
    random, found, wanted = np.random.default_rng(_SEED), np.zeros(len(_DEPTHS)), 0
    n_coded = sum(len(codes.rows[number]) for number in codes.indexes)
    for number in codes.indexes:
        own = codes.rows[number]
        n_asked = max(1, round(_ASKED * len(own) / n_coded))
        one, other = (vectors[own[drawn]] for drawn in random.integers(0, len(own), (2, n_asked)))
        asked = one + np.float32(0.5) * other
        asked /= np.linalg.norm(asked, axis=1, keepdims=True)
        cosines = np.empty((n_asked, len(own)), np.float32)
        for start in range(0, len(own), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            np.matmul(asked, vectors[own[some]].T, out=cosines[:, some])
        for question, to_all in zip(asked, cosines, strict=True):
            last = np.partition(to_all, len(own) - K)[len(own) - K] + _TOLERANCE
            looked_at = np.isin(codes.may_be_nearest(question, number), own[to_all > last])
            found += [np.count_nonzero(looked_at[:depth]) for depth in _DEPTHS]
            wanted += int(np.count_nonzero(to_all > last))
    shares: list[float] = (found / max(wanted, 1)).tolist()
    return shares


def pack(codes: SegmentCodes) -> bytes:
    """The codes of a segment as one safetensors file."""
    return safetensors.numpy.save(dict(codes))


def unpack(content: bytes) -> SegmentCodes:
    """The codes that `pack` wrote; check their SHA-256 first."""
    codes: SegmentCodes = safetensors.numpy.load(content)
    return codes


def pack_depth(depth: Depth) -> bytes:
    return json.dumps({"depth": depth.rows, "recall": depth.recall}).encode()


def unpack_depth(content: bytes) -> Depth:
    """Raises ValueError or KeyError for what `pack_depth` did not write."""
    about = json.loads(content)
    return Depth(int(about["depth"]), float(about["recall"]))
