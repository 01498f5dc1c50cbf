"""Passages that say the same in the same words, found among those that answer one question.

Two forms repeat each other when they are one letter by letter, signs and case apart, or when the runs of five
characters they share are at least OVERLAP of all that either has. That is counted, not estimated.
"""

import math
import re
from collections import defaultdict
from fractions import Fraction

OVERLAP = Fraction(4, 5)
_RUN = 5
_NO_LETTER = re.compile(r"[\W_]+")


class Repeats:
    """Forms taken one by one, each told which earlier one it repeats."""

    def __init__(self) -> None:
        self._firsts: dict[str, int] = {}
        self._runs: dict[int, set[str]] = {}
        self._by_run: dict[str, list[int]] = defaultdict(list)

    def add(self, key: int, form: str) -> int:
        """The key of the form that this one repeats, of several the one most alike; its own if none.

        A form that repeats another is not repeated itself: groups do not drift.
        """
        letters = _NO_LETTER.sub("", form.lower())
        if letters in self._firsts:
            return self._firsts[letters]
        runs = {letters[at : at + _RUN] for at in range(max(1, len(letters) - _RUN + 1))}
        telling = _telling(runs)
        first = self._most_alike(runs, telling)
        if first is None:
            first = key
            self._runs[key] = runs
            for run in telling:
                self._by_run[run].append(key)
        self._firsts[letters] = first
        return first

    def _most_alike(self, runs: set[str], telling: list[str]) -> int | None:
        candidates = {key for run in telling for key in self._by_run.get(run, ())}
        overlaps = ((_overlap(runs, self._runs[key]), key) for key in candidates)
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
