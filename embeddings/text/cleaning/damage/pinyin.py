"""Readings that a page converted from Simplified to Traditional put behind its characters, as in 復(fù)."""

import re
import unicodedata
from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.script.character_classes import HAN
from embeddings.text.script.offsets import TextChange

# Every syllable of Hanyu Pinyin: an initial, then the finals it takes. Rare interjections are left out.
_FINALS = """
- a ai an ang ao e ei en eng er o ou
b a ai an ang ao ei en eng i ian iao ie in ing o u
p a ai an ang ao ei en eng i ian iao ie in ing o ou u
m a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u
f a an ang ei en eng o ou u
d a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo
t a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo
n a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ü üe
l a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ü üe
g a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo
h a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j i ia ian iang iao ie in ing iong iu u uan ue un
q i ia ian iang iao ie in ing iong iu u uan ue un
x i ia ian iang iao ie in ing iong iu u uan ue un
zh a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo
ch a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo
sh a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo
r an ang ao e en eng i ong ou u ua uan ui un uo
z a ai an ang ao e ei en eng i ong ou u uan ui un uo
c a ai an ang ao e en eng i ong ou u uan ui un uo
s a ai an ang ao e en eng i ong ou u uan ui un uo
y a an ang ao e i in ing o ong ou u uan ue un
w a ai an ang ei en eng o u
"""
SYLLABLES = frozenset(
    initial.replace("-", "") + final
    for initial, *finals in map(str.split, _FINALS.strip().splitlines())
    for final in finals
)
_TONES = str.maketrans("", "", "\u0304\u0301\u030c\u0300")  # macron, acute, caron, grave
_BRACKET = re.compile(rf"(?<=[{HAN}])[(（]\s*([a-zü\u00e0-\u01dc\u0300-\u030c]{{1,9}})\s*[)）]")


_ROMAN = re.compile("[ivxlcdm]+")  # (xi) is a number, too …
_READ = 3  # … unless the page has readings that are none


def is_syllable(text: str) -> bool:
    """Is this one lower-case syllable of pinyin, with or without its tone mark?"""
    toneless = unicodedata.normalize("NFD", text).translate(_TONES)
    return unicodedata.normalize("NFC", toneless) in SYLLABLES


def _find(page: Page) -> Iterator[TextChange]:
    found = [match for match in _BRACKET.finditer(page.raw) if is_syllable(match[1])]
    read = sum(not _ROMAN.fullmatch(match[1]) for match in found)
    for match in found:
        if read >= _READ or not _ROMAN.fullmatch(match[1]):
            yield TextChange(*match.span())


PINYIN = Rule("pinyin", "drops a pinyin reading in brackets behind a Chinese character", 0.98, False, _find)
