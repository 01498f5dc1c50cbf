"""What people can type meets what printers print: one folding for terms, phrases, highlights and filters.

The normalized text keeps what the encoder knows. Words are compared after more has been taken away: case,
accents, the kind of an apostrophe or a hyphen, the script that digits are written in, the variants of a
character (着/著, 気/气/氣, ی/ي), marks that nobody sees. A text and a question are folded alike, whatever
language each was taken to be in, so a letter that is folded too far costs a little precision and never an
answer.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from sys import maxunicode
from typing import NamedTuple

import opencc

# Letters that do not decompose (in Unicode's names: with stroke, ligatures, …), each with what it becomes.
_UNDIVIDED = """
    ß:ss ẞ:ss œ:oe æ:ae ø:o ł:l đ:d ð:d þ:th ħ:h ŧ:t ŋ:n ĸ:k ŀ:l ſ:s ı:i ƒ:f ɨ:i ƶ:z ǥ:g ə:e ς:σ ґ:г
"""
_LETTERS = dict(pair.split(":") for pair in _UNDIVIDED.split())
# What Arabic, Persian and Urdu write otherwise, and what is often typed without its mark.
_ARABIC = {
    variant: group[0] for group in ("يیىېےئ", "كکڪ", "ههہھەۀةۃ", "اأإآٱ", "وؤ") for variant in group[1:]
}
_SIGNS = {
    "'": "’‘‚‛ʼʻʹˈ´`′‵＇ꞌ՚\u0559\u05f3",
    '"': "“”„‟«»″‶〝〞＂\u05f4",
    "-": "‐‑‒–—―−﹘﹣－⁃\u05be⸺",
    "·": "・･•‧∙⋅᛫",
    ".": "٫",
    ",": "٬",
    "%": "٪﹪％",
}
# Variants that OpenCC's tables leave: each becomes the first.
_VARIANTS = """
    着著 只祇 苏甦 你妳 它牠 妆粧 略畧 准凖 克尅剋 复覆 宁甯 阔濶 侄姪 炮砲礮 叹歎 焰燄 借藉 了瞭 杯盃 恒恆
    岩巌 群羣 猫貓 欲慾 志誌 雇僱 佑祐 尸屍 闲閒 晒曬 线綫缐 厘釐 升昇陞 回迴廻 游遊 布佈 占佔 周週 注註
    沉沈 咸鹹 托託 〇零
