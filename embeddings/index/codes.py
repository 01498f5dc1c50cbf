"""Which rows may be nearest, found in codes of two bits a coordinate instead of in all the vectors.

The coordinates of a unit row are spread about as normal numbers of deviation 1 / sqrt(dim), and a code says
in which of four ranges each lies (Max 1960, "Quantizing for minimum distortion"). A question is compared with
sixty-four codes at a time, by tables that a processor's registers hold (Andre, Kermarrec and Le Scouarnec
2015, "Cache locality is not enough").

What is found is a set of rows: their order is that of their exact cosines, so how deep one must look is a
matter of recall alone, and that is measured when the codes are made, against all vectors. The rows of each
language are looked at alone, since a small language would be lost among all.

The code of a row follows from that row alone: so codes are kept by segment, and put together when they are
read.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import faiss
import numpy as np
import numpy.typing as npt
import safetensors.numpy

from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.space import Vectors

Rows = npt.NDArray[np.int64]
# Of each row the ranges of its coordinates, four to a byte, the first in the lowest bits; see `encode`.
Codes: TypeAlias = npt.NDArray[np.uint8]

FILE = "codes.safetensors"
DEPTH_FILE = "codes-depth.json"
FROM = 200_000  # passages; with fewer all vectors are compared within some ten milliseconds
K = 100  # the nearest rows of which recall is measured
AIM = 0.999
_DEEPEST = 16_000  # rows
_MARGIN = 2  # times as deep as was deep enough when it was measured
_ASKED = 32  # questions, to measure recall
_FEWEST = 2_000  # rows of a language; fewer are compared as fast, and all looked at
_BLOCK = 64  # rows that FAISS compares at a time
_TOLERANCE = 1e-6  # cosines that float32 cannot tell apart
_SEED = 12
_AT_ONCE = 16_384  # rows that are multiplied at a time: 25 MB

# Of a normal distribution of deviation 1: where the outer ranges begin, and what each range stands for.
_OUTER = 0.9816
_STANDS_FOR = (-1.5104, -0.4528, 0.4528, 1.5104)
# FAISS writes what a pair of coordinates adds as 0 to 255, and sums that in sixteen bits. Where 257 pairs add
# much alike it would run over. So a question has further coordinates, as large as this share of the sum of
# all; every row is in their lowest range, where they add nothing, but no other pair is written too large.
_GUARD = 1 / 500


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
    language, its rows in that order.
    """

    languages: Sequence[str]
    rows: Sequence[Rows]
    indexes: Mapping[int, faiss.IndexPQFastScan]
    depth: Depth

    def may_be_nearest(self, question: Vectors, language: int, *, least: int = 0) -> Rows:
        """The rows of one language among which its nearest are; of a coded one by their estimated cosines.

        question: a unit vector, shape (dim,).  least: how many to give at least.
        """
        rows = self.rows[language]
        if language not in self.indexes:
            return rows
        depth = max(self.depth.rows.get(self.languages[language], _DEEPEST), 2 * least)
        nearest = self.looked_at(question[None, :], language, depth)[0]
        found: Rows = nearest[nearest >= 0]
        return found

    def looked_at(self, questions: Vectors, language: int, depth: int) -> Rows:
        """The rows of a coded language that look nearest to each question, in that order; -1 for none.

        questions: unit vectors, shape (m, dim). Of shape (m, depth), or fewer where there are fewer rows.
        """
        index, rows = self.indexes[language], self.rows[language]
        asked = np.empty((len(questions), index.d), np.float32)
        asked[:] = _GUARD * np.abs(questions).sum(axis=1, keepdims=True)
        asked[:, : questions.shape[1]] = questions
        places = index.search(asked, min(depth, len(rows)))[1]
        found: Rows = np.where(places < 0, -1, rows[places])
        return found


def encode(vectors: Vectors) -> Codes:
    """The codes of unit rows, shape (n, dim): of shape (n, (dim + 2) / 4), rounded up.

    The last coordinates are the guard's: they stay in the lowest range.
    """
    n, dimension = vectors.shape
    codes = np.zeros((n, _width(dimension)), np.uint8)
    outer = np.float32(_OUTER / dimension**0.5)
    for start in range(0, n, _AT_ONCE):
        rows, some = vectors[start : start + _AT_ONCE], codes[start : start + _AT_ONCE]
        ranges = (rows > -outer).view(np.uint8) + (rows > 0) + (rows > outer)
        for at in range(4):
            part = ranges[:, at::4]
            some[:, : part.shape[1]] |= part << 2 * at
    return codes


