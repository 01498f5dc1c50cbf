"""What languages with spaces call scales, hedges, units and growth. In these tables _ stands for a space."""

from collections.abc import Mapping
from dataclasses import dataclass

from embeddings.comparison.numbers.quantity import Hedge


@dataclass(frozen=True)
class NumberWords:
    """The words of one language, in small letters.

    scales: by word, what it multiplies by.  before, after: hedges that stand before or after a number.
    growth, fall, by: patterns of words, "" where there are none.
    """

    scales: Mapping[str, int]
    before: Mapping[str, Hedge]
    after: Mapping[str, Hedge]
    percent: tuple[str, ...]
    points: tuple[str, ...]
    growth: str
    fall: str
    by: str
    decimal_comma: bool


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in words.split())


def _hedges(hedges: Mapping[Hedge, str]) -> dict[str, Hedge]:
    return {word: hedge for hedge, words in hedges.items() for word in _listed(words)}


def _words(
    *,
    scales: Mapping[int, str],
    before: Mapping[Hedge, str],
    percent: str,
    after: Mapping[Hedge, str] | None = None,
    points: str = "",
    growth: str = "",
    fall: str = "",
    by: str = "",
    decimal_comma: bool = True,
) -> NumberWords:
    """scales: by power of ten, its words."""
    return NumberWords(
        {word: 10**power for power, words in scales.items() for word in _listed(words)},
        _hedges(before),
        _hedges(after or {}),
        _listed(percent),
        _listed(points),
        growth,
        fall,
        by,
        decimal_comma,
    )


