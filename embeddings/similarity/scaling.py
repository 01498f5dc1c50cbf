"""One ruler for nearness, within a language and between two.

Two texts in one language are as near as their cosine. Texts in two languages stand further apart than their
meanings do, by how much more densely each stands among its own than among the other's. So their nearness is

    cos(q, p) + BETA / 2 · ( r(q; own) - r(q; language of p) + r(p; own) - r(p; language of q) )

the cosine that they would have in one language: CSLS (Conneau et al. 2018, arXiv 1710.04087), brought to
the scale of the cosines within a language. With equal densities it is the cosine itself.

A few words are no passage: they stand in no crowd, and what the densities of passages towards passages say
is nothing to them. So the less densely a question stands among its own, the less is made of the passage's
densities, and the more of its own, to twice; and of a passage that stands in a crowd of its language, near to
whatever is asked, what it has more than others there is taken away (hubs: Radovanović et al. 2010, JMLR 11).
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from embeddings.similarity.density import COPY, NEIGHBOURS, Densities, Rows
from embeddings.similarity.shrinking import shrunk_for_one

Numbers = npt.NDArray[np.float64]

BETA = 0.8  # chosen on half of aligned lines; from .5 to 1 it does much the same
# Standing formulas crowd among their own, and would be near to whatever is said elsewhere.
MOST = 0.3
_TIMES = 3.0  # its cosine a passage in another language may be near
# A question stands in a crowd as passages do from this share of their density on, and is a few words below.
_CROWDED = (0.7, 1.0)
# A language of so many passages is lifted halfway between what its own say and what all other languages do.
# Chosen on 235 invented questions; from 30 to 100 it does as well on 120 others.
_FEW = 50
_LEAST = 1e-6  # above nothing, to divide by
DECIMALS = 5  # of a mean of cosines: what float32 tells alike on any machine
_MOST_COLUMNS = 64  # languages whose questions find their levels ready


@dataclass(frozen=True, slots=True)
class Offsets:
    """What is known of a question before it is held against passages.

    column: its language; None for one that no passage is in.  lifts: what is added by the language of the
    passages, 0 for its own; shape (languages,).  lone: how little it stands in a crowd, 0 for a text as long
    as passages, 1 for a few words.
    """

    column: int | None
    lifts: Numbers
    lone: float


class Scaling:
    """What is added to the cosines between languages, for the passages of one corpus.

    levels: BETA / 2 · (r(p; own) - r(p; language of q)), of passages.  usual: r(p; own) of a language, on the
    mean.
    """

    def __init__(self, densities: Densities) -> None:
        self.densities = densities
        self.rows: list[Rows] = [
            np.flatnonzero(densities.own == column) for column in range(len(densities.languages))
        ]
        self.samples: list[Rows] = densities.samples
        # Not of this object's own methods: it would hold itself, and stay with all its arrays when let go.
        self.levels = lru_cache(maxsize=_MOST_COLUMNS)(partial(_levels, densities))
        self.usual = lru_cache(maxsize=_MOST_COLUMNS)(partial(_usual, densities))

    @property
    def groups(self) -> Rows:
        return self.densities.own

    def column(self, language: str) -> int | None:
        """The column of a language, by the key of its centre; None when no passage is in it."""
        languages = self.densities.languages
        return languages.index(language) if language in languages else None

    def near(self, cosines: Numbers, offsets: Offsets, rows: Rows | slice) -> Numbers:
        """The nearness of some rows to a question, from their cosines."""
        near = bound_scores(cosines + self.added(offsets, rows), cosines)
        np.copyto(near, cosines, where=self.groups[rows] == offsets.column)
        return near

    def added(self, offsets: Offsets, rows: Rows | slice) -> Numbers:
        """What is added to the cosines of some rows in other languages than the question's."""
        levels = self.levels(offsets.column)[rows]
        if offsets.lone:
            levels = (1 - offsets.lone) * levels - offsets.lone * self._crowding[rows]
        added: Numbers = levels + offsets.lifts[self.groups[rows]]
        return added

    @cached_property
    def _crowding(self) -> Numbers:
        """BETA / 2 · (r(p; own) - its mean in that language), of every passage."""
        at_home = self.densities.at_home
        sums = np.bincount(self.groups, at_home, minlength=len(self.rows))
        means = sums / np.maximum(self.densities.sizes, 1)
        crowding: Numbers = BETA / 2 * (at_home - means[self.groups])
        return crowding

    def nearest(self, cosines: Numbers) -> Numbers:
        """r of a question before it is shrunk, shape (languages,). cosines: to all passages."""
        return np.round([mean_of_nearest(cosines[rows]) for rows in self.samples], DECIMALS)

    def nearest_in_samples(self, cosines: Numbers) -> Numbers:
        """The same. cosines: to the rows of all samples, one sample after the other."""
        ends = np.cumsum([len(rows) for rows in self.samples])
        parts = np.split(cosines, ends[:-1])
        return np.round([mean_of_nearest(part) for part in parts], DECIMALS)

    def by_size(self, column: int) -> Numbers:
        """How much more the nearest of a question's own language stand out than those of each language.

        Of more passages the ten nearest are nearer, whatever they say. In deviations of its cosines,
        shape (languages,).
        """
        standing_out: Numbers = self._standing_out[column] - self._standing_out
        return standing_out

    @cached_property
    def _standing_out(self) -> Numbers:
        """The mean of the NEIGHBOURS highest of as many normal numbers as each language has passages."""
        return np.array([_mean_of_highest(min(NEIGHBOURS / max(len(rows), 1), 0.5)) for rows in self.samples])

    def nearest_rows(self, near: Numbers, n: int, *, leave_out: int | None) -> list[Rows]:
        """Of each language the n rows with the highest nearness, and what is as high; of one, none.

        near: of all rows, shape (rows,).
        """
        return [
            np.empty(0, np.int64) if column == leave_out else rows[highest(near[rows], n)]
            for column, rows in enumerate(self.rows)
        ]

    def offsets(self, nearest: Numbers, column: int | None, lone: float | None = None) -> Offsets:
        """Of a question in the language of a column, None for one that no passage is in.

        nearest: as `mean_of_nearest` gives it for each language.  lone: None where it follows from that.
        """
        r = shrunk_for_one(nearest.astype(np.float32), column, self.densities.sizes).astype(np.float64)
        # A question in a language of its own has none of it around: it is as if all were its own, on average.
        at_home = float(np.average(r, weights=self.densities.sizes)) if column is None else float(r[column])
        if lone is None:
            lone = self._lone(at_home, column)
        lifts: Numbers = (1 + lone) * BETA / 2 * self._told * _apart(at_home, r)
        if column is not None:
            lifts += lone * self._towards_common(lifts, column)
            lifts[column] = 0.0
        return Offsets(column, lifts, lone)

    @cached_property
    def _told(self) -> Numbers:
        """How much each language tells: fewer passages than neighbours do not say how densely they stand."""
        return np.minimum(self.densities.sizes / NEIGHBOURS, 1.0)

    def _towards_common(self, lifts: Numbers, column: int) -> Numbers:
        """What takes the lifts of languages with few passages towards those of all other passages.

        Nothing near a few words may mean that a language stands apart, or that of few speeches none is on
        the subject: then its strangers must not be lifted above what other languages say of it.
        """
        sizes = np.where(np.arange(len(lifts)) == column, 0, self.densities.sizes)
        if not sizes.any():
            return np.zeros(len(lifts))
        common = float(np.average(lifts, weights=sizes))
        doubt: Numbers = _FEW / (self.densities.sizes + _FEW)
        return doubt * (common - lifts)

    def _lone(self, at_home: float, column: int | None) -> float:
        crowded = at_home / max(self.usual(column), _LEAST)
        return 1.0 - min(max((crowded - _CROWDED[0]) / (_CROWDED[1] - _CROWDED[0]), 0.0), 1.0)


