"""Numbers, names and negations in which two alike sentences differ: by rules, no recogniser."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from embeddings.comparison.numbers.quantity import MEASURES, Quantity
from embeddings.comparison.numbers.reading import quantities_of
from embeddings.comparison.result import Difference
from embeddings.text.names import COMPOUND, SURNAMES
from embeddings.text.script.character_classes import HAN

# A figure with its decimals, or a Chinese numeral that is more than one 一.
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*|[〇零一二三四五六七八九十百千万亿两]{2,}|[二三四五六七八九十百千]")
_NEGATIONS = {
    "zh": r"不[是会能可得应准许再]?|没有?|未[能曾]?|无[法须需]?|非|勿|莫|别|绝不|决不|禁止",
    "en": r"not|n['’]t|no|never|neither|nor|without|cannot|none|nobody|nothing",
    "de": r"nicht|kein\w*|nie|niemals|ohne|weder",
    "fr": r"pas|jamais|aucune?|sans|ni|non",
    "es": r"no|nunca|jamás|ningun[oa]?|ningún|sin|tampoco",
    "pt": r"não|nunca|jamais|nenhuma?|sem",
    "it": r"non|mai|nessun[oa]?|senza",
    "ru": r"не|нет|никогда|без|ни",
    "tr": r"değil\w*|yok\w*|hiç\w*",
    "ar": r"لا|لم|لن|ليس|غير|بدون",
    "ja": r"ない|なく|ません|ず|なかった",
    "ko": r"않\w*|못\w*|없\w*|아니\w*",
}
_WITHOUT_SPACES = ("zh", "ja", "ko")
_CAPITALISED = re.compile(r"\b[A-ZÀ-ÞА-Я][\w’'-]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|[“\"«]\s*)$")


def differences(here: str, there: str, language: str) -> list[Difference]:
    """What differs between two wordings of one language, in the order numbers, names, negations."""
    key = language.partition("-")[0]
    return [
        *_changed("number", _numbers(here), _numbers(there)),
        *_rescaled(here, there, language),
        *_changed("name", _names(here, key), _names(there, key)),
        *_denials(here, there, key),
    ]


def _changed(kind: str, here: Sequence[str], there: Sequence[str]) -> Iterator[Difference]:
    """What only one of the two has, paired in the order in which it stands."""
    left, right = Counter(here) - Counter(there), Counter(there) - Counter(here)
    ours = [one for one in dict.fromkeys(here) for _ in range(left[one])]
    theirs = [one for one in dict.fromkeys(there) for _ in range(right[one])]
    for place in range(max(len(ours), len(theirs))):
        yield Difference(
            kind,  # type: ignore[arg-type]
            ours[place] if place < len(ours) else "",
            theirs[place] if place < len(theirs) else "",
        )


def numbers_of(text: str) -> list[str]:
    """The figures of a text, so written that 1,000 and 1000 are one."""
    return _numbers(text)


def _numbers(text: str) -> list[str]:
    return [re.sub(r",(?=\d{3}(?!\d))", "", found) for found in _NUMBER.findall(text)]


def _rescaled(here: str, there: str, language: str) -> Iterator[Difference]:
    """Equal figures that say other amounts: 1.5亿吨 and 1.5万吨, 1.5 million and 1.5 billion."""
    ours, theirs = _by_figure(here, language), _by_figure(there, language)
    for figure in ours:
        # Where a figure comes several times, its amounts are held against one another in their order.
        for one, other in zip(ours[figure], theirs.get(figure, ()), strict=False):
            if _amount(one) != _amount(other):
                yield Difference("number", _bare(here, one, figure), _bare(there, other, figure))


def _by_figure(text: str, language: str) -> dict[str, list[Quantity]]:
    """The quantities of a text by the figure that each begins with."""
    found: dict[str, list[Quantity]] = {}
    for quantity in quantities_of(text, language):
        figures = _numbers(text[quantity.start : quantity.end])
        if figures and quantity.kind != "year":
            found.setdefault(figures[0], []).append(quantity)
    return found


def _amount(quantity: Quantity) -> tuple[Decimal, str]:
    """How much it is, however it is called: 100 persons are 100 people, and a fall is no other amount."""
    return abs(quantity.value), quantity.unit if quantity.unit in MEASURES else ""


def _bare(text: str, quantity: Quantity, figure: str) -> str:
    """A quantity as it is written, without what hedges it in front."""
    said = text[quantity.start : quantity.end]
    return said[max(0, said.find(figure)) :]


def _names(text: str, language: str) -> list[str]:
    if language == "zh":
        return _chinese_names(text)
    if language in _WITHOUT_SPACES or language == "de":  # no capitals, or too many
        return []
    names = []
    for match in _CAPITALISED.finditer(text):
        if not _SENTENCE_START.search(text[: match.start()]):
            names.append(match[0])
    return names


_OFFICE_NAME = re.compile(rf"(?<=书记|主席|总理|省长|市长|部长|主任|同志)(?P<name>[{HAN}]{{2,3}})(?![{HAN}])")


def _chinese_names(text: str) -> list[str]:
    return [
        match["name"]
        for match in _OFFICE_NAME.finditer(text)
        if match["name"][0] in SURNAMES or match["name"][:2] in COMPOUND
    ]


def _denials(here: str, there: str, language: str) -> Iterator[Difference]:
    """That something is denied counts, not how: 不会 and 没有 are alike."""
    ours, theirs = _negations(here, language), _negations(there, language)
    if len(ours) % 2 != len(theirs) % 2:
        yield Difference("negation", " ".join(ours), " ".join(theirs))


def _negations(text: str, language: str) -> list[str]:
    words = _NEGATIONS.get(language)
    if words is None:
        return []
    if language in _WITHOUT_SPACES:
        return re.findall(words, _NOT_DENIED.sub("\u3000", text))
    return [match.lower() for match in re.findall(rf"\b(?:{words})\b|n['’]t\b", text, re.IGNORECASE)]


# Words in which a sign of negation denies nothing.
_NOT_DENIED = re.compile(
    "不断|不仅|不但|不止|无论|不论|不管|非常|不同|不懈|无疑|不少|除非|莫过|特别|级别|区别|分别|个别|别的|未来|不得不|无不"
    "|不可或缺|必不可少|没收|非洲|是非|无锡|勿忘"
)
