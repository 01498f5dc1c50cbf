"""Meaning and words in one score, for every passage of the corpus.

    score(p) = n(p) + gain(p),    gain(p) = WHOLE · whole(p) + VERBATIM · verbatim(p)

n: nearness, on one ruler for all languages, in deviations of the question's own.  whole, verbatim: names,
numbers and abbreviations are found in any language, since a passage holds the question whole, or says it word
for word.

In the question's own language words say more than that. Its passages are put in the order of

    (1 - WORDS) · n(p) + WORDS · b(p) + gain(p)

where b is BM25, standardised there: scores and not ranks, since a rank forgets by how much the first is
first. The k-th in this order is given the k-th highest of the scores above: words order the passages of a
language, and do not raise it above others.

A stray stem is not believed where the question's own language has nothing near to say. And where nothing at
all is nearer than strangers are, nearness tells nothing: that language then comes first, if it has the words.

The pool is all passages of the snapshot, whatever the filters: a filter leaves out and never reorders.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from embeddings.index.words import Scores
from embeddings.search.scales import Groups, Ruler, Scale, ruler_of
from embeddings.similarity.scaling import highest

# Chosen on half of the labelled sets, where any weight of the words from .35 to .5 does about as well.
WORDS = 0.4
# The others on half of the sets and of invented short questions; half or twice as much does about as well.
WHOLE, VERBATIM = 6.0, 6.0  # deviations
WHOLE_FROM = 0.5  # of what the question's words tell, the rarer the more
# Words count in full once a passage tells this much of what they could tell.
_SPEAKING = (0.0, 0.2)
# Deviations from which on words tell no more: what one passage in thousands holds stands out as far as that.
_MOST = 20.0
# In a language of which nothing is nearly as near as the nearest of all, a passage's words are believed once
# it holds this share of the question, or is this near itself: as a share of the nearest, in deviations.
_NEARLY = 0.8
_BELIEVED = (0.5, 0.7)
_NEAR = (0.6, 0.8)
# Where nearness tells nothing, the question's language is brought to this much of the nearest of all: first.
# Its nearest must hold this much of the question: all of them; or one of them the second share, where its
# nearest is as near as the nearest of all but for little, in deviations.
_FIRST = 1.15
_ALL_SAY, _ONE_SAYS = 0.1, 0.2
_TOP = 10
_HARDLY_NEARER = (0.9, 0.95)
# The ranks whose heights are known: all that is ever shown lies between them.
_RANKS = np.array([*range(10), *np.unique(np.geomspace(10, 1_000, 15).astype(np.int64))])
_STEEPEST = 50.0  # deviations of height to one of order: with it roundings stay below what rankings bear
_LEAST = 1e-6  # deviations above nothing, to divide by


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for some passages, one in each row.

    groups: their languages.  near: how near they are to the question.  bm25, held: what their words say, as
    `WordScores` has it.  gains: see `gains_of`.
    """

    groups: Groups
    near: Scores
    bm25: Scores
    held: Scores
    gains: Scores

    def of(self, rows: Any) -> "Evidence":
        """Of some of the rows."""
        parts = self.groups, self.near, self.bm25, self.held, self.gains
        return Evidence(*(part[rows] for part in parts))


def gains_of(held: Scores, verbatim: Groups) -> Scores:
    """What passages gain by holding the question whole or word for word, in whatever language.

    held: of every row.  verbatim: the rows in which the question stands word for word.
    """
    gains = np.zeros(len(held))
    whole = np.flatnonzero(held > WHOLE_FROM)  # hardly any
    gains[whole] = WHOLE * _rising(held[whole], WHOLE_FROM, 1.0)
    gains[verbatim] += VERBATIM * held[verbatim]
    return gains


@dataclass(frozen=True, slots=True)
class Heights:
    """How high the passages of a language stand that words have put in order.

    ordering: the scores that some of them are in order by, rising.  height: what those ranks are given.
    """

    ordering: Scores
    height: Scores

    @classmethod
    def of(cls, ordering: Scores, heights: Scores) -> "Heights":
        """The k-th of `ordering` is given the k-th of `heights`; both of all passages, in any order."""
        ranks = _RANKS[: np.searchsorted(_RANKS, len(ordering))]
        at, to = (_highest(scores, ranks) for scores in (ordering, heights))
        kept = [0]
        for rank in range(1, len(ranks)):
            # What stands side by side in order must not be torn apart by a rounding.
            if _STEEPEST * (at[kept[-1]] - at[rank]) >= to[kept[-1]] - to[rank]:
                kept.append(rank)
        return cls(at[kept][::-1], to[kept][::-1])

    def __call__(self, ordering: Scores) -> Scores:
        """Rising, in lines between the ranks that are known; beyond them as `ordering` does."""
        beyond = np.minimum(ordering - self.ordering[0], 0) + np.maximum(ordering - self.ordering[-1], 0)
        heights: Scores = np.interp(ordering, self.ordering, self.height) + beyond
        return heights


@dataclass(frozen=True, slots=True)
class HeardWords:
    """How the words of a language are heard in it.

    weight: of the words.  ruler: of its BM25 scores.  nearest: how near its nearest is, in deviations.
    heights: of its passages that words put in order; None before `levelled`.  level: what its best passages
    gain, others by as much as they stand high.
    """

    weight: float
    ruler: Ruler
    nearest: float
    heights: Heights | None = None
    level: float = 0.0

    def raised(self, ordering: Scores) -> Scores:
        """The heights of passages that words put in order."""
        if self.heights is None:
            return ordering
        high = self.heights(ordering)
        share = np.clip(high / max(float(self.heights.height[-1]), _LEAST), 0.0, 1.0)
        raised: Scores = high + self.level * share
        return raised


