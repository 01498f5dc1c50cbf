"""Numbers written as words, put into figures: three hundred and fifty thousand -> 350000.

text2num knows how each language builds its numbers; which of them are no amounts is told here: the article
that is also a one, what only scales a figure before it, and what has no figure at all (millions of people).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from text_to_num import find_numbers

from embeddings.comparison.numbers.words import WORDS

LANGUAGES = frozenset(("da", "de", "en", "es", "fr", "it", "nl", "pt"))
_TOKENS = re.compile(r"[^\W\d_]+|\d+|\s+|.")
# No figure at all: hundreds of homes.
_HUNDREDS = "hundreds hunderte centaines cientos centenas centinaia honderden hundreder"
_THOUSANDS = "thousands tausende milliers miles milhares migliaia duizenden tusinder"
_MANY = frozenset(f"{_HUNDREDS} {_THOUSANDS} millions billions".split(" "))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number as `text[start:end]` says it in words.

    loose: it may be no number at all: an article, a pronoun or a place in a list (one, first, second).
    """

    start: int
    end: int
    value: Decimal
    ordinal: bool
    loose: bool


@dataclass(frozen=True)
class InFigures:
    """text: the small letters of a normalized text, with its amounts in figures."""

    text: str
    _pieces: tuple[tuple[int, int, int, int], ...]  # (start, end) here and there, of what was replaced
    _starts: tuple[int, ...]

    def place(self, at: int, *, end: bool = False) -> int:
        """A place in `text` as one in that; inside a replaced number its beginning, or its end."""
        number = bisect_right(self._starts, at) - 1
        if number < 0:
            return at
        _, stop, origin, origin_stop = self._pieces[number]
        if at >= stop:
            return at - stop + origin_stop
        return origin_stop if end and at > self._starts[number] else origin

    def says(self, first: int, end: int) -> bool:
        """Whether a piece of `text` is in words there."""
        return any(start < end and first < stop for start, stop, _, _ in self._pieces)


def in_figures(lower: str, language: str) -> InFigures:
    """lower: a normalized text in small letters.  language: without region; texts of unknown ones stay."""
    comma = language not in WORDS or WORDS[language].decimal_comma
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    reached = length = 0
    for one in spoken_numbers(lower, language):
        if one.ordinal or one.loose:
            continue
        figure = f"{one.value:f}".replace(".", "," if comma else ".")
        parts += [lower[reached : one.start], figure]
        start = length + one.start - reached
        pieces.append((start, start + len(figure), one.start, one.end))
        length, reached = start + len(figure), one.end
    parts.append(lower[reached:])
    return InFigures("".join(parts), tuple(pieces), tuple(piece[0] for piece in pieces))


def spoken_numbers(lower: str, language: str) -> Iterator[Spoken]:
    """The numbers that a text says in words, in order; none where a language's words are not known."""
    if language not in LANGUAGES:
        return
    found = [(match.start(), match[0]) for match in _TOKENS.finditer(lower)]
    tokens = [_Token(text) for _, text in found]
    scales = {
        word for scale in (WORDS[language].scales if language in WORDS else ()) for word in scale.split()
    }
    for one in find_numbers(tokens, language, 0.0):
        words = [text for _, text in found[one.start : one.end] if not text.isspace()]
        # Scales alone say no amount: they belong to a figure before them, or to several, few, many.
        if scales.issuperset(words) or (len(words) == 1 and words[0] in _MANY):
            continue
        start, end = found[one.start][0], found[one.end - 1][0] + len(found[one.end - 1][1])
        value = Decimal(str(one.value))
        value = value.to_integral_value() if value == value.to_integral_value() else value
        loose = value == 1 or (one.is_ordinal and value < 3)
        yield Spoken(start, end, value, one.is_ordinal, loose)


class _Token:
    """What text2num asks of a word."""

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self) -> str:
        return self._text

    def nt_separated(self, _previous: "_Token") -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False
