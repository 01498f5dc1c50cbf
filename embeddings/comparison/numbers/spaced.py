"""Numbers in languages with spaces: 1.2 trillion yuan, around 5 percent, 5,2 Prozent, by 2030, five million.

Each language gives its words; the grammar is one: a hedge, a sign of money, digits or words, a scale, a unit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from embeddings.comparison.numbers.quantity import Hedge, Quantity, kind_of


@dataclass(frozen=True)
class _Words:
    """What a language calls scales, hedges, units and growth; every key is in small letters."""

    scales: Mapping[str, int]
    before: Mapping[str, Hedge]
    after: Mapping[str, Hedge] = field(default_factory=dict)
    percent: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    growth: str = ""
    fall: str = ""
    by: str = ""
    decimal_comma: bool = True
    numerals: Mapping[str, int] = field(default_factory=dict)


_ENGLISH_NUMERALS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
} | {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}

_LANGUAGES: dict[str, _Words] = {
    "en": _Words(
        scales={"hundred": 100, "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12},
        before={
            "around": "about", "about": "about", "approximately": "about", "roughly": "about", "some": "about",
            "an estimated": "about", "nearly": "nearly", "almost": "nearly", "close to": "nearly",
            "over": "over", "more than": "over", "above": "over", "exceeding": "over", "exceeded": "over", "surpassed": "over",
            "in excess of": "over", "at least": "at_least", "no less than": "at_least", "not less than": "at_least", "no fewer than": "at_least",
            "up to": "at_most", "no more than": "at_most", "not more than": "at_most", "at most": "at_most", "within": "at_most",
            "less than": "under", "fewer than": "under", "under": "under", "below": "under",
        },
        after={"or so": "about", "or more": "at_least", "or higher": "at_least", "or above": "at_least", "and above": "at_least", "or less": "at_most", "or below": "at_most"},
        percent=("percent", "per cent", "%"), points=("percentage points", "percentage point"),
        growth=r"gr[eo]w\w*|growth|increas\w*|r[io]se\w*|rising|expand\w*|up|gain\w*|climb\w*|declin\w*|decreas\w*|f[ea]ll\w*|drop\w*|reduc\w*|cut|down|lower\w*",
        fall=r"declin\w*|decreas\w*|f[ea]ll\w*|drop\w*|reduc\w*|cut|down|lower\w*",
        by=r"by|before|until|no later than|by the end of|by the year", decimal_comma=False, numerals=_ENGLISH_NUMERALS,
    ),
    "de": _Words(
        scales={"tausend": 10**3, "million": 10**6, "millionen": 10**6, "mio": 10**6, "milliarde": 10**9, "milliarden": 10**9, "mrd": 10**9, "billion": 10**12, "billionen": 10**12},
        before={"etwa": "about", "rund": "about", "circa": "about", "ungefähr": "about", "fast": "nearly", "knapp": "nearly", "über": "over", "mehr als": "over",
                "mindestens": "at_least", "höchstens": "at_most", "maximal": "at_most", "bis zu": "at_most", "weniger als": "under", "unter": "under"},
        percent=("prozent", "%"), points=("prozentpunkte", "prozentpunkten", "prozentpunkt"),
        growth=r"wachs\w*|wuchs\w*|gewachsen|steig\w*|gestiegen|stieg\w*|erhöh\w*|zunahm\w*|sink\w*|gesunken|sank\w*|fiel\w*|rückgang", fall=r"sink\w*|gesunken|sank\w*|fiel\w*|rückgang", by="bis|bis zum jahr|bis ende",
    ),
    "fr": _Words(
        scales={"cent": 100, "mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "billion": 10**12, "billions": 10**12},
        before={"environ": "about", "quelque": "about", "près de": "nearly", "presque": "nearly", "plus de": "over", "au moins": "at_least", "au plus": "at_most",
                "jusqu'à": "at_most", "moins de": "under"},
        percent=("pour cent", "%"), points=("points de pourcentage", "point de pourcentage"),
        growth=r"cro[iî]\w*|augment\w*|hausse|progress\w*|baiss\w*|dimin\w*|recul\w*", fall=r"baiss\w*|dimin\w*|recul\w*", by="d'ici|d'ici à|avant|jusqu'en|à l'horizon",
    ),
    "es": _Words(
        scales={"mil": 10**3, "mil millones": 10**9, "millón": 10**6, "millones": 10**6, "billón": 10**12, "billones": 10**12},
        before={"cerca de": "nearly", "casi": "nearly", "aproximadamente": "about", "alrededor de": "about", "unos": "about", "unas": "about", "más de": "over",
                "al menos": "at_least", "por lo menos": "at_least", "hasta": "at_most", "como máximo": "at_most", "menos de": "under"},
        percent=("por ciento", "%"), points=("puntos porcentuales", "punto porcentual"),
        growth=r"crec\w*|aument\w*|increment\w*|sub\w*|ca[íy]\w*|reduc\w*|disminu\w*|baj\w*", fall=r"ca[íy]\w*|reduc\w*|disminu\w*|baj\w*", by="para|en|antes de|hasta",
    ),
    "pt": _Words(
        scales={"mil": 10**3, "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9, "mil milhões": 10**9, "trilhão": 10**12, "trilhões": 10**12},
        before={"cerca de": "about", "aproximadamente": "about", "quase": "nearly", "mais de": "over", "pelo menos": "at_least", "ao menos": "at_least", "até": "at_most", "menos de": "under"},
        percent=("por cento", "%"), points=("pontos percentuais", "ponto percentual"),
        growth=r"cresc\w*|aument\w*|sub\w*|ca[íi]\w*|reduz\w*|redu[çc]\w*|diminu\w*", fall=r"ca[íi]\w*|reduz\w*|redu[çc]\w*|diminu\w*", by="até|antes de",
    ),
    "it": _Words(
        scales={"mila": 10**3, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9},
        before={"circa": "about", "quasi": "nearly", "oltre": "over", "più di": "over", "almeno": "at_least", "fino a": "at_most", "meno di": "under"},
        percent=("per cento", "%"), points=("punti percentuali", "punto percentuale"), growth=r"cresc\w*|aument\w*|sal\w*|cal\w*|dimin\w*", fall=r"cal\w*|dimin\w*", by="entro",
    ),
    "ru": _Words(
        scales={"тысяч": 10**3, "тысячи": 10**3, "тыс": 10**3, "миллион": 10**6, "миллиона": 10**6, "миллионов": 10**6, "млн": 10**6, "миллиард": 10**9,
                "миллиарда": 10**9, "миллиардов": 10**9, "млрд": 10**9, "триллион": 10**12, "триллиона": 10**12, "триллионов": 10**12, "трлн": 10**12},
        before={"около": "about", "примерно": "about", "порядка": "about", "почти": "nearly", "более": "over", "более чем": "over", "свыше": "over", "больше": "over", "не менее": "at_least", "минимум": "at_least",
                "до": "at_most", "не более": "at_most", "менее": "under"},
        percent=("процентов", "процента", "процент", "%"), points=("процентных пункта", "процентных пунктов"),
        growth=r"рост\w*|вырос\w*|увелич\w*|сниж\w*|сниз\w*|сократ\w*|упа\w*", fall=r"сниж\w*|сниз\w*|сократ\w*|упа\w*", by="к|до",
    ),
}  # fmt: skip
_LANGUAGES["tr"] = _Words(
    scales={"bin": 10**3, "milyon": 10**6, "milyar": 10**9, "trilyon": 10**12},
    before={"yaklaşık": "about", "en az": "at_least", "en fazla": "at_most"},
    percent=("%",),
)

_UNITS = {
    "yuan": "yuan", "rmb": "yuan", "renminbi": "yuan", "cny": "yuan", "юаней": "yuan", "dollars": "usd", "dollar": "usd", "us dollars": "usd", "usd": "usd", "долларов": "usd", "dólares": "usd",
    "euros": "eur", "euro": "eur", "eur": "eur", "pounds": "gbp", "yen": "jpy", "rubles": "rub", "roubles": "rub", "рублей": "rub",
    "mu": "mu", "hectares": "hectare", "hectare": "hectare", "hektar": "hectare", "acres": "acre", "square kilometers": "km2", "square kilometres": "km2",
    "people": "person", "persons": "person", "kilometers": "km", "kilometres": "km", "km": "km", "tons": "tonne", "tonnes": "tonne",
    "metric tons": "tonne", "kilograms": "kg", "kilowatt-hours": "kwh", "kwh": "kwh", "kilowatts": "kw", "jobs": "job", "times": "fold", "years": "years", "months": "month", "days": "day",
    "hours": "hour", "households": "household", "countries": "country",
}  # fmt: skip
_SIGNS = {"us$": "usd", "hk$": "hkd", "s$": "sgd", "nt$": "twd", "r$": "brl", "$": "usd", "€": "eur", "£": "gbp", "¥": "yuan", "rmb": "yuan"}
_COUNTED = 60  # characters
_CLAUSE = re.compile(r"(?<!\d)[.,;:!?()](?!\d)|[.;:!?](?=\s)|,(?=\s)|[—–;]|\n")
_NOT_BEFORE = re.compile(r"(?:\w|[-/$€£.,]|no\.? |article |chapter |section |resolution |page )$", re.IGNORECASE)
_NOT_AFTER = re.compile(r"^(?:(?:st|nd|rd|th|er|e|º|ª)\b|[-/]\d|:\d|[^\W\d_])", re.IGNORECASE)


def has_words_of(language: str) -> bool:
    return language in _LANGUAGES


def spaced_quantities(text: str, language: str) -> Iterator[Quantity]:
    """The numbers of a normalized text in one of the languages above, in order.

    A bare whole number below 1,000 counts only with a unit, a scale, a hedge or a percentage: else it may be a
    day, a chapter or a list's.
    """
    words = _LANGUAGES[language]
    lower = text.lower()
    if len(lower) != len(text):
        return
    for match in _pattern(language).finditer(lower):
        quantity = _quantity(lower, match, words)
        if quantity is not None:
            yield quantity


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = _LANGUAGES[language]

    def either(options: Iterator[str] | Mapping[str, object] | tuple[str, ...]) -> str:
        return "|".join(re.escape(word) for word in sorted(options, key=lambda word: (-len(word), word)))

    group = "[.  ]" if words.decimal_comma else "[,  ]"
    point = "," if words.decimal_comma else r"\."
    digits = rf"\d{{1,3}}(?:{group}\d{{3}})+(?!\d)(?:{point}\d+)?|\d+(?:{point}\d+)?"
    numeral = ""
    if words.numerals:
        one = either(words.numerals)
        numeral = rf"|(?:(?:{one})(?:[- ](?:{one}))*)\b"
    percent = either((*words.points, *words.percent))
    return re.compile(
        rf"(?P<hedge>\b(?:{either(words.before)}) )?"
        rf"(?P<money>{either(_SIGNS)})? ?"
        rf"(?P<sign>(?<![\w])[-−])?(?P<low>{digits}{numeral})(?P<low_unit> ?%)?"
        rf"(?: ?(?:-|–|—|to|bis|à|a) ?(?P<high>(?:{digits})))?"
        rf"(?:[- ](?P<scale>{either(words.scales)})\b\.?)?(?:[- ](?P<scale2>{either(words.scales)})\b)?"
        rf"(?: ?(?P<percent>{percent})(?!\w))?"
        rf"(?:[- ](?:of |de |d')?(?P<unit>{either(_UNITS)})(?!\w))?"
        + (rf"(?: (?P<after>{either(words.after)})\b)?" if words.after else "(?P<after>(?!))?")
    )


def _quantity(text: str, match: re.Match[str], words: _Words) -> Quantity | None:
    begins = match.start("money") if match["money"] else match.start("low")
    if _NOT_BEFORE.search(text[max(0, begins - 12) : begins]) or _NOT_AFTER.match(text[match.end() :]):
        return None
    low, high = _value(match["low"], words), _value(match["high"], words) if match["high"] else None
    if low is None:
        return None
    before = text[max(0, match.start() - 60) : match.start()]
    year = _year(match, low, before, words)
    counted = _counted(text, match.start())
    if year is not None:
        span, target = year
        return Quantity(*span, low, None, "year", "", "year", counted, target)
    scale = words.scales.get(match["scale"] or "", 1) * words.scales.get(match["scale2"] or "", 1)
    unit = _UNITS.get(match["unit"] or "", "") or _SIGNS.get(match["money"] or "", "")
    if match["percent"] or match["low_unit"]:
        unit = "pp" if match["percent"] in words.points else "%"
    hedge: Hedge = words.after[match["after"]] if match["after"] else words.before.get((match["hedge"] or "").strip(), "")
    bare = not unit and scale == 1
    if bare and (not match["low"][0].isdigit() or (low < 1000 and not hedge) or "." in match["low"][-1:]):
        return None
    clause = before[max((cut.end() for cut in _CLAUSE.finditer(before)), default=0) :]
    near = re.compile(rf"\b(?:{words.growth})\b(?:\W+\w+){{0,4}}\W*$") if words.growth else None
    grows = bool(near and near.search(clause)) and not re.search(r"\bto ?$", clause)
    falls = bool(words.fall and re.search(rf"\b(?:{words.fall})\b(?:\W+\w+){{0,3}}\W*$", clause)) and not re.search(r"\bto ?$", clause)
    follows = re.match(r"\s*(?:\w+\s+){0,2}(?:growth|increase|rise)\b", text[match.end() :])
    sign = -1 if match["sign"] or (falls and unit in ("%", "pp")) else 1
    return Quantity(
        match.start() + (len(match[0]) - len(match[0].lstrip())), match.end(), sign * low * scale,
        None if high is None else sign * high * scale, unit, hedge, kind_of(unit, grows=grows or bool(follows)), counted,
        bool(re.search(r"\b(?:target|aim|goal|strive|project|expect|set at|will)\w*\b", before)),
    )  # fmt: skip


def _year(
    match: re.Match[str], value: Decimal, before: str, words: _Words
) -> tuple[tuple[int, int], bool] | None:
    alone = not any(match[name] for name in ("scale", "percent", "unit", "money", "low_unit", "high"))
    if not (alone and re.fullmatch(r"(?:19|20)\d\d", match["low"])):
        return None
    by = re.search(rf"\b(?:{words.by}) ?$", before) if words.by else None
    start = match.start("low") - (len(by[0].lstrip()) + match.start("low") - match.start() if by else 0)
    return (start, match.end("low")), by is not None


def _value(written: str, words: _Words) -> Decimal | None:
    if not written[0].isdigit():
        parts = [words.numerals[word] for word in re.split(r"[- ]", written)]
        # Twenty-five is one number; "one two" is none.
        return Decimal(sum(parts)) if len(parts) == 1 or (len(parts) == 2 and parts[0] >= 20 > 0 < parts[1] < 10) else None
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
