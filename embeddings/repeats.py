"""Passages that say the same in the same words, found among those that answer one question.

Two forms repeat each other when they are one letter by letter, signs and case apart, or when the runs of five
characters they share are at least OVERLAP of all that either has, and the figures of one are all among
those of the other: a year or a sum is what such passages are about. That is counted, not estimated.
"""

import math
import re
from collections import defaultdict
from fractions import Fraction

from embeddings.text.figures import Figures, figures_of, same_figures

OVERLAP = Fraction(4, 5)
_RUN = 5
_NO_LETTER = re.compile(r"[\W_]+")


class Repeats:
    """Forms taken one by one, each told which earlier one it repeats."""

    def __init__(self) -> None:
        self._firsts: dict[str, int] = {}
        self._figures: dict[int, Figures] = {}
        self._runs: dict[int, set[str]] = {}
        self._by_run: dict[str, list[int]] = defaultdict(list)

    def add(self, key: int, form: str) -> int:
        """The key of the form that this one repeats, of several the one most alike; its own if none.

        A form that repeats another is not repeated itself: groups do not drift. Forms that are one letter by
        letter stay together.
        """
        letters = _NO_LETTER.sub("", form.lower())
        if letters in self._firsts:
            return self._firsts[letters]
        runs = {letters[at : at + _RUN] for at in range(max(1, len(letters) - _RUN + 1))}
        telling = _telling(runs)
        figures = figures_of(form)
        first = self._most_alike(figures, runs, telling)
        if first is None:
            first = key
            self._figures[key] = figures
            self._runs[key] = runs
            for run in telling:
                self._by_run[run].append(key)
        self._firsts[letters] = first
        return first

    def _most_alike(self, figures: Figures, runs: set[str], telling: list[str]) -> int | None:
        candidates = {key for run in telling for key in self._by_run.get(run, ())}
        # Figures first: they are quickly compared, and of a standing sentence there may be a thousand.
        agreeing = (key for key in candidates if same_figures(figures, self._figures[key]))
        overlaps = ((_overlap(runs, self._runs[key]), key) for key in agreeing)
        alike = [(-overlap, key) for overlap, key in overlaps if overlap >= OVERLAP]
        return min(alike)[1] if alike else None


def _telling(runs: set[str]) -> list[str]:
    """As many of the runs, in one order for all forms, as two forms that overlap enough cannot both miss.

    Prefix filtering (Chaudhuri and others 2006): sets that share OVERLAP of all share one of these.
    """
    return sorted(runs)[: len(runs) - math.ceil(OVERLAP * len(runs)) + 1]


def _overlap(a: set[str], b: set[str]) -> Fraction:
    shared = len(a & b)
    return Fraction(shared, len(a) + len(b) - shared)
