"""Every number that a text says, for telling which of them two wordings do not share.

`quantities_of` reads what counts or measures something and leaves out what may be a day, a chapter or a
list's: in two wordings that are alike those tell as much. So what it leaves is read here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import cn2an
import rjieba

from embeddings.comparison.differences.pairing import POSSIBLE, SURE
from embeddings.comparison.numbers.chinese import CHINESE_UNITS
from embeddings.comparison.numbers.quantity import MEASURES, Quantity
from embeddings.comparison.numbers.reading import quantities_of
from embeddings.comparison.numbers.spaced import has_words_of
from embeddings.comparison.numbers.spoken import spoken_numbers
from embeddings.comparison.numbers.words import WORDS
from embeddings.text.script.character_classes import HAN

_FIGURE = re.compile(r"\d+(?:[.,:  \xa0\u202f]\d+)*")
_RUN = re.compile(rf"[{HAN}]+")
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_MORE_COUNTED = "大 届 年 月 日 代 级 层 步 轮 天 周 点 条 类 方面 系列 重 期 章 节 号 世纪 中全会"
_COUNTERS = "|".join(sorted((*CHINESE_UNITS, *_MORE_COUNTED.split(" ")), key=lambda one: (-len(one), one)))
_COUNTED = re.compile(rf"第?(?P<numerals>[{_NUMERALS}]+)(?:{_COUNTERS})?")
# The number of a part or a line, of which nothing is said.
_LIST_MARK = re.compile(
    rf"(?:(?<=[。;!?\n(])|^)\s?(?:\d{{1,2}}|[{_NUMERALS}]{{1,3}})(?:[、)]|[.:](?=\s)|[.](?=[{HAN}]))"
)
_FRACTION = re.compile(rf"[{_NUMERALS}]+分之[{_NUMERALS}]+")
_ALL_NUMERALS = re.compile(rf"[{_NUMERALS}]+")
_SCALING = re.compile("[十百千万亿]")
# Words that are written with numerals and count nothing.
_NO_NUMBERS = frozenset(["十分", "万分", "百分", "万一", "千万", "万万", "一点", "一方面", "一系列"])


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as `text[start:end]` says it, without its hedges.

    value, high: as of a Quantity, but a fall is no other amount; a str where figures are no number (10:30).
    unit: of a measure, else "": what is counted may be called in several ways.
    certainty: a one may be an article, a pronoun or a place in a list.
    """

    start: int
    end: int
    value: Decimal | str
    high: Decimal | None = None
    unit: str = ""
    certainty: int = SURE

    def same(self, other: "Mention") -> bool:
        """Whether both say one number; a unit that one of them leaves out may be any."""
        units = self.unit == other.unit or not self.unit or not other.unit
        return units and (self.value, self.high) == (other.value, other.high)


def mentions(text: str, language: str) -> list[Mention]:
    """The numbers of a normalized text, in order.  language: as language_of gives it."""
    spoken = language.partition("-")[0]
    found = [_of_quantity(one) for one in quantities_of(text, language)]
    found += _outside(found, _figures(text, spoken))
    found += _outside(found, _numerals(text) if spoken == "zh" else _words(text, spoken))
    marks = [match.span() for match in _LIST_MARK.finditer(text)]
    told = [one for one in found if not any(start <= one.start and one.end <= end for start, end in marks)]
    return sorted(told, key=lambda one: one.start)


def figures(text: str, language: str) -> list[Decimal | str]:
    """What the figures of a text say, in order."""
    return [one.value for one in _figures(text, language.partition("-")[0])]


def _of_quantity(one: Quantity) -> Mention:
    high = None if one.high is None else abs(one.high)
    unit = one.unit if one.unit in MEASURES else ""
    return Mention(*one.bare, abs(one.value), high, unit, _certainty(loose=one.value == 1 and not unit))


def _certainty(*, loose: bool) -> int:
    return POSSIBLE if loose else SURE


def _outside(known: Sequence[Mention], found: Iterator[Mention]) -> list[Mention]:
    taken = [(one.start, one.end) for one in known]
    return [one for one in found if all(one.end <= start or end <= one.start for start, end in taken)]


def _figures(text: str, language: str) -> Iterator[Mention]:
    comma = has_words_of(language) and WORDS[language].decimal_comma
    for match in _FIGURE.finditer(text):
        yield Mention(match.start(), match.end(), _value(match[0], comma=comma))


def _value(written: str, *, comma: bool) -> Decimal | str:
    group, point = ("[.  \xa0\u202f]", ",") if comma else ("[,  \xa0\u202f]", r"\.")
    if re.fullmatch(rf"\d{{1,3}}(?:{group}\d{{3}})+(?:{point}\d+)?|\d+(?:{point}\d+)?", written):
        return Decimal(re.sub(group, "", written).replace(",", "."))
    return Decimal(written.replace(",", ".")) if re.fullmatch(r"\d+[.,]\d+", written) else written


def _numerals(text: str) -> Iterator[Mention]:
    """Numerals that are words by themselves or with what they count: 四个, 第三, but not 四川."""
    for run in _RUN.finditer(text):
        at = run.start()
        for word in _joined(rjieba.cut(run[0])):
            match = _COUNTED.fullmatch(word)
            value: Decimal | str | None = None
            if _FRACTION.fullmatch(word):
                value = word
            elif match is not None and word not in _NO_NUMBERS:
                value = _read(match["numerals"])
            if value is not None:
                yield Mention(at, at + len(word), value, certainty=_certainty(loose=value == 1))
            at += len(word)


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Words, numerals in a row being one: the analyser takes some plans (十三五) for two."""
    waiting = ""
    for word in words:
        if _ALL_NUMERALS.fullmatch(word):
            waiting += word
            continue
        if waiting:
            yield waiting
        waiting = ""
        yield word
    if waiting:
        yield waiting


def _read(numerals: str) -> Decimal | str | None:
    """What numerals say, themselves where that is a label (十四五); None for scales alone, and for days that
    two numerals name (八一).
    """
    scaled = bool(_SCALING.search(numerals))
    if (len(numerals) > 1) is not scaled and numerals != "十":
        return None
    try:
        return Decimal(str(cn2an.cn2an(numerals, "normal")))
    except (ValueError, InvalidOperation):
        return None if numerals[0] in "百千万亿" else numerals


def _words(text: str, language: str) -> Iterator[Mention]:
    """Numbers in words, ordinals besides."""
    lower = text.lower()
    for one in spoken_numbers(lower, language) if len(lower) == len(text) else ():
        yield Mention(one.start, one.end, one.value, certainty=_certainty(loose=one.loose))
