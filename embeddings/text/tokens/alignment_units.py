"""A form taken apart so that two of them can be laid beside each other, with or without spaces.

The units are characters of Han and kana, stems and particles of Korean, and words of every other script;
signs and spaces between them are none, so that a comma more or less hides nothing. Each word says how much it
tells: what stands in every text tells next to nothing.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import rjieba

from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.search_folding import search_fold
from embeddings.text.tokens.stop_words import STOP_WORDS
from embeddings.text.tokens.words import PARTICLES, SHORTEST

# Weights: from 1 on, to share a word is no accident. Chinese words weigh by how rare they are in the
# analyser's dictionary (60 million words of news and books); for other scripts length must do.
_IN_DICTIONARY = 6.01e7
_COMMON, _RARE = 2.0, 4.0  # powers of ten: one word in 100 weighs 0 (发展 is one in 900), in 10,000 1
_HEAVIEST = 2.0  # of one word
_LENGTHS = {"katakana": 4, "kanji": 2, "hangul": 2, "letters": 7, "digits": 5}  # characters that weigh 1
_LONGEST_NAME = 5  # capitals that are a name and no word shouted
_LOOSE = 0.25  # a Han character in no word

# Characters of grammar: a run of nothing else is no shared wording.
_GRAMMAR = (
    "的了着过在是有和与及或并而且但也都就又还更最很太之其这那此每各某哪何谁什么怎样个们我你您他她它"
    "不没无非为以于由从自向往对把被将给让使令到至因所则若如等啊吧吗呢一上下中内外里来去能会可要应该"
)
# Marks, Arabic vowel signs and stretching.
_IGNORED = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
_SCRIPTS = rf"{HAN}{KANA}\uac00-\ud7a3"  # without capitals, nor spaces that can be relied on
_LETTERS = rf"[^\W\d_{_SCRIPTS}]"
_UNITS = re.compile(
    rf"(?P<script>[{HAN}{KANA}]+)|(?P<hangul>[\uac00-\ud7a3]+)|(?P<digits>\d+)"
    rf"|(?P<letters>{_LETTERS}+(?:[{_IGNORED}]{_LETTERS}*)*)"
)
_MARKS = re.compile(f"[{_IGNORED}]")
_JAPANESE = re.compile(rf"(?P<katakana>[\u30a1-\u30fa\u30fc]{{2,}})|(?P<kanji>[{HAN}]{{2,}})")
_HIRAGANA = map(chr, range(0x3041, 0x30A0))  # the grammar of Japanese
_WEIGHTLESS = frozenset(_GRAMMAR) | frozenset(_HIRAGANA)
_LOOSE_WEIGHTS = dict.fromkeys(_WEIGHTLESS, 0.0)


class Word(NamedTuple):
    """The units `first` to `end` - 1 of a wording, and what they weigh together: 0 for stop words."""

    first: int
    end: int
    weight: float


@dataclass(frozen=True)
class Wording:
    """units: as `search_fold` makes them.  starts, ends: where in the form each stands.
    weights: of the units, each alone.
    blocks: for each unit, which stretch of Han and kana it is in, from 0, or -1 where it is a word by itself.
    stretches: the first unit and the end of each block.

    Blocks are segmented when they are asked for: of a long text, few ever are.
    """

    normalized: str
    language: str
    units: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    weights: Sequence[float]
    blocks: Sequence[int]
    stretches: Sequence[tuple[int, int]]

    @cached_property
    def weight(self) -> float:
        """Of all units, each taken alone."""
        return sum(self.weights)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words, in their order; units between them belong to no word."""
        return tuple(self.words_within(0, len(self.units)))

    @cached_property
    def most(self) -> npt.NDArray[np.float64]:
        """What the first i units weigh at most, each alone or as its part of a word. Shape (n + 1,)."""
        return np.cumsum([0.0, *self.most_each(0, len(self.units))])

    def most_each(self, first: int, end: int) -> list[float]:
        """What each unit of a run weighs at most, alone or as its part of a word."""
        each = list(self.weights[first:end])
        for block in dict.fromkeys(self.blocks[first:end]):
            for word in self._words_of(block) if block >= 0 else ():
                part = word.weight / (word.end - word.first)
                for unit in range(max(word.first, first), min(word.end, end)):
                    each[unit - first] = max(each[unit - first], part)
        return each

    @cached_property
    def joined(self) -> str:
        """All units in a row: to look for some of them is to look for text."""
        return _joined(self.units)

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Where in the form the units from `first` to `end` - 1 stand, with the signs between them."""
        return self.starts[first], self.ends[end - 1]

    def words_within(self, first: int, end: int) -> Iterator[Word]:
        """The words that lie wholly in a run of units."""
        while first < end:
            block = self.blocks[first]
            if block < 0:
                yield Word(first, first + 1, self.weights[first])
                first += 1
            else:
                for word in self._words_from(block, first):
                    if word.end > end:
                        return
                    yield word
                first = self.stretches[block][1]

    def is_word(self, first: int, end: int) -> bool:
        block = self.blocks[first]
        if block < 0:
            return end == first + 1
        word = next(self._words_from(block, first), None)
        return word is not None and word[:2] == (first, end)

    def count(self, first: int, length: int) -> int:
        """How often this wording says some of its own units, one behind the other; at least once."""
        return self.joined.count(self.joined_part(first, first + length))

    def joined_part(self, first: int, end: int) -> str:
        """Some units in a row, as they stand in `joined` wherever they stand one behind the other."""
        return _joined(self.units[first:end])

    @cached_property
    def _segmented(self) -> dict[int, list[Word]]:
        return {}

    def _words_from(self, block: int, first: int) -> Iterator[Word]:
        words = self._words_of(block)
        return islice(words, bisect_left(words, (first,)), None)

    def _words_of(self, block: int) -> list[Word]:
        """The words of two or more characters in a block."""
        if block not in self._segmented:
            first, end = self.stretches[block]
            run = self.normalized[self.starts[first] : self.ends[end - 1]]
            found = (_japanese if self.language == "ja" else _chinese)(run)
            stopped = _stop_words(self.language)
            self._segmented[block] = [
                Word(first + at, first + at + len(word), 0.0 if word in stopped else weight)
                for at, word, weight in found
            ]
        return self._segmented[block]


def _joined(units: Sequence[str]) -> str:
    """Each unit between two control characters, which no form holds."""
    return "\x02" + "\x03\x02".join(units) + "\x03"


def _stop_words(language: str) -> frozenset[str]:
    return STOP_WORDS.get(language.split("-")[0], frozenset())


def wording_of(normalized: str, language: str) -> Wording:
    """Take a form apart.

    language: as language_of gives it; of an unknown one no word is taken for a stop word.
    """
    units: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    weights: list[float] = []
    blocks: list[int] = []
    stretches: list[tuple[int, int]] = []
    for run in _UNITS.finditer(normalized):
        text, (start, end) = run[0], run.span()
        if run.lastgroup == "script":  # each character is a unit
            blocks += repeat(len(stretches), end - start)
            stretches.append((len(units), len(units) + end - start))
            units += search_fold(text)
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            weights += map(_LOOSE_WEIGHTS.get, text, repeat(_LOOSE))
            continue
        unit, length, weight = _unit(run.lastgroup or "", text, language)
        units.append(unit)
        starts.append(start)
        ends.append(start + length)
        weights.append(weight)
        blocks.append(-1)
        if length < end - start:  # a Korean particle
            units.append(text[length:])
            starts.append(start + length)
            ends.append(end)
            weights.append(0.0)
            blocks.append(-1)
    return Wording(normalized, language, units, starts, ends, weights, blocks, stretches)


@lru_cache(maxsize=1 << 16)
def _unit(kind: str, text: str, language: str) -> tuple[str, int, float]:
    """The unit that a word becomes, how many of its characters that takes, and what it weighs."""
    particle = PARTICLES.search(text) if kind == "hangul" else None
    length = particle.start() if particle else len(text)
    small = _MARKS.sub("", text[:length].lower())
    unit = search_fold(text[:length]) or small
    common = (kind == "letters" and len(small) < SHORTEST) or small in _stop_words(language)
    if common and not _is_short_name(text):
        return unit, length, 0.0
    return unit, length, min(len(small) / _LENGTHS[kind], _HEAVIEST)


def _is_short_name(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_NAME and text.isupper()  # EU, AI, WHO


def _chinese(text: str) -> Iterator[tuple[int, str, float]]:
    at = 0
    for word in rjieba.cut(text):
        if len(word) >= 2:
            yield at, word, _rarity(word)
        at += len(word)


@lru_cache(maxsize=1 << 16)
def _rarity(word: str) -> float:
    """What a Chinese word of two or more characters weighs."""
    if _WEIGHTLESS.issuperset(word):
        return 0.0
    # Asked how frequent a word must be to stay whole, the analyser answers with no less than it is.
    power = math.log10(_IN_DICTIONARY / rjieba.suggest_freq(word))
    return min(max((power - _COMMON) / (_RARE - _COMMON), 0.0), _HEAVIEST)


def _japanese(text: str) -> Iterator[tuple[int, str, float]]:
    for found in _JAPANESE.finditer(text):
        length = _LENGTHS[found.lastgroup or ""]
        yield found.start(), found[0], min(len(found[0]) / length, _HEAVIEST)
