"""Which rows may be nearest, found in codes of one bit a coordinate instead of in all the vectors.

RaBitQ (Gao and Long 2024, arXiv 2405.12497) estimates cosines from such codes without bias; in blocks they
are compared several to an instruction. What it finds is a set of rows: their order is that of their exact
cosines, so how deep it must look is a matter of recall alone, and that is measured when the codes are made,
against all vectors. The rows of each language have codes of their own, since a small language would be lost
among all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt
import safetensors.numpy

from embeddings.similarity.space import Vectors, metadata_of

Rows = npt.NDArray[np.int64]

FILE = "codes.safetensors"
FROM = 200_000  # passages; with fewer all vectors are compared within some ten milliseconds
K = 100  # the nearest rows of which recall is measured
AIM = 0.999
_DEPTHS = (1_000, 2_000, 4_000, 8_000, 16_000)  # how many rows are looked at
_ASKED = 100  # rows that ask, to measure recall
_FEWEST = 2 * _DEPTHS[0]  # rows of a language; fewer are all looked at
_TOLERANCE = 1e-6  # cosines that float32 cannot tell apart
_SEED = 12


@dataclass(frozen=True)
class RowCodes:
    """The codes of the rows of each language that has enough of them.

    rows: of each language, ascending.  indexes: by number of the language.  depth: how many rows are looked
    at.  recall: the share of the K nearest rows that are then among them.
    """

    rows: Sequence[Rows]
    indexes: Mapping[int, faiss.IndexRaBitQFastScan]
    depth: int
    recall: float

    def may_be_nearest(self, question: Vectors, language: int, *, least: int = 0) -> Rows:
        """The rows of one language among which its nearest are; of a coded one by their estimated cosines.

        question: a unit vector, shape (dim,).  least: how many to give at least.
        """
        rows = self.rows[language]
        if language not in self.indexes:
            return rows
        depth = min(max(self.depth, 2 * least), len(rows))
        found = self.indexes[language].search(np.ascontiguousarray(question[None, :]), depth)[1][0]
        nearest: Rows = rows[found[found >= 0]]
        return nearest


def make(vectors: Vectors, groups: Rows) -> RowCodes:
    """The codes of unit rows, shape (n, dim), and the depth that reaches AIM, or the largest there is.

    groups: the number of each row's language, from 0.
    """
    rows = _rows_by(groups)
    indexes = {number: _coded(vectors[own]) for number, own in enumerate(rows) if len(own) >= _FEWEST}
    if not indexes:
        return RowCodes(rows, {}, 0, 1.0)
    deepest = RowCodes(rows, indexes, _DEPTHS[-1], 1.0)
    recalls = dict(zip(_DEPTHS, _recalls(deepest, vectors), strict=True))
    depth = next((depth for depth, recall in recalls.items() if recall >= AIM), _DEPTHS[-1])
    return RowCodes(rows, indexes, depth, recalls[depth])


def _rows_by(groups: Rows) -> list[Rows]:
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    return [np.flatnonzero(groups == number) for number in range(n_groups)]


def _coded(vectors: Vectors) -> faiss.IndexRaBitQFastScan:
    index = faiss.IndexRaBitQFastScan(vectors.shape[1], faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add(vectors)
    return index


def _recalls(codes: RowCodes, vectors: Vectors) -> list[float]:
    """The share of the K nearest that is found at each of _DEPTHS, over questions to all coded languages.

    A question is a row moved towards another one, as none is near to one passage alone.
    """
    random, found, wanted = np.random.default_rng(_SEED), np.zeros(len(_DEPTHS)), 0
    n_coded = sum(len(codes.rows[number]) for number in codes.indexes)
    for number in codes.indexes:
        own = codes.rows[number]
        n_asked = max(1, round(_ASKED * len(own) / n_coded))
        one, other = vectors[own[random.integers(0, len(own), (2, n_asked))]]
        asked = one + 0.5 * other
        asked /= np.linalg.norm(asked, axis=1, keepdims=True)
        there = vectors[own]
        for question in asked.astype(np.float32):
            cosines = there @ question
            last = np.partition(cosines, len(own) - K)[len(own) - K] + _TOLERANCE
            looked_at = np.isin(codes.may_be_nearest(question, number), own[cosines > last])
            found += [np.count_nonzero(looked_at[:depth]) for depth in _DEPTHS]
            wanted += int(np.count_nonzero(cosines > last))
    shares: list[float] = (found / max(wanted, 1)).tolist()
    return shares


def pack(codes: RowCodes) -> bytes:
    """The codes as one safetensors file."""
    tensors = {f"codes {number}": faiss.serialize_index(index) for number, index in codes.indexes.items()}
    about = json.dumps({"depth": codes.depth, "recall": codes.recall})
    return safetensors.numpy.save(tensors, metadata={"tifa": about})


def unpack(content: bytes, groups: Rows) -> RowCodes:
    """The codes that `pack` wrote; check their SHA-256 first.

    groups: as `make` was given them. Raises ValueError when the codes are of other rows.
    """
    about = json.loads(metadata_of(content)["tifa"])
    rows = _rows_by(groups)
    indexes = {
        int(name.removeprefix("codes ")): faiss.deserialize_index(np.ascontiguousarray(tensor))
        for name, tensor in safetensors.numpy.load(content).items()
    }
    for number, index in indexes.items():
        if number >= len(rows) or index.ntotal != len(rows[number]):
            raise ValueError(f"codes of {index.ntotal} rows for language {number}, which has others")
    return RowCodes(rows, indexes, about["depth"], about["recall"])
