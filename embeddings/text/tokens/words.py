"""A form -> its words, for topic labels and for search by words. One analyser for each script.

A text is first parted at everything that is no letter, then into runs of one script, and only then
segmented: no word ever spans a comma.
"""

import re
from collections.abc import Iterator

import rjieba

from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.tokens.stop_words import STOP_WORDS

SHORTEST = 3  # letters of a word in an alphabet; two characters of Han, kana or Hangul say as much
_RUNS = re.compile(
    rf"(?P<han>[{HAN}{KANA}]+)|(?P<hangul>[\uac00-\ud7a3]+)|(?P<letters>(?:(?![{HAN}{KANA}\uac00-\ud7a3])[^\W\d_])+)"
)
_JAPANESE = re.compile(rf"[{HAN}]{{2,}}|[\u30a1-\u30fa\u30fc]{{2,}}")
PARTICLES = re.compile(
    r"(?<=[가-힣]{2})(?:에서는|에서도|으로서|으로써|이라는|에서|에게|으로|까지|부터|처럼|보다|이라|라는|라고|하고|이며|이나"
    r"|은|는|이|가|을|를|의|에|와|과|도|로|만)$"
)
_KOREAN_VERB = re.compile(r"(?:니다|니까|세요|십시오|시다)$")
_MARKS = re.compile(
    "[\u0640\u064b-\u065f\u0670\u0307]"
)  # Arabic vowel signs and stretching, a dotted i's dot


def words(normalized: str, language: str) -> list[str]:
    """The words of a folded text in their order, lower-cased; no numbers, no stop words, none too short.

    language: as language_of gives it; of an unknown one no word is taken for a stop word.
    """
    stopped = STOP_WORDS.get(language.split("-")[0], frozenset())
    return [word for word in _all_words(normalized, language) if word not in stopped]


def _all_words(normalized: str, language: str) -> Iterator[str]:
    for run in _RUNS.finditer(lowered(normalized, language)):
        if run.lastgroup == "han":
            yield from _JAPANESE.findall(run[0]) if language == "ja" else _chinese(run[0])
        elif run.lastgroup == "hangul":
            yield from _korean(run[0])
        elif len(run[0]) >= SHORTEST:
            yield run[0]


def _chinese(run: str) -> Iterator[str]:
    yield from (word for word in rjieba.cut(run) if len(word) >= 2)


def _korean(run: str) -> Iterator[str]:
    if not _KOREAN_VERB.search(run):
        word = without_particle(run)
        if len(word) >= 2:
            yield word


def without_particle(word: str) -> str:
    """A Korean word without the particle that says its part in the sentence."""
    return PARTICLES.sub("", word)


def lowered(normalized: str, language: str) -> str:
    """A folded text in small letters, without Arabic vowel signs and stretching."""
    if language == "tr":
        normalized = normalized.replace("I", "ı").replace("İ", "i")
    return _MARKS.sub("", normalized.lower())