def _levels(densities: Densities, column: int | None) -> Numbers:
    """Of each passage, for a question in the language of a column, 0 for passages in it; shape (n,)."""
    r, own, at_home = densities.r.astype(np.float64), densities.own, densities.at_home
    if column is None:
        away: Numbers = BETA / 2 * _apart(at_home, _abroad(r, densities))
        return away
    levels: Numbers = np.where(own == column, 0.0, BETA / 2 * _apart(at_home, r[:, column]))
    return levels


def _abroad(r: Numbers, densities: Densities) -> Numbers:
    """The mean density of the languages that a passage is not in, by their size."""
    is_own = densities.own[:, None] == np.arange(r.shape[1])[None, :]
    weights = np.where(is_own, 0, densities.sizes[None, :])
    total = weights.sum(axis=1)
    abroad: Numbers = np.divide((r * weights).sum(axis=1), total, out=r.min(axis=1), where=total > 0)
    return abroad


def _usual(densities: Densities, column: int | None) -> float:
    """r(p; own) on the mean, of the passages in a language; of all for None."""
    at_home = densities.at_home
    return float((at_home if column is None else at_home[densities.own == column]).mean())


def bound_scores(near: Numbers, cosines: Numbers) -> Numbers:
    """What two languages keep apart is made up for; it makes nothing of a text that is not near at all."""
    bound: Numbers = np.minimum(near, np.maximum(_TIMES * cosines, cosines))
    return bound


def _apart(at_home: float | Numbers, abroad: Numbers) -> Numbers:
    """How much more densely something stands among its own."""
    apart: Numbers = np.minimum(at_home - abroad, MOST)
    return apart


def _mean_of_highest(share: float) -> float:
    """The mean of this share of standard normal numbers, the highest: 0.8 of half of them."""
    normal = NormalDist()
    return normal.pdf(normal.inv_cdf(1 - share)) / share


def highest(near: Numbers, n: int) -> Rows:
    """The places of the n highest, and of what is as high as the last of them."""
    if len(near) <= n:
        return np.arange(len(near))
    return np.flatnonzero(near >= np.partition(near, len(near) - n)[len(near) - n])


def mean_of_nearest(cosines: Numbers) -> float:
    """r of a question before it is shrunk. cosines: to passages of one language, at least its nearest."""
    nearest = _top(cosines)
    if len(nearest) and nearest.max() >= COPY:
        nearest = _top(cosines[cosines < COPY])
    return float(nearest.sum()) / len(nearest) if len(nearest) else 0.0


def _top(cosines: Numbers) -> Numbers:
    if len(cosines) <= NEIGHBOURS:
        return cosines
    return np.partition(cosines, len(cosines) - NEIGHBOURS)[-NEIGHBOURS:]
