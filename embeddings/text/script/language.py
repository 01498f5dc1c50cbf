"""The language of a passage: its script first, then its words, then what was declared of the speech."""

import math
from functools import cache

import numpy as np
import opencc
import py3langid.langid as langid
from numpy.typing import NDArray

from embeddings.text.script.characters import Class, classes_of, counts_of

UNKNOWN = "und"
LANGUAGES = ("zh-Hans", "zh-Hant", "en", "de", "fr", "es", "pt", "it", "ru", "ar", "tr", "ja", "ko")
_BY_SCRIPT = {Class.HANGUL: "ko", Class.ARABIC: "ar", Class.CYRILLIC: "ru"}
_LATIN = ("en", "de", "fr", "es", "pt", "it", "tr")
_TAGS = {
    "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-hans": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant", "zh-hant": "zh-Hant", "cmn": "zh", "jp": "ja",
}  # fmt: skip
_ENOUGH = 3  # letters (or one of Han) below which a text says nothing of its language
_SURE = 0.95  # probability at which words overrule what was declared
_UNLIKELY = 1e-4  # the least probable a language becomes by its letters
_LONG = 60  # letters from which words can be that sure
_FIRST, _LAST = 0x4DFF, 0xA000  # code points around the Han characters that are looked at
_SIMPLIFIED, _TRADITIONAL = 1, 2
_LOOKED_AT = 1000  # characters: more of a passage would only cost time


def language_of(text: str, *, expected: str = "") -> str:
    """One of LANGUAGES, or `und`.

    expected: the language declared of the whole speech. It stands unless the script is another, or the
    words of a long text are clearly of another language.
    """
    known = declared(expected)
    script = _script(text)
    if script is None:
        return known or UNKNOWN
    if script in (Class.HAN, Class.KANA):
        return _chinese_or_japanese(text, script, known)
    if script is Class.LOWER:
        return _latin(text, known)
    found = _BY_SCRIPT.get(script)
    if found is None or (found in ("ar", "ru") and known not in ("", *LANGUAGES)):
        return known or UNKNOWN  # Greek, Ukrainian …: only a declaration can tell
    return found


def guesses_of(text: str) -> dict[str, float]:
    """How probable each language is, as a logarithm, of a text that is too short for its words to be sure.

    Empty for a text that is long enough, or in a script that tells.
    """
    if _script(text) is not Class.LOWER or _n_letters(text) >= _LONG:
        return {}
    ranked = _identifier().rank(text)
    return {str(language): math.log(max(probability, _UNLIKELY)) for language, probability in ranked}


def declared(tag: str) -> str:
    """A language tag as people write it (zh-CN, ZH-hant, en-GB) in our words; an unknown one as it is."""
    lower = tag.strip().replace("_", "-").lower()
    first = lower.split("-")[0]
    return (
        _TAGS.get("-".join(lower.split("-")[:2])) or _TAGS.get(first) or ("" if first == UNKNOWN else first)
    )


def is_chinese(language: str) -> bool:
    return language.split("-")[0] == "zh"


def _script(text: str) -> Class | None:
    """The script most of the text is written in; a Han, kana or Hangul character weighs as three letters."""
    counts = counts_of(text)
    latin = int(counts[Class.LOWER] + counts[Class.CAPITAL] + counts[Class.ACCENTED])
    weights = {
        Class.LOWER: latin,
        Class.HAN: 3 * int(counts[Class.HAN]),
        Class.KANA: 3 * int(counts[Class.KANA]),
    }
    weights |= {each: int(counts[each]) for each in (Class.CYRILLIC, Class.ARABIC, Class.OTHER)}
    weights[Class.HANGUL] = 3 * int(counts[Class.HANGUL])
    if counts[Class.KANA] and 9 * counts[Class.KANA] >= counts[Class.HAN]:  # mixed: Japanese
        weights[Class.KANA] += weights.pop(Class.HAN)
    script, weight = max(weights.items(), key=lambda each: (each[1], -each[0]))
    return script if weight >= _ENOUGH else None


def _chinese_or_japanese(text: str, script: Class, known: str) -> str:
    if script is Class.KANA or known == "ja":
        return "ja"
    n_simplified, n_traditional = _counted(text)
    if known == "ko" and not n_simplified:
        return "ko"  # a line in hanja
    if n_simplified == n_traditional:
        return known if known in ("zh-Hans", "zh-Hant") else "zh-Hans"
    return "zh-Hans" if n_simplified > n_traditional else "zh-Hant"


def _counted(text: str) -> tuple[int, int]:
    """How many characters are written only in Simplified, and how many only in Traditional text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _telling()[np.clip(codes, _FIRST, _LAST) - _FIRST]
    return int(np.count_nonzero(kinds & _SIMPLIFIED)), int(np.count_nonzero(kinds & _TRADITIONAL))


@cache
def _telling() -> NDArray[np.uint8]:
    """For each code point from _FIRST to _LAST: whether one script alone has it; 0 when it tells nothing.

    OpenCC says which characters have another form; the national character sets say which of the two are
    used in both (后, 里, 台 stand in Big5 too, so they tell nothing).
    """
    to_simplified, to_traditional = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    kinds = np.zeros(_LAST - _FIRST + 1, np.uint8)
    for code in range(_FIRST + 1, _LAST):  # the first and the last stand for all beyond them
        character = chr(code)
        if to_traditional.convert(character) != character and not _encodes(character, "big5hkscs"):
            kinds[code - _FIRST] |= _SIMPLIFIED
        if to_simplified.convert(character) != character and not _encodes(character, "gb2312"):
            kinds[code - _FIRST] |= _TRADITIONAL
    return kinds


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _identifier() -> langid.LanguageIdentifier:
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LATIN)
    return identifier


def _n_letters(text: str) -> int:
    return int((classes_of(text[:_LOOKED_AT]) <= Class.ACCENTED).sum())


def _latin(text: str, known: str) -> str:
    if known and _n_letters(text) < _LONG:
        return known
    language, probability = _identifier().classify(text[:_LOOKED_AT])
    if not known:
        return str(language)
    sure = probability >= _SURE and known in LANGUAGES
    return str(language) if sure else known