WORDS: Mapping[str, NumberWords] = {
    "en": _words(
        scales={
            2: "hundred",
            3: "thousand",
            6: "million mn",
            9: "billion bn",
            12: "trillion",
        },
        before={
            "about": "around about approximately roughly some an_estimated",
            "nearly": "nearly almost close_to",
            "over": "over more_than above exceeding exceeded surpassed in_excess_of",
            "at_least": "at_least no_less_than not_less_than no_fewer_than",
            "at_most": "up_to no_more_than not_more_than at_most within",
            "under": "less_than fewer_than under below",
        },
        after={
            "about": "or_so",
            "at_least": "or_more or_higher or_above and_above",
            "at_most": "or_less or_below",
        },
        percent="percent per_cent %",
        points="percentage_points percentage_point",
        growth=(
            r"gr[eo]w\w*|growth|increas\w*|r[io]se\w*|rising|expand\w*|up|gain\w*|"
            r"climb\w*|declin\w*|decreas\w*|f[ea]ll\w*|drop\w*|reduc\w*|cut|down|"
            r"lower\w*"
        ),
        fall=r"declin\w*|decreas\w*|f[ea]ll\w*|drop\w*|reduc\w*|cut|down|lower\w*",
        by=r"by|before|until|no later than|by the end of|by the year",
        decimal_comma=False,
    ),
    "de": _words(
        scales={
            3: "tausend",
            6: "million millionen mio",
            9: "milliarde milliarden mrd",
            12: "billion billionen",
        },
        before={
            "about": "etwa rund circa ungefähr",
            "nearly": "fast knapp",
            "over": "über mehr_als",
            "at_least": "mindestens",
            "at_most": "höchstens maximal bis_zu",
            "under": "weniger_als unter",
        },
        percent="prozent %",
        points="prozentpunkte prozentpunkten prozentpunkt",
        growth=(
            r"wachs\w*|wuchs\w*|gewachsen|steig\w*|gestiegen|stieg\w*|erhöh\w*|zunahm\w*"
            r"|sink\w*|gesunken|sank\w*|fiel\w*|rückgang"
        ),
        fall=r"sink\w*|gesunken|sank\w*|fiel\w*|rückgang",
        by=r"bis|bis zum jahr|bis ende",
    ),
    "fr": _words(
        scales={
            2: "cent",
            3: "mille",
            6: "million millions",
            9: "milliard milliards",
            12: "billion billions",
        },
        before={
            "about": "environ quelque",
            "nearly": "près_de presque",
            "over": "plus_de",
            "at_least": "au_moins",
            "at_most": "au_plus jusqu'à",
            "under": "moins_de",
        },
        percent="pour_cent %",
        points="points_de_pourcentage point_de_pourcentage",
        growth=r"cro[iî]\w*|augment\w*|hausse|progress\w*|baiss\w*|dimin\w*|recul\w*",
        fall=r"baiss\w*|dimin\w*|recul\w*",
        by=r"d'ici|d'ici à|avant|jusqu'en|à l'horizon",
    ),
    "es": _words(
        scales={
            3: "mil",
            6: "millón millones",
            9: "mil_millones",
            12: "billón billones",
        },
        before={
            "nearly": "cerca_de casi",
            "about": "aproximadamente alrededor_de unos unas",
            "over": "más_de",
            "at_least": "al_menos por_lo_menos",
            "at_most": "hasta como_máximo",
            "under": "menos_de",
        },
        percent="por_ciento %",
        points="puntos_porcentuales punto_porcentual",
        growth=r"crec\w*|aument\w*|increment\w*|sub\w*|ca[íy]\w*|reduc\w*|disminu\w*|baj\w*",
        fall=r"ca[íy]\w*|reduc\w*|disminu\w*|baj\w*",
        by=r"para|en|antes de|hasta",
    ),
    "pt": _words(
        scales={
            3: "mil",
            6: "milhão milhões",
            9: "bilhão bilhões mil_milhões",
            12: "trilhão trilhões",
        },
        before={
            "about": "cerca_de aproximadamente",
            "nearly": "quase",
            "over": "mais_de",
            "at_least": "pelo_menos ao_menos",
            "at_most": "até",
            "under": "menos_de",
        },
        percent="por_cento %",
        points="pontos_percentuais ponto_percentual",
        growth=r"cresc\w*|aument\w*|sub\w*|ca[íi]\w*|reduz\w*|redu[çc]\w*|diminu\w*",
        fall=r"ca[íi]\w*|reduz\w*|redu[çc]\w*|diminu\w*",
        by=r"até|antes de",
    ),
    "it": _words(
        scales={
            3: "mila",
            6: "milione milioni",
            9: "miliardo miliardi",
        },
        before={
            "about": "circa",
            "nearly": "quasi",
            "over": "oltre più_di",
            "at_least": "almeno",
            "at_most": "fino_a",
            "under": "meno_di",
        },
        percent="per_cento %",
        points="punti_percentuali punto_percentuale",
        growth=r"cresc\w*|aument\w*|sal\w*|cal\w*|dimin\w*",
        fall=r"cal\w*|dimin\w*",
        by=r"entro",
    ),
    "ru": _words(
        scales={
            3: "тысяч тысячи тыс",
            6: "миллион миллиона миллионов млн",
            9: "миллиард миллиарда миллиардов млрд",
            12: "триллион триллиона триллионов трлн",
        },
        before={
            "about": "около примерно порядка",
            "nearly": "почти",
            "over": "более более_чем свыше больше",
            "at_least": "не_менее минимум",
            "at_most": "до не_более",
            "under": "менее",
        },
        percent="процентов процента процент %",
        points="процентных_пункта процентных_пунктов",
        growth=r"рост\w*|вырос\w*|увелич\w*|сниж\w*|сниз\w*|сократ\w*|упа\w*",
        fall=r"сниж\w*|сниз\w*|сократ\w*|упа\w*",
        by=r"к|до",
    ),
    "tr": _words(
        scales={
            3: "bin",
            6: "milyon",
            9: "milyar",
            12: "trilyon",
        },
        before={
            "about": "yaklaşık",
            "at_least": "en_az",
            "at_most": "en_fazla",
        },
        percent="%",
    ),
}
_UNIT_WORDS = {
    "yuan": "yuan rmb renminbi cny юаней",
    "usd": "dollars dollar us_dollars usd долларов dólares",
    "eur": "euros euro eur",
    "gbp": "pounds",
    "jpy": "yen",
    "rub": "rubles roubles рублей",
    "mu": "mu",
    "hectare": "hectares hectare hektar",
    "acre": "acres",
    "km2": "square_kilometers square_kilometres",
    "person": "people persons",
    "km": "kilometers kilometres km",
    "tonne": "tons tonnes metric_tons",
    "kg": "kilograms",
    "kwh": "kilowatt-hours kwh",
    "kw": "kilowatts",
    "job": "jobs",
    "fold": "times",
    "years": "years",
    "month": "months",
    "day": "days",
    "hour": "hours",
    "household": "households",
    "country": "countries",
}
UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in _listed(words)}
