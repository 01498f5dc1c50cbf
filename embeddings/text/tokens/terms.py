"""A normalized text -> its terms, for search by words. One analyser for each script.

Unlike `words`, which are shown to readers, terms are only ever compared. They overlap (a word and its stem, a
Chinese word and the pairs of characters in it), so that a text is found by whatever part of it is remembered.
Every run of letters or digits is a term, however short and however common: which of them a question is asked
by is decided of the question alone (`telling_words`).
"""

import re
import threading
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

import rjieba
import snowballstemmer

from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.search_folding import fold_signs, numerals, numerals_as_digits, search_fold
from embeddings.text.tokens.stop_words import STOP_WORDS
from embeddings.text.tokens.words import lowered, without_particle

# Ends a term that stands for its one character, wherever a passage has it.
BEGINNING = "*"

_HANGUL = "\uac00-\ud7a3"
# Vowel signs of the Indic and Thai blocks are no letters to `re`, and would part every word.
_SIGNS = "\u0900-\u0eff"
_LETTER = rf"(?:(?![{HAN}{KANA}{_HANGUL}])(?:[^\W_]|[{_SIGNS}\u0300-\u036f\u064b-\u065f\u0670]))"
_PER_CENT = r" ?(?:%|(?i:per ?cent|prozent|pour cent|por ciento|por cento|per cento)\b)"
_RUNS = re.compile(
    rf"(?P<han>[{HAN}{KANA}]+)|(?P<hangul>[{_HANGUL}]+)"
    rf"|(?P<number>\d+(?:[.,]\d+)*)(?!{_LETTER})(?P<percent>{_PER_CENT})?"
    rf"|(?P<letters>{_LETTER}+(?:[-&.']{_LETTER}+)*)"
)
_JOINING = frozenset("-&.'")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3}){2,}")
_PIECES = re.compile(r"\d+")
_PARTS = re.compile(rf"{_LETTER}+")
_INITIALS = re.compile(rf"{_LETTER}(?:\.{_LETTER})+")
_WHOLE = re.compile(rf"{_LETTER}{{2,}}(?:-{_LETTER}{{2,}}){{1,2}}")  # co-operation, decision-making
_JAPANESE = re.compile(rf"[{HAN}]{{3,}}|[\u30a1-\u30fa\u30fc]{{3,}}")
_HAN = re.compile(f"[{HAN}]+")
_CJK = re.compile(f"[{HAN}{KANA}{_HANGUL}]")
_SNOWBALL = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fr": "french", "it": "italian",
    "pt": "portuguese", "ru": "russian", "tr": "turkish",
}  # fmt: skip
_LONGEST_ACRONYM = 5  # letters; WHO and IT are words of grammar as well, and ONG is a name
_FEW = 2  # words that may all be in capitals and still be acronyms
_stemming = threading.Lock()  # a stemmer keeps the word in hand in itself


Word: TypeAlias = tuple[str, ...]  # of a question: its terms, any of which a passage may hold it by


class _Term(NamedTuple):
    """tells: it is no stop word, and no lone character beside others.  is_stem: of the word before it."""

    text: str
    tells: bool
    is_stem: bool = False


def terms(normalized: str, language: str) -> list[str]:
    """The terms of a passage, in their order, those that repeat as often as they do.

    language: as language_of gives it. It decides stems and Chinese or Japanese words only: a word taken for
    another language's still meets itself, as it is written.
    """
    return [term.text for term in _all_terms(normalized, language)]


def telling_words(normalized: str, language: str) -> list[Word]:
    """The words that a question is asked by: without stop words, unless it holds nothing else.

    A word and its stem are one word (taxes, tax): whatever passage has either holds it. A question of lone
    characters (旱, 旱 税) is asked by whatever begins with them: see BEGINNING.
    """
    every = _all_terms(normalized, language)
    telling = [term for term in every if term.tells]
    if not any(not term.text.isupper() for term in telling):  # only acronyms, which are words as well
        telling = every
    if all(len(term.text) == 1 and _CJK.match(term.text) for term in telling):
        return [(term.text + BEGINNING,) for term in telling]
    words: list[Word] = []
    for term in telling:
        if term.is_stem:
            words[-1] += (term.text,)
        else:
            words.append((term.text,))
    return words


def telling_terms(normalized: str, language: str) -> list[str]:
    """The terms of the words that a question is asked by."""
    return [term for word in telling_words(normalized, language) for term in word]


def sure_terms(phrase: str) -> list[list[str]]:
    """Terms that every text has which holds a phrase, in one of two ways: as it is typed, or with its Han
    numerals in digits. [[]] where nothing is sure.

    phrase: a normalized text that stands as whole words, or anywhere between Han characters.
    """
    folded = search_fold(phrase)
    return [_sure(written) for written in dict.fromkeys((folded, numerals_as_digits(folded)))]


