"""Which passages of the corpus a passage of a new speech may translate.

Proposals go by the margin: the cosine less how densely both stand among the passages of the other's language
(Artetxe and Schwenk, Margin-based parallel corpus mining with multilingual sentence embeddings, ACL 2019).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.index.vectors import PassageIndex
from embeddings.similarity.scaling import DECIMALS, Scaling, mean_of_nearest
from embeddings.similarity.shrinking import shrunk
from embeddings.similarity.space import Vectors

Numbers = npt.NDArray[np.int64]

_MATES = 4  # proposals for a passage in each other language
_LEAST_MARGIN = -0.1  # or it is no proposal
_NEARLY = 0.05  # by how much speeches left out may thicken what the snapshot keeps
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Proposal:
    """Passage `at` of the new speech and a passage of the corpus in another language."""

    at: int
    row: int
    cosine: float
    margin: float


class Proposer:
    """The passages of one new speech, ready to be set beside those of the corpus in other languages."""

    def __init__(
        self,
        index: PassageIndex,
        scaling: Scaling,
        centred: Vectors,
        languages: Sequence[int | None],
        *,
        allowed: npt.NDArray[np.bool_],
        left_out: npt.NDArray[np.bool_],
    ) -> None:
        """centred: of the passages, shape (m, dim).  languages: of the passages, as columns of `scaling`;
        None for one that the corpus has not.  allowed: which passages of the corpus may answer, shape (n,).
        left_out: those that are as if they were not there, shape (n,).
        """
        self._index, self._scaling, self._centred = index, scaling, centred
        self._languages = np.array([-1 if language is None else language for language in languages])
        self._left_out = left_out
        self._samples = [rows[~left_out[rows]] for rows in scaling.samples]
        self._mates = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))]
        rows_of = [rows[allowed[rows]] for rows in scaling.rows]
        near = np.zeros((len(centred), len(self._samples)), np.float32)
        for start in range(0, len(centred), _BATCH):
            products = index.near_products(centred[start : start + _BATCH])
            for at, of_passage in enumerate(products, start):
                near[at] = [_density(of_passage[rows]) for rows in self._samples]
                self._find_mates(at, of_passage, rows_of)
        self._around = shrunk(near, self._languages, scaling.densities.sizes)

    def _find_mates(self, at: int, products: npt.NDArray[np.float32], rows_of: Sequence[Numbers]) -> None:
        for language, rows in enumerate(rows_of):
            if language != self._languages[at] and len(rows):
                near = products[rows]
                best = np.argpartition(-near, min(_MATES, len(rows)) - 1)[:_MATES]
                best = best[np.lexsort((rows[best], -near[best]))]
                self._mates.append((np.full(len(best), at), rows[best], near[best]))

    def foremost(self) -> list[Proposal]:
        """For each passage its nearest mates in each other language."""
        at, rows, cosines = (np.concatenate(part) for part in zip(*self._mates, strict=True))
        return self._weighed(at, rows, cosines)

    def among(self, rows: Numbers) -> list[Proposal]:
        """Every passage with each of these rows that are in another language."""
        at, place = np.nonzero(self._languages[:, None] != self._scaling.groups[rows][None, :])
        cosines = (self._centred @ self._index.vectors[rows].T)[at, place]
        return self._weighed(at, rows[place], cosines)

    def _weighed(self, at: Numbers, rows: Numbers, cosines: npt.NDArray[np.float32]) -> list[Proposal]:
        """The pairs that are near enough, as proposals. at, rows, cosines: of shape (n,)."""
        own = self._languages[at]
        here = self._around[at, self._scaling.groups[rows]]
        kept = self._scaling.densities.r[rows, np.maximum(own, 0)]
        there = np.where(own < 0, here, kept)
        near = np.flatnonzero(
            cosines - (here + there) / 2 >= _LEAST_MARGIN - _NEARLY * bool(self._left_out.any())
        )
        at, rows, cosines, here, there = at[near], rows[near], cosines[near], here[near], there[near]
        if self._left_out.any():
            there = np.where(own[near] < 0, here, self._heard(rows, own[near]))
        margins = np.round(cosines - (here + there) / 2, DECIMALS)
        return [
            Proposal(*pair)
            for pair in zip(at.tolist(), rows.tolist(), cosines.tolist(), margins.tolist(), strict=True)
            if pair[-1] >= _LEAST_MARGIN
        ]

    def _heard(self, rows: Numbers, languages: Numbers) -> npt.NDArray[np.float32]:
        """How densely a language stands around each row without the speeches left out, shape (len(rows),)."""
        density = np.zeros(len(rows), np.float32)
        for language in np.unique(languages[languages >= 0]).tolist():
            sample = self._index.vectors[self._samples[language]]
            places = np.flatnonzero(languages == language)
            distinct, of = np.unique(rows[places], return_inverse=True)
            measured = []
            for start in range(0, len(distinct), _BATCH):
                products = self._index.vectors[distinct[start : start + _BATCH]] @ sample.T
                measured += [_density(one) for one in products]
            density[places] = np.array(measured)[of]
        return density


def _density(cosines: npt.NDArray[np.float32]) -> float:
    return round(mean_of_nearest(cosines.astype(np.float64)), DECIMALS)