def put_together(
    segments: Sequence[Codes],
    languages: Sequence[str],
    groups: Rows,
    dimension: int,
    depth: Depth | None = None,
) -> RowCodes:
    """The codes of all rows, from those of the segments in their order.

    languages: the keys of centres, sorted.  groups: of each row the number of its language.  dimension: of
    the vectors.  depth: None to look as deep as can be.
    Raises ValueError when the codes are of other rows.
    """
    codes = np.concatenate(segments)
    if codes.dtype != np.uint8 or codes.shape != (len(groups), _width(dimension)):
        raise ValueError(f"codes of shape {codes.shape} for {len(groups)} rows of dimension {dimension}")
    rows = [np.flatnonzero(groups == number) for number in range(len(languages))]
    indexes = {number: _index(codes[own]) for number, own in enumerate(rows) if len(own) >= _FEWEST}
    return RowCodes(languages, rows, indexes, depth or Depth({}, 1.0))


def measure(codes: RowCodes, vectors: Matrix) -> Depth:
    """In each language the depth that is deep enough for AIM, and a margin; or the largest there is.

    vectors: all unit rows, shape (n, dim).

    A question comes in any language and is put to all. It is the middle between three passages of the corpus:
    as far from each as short questions are. Between two, or nearer to one of them, half as deep was deep
    enough; between three of the language itself, a third.
    """
    drawn = np.random.default_rng(_SEED).integers(0, len(vectors), (3, _ASKED))
    asked: Vectors = sum((vectors[three] for three in drawn), np.zeros((), np.float32))
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    measured = {number: _measured(codes, number, vectors, asked) for number in codes.indexes}
    rows = {codes.languages[number]: depth for number, (depth, _) in measured.items()}
    return Depth(rows, min((recall for _, recall in measured.values()), default=1.0))


def _width(dimension: int) -> int:
    """Bytes of a row: four coordinates in each, and room for a pair that guards."""
    return -(-(dimension + 2) // 4)


def _index(codes: Codes) -> faiss.IndexPQFastScan:
    n, dimension = len(codes), 4 * codes.shape[1]
    pairs = np.array([(first, second) for second in _STANDS_FOR for first in _STANDS_FOR], np.float32)
    plain = faiss.IndexPQ(dimension, dimension // 2, 4, faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(np.tile(pairs.ravel(), dimension // 2), plain.pq.centroids)
    faiss.copy_array_to_vector(codes.ravel(), plain.codes)
    plain.is_trained, plain.ntotal = True, n
    return faiss.IndexPQFastScan(plain, _BLOCK)


def _measured(codes: RowCodes, number: int, vectors: Matrix, asked: Vectors) -> tuple[int, float]:
    """The depth for one language, and the recall there."""
    nearest = _nearest(asked, codes.rows[number], vectors)
    places = np.sort(_places(codes.looked_at(asked, number, _DEEPEST), nearest))
    if not len(places):  # where all rows are alike none can be missed
        return K, 1.0
    last = places[math.ceil(AIM * len(places)) - 1]
    depth = int(min(_MARGIN * (last + 1), _DEEPEST))
    return depth, float((places < depth).mean())


def _nearest(asked: Vectors, own: Rows, vectors: Matrix) -> list[Rows]:
    """Of some rows the K nearest to each question, without those that cannot be told from the next."""
    cosines = np.empty((len(asked), len(own)), np.float32)
    for start in range(0, len(own), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        np.matmul(asked, vectors[own[some]].T, out=cosines[:, some])
    last = np.partition(cosines, len(own) - K)[:, len(own) - K] + _TOLERANCE
    return [own[to_all > least] for to_all, least in zip(cosines, last, strict=True)]


def _places(looked_at: Rows, nearest: Sequence[Rows]) -> Rows:
    """Where among the rows that are looked at each of the nearest is; _DEEPEST where it is not."""
    found = [np.flatnonzero(np.isin(some, rows)) for some, rows in zip(looked_at, nearest, strict=True)]
    missed = np.full(sum(map(len, nearest)) - sum(map(len, found)), _DEEPEST)
    return np.concatenate([*found, missed])


def pack(codes: Codes) -> bytes:
    """The codes of a segment as one safetensors file."""
    return safetensors.numpy.save({"codes": codes})


def unpack(content: bytes) -> Codes:
    """The codes that `pack` wrote; check their SHA-256 first."""
    codes: Codes = safetensors.numpy.load(content)["codes"]
    return codes


def pack_depth(depth: Depth) -> bytes:
    return json.dumps({"depth": depth.rows, "recall": depth.recall}, sort_keys=True).encode()


def unpack_depth(content: bytes) -> Depth:
    """Raises ValueError, KeyError or TypeError for what `pack_depth` did not write."""
    about = json.loads(content)
    return Depth({key: int(rows) for key, rows in dict(about["depth"]).items()}, float(about["recall"]))