def _sure(folded: str) -> list[str]:
    sure: list[str] = []
    for run in _RUNS.finditer(folded):
        match run.lastgroup:
            case "han":
                sure += (pair for part in _HAN.findall(run[0]) for pair in _pairs(part))
            case "letters":
                sure += _PARTS.findall(run[0])
            case "number" | "percent":
                sure += [*_PIECES.findall(run["number"]), *_PARTS.findall(run["percent"] or "")]
    return sure or [text + BEGINNING for text in folded if len(folded) == 1 and _CJK.match(text)]


def _all_terms(normalized: str, language: str) -> list[_Term]:
    text, primary = fold_signs(normalized), language.split("-")[0]
    capitals = _mostly_capitals(text)
    found: list[_Term] = []
    for run in _RUNS.finditer(text):
        match run.lastgroup:
            case "letters":
                found += _letters(run[0], primary, capitals=capitals)
            case "han":
                found += _han(run[0], primary)
            case "hangul":
                word = without_particle(run[0])
                tells = word not in _stopped(primary)
                found.append(_Term(word, tells))
                found += (_Term(pair, tells) for pair in _pairs(word)) if len(word) > 2 else ()
            case _:
                start, end = run.span()
                found += _number(run["number"], percent=run.lastgroup == "percent")
                found += (_Term(search_fold(word), False) for word in _PARTS.findall(run["percent"] or ""))
                found += _counted(run["number"], text[start - 1 : start], text[end : end + 1])
    return found


def _stopped(language: str) -> frozenset[str]:
    return STOP_WORDS.get(language, frozenset())


def _han(run: str, language: str) -> Iterator[_Term]:
    folded, stopped = search_fold(run), _stopped(language)
    for pair in _pairs(folded):
        yield _Term(pair, pair not in stopped)
    for word in _JAPANESE.findall(run) if language == "ja" else rjieba.cut_for_search(run):
        yield _Term(search_fold(word), word not in stopped)
    yield _Term(folded[-1], len(folded) == 1)  # a character is found by the pairs it begins, and here
    for start, end, digits in numerals(folded):
        yield from _number(digits, percent=folded.endswith("百分之", 0, start))
        yield from _counted(digits, folded[start - 1 : start], folded[end : end + 1])


def _number(number: str, *, percent: bool = False) -> Iterator[_Term]:
    """The number as a whole, with its sign of per cent, and the digits between its commas and points."""
    plain = number
    if not number.isdecimal():
        plain = re.sub("[.,]", "", number) if _THOUSANDS.fullmatch(number) else number.replace(",", ".")
        yield from (_Term(piece, False) for piece in _PIECES.findall(number))
    yield _Term(plain, True)
    if percent:
        yield _Term(f"{plain}%", True)


def _counted(number: str, before: str, after: str) -> Iterator[_Term]:
    """A number with the Chinese character that it counts or that numbers it."""
    if before == "第":
        yield _Term(f"第{number}", True)
    if after and _HAN.match(after):
        yield _Term(f"{number}{search_fold(after)}", True)


@lru_cache(maxsize=1 << 16)
def _letters(run: str, language: str, *, capitals: bool) -> tuple[_Term, ...]:
    """The words of a run that signs may join, and what is joined.

    capitals: they tell nothing here.
    """
    if _JOINING.isdisjoint(run):
        return tuple(_word(run, language, capitals=capitals, elided=False))
    parts = _PARTS.findall(run)
    found = [term for part in parts for term in _word(part, language, capitals=capitals, elided="'" in run)]
    if _INITIALS.fullmatch(run):  # U.S.
        joined = run.replace(".", "")
        found += [_Term(joined, True)] if joined.isupper() else []
        found.append(_Term(search_fold(joined), True))
    elif _WHOLE.fullmatch(run) or ("'" not in run and min(map(len, parts)) == 1):  # co-operation, C-9, R&D
        found.append(_Term(search_fold(run.replace("-", "").replace(".", "")), True))
    return tuple(found)


def _word(word: str, language: str, *, capitals: bool, elided: bool) -> Iterator[_Term]:
    """elided: an apostrophe stands beside it."""
    small, plain = lowered(word, language), search_fold(word)
    if not plain:
        return
    if len(plain) == 1:  # Plan B, C-5; but not l'eau, y, a
        yield _Term(plain, not elided and (word.isupper() or not word.isalpha()))
        return
    tells = small not in _stopped(language)
    yield _Term(plain, tells)
    if tells and language in _SNOWBALL and len(word) > 1 and not word.isdecimal():
        stem = search_fold(_stem(small, language))
        yield from () if stem in (plain, "") else (_Term(stem, True, is_stem=True),)
    if not capitals and word.isupper() and len(word) <= _LONGEST_ACRONYM:
        yield _Term(word, True)


def _mostly_capitals(text: str) -> bool:
    """Are capitals no sign of an acronym here?"""
    return (
        text.isupper()
        and len(_PARTS.findall(text)) > _FEW
        # Beside a script without case they are acronyms.
        and 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text))
    )


def _pairs(run: str) -> Iterator[str]:
    """Every two characters beside each other."""
    return (run[at : at + 2] for at in range(len(run) - 1))


def _stem(word: str, language: str) -> str:
    with _stemming:
        stem: str = _stemmer(language).stemWord(word)
    return stem


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_SNOWBALL[language])