"""
_HAN_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_UNSEEN = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x0640, 0x0640), (0x115F, 0x1160),
    (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0100, 0xE01EF),
)  # fmt: skip
# Accents, Hebrew and Arabic vowel signs; in Indic scripts and Thai such marks are vowels, and stay.
_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2),
    (0x05C4, 0x05C5), (0x05C7, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x20D0, 0x20F0), (0xFE20, 0xFE2F),
)  # fmt: skip
_ALPHABETS = (
    (0x41, 0x024F), (0x0250, 0x02AF), (0x0370, 0x06FF), (0x1E00, 0x1FFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF),
)  # fmt: skip
_HAN_BLOCKS = ((0x2E80, 0x2FDF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_LAST_OF_16_BITS = 0xFFFF
_NUMERAL = re.compile(f"[{''.join(_HAN_DIGITS)}{''.join(_TENS)}]+")
# What makes one character alone a number, beside 第 or 百分之 before it.
_NUMBERED = tuple("年月日号条届章节款")


def search_fold(text: str) -> str:
    """A normalized text as words are compared. Folding what is folded changes nothing.

    The length may change (œ becomes oe, a mark that nobody sees nothing).
    """
    return text.translate(_table())


@cache
def _sign() -> re.Pattern[str]:
    """What may be in `_signs`: of the rare code points beyond 16 bits any, since `re` is slow with them."""
    signs = "".join(re.escape(chr(code)) for code in _signs() if code <= _LAST_OF_16_BITS)
    return re.compile(f"[{signs}{chr(_LAST_OF_16_BITS + 1)}-{chr(maxunicode)}]")


class Numeral(NamedTuple):
    """`folded[start:end]` is a number in Han characters."""

    start: int
    end: int
    digits: str


def numerals(folded: str) -> Iterator[Numeral]:
    """The Han numerals of a folded text: of several characters, or where something is numbered.

    In 一带一路 there is none. Of one with 万 or 亿 the part before that is read.
    """
    for found in _NUMERAL.finditer(folded):
        start, end = found.span()
        numbered = folded[start - 1 : start] == "第" or folded.endswith("百分之", 0, start)
        per_cent = folded.startswith("百分之", start)
        if (end - start > 1 or numbered or folded.startswith(_NUMBERED, end)) and not per_cent:
            yield Numeral(start, end, digits_of(found[0]))


def numerals_as_digits(folded: str) -> str:
    """A folded text with its Han numerals in digits: 第三条 as 第3条, 二〇三〇年 as 2030年."""
    parts: list[str] = []
    done = 0
    for start, end, digits in numerals(folded):
        parts += (folded[done:start], digits)
        done = end
    return "".join((*parts, folded[done:]))


def digits_of(numeral: str) -> str:
    """The digits of a Han numeral of digits, tens, hundreds and thousands; without such, one by one."""
    if not any(character in _TENS for character in numeral):
        return "".join(str(_HAN_DIGITS[character]) for character in numeral)
    total, digit = 0, None
    for character in numeral:
        if character in _TENS:
            total += (1 if digit is None else digit) * _TENS[character]
            digit = None
        else:
            digit = (digit or 0) * 10 + _HAN_DIGITS[character]
    return str(total + (digit or 0))


def fold_signs(text: str) -> str:
    """The same text with apostrophes, hyphens and digits of one kind, and nothing unseen; letters stay."""
    signs = _signs()
    return text if text.isascii() else _sign().sub(lambda found: signs.get(ord(found[0]), found[0]), text)


@cache
def _table() -> dict[int, str]:
    """What each code point becomes; those that are not in it stay as they are."""
    table: dict[int, str] = {}
    for code in _codes(_ALPHABETS):
        table[code] = _letter(chr(code))
    table |= dict.fromkeys(_codes(_MARKS), "") | _han() | _kana() | _signs()
    while True:  # what one rule made of a character another may change again
        again = {code: folded.translate(table) for code, folded in table.items()}
        if again == table:
            return table
        table = again


@cache
def _signs() -> dict[int, str]:
    """Signs, digits of all scripts, and what nobody sees."""
    signs = {ord(other): plain for plain, others in _SIGNS.items() for other in others}
    codes = (code for code in range(0x80, 0x20000) if chr(code).isdecimal())
    digits = {code: str(unicodedata.decimal(chr(code))) for code in codes}
    return signs | digits | dict.fromkeys(_codes(_UNSEEN), "")


def _codes(blocks: Iterable[tuple[int, int]]) -> Iterator[int]:
    return chain.from_iterable(range(first, last + 1) for first, last in blocks)


def _letter(character: str) -> str:
    """Lower case, without accents, of one alphabet."""
    plain = "".join(
        part for part in unicodedata.normalize("NFKD", character.lower()) if unicodedata.combining(part) == 0
    )
    return "".join(_ARABIC.get(letter) or _LETTERS.get(letter, letter) for letter in plain.lower())


def _han() -> dict[int, str]:
    """Each character's Simplified form: of Traditional ones, Taiwan's and Hong Kong's, and Japanese."""
    codes = list(_codes(_HAN_BLOCKS))
    each = [unicodedata.normalize("NFKC", chr(code)) for code in codes]
    for config in ("jp2t", "tw2s", "hk2s", "t2s"):
        converted = opencc.OpenCC(config).convert("\n".join(each)).split("\n")
        each = [new if len(new) == 1 else old for old, new in zip(each, converted, strict=True)]
    variants = {ord(variant): group[0] for group in _VARIANTS.split() for variant in group[1:]}
    return dict(zip(codes, each, strict=True)) | variants


def _kana() -> dict[int, str]:
    """Katakana as hiragana, and the small ke and ka of place names."""
    table = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
    small = {"ヶ": "け", "ヵ": "か", "ゖ": "け", "ゕ": "か", "ヽ": "ゝ", "ヾ": "ゞ"}
    return table | {ord(before): after for before, after in small.items()}
