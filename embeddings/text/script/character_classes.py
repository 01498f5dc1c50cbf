"""The class of every character: which script, digit, space or sign, and how many tokens it tends to cost."""

import unicodedata
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"


class Class(IntEnum):
    SPACE = 0
    LOWER = 1  # a to z
    CAPITAL = 2  # A to Z
    ACCENTED = 3  # every other Latin letter
    HAN = 4
    KANA = 5
    HANGUL = 6
    CYRILLIC = 7
    ARABIC = 8
    DIGIT = 9
    SIGN = 10  # punctuation, symbols, marks
    OTHER = 11  # letters of every other script


_BLOCKS = (
    (Class.HAN, ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
                 (0xF900, 0xFAFF), (0x20000, 0x3FFFF))),
    (Class.KANA, ((0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF),
                  (0xFF66, 0xFF9F))),
    (Class.HANGUL, ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))),
    (Class.CYRILLIC, ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F))),
    (Class.ARABIC, ((0x0620, 0x064A), (0x066E, 0x06D3), (0x06D5, 0x06D5), (0x06EE, 0x06EF), (0x06FA, 0x06FC),
                    (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
)  # fmt: skip


def _by_category(character: str) -> Class:
    category = unicodedata.category(character)
    if category[0] in "ZC":
        return Class.SPACE if character.isspace() else Class.SIGN
    if category[0] == "N":
        return Class.DIGIT
    if category[0] != "L":
        return Class.SIGN
    if "LATIN" not in unicodedata.name(character, ""):
        return Class.OTHER
    if not character.isascii():
        return Class.ACCENTED
    return Class.CAPITAL if character.isupper() else Class.LOWER


@cache
def _table() -> NDArray[np.uint8]:
    """The class of each code point below U+20000; the last entry, Han, stands for all above."""
    table = np.fromiter((_by_category(chr(code)) for code in range(0x20001)), np.uint8, 0x20001)
    for block_class, ranges in _BLOCKS:
        for first, last in ranges:
            table[first : last + 1] = block_class
    return table


def classes_of(text: str) -> NDArray[np.uint8]:
    """The class of each character. Shape (len(text),)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    table = _table()
    return table[np.minimum(codes, len(table) - 1)]


def counts_of(text: str) -> NDArray[np.intp]:
    """How many characters of each class. Shape (12,), indexed by Class."""
    return np.bincount(classes_of(text), minlength=len(Class))
