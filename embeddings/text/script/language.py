"""The language of a passage: its script first, then its letters and words, then what is known of its speech.

Letters that one language alone writes (і ї є, ế ạ ơ) and the blocks of a script tell more surely than words.
Words are weighed by a naive Bayes model over 140 languages (py3langid), of which those of the script are
asked. Where nothing tells enough, the answer is `und`, never a likely other language.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

from embeddings.text.script.character_classes import Class, classes_of, counts_of
from embeddings.text.script.language_classifier import LanguageClassifier
from embeddings.text.script.language_tags import UNKNOWN, tag_of

LANGUAGES = ("zh-Hans", "zh-Hant", "en", "de", "fr", "es", "pt", "it", "ru", "ar", "tr", "ja", "ko")
_LATIN = ("en", "de", "fr", "es", "pt", "it", "tr")  # of which most texts in this alphabet are
_OTHER_LATIN = (
    *("nl", "pl", "cs", "sk", "sl", "hr", "ro", "hu", "sv", "da", "no", "fi", "et", "lv", "lt", "ca", "gl"),
    *(
        "eu",
        "id",
        "vi",
        "tl",
        "sw",
        "sq",
        "is",
        "ga",
        "cy",
        "mt",
        "az",
        "af",
        "so",
        "ha",
        "yo",
        "zu",
        "ms",
        "bs",
    ),
)
_CYRILLIC = ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba")
_ARABIC = ("ar", "fa", "ur", "ps", "ug", "sdh")
_DEVANAGARI = ("hi", "mr", "ne", "sa")
_BENGALI = ("bn", "as")
# What the model calls a language, where we call it by another name.
_CALLED = {"tl": "fil", "sdh": "ku", "bs": "hr", "nn": "no"}
# Languages that the model takes for one another: what is declared of them stands.
_CLOSE = tuple(
    map(
        frozenset,
        (
            ("hr", "bs", "sr"),
            ("id", "ms"),
            ("no", "da", "nb", "nn"),
            ("cs", "sk"),
            ("hi", "ur"),
            ("pt", "gl"),
            ("ca", "es", "oc"),
        ),
    )
)
# The other scripts, by the first word of the Unicode names of their letters.
_BY_BLOCK: Mapping[str, tuple[str, ...]] = {
    "DEVANAGARI": _DEVANAGARI, "BENGALI": _BENGALI, "THAI": ("th",), "LAO": ("lo",), "HEBREW": ("he",),
    "GREEK": ("el",), "GEORGIAN": ("ka",), "ARMENIAN": ("hy",), "TAMIL": ("ta",), "TELUGU": ("te",),
    "KANNADA": ("kn",), "MALAYALAM": ("ml",), "GUJARATI": ("gu",), "GURMUKHI": ("pa",), "ORIYA": ("or",),
    "SINHALA": ("si",), "KHMER": ("km",), "MYANMAR": ("my",), "ETHIOPIC": ("am",), "MONGOLIAN": ("mn",),
}  # fmt: skip
_FOREIGN = re.compile("[ąćęłńśźżčďěňřšťůžőűășțţāēģīķļņūėįųøåđ]", re.IGNORECASE)  # to the usual ones
_OWN_LETTERS = tuple(  # letters no other language of the script writes, or hardly
    (language, re.compile(letters, re.IGNORECASE), least)
    for language, letters, least in (
        ("vi", "[ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", 3),
        ("uk", "[їєґ]", 1),
        ("be", "ў", 1),
        ("mk", "[ќѓѕ]", 1),
        ("sr", "[ћђ]", 1),
        ("ur", "[ٹڈڑںےہھ]", 2),
        ("fa", "[پچژگکی]", 2),
        ("ps", "[ټډړښځڅږڼۍې]", 2),
        ("ug", "[ۆۈۇېۋ]", 3),
    )
)
_ENOUGH = 3  # letters (or one of Han) below which a text says nothing of its language
_SURE = 0.95  # probability at which words overrule what was declared
_ANOTHER = 0.9  # … at which a long text is of a language that few texts are of; less tells nothing
_SHORT_ANOTHER = 0.999  # … and a short one
_FEWEST = 25  # letters of a text without any declaration that may be of such a language
_UNLIKELY = 1e-4  # the least probable a language becomes by its letters
_LONG = 60  # letters from which words can be that sure
_FIRST, _LAST = 0x4DFF, 0xA000  # code points around the Han characters that are looked at
_SIMPLIFIED, _TRADITIONAL = 1, 2
_LOOKED_AT = 1000  # characters: more of a passage would only cost time


def language_of(text: str, *, expected: str = "") -> str:
    """A tag of a language (`en`, `uk`, `zh-Hant`), or `und`.

    expected: the language declared or found of the whole speech. It stands unless the script is another, or
    the words of a long text are clearly of another language.
    """
    known = resolve_declared(expected)
    script = _script(text)
    if script is None:
        return known or UNKNOWN
    if script in (Class.HAN, Class.KANA):
        return _chinese_or_japanese(text, script, known)
    if script is Class.HANGUL:
        return "ko"
    return _by_words(text, _candidates(text, script), known)


def guesses_of(text: str) -> dict[str, float]:
    """How probable each language is, as a logarithm, of a text that is too short for its words to be sure.

    Empty for a text that is long enough, or in a script that tells.
    """
    if _script(text) is not Class.LOWER or _n_letters(text) >= _LONG:
        return {}
    ranked = _classifier(_LATIN).rank(text)
    return {str(language): math.log(max(probability, _UNLIKELY)) for language, probability in ranked}


def resolve_declared(tag: str) -> str:
    """A language as people write it (zh-CN, eng, English) in our words; "" for none and an unknown one."""
    known = tag_of(tag)
    return "" if known == UNKNOWN else known


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
def _classifier(languages: tuple[str, ...]) -> LanguageClassifier:
    return _of_all_languages().among(languages)


@cache
def _of_all_languages() -> LanguageClassifier:
    return LanguageClassifier.load()


def _n_letters(text: str) -> int:
    """A letter of a script that writes more with one weighs as three."""
    classes = classes_of(text[:_LOOKED_AT])
    other = classes == Class.OTHER
    alphabetic = (classes <= Class.ACCENTED) | (classes == Class.CYRILLIC) | (classes == Class.ARABIC)
    return int(alphabetic.sum() - (classes == Class.SPACE).sum() // 2 + 2 * other.sum())


def _candidates(text: str, script: Class) -> tuple[str, ...]:
    """The languages that the script writes; of one with letters of its own that alone."""
    looked_at = text[:_LOOKED_AT]
    if script is Class.OTHER:
        return _BY_BLOCK.get(_block(looked_at), ())
    for language, letters, least in _OWN_LETTERS:
        if len(letters.findall(looked_at)) >= least and language in _OF_SCRIPT[script]:
            return (language,)
    return _OF_SCRIPT[script]


_OF_SCRIPT = {Class.LOWER: (*_LATIN, *_OTHER_LATIN), Class.CYRILLIC: _CYRILLIC, Class.ARABIC: _ARABIC}


def _block(text: str) -> str:
    """The script of most letters that are of no script with a class of its own."""
    others = np.flatnonzero(classes_of(text) == Class.OTHER)
    names = [unicodedata.name(text[place], "").split(" ")[0] for place in others[:100]]
    return max(sorted(set(names)), key=names.count, default="")


def _by_words(text: str, candidates: tuple[str, ...], known: str) -> str:
    """Which of the candidates it is; what is known where the words tell too little."""
    if not candidates:
        return known or UNKNOWN
    if len(candidates) == 1:
        language = _CALLED.get(candidates[0], candidates[0])
        return known if _are_close(language, known) else language
    long = _n_letters(text) >= _LONG
    stands = known in _written_by(candidates) or known not in _ALL or candidates[0] in _LATIN
    if known and stands and not long:
        return known
    language, probability = _classified(text, candidates, long=long)
    if known and stands:
        sure = probability >= _SURE and known in _ALL and not _are_close(language, known)
        return language if sure else known
    return language


@cache
def _written_by(candidates: tuple[str, ...]) -> frozenset[str]:
    return frozenset(candidates) | {_CALLED.get(each, each) for each in candidates}


_OF_BLOCKS = tuple(language for languages in _BY_BLOCK.values() for language in languages)
_ALL = frozenset(
    _CALLED.get(each, each) for each in (*_LATIN, *_OTHER_LATIN, *_CYRILLIC, *_ARABIC, *_OF_BLOCKS)
) | {"bs", "ms", "zh", "zh-Hans", "zh-Hant", "ja", "ko"}


def _are_close(one: str, other: str) -> bool:
    return any(one in languages and other in languages for languages in _CLOSE)


def _classified(text: str, candidates: tuple[str, ...], *, long: bool) -> tuple[str, float]:
    """The likeliest language and its probability; one that few texts are of only when that is high.

    Languages that are taken for one another share their probability: the likelier speaks for both.
    """
    looked_at = text[:_LOOKED_AT]
    ranked = [
        (str(each), float(probability)) for each, probability in _classifier(candidates).rank(looked_at)
    ]
    first, probability = ranked[0]
    probability += sum(more for each, more in ranked[1:6] if _are_close(first, each))
    language = _CALLED.get(first, first)
    usual = _LATIN if candidates[0] in _LATIN else candidates[:1]
    if first in usual:
        return language, probability
    foreign = _FOREIGN.search(looked_at) is not None
    least = _ANOTHER if long or foreign else _SHORT_ANOTHER
    if probability >= least and _n_letters(text) >= (_FEWEST if not foreign else _ENOUGH):
        return language, probability
    if long or (foreign and candidates[0] in _LATIN):
        return UNKNOWN, 0.0
    language, probability = _classifier(usual).classify(looked_at) if len(usual) > 1 else (usual[0], 1.0)
    return str(language), float(probability)
