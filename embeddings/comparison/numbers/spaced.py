"""Numbers in languages with spaces: 1.2 trillion yuan, around 5 percent, 5,2 Prozent, by 2030, five million.

Each language gives its words; the grammar is one: a hedge, a sign of money, digits or words, a scale, a unit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from embeddings.comparison.numbers.quantity import Hedge, Quantity, kind_of
from embeddings.comparison.numbers.spoken import in_figures
from embeddings.comparison.numbers.words import UNITS, WORDS, NumberWords

_SIGNS = {
    "us$": "usd",
    "hk$": "hkd",
    "s$": "sgd",
    "nt$": "twd",
    "r$": "brl",
    "$": "usd",
    "€": "eur",
    "£": "gbp",
    "¥": "yuan",
    "rmb": "yuan",
}
# A scale with one of these is an amount: a million, half a billion. text2num knows those of other languages.
_ARTICLES = {"en": "half an?|an?|one", "de": "ein|eine|einer|einem|einen"}
_COUNTED = 60  # characters
_CLAUSE = re.compile(r"(?<!\d)[.,;:!?()](?!\d)|[.;:!?](?=\s)|,(?=\s)|[—–;]|\n")
_NOT_BEFORE = re.compile(
    r"(?:\w|[-/$€£.,]|no\.? |article |chapter |section |resolution |page )$", re.IGNORECASE
)
_NOT_AFTER = re.compile(r"^(?:(?:st|nd|rd|th|er|e|º|ª)\b|[-/]\d|:\d|[^\W\d_])", re.IGNORECASE)


def has_words_of(language: str) -> bool:
    return language in WORDS


def spaced_quantities(text: str, language: str) -> Iterator[Quantity]:
    """The numbers of a normalized text in one of the languages above, in order.

    A bare whole number below 1,000 counts only with a unit, a scale, a hedge or a percentage: else it may be
    a day, a chapter or a list's.
    """
    words = WORDS[language]
    lower = text.lower()
    if len(lower) != len(text):
        return
    read = in_figures(lower, language)
    for match in _pattern(language).finditer(read.text):
        quantity = _quantity(read.text, match, words)
        if quantity is None or (quantity.kind == "year" and read.says(*quantity.bare)):
            continue
        first, end = quantity.bare
        yield replace(
            quantity,
            start=read.place(quantity.start),
            end=read.place(quantity.end, end=True),
            bare=(read.place(first), read.place(end, end=True)),
        )


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = WORDS[language]

    def either(options: Iterator[str] | Mapping[str, object] | tuple[str, ...]) -> str:
        return "|".join(re.escape(word) for word in sorted(options, key=lambda word: (-len(word), word)))

    group = "[.  ]" if words.decimal_comma else "[,  ]"
    point = "," if words.decimal_comma else r"\."
    digits = rf"\d{{1,3}}(?:{group}\d{{3}})+(?!\d)(?:{point}\d+)?|\d+(?:{point}\d+)?"
    scales = either(words.scales)
    article = rf"|\b(?:{_ARTICLES[language]})(?=[- ](?:{scales})\b)" if language in _ARTICLES else ""
    percent = either((*words.points, *words.percent))
    return re.compile(
        rf"(?P<hedge>\b(?:{either(words.before)}) )?"
        rf"(?P<money>{either(_SIGNS)})? ?"
        rf"(?P<sign>(?<![\w])[-−])?(?P<low>{digits}{article})(?P<low_unit> ?%)?"
        rf"(?: ?(?:-|–|—|to|bis|à|a) ?(?P<high>(?:{digits})))?"
        rf"(?:[- ](?P<scale>{scales})\b\.?)?(?:[- ](?P<scale2>{scales})\b)?"
        rf"(?: ?(?P<percent>{percent})(?!\w))?"
        rf"(?:[- ](?:of |de |d')?(?P<unit>{either(UNITS)})(?!\w))?"
        + (rf"(?: (?P<after>{either(words.after)})\b)?" if words.after else "(?P<after>(?!))?")
    )


def _quantity(text: str, match: re.Match[str], words: NumberWords) -> Quantity | None:
    begins = match.start("money") if match["money"] else match.start("low")
    if _NOT_BEFORE.search(text[max(0, begins - 12) : begins]) or _NOT_AFTER.match(text[match.end() :]):
        return None
    low, high = _value(match["low"], words), _value(match["high"], words) if match["high"] else None
    before = text[max(0, match.start() - 60) : match.start()]
    year = _year(match, before, words)
    counted = _counted(text, match.start())
    if year is not None:
        span, target = year
        return Quantity(*span, low, None, "year", "", "year", counted, target, match.span("low"))
    scale = words.scales.get(match["scale"] or "", 1) * words.scales.get(match["scale2"] or "", 1)
    unit = UNITS.get(match["unit"] or "", "") or _SIGNS.get(match["money"] or "", "")
    if match["percent"] or match["low_unit"]:
        unit = "pp" if match["percent"] in words.points else "%"
    hedge: Hedge = (
        words.after[match["after"]]
        if match["after"]
        else words.before.get((match["hedge"] or "").strip(), "")
    )
    bare = not unit and scale == 1
    if bare and (not match["low"][0].isdigit() or (low < 1000 and not hedge) or "." in match["low"][-1:]):
        return None
    clause = before[max((cut.end() for cut in _CLAUSE.finditer(before)), default=0) :]
    near = re.compile(rf"\b(?:{words.growth})\b(?:\W+\w+){{0,4}}\W*$") if words.growth else None
    grows = bool(near and near.search(clause)) and not re.search(r"\bto ?$", clause)
    falls = bool(
        words.fall and re.search(rf"\b(?:{words.fall})\b(?:\W+\w+){{0,3}}\W*$", clause)
    ) and not re.search(r"\bto ?$", clause)
    follows = re.match(r"\s*(?:\w+\s+){0,2}(?:growth|increase|rise)\b", text[match.end() :])
    sign = -1 if match["sign"] or (falls and unit in ("%", "pp")) else 1
    return Quantity(
        match.start() + (len(match[0]) - len(match[0].lstrip())), match.end(), sign * low * scale,
        None if high is None else sign * high * scale, unit, hedge,
        kind_of(unit, grows=grows or bool(follows)), counted,
        bool(re.search(r"\b(?:target|aim|goal|strive|project|expect|set at|will)\w*\b", before)),
        (begins, match.end() - (len(match["after"]) + 1 if match["after"] else 0)),
    )  # fmt: skip


def _year(match: re.Match[str], before: str, words: NumberWords) -> tuple[tuple[int, int], bool] | None:
    alone = not any(match[name] for name in ("scale", "percent", "unit", "money", "low_unit", "high"))
    if not (alone and re.fullmatch(r"(?:19|20)\d\d", match["low"])):
        return None
    by = re.search(rf"\b(?:{words.by}) ?$", before) if words.by else None
    start = match.start("low") - (len(by[0].lstrip()) + match.start("low") - match.start() if by else 0)
    return (start, match.end("low")), by is not None


def _value(written: str, words: NumberWords) -> Decimal:
    if not written[0].isdigit():
        return Decimal("0.5") if written.startswith("half") else Decimal(1)
    grouped = "." if words.decimal_comma else ","
    plain = re.sub(rf"[{re.escape(grouped)}\s  ]", "", written)
    return Decimal(plain.replace(",", ".") if words.decimal_comma else plain)


def _counted(text: str, start: int) -> str:
    """What stands before the number in its clause, at most _COUNTED characters, from a word's beginning."""
    before = text[max(0, start - _COUNTED) : start]
    cut = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    if not cut and start > _COUNTED:
        cut = before.find(" ") + 1
    return before[cut:].strip()
