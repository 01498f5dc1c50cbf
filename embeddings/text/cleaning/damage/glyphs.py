"""Characters kept under a code point that is not theirs: private-use glyphs, compatibility ideographs.

Before its characters were in Unicode, Hong Kong's supplementary set (HKSCS) was used through private code
points, three blocks that follow Big5 row by row (HKSCS-2004, Annex: the mapping to the private use area).
Symbol fonts (Symbol, Wingdings) put their 8-bit codes at U+F000.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.script.character_classes import HAN
from embeddings.text.script.offsets import TextChange

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_COMPATIBLE = re.compile("[\uf900-\ufaff\u2e80-\u2fd5\U0002f800-\U0002fa1f]")
_TRADITIONAL = re.compile("[國會發們這個來時對學後說為與應開關長實經業過進動種區體]")
_SIMPLIFIED = re.compile("[国会发们这个来时对学后说为与应开关长实经业过进动种区体]")
# First private code point, last, the Big5 row of the first; a row of Big5 has 157 cells.
_BLOCKS = ((0xE000, 0xE310, 0xFA), (0xE311, 0xEEB7, 0x8E), (0xEEB8, 0xF6B0, 0x81))
_LOWER_CELLS = 63  # cells 40 to 7E; the others are A1 to FE
_SYMBOLS = str.maketrans(
    {
        "\uf0be": "—", "\uf8e7": "—",  # horizontal extenders of Symbol, written as a dash
        "\uf0b7": "•", "\uf06c": "•", "\uf09f": "•", "\uf0a7": "▪", "\uf06e": "■", "\uf0d8": "➢",
        "\uf0fc": "✓", "\uf0e0": "→", "\uf076": "❖", "\uf075": "◆", "\uf0a8": "▫", "\uf02d": "-",
    }
)  # fmt: skip
# Radicals that text layers of PDFs hold in place of the character, where Unicode gives no decomposition.
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)


@cache
def hong_kong_character(glyph: str) -> str:
    """What a private code point stands for in HKSCS-2004, empty when it stands for nothing."""
    code = ord(glyph)
    for first, last, row in _BLOCKS:
        if first <= code <= last:
            rows, cell = divmod(code - first, 157)
            trail = 0x40 + cell if cell < _LOWER_CELLS else 0xA1 + cell - _LOWER_CELLS
            return bytes([row + rows, trail]).decode("big5hkscs", "ignore")
    return ""


def _is_traditional(text: str) -> bool:
    return len(_TRADITIONAL.findall(text)) > len(_SIMPLIFIED.findall(text))


def _beside_han(page: Page, start: int, end: int) -> bool:
    around = page.raw[max(0, start - 1) : start] + page.raw[end : end + 1]
    return re.search(f"[{HAN}]", around) is not None


def _meant(page: Page, match: re.Match[str], traditional: bool) -> str:
    """The character a private glyph stands for; itself when that is not certain."""
    glyph = match[0]
    if (symbol := glyph.translate(_SYMBOLS)) != glyph:
        return symbol
    character = hong_kong_character(glyph) if traditional and _beside_han(page, *match.span()) else ""
    return character if len(character) == 1 and _PRIVATE.match(character) is None else glyph


def _private(page: Page) -> Iterator[tuple[TextChange, bool]]:
    """Each private glyph, and whether it is known."""
    traditional: bool | None = None
    for match in _PRIVATE.finditer(page.raw):
        if traditional is None:
            traditional = _is_traditional(page.raw)
        meant = _meant(page, match, traditional)
        yield TextChange(*match.span(), meant), meant != match[0]


def _known(page: Page) -> Iterator[TextChange]:
    yield from (change for change, known in _private(page) if known)


def _unknown(page: Page) -> Iterator[TextChange]:
    yield from (change for change, known in _private(page) if not known)


def _compatibility(page: Page) -> Iterator[TextChange]:
    for match in _COMPATIBLE.finditer(page.raw):
        plain = unicodedata.normalize("NFKC", match[0]).translate(_RADICALS)
        if plain != match[0]:
            yield TextChange(*match.span(), plain)


PRIVATE_GLYPHS = Rule(
    "private_glyphs",
    "writes a private glyph of Hong Kong's set or a symbol font as the character it stands for",
    0.95,
    False,
    _known,
)
UNKNOWN_GLYPHS = Rule(
    "unknown_glyphs",
    "marks a private glyph whose character is not known, and leaves it",
    0.5,
    False,
    _unknown,
)
COMPATIBILITY = Rule(
    "compatibility", "writes a compatibility ideograph or radical as its plain character", 1.0, False,
    _compatibility,
)  # fmt: skip