@dataclass(frozen=True, slots=True)
class Fusion:
    """How one question's nearness and BM25 scores become one score.

    nearness: the ruler of all languages.  nearest: how near the nearest passage of all is, in deviations.
    heard: by language, its words; of those alone whose words are heard, and that say any.
    """

    nearness: Ruler
    nearest: float
    heard: Mapping[int, HeardWords]

    @classmethod
    def of(
        cls, every: Evidence, most: Scores, language: int | None, rulers: tuple[Ruler, Ruler] | None = None
    ) -> "Fusion":
        """Before `levelled`, which puts languages in order: only within each of them is it right.

        every: of all rows that are weighed.  most: of each language, what the words could tell.  language:
        the group of the question's own, whose words are heard; None when the corpus holds none of it: those
        of all.  rulers: of nearness and of words, over every row of that language; None where the rows are
        all that there are.
        """
        if language is None:
            scales = [Scale.of(scores, every.groups, len(most)) for scores in (every.near, every.bm25)]
            nearness = scales[0].mean()
            words = {group: scales[1].ruler(group) for group in range(len(most))}
        else:
            if rulers is None:
                own = np.flatnonzero(every.groups == language)
                rulers = ruler_of(every.near, own), ruler_of(every.bm25, own)
            nearness, words = rulers[0], {language: rulers[1]}
        heard = {}
        for group, ruler in words.items():
            own = np.flatnonzero(every.groups == group)
            spoken = float(every.bm25[own].max(initial=0.0)) / float(most[group])
            if weight := WORDS * float(_rising(np.asarray(spoken), *_SPEAKING)):
                heard[group] = HeardWords(weight, ruler, _nearest(nearness, every.near[own]))
        return cls(nearness, _nearest(nearness, every.near), heard)

    def levelled(self, every: Evidence, doubt: float = 0.0) -> "Fusion":
        """The same with the languages in order, as this nearness of every row puts them.

        doubt: how little it says, 0 to 1: 1 where nothing is nearer than strangers are.
        """
        fusion = replace(self, nearest=_nearest(self.nearness, every.near))
        heard = {}
        for group, words in self.heard.items():
            is_own = every.groups == group
            own = every.of(np.flatnonzero(is_own))
            standard = self.nearness.standardised(own.near)
            words = replace(words, nearest=float(standard.max()))
            ordering = fusion._in_words(words, standard, own)
            heights, level = Heights.of(ordering, standard + own.gains), 0.0
            if doubt and (speaking := fusion._speaking(words, own)):
                abroad = _nearest(self.nearness, every.near[~is_own])
                level = doubt * speaking * max(_FIRST * abroad - float(heights.height[-1]), 0.0)
            heard[group] = replace(words, heights=heights, level=level)
        return replace(fusion, heard=heard)

    def _speaking(self, words: HeardWords, own: Evidence) -> float:
        """How surely a language says the question's words where it is nearest to it, 0 to 1.

        All of its nearest passages do; or one of them does, and other languages are hardly nearer.
        """
        nearest = highest(own.near, _TOP)
        held = own.held[nearest[np.argsort(-own.near[nearest], kind="stable")[:_TOP]]]
        if held.min() >= _ALL_SAY:
            return 1.0
        hardly_nearer = _rising(np.asarray(words.nearest / max(self.nearest, _LEAST)), *_HARDLY_NEARER)
        return float(hardly_nearer) if held.max() >= _ONE_SAYS else 0.0

    def scores(self, some: Evidence) -> Scores:
        """The score of some rows, in standard deviations."""
        standard = self.nearness.standardised(some.near)
        scores: Scores = standard + some.gains
        for group, words in self.heard.items():
            own = np.flatnonzero(some.groups == group)
            scores[own] = words.raised(self._in_words(words, standard[own], some.of(own)))
        return scores

    def _in_words(self, words: HeardWords, standard: Scores, own: Evidence) -> Scores:
        """What passages of one language are put in order by. standard: their nearness in deviations."""
        bm25 = own.bm25
        highest = max(self.nearest, _LEAST)
        if words.nearest < _NEARLY * highest:  # then not all of it is believed
            bm25 = bm25 * np.maximum(_rising(own.held, *_BELIEVED), _rising(standard / highest, *_NEAR))
        told = np.minimum(words.ruler.standardised(bm25), _MOST)
        ordering: Scores = standard + words.weight * (told - standard) + own.gains
        return ordering


def _nearest(nearness: Ruler, near: Scores) -> float:
    """The nearest of some rows, in deviations; far below all where there are none."""
    return float(near.max()) * nearness.factor - nearness.shift if len(near) else -np.inf


def _rising(values: Scores, start: float, end: float) -> Scores:
    """0 up to `start`, 1 from `end` on."""
    return np.clip((values - start) / (end - start), 0.0, 1.0)


def _highest(scores: Scores, ranks: Groups) -> Scores:
    """Those of these ranks, from 0 for the highest."""
    places = len(scores) - 1 - ranks
    return np.partition(scores, places)[places]
