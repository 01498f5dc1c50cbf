"""How far a passage may lie from those that topics were fitted on; beyond that no topic is its.

A centred row says in which direction a passage differs from what is usual in its language, and no longer how
much. Whatever is said lies in some direction, and among thousands of passages some lie in much the same: a
recipe has nearest passages in any corpus of speeches. What has nothing to do with a corpus is told by how
much it differs. So rows get back the length they had before they were made unit rows:

    x = q - centre of q's language        y = p - centre of p's language
    remoteness of q = mean of |x - y| over q's voters p + FROM_CENTRE * |x|

A passage is within reach when it is no more remote than passages of the corpus are when their speech is held
out, all but the most remote of them; by language, since languages lie more and less densely. The mean
distance to the nearest is a usual measure of outliers (Angiulli and Pizzuti 2002, "Fast outlier detection in
high dimensional spaces"); the second term was found to tell more where a language has few speeches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import ANY, Vectors, centre_key
from embeddings.topics.neighbours import Ground, NearestPassages, Rows, nearest

Distances = npt.NDArray[np.float64]

FROM_CENTRE = 0.5  # chosen, as _WITHIN was, on the texts of scripts.benchmarks.quality.far_texts
_WITHIN = 0.965  # the share of the corpus that is within reach of the other speeches
_SAMPLE = 400  # passages of each language that are held out
_FEWEST = 50  # of all languages; fewer tell nothing of a thirtieth
# A language of n passages counts n / (n + _SHRINKAGE) beside what all have in common.
_SHRINKAGE = 30
_LOOKED_AT = 128  # of the nearest passages, of which many are of the same speech


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """languages: the keys of centres, sorted.  centres: what was taken from rows in each, (languages, dim).
    limits: the remoteness up to which a passage is within reach, (languages,).  lengths: of each voter's row
    before it was made a unit row, (voters,).

    In a language that is not among these nothing is out of reach.
    """

    languages: tuple[str, ...]
    centres: Vectors
    limits: Distances
    lengths: Distances

    @classmethod
    def endless(cls) -> Self:
        """Nothing is out of it."""
        return cls((), np.zeros((0, 0), np.float32), np.zeros(0), np.zeros(0))

    @classmethod
    def measure(
        cls,
        ground: Ground,
        vectors: Vectors,
        languages: Sequence[str],
        speeches: Sequence[str],
        centres: Mapping[str, Vectors],
        *,
        n_voters: int,
    ) -> Self:
        """The reach of the voters that make this ground, held out speech by speech.

        vectors: their centred unit rows, shape (n, dim); the language and the speech of each.  centres: by
        language, as a space has them.  n_voters: how many a passage has when it is placed.  Endless where
        the corpus is too small to tell.
        """
        rows = np.concatenate([_spread(members, _SAMPLE) for members in ground.members] or [np.zeros(0, int)])
        if len(rows) < _FEWEST:
            return cls.endless()
        lengths = _lengths(vectors, _centres_of(languages, centres))
        spoken = np.unique(np.asarray(speeches), return_inverse=True)[1]
        asked = [languages[row] for row in rows.tolist()]
        near = nearest(ground, ground.grid[rows], asked, _LOOKED_AT)
        elsewhere = (near.rows >= 0) & (spoken[near.rows] != spoken[rows][:, None])
        elsewhere &= np.cumsum(elsewhere, axis=1) <= n_voters
        remote = _remoteness(near, elsewhere, lengths[rows], lengths)
        told = elsewhere.any(axis=1)
        if told.sum() < _FEWEST:
            return cls.endless()
        limits = _limits(remote[told], ground.own[rows[told]], len(ground.languages))
        rows_of_centres = [centres.get(language, centres[ANY]) for language in ground.languages]
        return cls(ground.languages, np.stack(rows_of_centres), limits, lengths)

    def holds(
        self, near: NearestPassages, vectors: Vectors, languages: Sequence[str]
    ) -> npt.NDArray[np.bool_]:
        """Whether each passage is within reach of its nearest voters; shape (n,).

        vectors: the centred unit rows of the passages, and the language of each.
        """
        number = {language: row for row, language in enumerate(self.languages)}
        column = np.array([number.get(centre_key(language), -1) for language in languages], np.int64)
        within = np.ones(len(column), bool)
        rows = np.flatnonzero(column >= 0)
        if len(rows):
            lengths = _lengths(vectors[rows], self.centres[column[rows]])
            known = NearestPassages(near.rows[rows], near.scores[rows], near.cosines[rows])
            remote = _remoteness(known, known.rows >= 0, lengths, self.lengths)
            within[rows] = remote <= self.limits[column[rows]]
        return within


def _centres_of(languages: Sequence[str], centres: Mapping[str, Vectors]) -> Vectors:
    return np.stack([centres.get(centre_key(language), centres[ANY]) for language in languages])


def _lengths(vectors: Vectors, centres: Vectors) -> Distances:
    """How long each row was when its centre had been taken from it, shape (n,).

    The vector was a unit row, v = c + t u; so t solves |c + t u| = 1.
    """
    along = np.einsum("ij,ij->i", vectors, centres, dtype=np.float64)
    short = 1.0 - np.einsum("ij,ij->i", centres, centres, dtype=np.float64)
    lengths: Distances = np.sqrt(along**2 + short) - along
    return lengths


def _remoteness(
    near: NearestPassages, counts: npt.NDArray[np.bool_], own: Distances, lengths: Distances
) -> Distances:
    """How remote n passages are from those of their voters that count; shape (n,).

    near: their voters, (n, k).  own: the lengths of the passages, (n,).  lengths: those of all voters.
    """
    theirs = lengths[near.rows]
    squares = own[:, None] ** 2 + theirs**2 - 2 * own[:, None] * theirs * near.cosines.astype(np.float64)
    distances = np.where(counts, np.sqrt(np.maximum(squares, 0.0)), 0.0)
    remote: Distances = distances.sum(axis=1) / np.maximum(counts.sum(axis=1), 1) + FROM_CENTRE * own
    return remote


def _limits(remote: Distances, own: Rows, n_languages: int) -> Distances:
    """Of each language the remoteness within which a share of _WITHIN lies.

    Where its passages lie, how far they spread and how far out the most remote are is drawn towards what all
    languages have in common, the more the fewer passages it has.
    """
    groups = [remote[own == column] for column in range(n_languages)]
    sizes = np.array([len(group) for group in groups], np.float64)
    weights = sizes / (sizes + _SHRINKAGE)
    middles = _shrunk([float(np.median(group)) if len(group) else 0.0 for group in groups], sizes, weights)
    spreads = _shrunk([float(group.std()) if len(group) else 0.0 for group in groups], sizes, weights)
    off = (remote - middles[own]) / np.maximum(spreads[own], 1e-9)
    common = float(np.quantile(off, _WITHIN))
    farthest = [float(np.quantile(off[own == one], _WITHIN)) if n else common for one, n in enumerate(sizes)]
    limits: Distances = middles + (weights * farthest + (1 - weights) * common) * spreads
    return limits


def _shrunk(of_each: Sequence[float], sizes: Distances, weights: Distances) -> Distances:
    values = np.array(of_each, np.float64)
    shrunk: Distances = weights * values + (1 - weights) * np.average(values, weights=sizes)
    return shrunk


def _spread(members: Rows, n: int) -> Rows:
    """At most n of the rows, evenly from the first to the last."""
    if len(members) <= n:
        return members
    return members[np.linspace(0, len(members) - 1, n).astype(np.int64)]
