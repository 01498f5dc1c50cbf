"""People, places and bodies that only one of two alike wordings names.

Countries, parts of the world and large cities are known in each language (CLDR), provinces and cities of
China besides; a Chinese person is known by the office beside the name. What the analyser takes for a name, or
capitals make look like one, is told only where the other wording has such a one in its place: alone it may be
a common word (高水平), or courtesy (Your Excellency).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from unicodedata import combining, normalize

import rjieba
from babel import Locale, UnknownLocaleError

from embeddings.comparison.differences.pairing import LIKELY, POSSIBLE, SURE, changes
from embeddings.text.metadata.places import CITIES, PROVINCES
from embeddings.text.names import OFFICE, is_name
from embeddings.text.script.character_classes import HAN
from embeddings.text.tokens.stop_words import STOP_WORDS

_RUN = re.compile(rf"[{HAN}·]+")
_PEOPLE = frozenset(("nr", "nrt", "nrfg"))
_NAMED = frozenset(("ns", "nt"))
_CHINESE_PLACES = frozenset((*PROVINCES, *CITIES))
_WORLD = "001"
_OFFICE = 4  # characters
_ENDS_OFFICE, _BEGINS_OFFICE = re.compile(rf"(?:{OFFICE}|同志)$"), re.compile(rf"{OFFICE}|同志|先生|女士")
_CAPITALISED = re.compile(r"\b(?:[A-ZÀ-ÞА-ЯЁ][\w’'-]*\w)")
_DIGIT = re.compile(r"\d")
_CONTRACTED = re.compile(r"I['’]\w+|['’]s$")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;]\s+|[“\"«„‘(—–-]\s*|\n\s*)$")
_NO_CAPITALS = ("ja", "ko", "ar", "fa", "hi", "th")
_CAPITAL_NOUNS = "de"


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    text: str
    certainty: int = SURE


def changed_names(here: str, there: str, language: str) -> list[tuple[str, str]]:
    """Pairs of what the one names and what the other names in its place, "" where it names nothing.

    here, there: normalized wordings of one language.
    """
    ours = [one for one in _names(here, language) if not _is_said(one.text, there)]
    theirs = [one for one in _names(there, language) if not _is_said(one.text, here)]
    pairs = changes(here, ours, there, theirs, lambda one, other: one.text == other.text)
    told = [(one.text if one else "", other.text if other else "") for one, other in pairs]
    return list(dict.fromkeys(told))


def _is_said(name: str, text: str) -> bool:
    """Whether the other wording has the letters of a name, however it writes or parts them."""
    return _plain(name) in _plain(text)


def _plain(text: str) -> str:
    """Small letters without their marks."""
    return "".join(sign for sign in normalize("NFD", text.casefold()) if not combining(sign))


def _names(text: str, language: str) -> Iterator[_Name]:
    spoken = language.partition("-")[0]
    if spoken == "zh":
        return _chinese(text)
    return iter(()) if spoken in _NO_CAPITALS else _capitalised(text, spoken)


def _chinese(text: str) -> Iterator[_Name]:
    for run in _RUN.finditer(text):
        at = run.start()
        for word, kind in rjieba.tag(run[0]):
            end = at + len(word)
            certainty = _certainty(word, kind, text[max(0, at - _OFFICE) : at], text[end : end + _OFFICE])
            if len(word) > 1 and certainty is not None:
                yield _Name(at, end, word, certainty)
            at = end


def _certainty(word: str, kind: str, before: str, after: str) -> int | None:
    if word in _places("zh") or word in _CHINESE_PLACES or (kind == "ns" and word[-1] in "省市县州"):
        return SURE
    if kind in _PEOPLE:
        office = is_name(word) and (_ENDS_OFFICE.search(before) or _BEGINS_OFFICE.match(after))
        return SURE if office else LIKELY
    return LIKELY if kind in _NAMED else None


def _capitalised(text: str, language: str) -> Iterator[_Name]:
    places = _places(language)
    for match in _CAPITALISED.finditer(text):
        word = _CONTRACTED.sub("", match[0])
        if len(word) < 2 or _DIGIT.search(word) or word.lower() in STOP_WORDS.get(language, ()):
            continue
        begins = language == _CAPITAL_NOUNS or _SENTENCE_START.search(text[: match.start()])
        certainty = SURE if word in places else POSSIBLE if begins else LIKELY
        yield _Name(match.start(), match.start() + len(word), word, certainty)


@cache
def _places(language: str) -> frozenset[str]:
    """The countries, parts of the world and large cities whose name is one word, as CLDR has them."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    parts = (name for code, name in locale.territories.items() if code != _WORLD)
    cities = (zone.get("city", "") for zone in locale.time_zones.values())
    return frozenset(name for name in (*parts, *cities) if len(name) > 1 and " " not in name)
