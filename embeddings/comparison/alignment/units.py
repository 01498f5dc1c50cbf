"""A passage taken apart for comparing: its units with what each weighs, its sentences, clauses and quotes.

Units are those of `wording_of`: characters of Han and kana, words of other scripts. A unit weighs as many
letters as it has, and a syllable as three, as in `language_of`: so one threshold serves every script.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from embeddings.text.script.character_classes import HAN, KANA, Class, classes_of
from embeddings.text.sentences import sentences
from embeddings.text.tokens.alignment_units import Wording, wording_of

Numbers = npt.NDArray[np.int64]

SYLLABLE = 3.0  # letters that a syllable weighs
_SYLLABIC = re.compile(rf"[{HAN}{KANA}\uac00-\ud7a3]")
_WEIGHTS = np.array(
    [
        0.0
        if one in (Class.SPACE, Class.SIGN)
        else SYLLABLE
        if one in (Class.HAN, Class.KANA, Class.HANGUL)
        else 1.0
        for one in Class
    ]
)
_CLAUSE_END = re.compile(r"[，,；;：:、。．.！!？?…—–\n（）()「」『』“”\"«»؛،؟]")
_INSIDE_NUMBER = re.compile(r"(?<=\d)[.,:](?=\d)")
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"), ("«", "»"), ("„", "“"), ('"', '"'))
_LONGEST_QUOTE = 400  # characters; an opening mark whose closing one is further away was left open


class Vocabulary:
    """Units as numbers, the same in all texts of one comparison."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbers(self, units: list[str]) -> Numbers:
        known = self._numbers
        return np.fromiter((known.setdefault(unit, len(known)) for unit in units), np.int64, len(units))


@dataclass(frozen=True)
class UnitText:
    """wording: the units and where they stand.  numbers: of the units, shape (n,).
    sizes: what the first i units weigh, shape (n + 1,).
    """

    wording: Wording
    numbers: Numbers
    sizes: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.numbers)

    def size(self, first: int, end: int) -> float:
        """What the units from `first` to `end` - 1 weigh, in letters."""
        return self.reached[end] - self.reached[first]

    @cached_property
    def reached(self) -> list[float]:
        """`sizes` as a list: of single numbers it is the faster one."""
        reached: list[float] = self.sizes.tolist()
        return reached

    def telling(self, first: int, end: int) -> float:
        """What they tell: words of grammar tell nothing."""
        words = list(self.wording.words_within(first, end))
        return sum(word.weight for word in words)

    def text(self, first: int, end: int) -> str:
        if first >= end:
            return ""
        start, stop = self.wording.span(first, end)
        return self.wording.normalized[start:stop]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Each sentence as units; together they hold all units."""
        ends = [bisect_left(self.wording.starts, end) for _, end in sentences(self.wording.normalized)]
        starts = [0, *ends[:-1]]
        found = [(first, end) for first, end in zip(starts, ends, strict=True) if first < end]
        if found and found[-1][1] < len(self):
            found[-1] = found[-1][0], len(self)
        return found or ([(0, len(self))] if len(self) else [])

    @cached_property
    def breaks(self) -> frozenset[int]:
        """The units before which a clause begins, and the number of all units."""
        wording = self.wording
        begins = {0, len(self)} | {first for first, _ in self.sentences}
        for unit in range(1, len(self)):
            between = wording.normalized[wording.ends[unit - 1] : wording.starts[unit]]
            if between and _CLAUSE_END.search(between) and unit not in self.inside_numbers:
                begins.add(unit)
        return frozenset(begins)

    @cached_property
    def _sorted_breaks(self) -> list[int]:
        return sorted(self.breaks)

    def clause_start(self, unit: int) -> int:
        """The first unit of the clause that a unit is in, itself if it begins one."""
        return self._sorted_breaks[bisect_right(self._sorted_breaks, unit) - 1]

    def clause_end(self, unit: int) -> int:
        """The end of the clause that ends at or behind a place between units."""
        return self._sorted_breaks[bisect_left(self._sorted_breaks, unit)]

    def sentence_of(self, unit: int) -> tuple[int, int]:
        place = bisect_right(self.sentences, (unit, len(self) + 1)) - 1
        return self.sentences[max(0, place)]

    @cached_property
    def quotes(self) -> list[tuple[int, int]]:
        """What stands between quotation marks, as units."""
        text, found = self.wording.normalized, []
        for opening, closing in _QUOTES:
            at = text.find(opening)
            while at >= 0:
                end = text.find(closing, at + 1)
                if end < 0:
                    break
                if end - at <= _LONGEST_QUOTE:
                    first = bisect_left(self.wording.starts, at)
                    last = bisect_left(self.wording.starts, end)
                    if first < last:
                        found.append((first, last))
                at = text.find(opening, end + 1)
        return sorted(found)

    def in_quotes(self, first: int, end: int) -> bool:
        return any(start <= first and end <= stop for start, stop in self.quotes)

    @cached_property
    def inside_words(self) -> frozenset[int]:
        """The places between units that are inside a word, or a number."""
        return self.inside_numbers.union(
            unit
            for word in self.wording.words_within(0, len(self))
            for unit in range(word.first + 1, word.end)
        )

    @cached_property
    def inside_numbers(self) -> frozenset[int]:
        """The places between the figures of one number: 5.5, 1,000, 10:30."""
        starts = self.wording.starts
        return frozenset(
            bisect_left(starts, sign.end()) for sign in _INSIDE_NUMBER.finditer(self.wording.normalized)
        )


def letters_in(normalized: str) -> float:
    """How many letters and digits a text has, a syllable being three; without taking it apart."""
    counts = np.bincount(classes_of(normalized), minlength=len(_WEIGHTS))
    return float(counts @ _WEIGHTS)


def unit_text(normalized: str, language: str, vocabulary: Vocabulary) -> UnitText:
    wording = wording_of(normalized, language)
    units = list(wording.units)
    weights = [SYLLABLE * len(unit) if _SYLLABIC.match(unit) else float(len(unit)) for unit in units]
    return UnitText(wording, vocabulary.numbers(units), np.cumsum([0.0, *weights]))
