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
# How many rows are looked at; the first ones are tried alone, since to look deep takes long.
_DEPTHS = (500, 700, 1_000, 1_400, 2_000, 2_800, 4_000, 5_600, 8_000, 11_000, 16_000)
_TRIED_FIRST = 7
_ASKED = 32  # questions to each language, to measure recall
_FEWEST = 4_000  # rows of a language; fewer are compared as fast, and all looked at
_BLOCK = 32  # rows that FAISS compares at a time
_TOLERANCE = 1e-6  # cosines that float32 cannot tell apart
_SEED = 12
_AT_ONCE = 16_384  # rows that are multiplied at a time: 25 MB


@dataclass(frozen=True)
class Depth:
    """rows: how many are looked at in each language that has codes, by the key of its centre.  recall: the
    share of the K nearest rows that are then among them, in the language where it is lowest.
    """

    rows: Mapping[str, int]
    recall: float


@dataclass(frozen=True)
class RowCodes:
    """The codes of the rows of each language that has enough of them.

    languages: the keys of centres, sorted.  rows: of each language, ascending.  indexes: by number of the
    language.  places: of each index, the row at each of its places; -1 where a block is filled up.
    """

    languages: Sequence[str]
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
        depth = max(self.depth.rows.get(self.languages[language], _DEPTHS[-1]), 2 * least)
        nearest = self.looked_at(question[None, :], language, depth)[0]
        found: Rows = nearest[nearest >= 0]
        return found

    def looked_at(self, questions: Vectors, language: int, depth: int) -> Rows:
        """The rows of a coded language that look nearest to each question, in that order; -1 for none.

        questions: unit vectors, shape (m, dim). Of shape (m, depth), or fewer where there are fewer rows.
        """
        depth = min(depth, len(self.rows[language]))
        found = self.indexes[language].search(np.ascontiguousarray(questions), depth)[1]
        rows: Rows = np.where(found < 0, -1, self.places[language][found])
        return rows


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
    return RowCodes(languages, rows, indexes, places, depth or Depth({}, 1.0))


def measure(codes: RowCodes, vectors: Matrix) -> Depth:
    """In each language the depth that reaches AIM, or the largest there is.

    vectors: all unit rows, shape (n, dim).
    """
    measured = {number: _measured(codes, number, vectors) for number in codes.indexes}
    rows = {codes.languages[number]: depth for number, (depth, _) in measured.items()}
    return Depth(rows, min((recall for _, recall in measured.values()), default=1.0))


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


def _measured(codes: RowCodes, number: int, vectors: Matrix) -> tuple[int, float]:
    """The depth for one language, and the recall there.

    A question is the middle between three passages: as far from each as short questions are. Between two, or
    nearer to one of them, half as deep was deep enough.
    """
    own = codes.rows[number]
    drawn = np.random.default_rng(_SEED).integers(0, len(own), (3, _ASKED))
    asked: Vectors = sum((vectors[own[one]] for one in drawn), np.zeros((), np.float32))
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    nearest = _nearest(asked, own, vectors)
    for depths in (_DEPTHS[:_TRIED_FIRST], _DEPTHS):
        places = _places(codes.looked_at(asked, number, depths[-1]), nearest)
        if not len(places):  # where all rows are alike none can be missed
            return depths[0], 1.0
        recalls = [(depth, float((places < depth).mean())) for depth in depths]
        if reached := [one for one in recalls if one[1] >= AIM]:
            return reached[0]
    return recalls[-1]


def _nearest(asked: Vectors, own: Rows, vectors: Matrix) -> list[Rows]:
    """Of some rows the K nearest to each question, without those that cannot be told from the next."""
    cosines = np.empty((len(asked), len(own)), np.float32)
    for start in range(0, len(own), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        np.matmul(asked, vectors[own[some]].T, out=cosines[:, some])
    last = np.partition(cosines, len(own) - K)[:, len(own) - K] + _TOLERANCE
    return [own[to_all > least] for to_all, least in zip(cosines, last, strict=True)]


def _places(looked_at: Rows, nearest: Sequence[Rows]) -> Rows:
    """Where among the rows that are looked at each of the nearest is, question after question."""
    found = [np.flatnonzero(np.isin(some, rows)) for some, rows in zip(looked_at, nearest, strict=True)]
    missed = np.full(sum(map(len, nearest)) - sum(map(len, found)), np.iinfo(np.int64).max)
    return np.concatenate([*found, missed])


def pack(codes: SegmentCodes) -> bytes:
    """The codes of a segment as one safetensors file."""
    return safetensors.numpy.save(dict(codes))


def unpack(content: bytes) -> SegmentCodes:
    """The codes that `pack` wrote; check their SHA-256 first."""
    codes: SegmentCodes = safetensors.numpy.load(content)
    return codes


def pack_depth(depth: Depth) -> bytes:
    return json.dumps({"depth": depth.rows, "recall": depth.recall}, sort_keys=True).encode()


def unpack_depth(content: bytes) -> Depth:
    """Raises ValueError, KeyError or TypeError for what `pack_depth` did not write."""
    about = json.loads(content)
    return Depth({key: int(rows) for key, rows in dict(about["depth"]).items()}, float(about["recall"]))
