"""A form -> its terms, for search by words. One analyser for each script, for passages and questions alike.

Unlike `words`, which are shown to readers, terms are only ever compared. They overlap (a word and its stem, a
Chinese word and the pairs of characters in it), so that a text is found by whatever part of it is remembered.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import rjieba
import snowballstemmer

from embeddings.text.script.characters import HAN, KANA
from embeddings.text.tokens.stop_words import STOP_WORDS
from embeddings.text.tokens.words import lowered, without_particle

_HANGUL = "\uac00-\ud7a3"
# Vowel signs of the Indic and Thai blocks are no letters to `re`, and would part every word.
_SIGNS = "\u0900-\u0eff"
_RUNS = re.compile(
    rf"(?P<han>[{HAN}{KANA}]+)|(?P<hangul>[{_HANGUL}]+)|(?P<number>\d+(?:[.,]\d+)+)"
    rf"|(?P<letters>(?:(?![{HAN}{KANA}{_HANGUL}])(?:[^\W_]|[{_SIGNS}]))+)"
)
_JAPANESE = re.compile(rf"[{HAN}]{{3,}}|[\u30a1-\u30fa\u30fc]{{3,}}")
_HAN = re.compile(f"[{HAN}]+")
_STOPPED_SOMEWHERE = frozenset().union(*STOP_WORDS.values())
_SNOWBALL = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fr": "french", "it": "italian",
    "pt": "portuguese", "ru": "russian", "tr": "turkish",
}  # fmt: skip

# Of Latin, Greek, Cyrillic and Arabic letters; in other scripts such marks are vowels.
_ACCENTS = re.compile("[\u0300-\u036f\u0653-\u0655]")
_stemming = threading.Lock()  # a stemmer keeps the word in hand in itself


def terms(normalized: str, language: str) -> list[str]:
    """The terms of a folded text, in their order, those that repeat as often as they do.

    language: as language_of gives it. It decides stems and stop words only: a word taken for another
    language's still meets itself, as it is written.
    """
    stopped = STOP_WORDS.get(language.split("-")[0], frozenset())
    return [term for term in _all_terms(normalized, language, stopped) if term not in stopped]


def _all_terms(normalized: str, language: str, stopped: frozenset[str]) -> Iterator[str]:
    for run in _RUNS.finditer(lowered(normalized, language)):
        match run.lastgroup:
            case "han":
                yield from _pairs(run[0])
                yield from _JAPANESE.findall(run[0]) if language == "ja" else rjieba.cut_for_search(run[0])
            case "hangul":
                word = without_particle(run[0])
                yield word
                yield from _pairs(word) if len(word) > 2 and word not in stopped else ()
            case "number":
                yield run[0].replace(",", "")
            case _ if len(run[0]) > 1 and run[0] not in stopped:
                yield from _word_and_stem(run[0], language.split("-")[0])


def sure_terms(normalized: str) -> list[str]:
    """Terms that every text has which holds this form, whatever its language and wherever its words end."""
    every = (pair for run in _HAN.findall(normalized) for pair in _pairs(run))
    return [pair for pair in every if pair not in _STOPPED_SOMEWHERE]


def _pairs(run: str) -> Iterator[str]:
    """Every two characters beside each other."""
    return (run[at : at + 2] for at in range(len(run) - 1))


@lru_cache(maxsize=1 << 16)
def _word_and_stem(word: str, language: str) -> tuple[str, ...]:
    """The word as it is written and its stem, both without accents; one where they are the same."""
    plain = _without_accents(word)
    if language not in _SNOWBALL or word.isdecimal():
        return (plain,)
    stem = _without_accents(_stem(word, language))
    return (plain,) if stem == plain else (plain, stem)


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    return _ACCENTS.sub("", unicodedata.normalize("NFD", word))


def _stem(word: str, language: str) -> str:
    with _stemming:
        stem: str = _stemmer(language).stemWord(word)
    return stem


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_SNOWBALL[language])
