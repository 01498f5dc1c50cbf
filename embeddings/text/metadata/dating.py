"""Dates as people write them in speeches: 2020年6月28日, 6月28日, le 27 septembre 2024, 平成二十年八月六日.

A normalized text is read, so digits are narrow and Chinese is Simplified. Numbers alone (10/11/2012) are
read only where the year comes first: elsewhere nobody can tell the day from the month.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from embeddings.dates import is_date

# A month a line: English, French, Spanish, Portuguese, Italian, German, Russian, Turkish, Arabic.
_MONTHS = """
january jan janvier enero janeiro gennaio januar jänner января ocak يناير
february feb février fevrier febrero fevereiro febbraio februar feber февраля şubat فبراير
march mar mars marzo março märz марта mart مارس
april apr avril abril aprile апреля nisan أبريل ابريل
may mai mayo maio maggio мая mayıs مايو
june jun juin junio junho giugno juni июня haziran يونيو
july jul juillet julio julho luglio juli июля temmuz يوليو
august aug août aout agosto августа ağustos أغسطس اغسطس
september sept sep septembre septiembre setembro settembre сентября eylül سبتمبر
october oct octobre octubre outubro ottobre oktober октября ekim أكتوبر اكتوبر
november nov novembre noviembre novembro ноября kasım نوفمبر
december dec décembre decembre diciembre dezembro dicembre dezember декабря aralık ديسمبر
"""
# … Dutch, Swedish, Danish, Catalan, Polish, Czech, Ukrainian, Romanian, Indonesian. Without the Polish
# "listopada", which is November there and October in Croatian.
_MORE_MONTHS = """
januari gener stycznia ledna січня ianuarie
februari febrer lutego února лютого februarie
maart marts març marca března березня martie maret
kwietnia dubna квітня aprilie
mei maj maig maja května травня
juny czerwca června червня iunie
juliol lipca července липня iulie
augustus augusti agost sierpnia srpna серпня
setembre września září вересня septembrie
października října жовтня octombrie
listopadu листопада noiembrie
desembre grudnia prosince грудня decembrie desember
"""
_MONTH = {
    word: number
    for table in (_MONTHS, _MORE_MONTHS)
    for number, line in enumerate(table.strip().splitlines(), 1)
    for word in line.split()
}
_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
# The year before the first: 令和1年 is 2019. 民国 of the Republic of China counts from 1912.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民国": 1911}
_FIRST_YEAR = 1000  # a smaller one is a misreading
_UP_TO = re.compile(
    r"截至|截止|[日月]止|まで|年度末|(?i:\b(?:as (?:at|of)|(?:year|period|quarter|months?) end(?:ed|ing)"
    r"|up to|until|zum Stichtag)\b)"
)
_DATE_LINE = 60  # characters of a line that is a date
_HAN_DIGITS = "〇零○一二三四五六七八九"
_VALUES = {digit: max(0, place - 2) for place, digit in enumerate(_HAN_DIGITS)}
_NUMBER = rf"(?:\d{{1,2}}|[{_HAN_DIGITS}十廿卅]{{1,3}})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:(?P<era>{'|'.join(_ERAS)}|民國)(?P<era_year>元|\d{{1,3}}|[{_HAN_DIGITS}十百]{{1,5}})"
        rf"|(?<!\d)(?P<year>\d{{4}}|[{_HAN_DIGITS}]{{4}}))\s?年\s?(?P<month>{_NUMBER})\s?月"
        rf"(?:\s?(?P<day>{_NUMBER})\s?[日号])?",
        rf"(?<![\d年一二三四五六七八九十])(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号]",
        r"(?<![\d/.-])(?P<year>(?:19|20)\d{2})\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})년\s?(?P<month>\d{1,2})월(?:\s?(?P<day>\d{1,2})일)?",
        rf"(?<![\d.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[º°])?\.?\s+(?:day\s+of\s+|of\s+|de\s+)?"
        rf"(?P<month>{_WORD})\b\.?(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{{4}})\b)?",
        rf"\b(?P<month>{_WORD})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[:.]\d)(?:,?\s+(?P<year>\d{{4}})\b)?",
        rf"\b(?P<month>{_WORD})\b\.?,?\s+(?:de\s+|del\s+)?(?P<year>\d{{4}})\b",
    )
)


@dataclass(frozen=True, slots=True)
class Dated:
    """`normalized[start:end]` says `date`: YYYY-MM, YYYY-MM-DD or --MM-DD."""

    start: int
    end: int
    date: str


def dates_in(normalized: str) -> list[Dated]:
    """The dates a normalized text names, in their order; what is no day of the calendar is left out."""
    found = (
        Dated(*match.span(), date)
        for pattern in _PATTERNS
        for match in pattern.finditer(normalized)
        if (date := _date(match))
    )
    return list(_longest(sorted(found, key=lambda dated: (dated.start, -dated.end))))


def is_date_line(text: str) -> bool:
    """Is this line a day and little else: a weekday, a city, a time? No day up to which accounts are made."""
    dates = dates_in(text) if len(text) <= _DATE_LINE and not _UP_TO.search(text) else []
    return len(dates) == 1 and len(text) - (dates[0].end - dates[0].start) <= 30


def _longest(dates: list[Dated]) -> Iterator[Dated]:
    done = 0
    for dated in dates:
        if dated.start >= done:
            yield dated
            done = dated.end


def _date(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = _MONTH.get(parts["month"].lower()) or _number(parts["month"])
    day = _number(parts["day"]) if parts.get("day") else None
    year = _year(parts)
    if year is not None and year < _FIRST_YEAR:
        return ""
    if year is None:
        date = f"--{month:02}-{day:02}" if day is not None else ""
    else:
        date = f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else "")
    return date if is_date(date) else ""


def _year(parts: dict[str, str]) -> int | None:
    if parts.get("era"):
        first = 1 if parts["era_year"] == "元" else _number(parts["era_year"])
        return _ERAS[parts["era"].replace("國", "国")] + first
    return _number(parts["year"]) if parts.get("year") else None


def _number(text: str) -> int:
    """A number in digits, or in Han numerals up to 999, counted (二十八) or spelt (二〇二〇)."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if not set("百十") & set(text):
        return int("".join(str(_VALUES[digit]) for digit in text))
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    return (
        100 * (_VALUES.get(hundreds, 1) if "百" in text else 0)
        + 10 * (_VALUES.get(tens, 1) if ten else 0)
        + _VALUES.get(ones.lstrip("零〇"), 0)
    )
