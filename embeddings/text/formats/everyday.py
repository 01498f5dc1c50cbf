"""How much a decoded text looks like one that people write: the judge between two ways of decoding it.

The national standards of East Asia put their common characters first: level 1 of GB 2312 and of Big5, row
16 to 47 of JIS X 0208, the 2,350 syllables of KS X 1001. Bytes that are decoded wrongly land mostly behind
them, or put letters of two alphabets into one word.
"""

import unicodedata
from functools import lru_cache

# A codec, and the lead bytes of the characters its standard counts as common (with its punctuation).
_COMMON = (
    ("gb2312", 0xA1, 0xD7),
    ("cp950", 0xA1, 0xC6),
    ("cp932", 0x81, 0x97),
    ("euc_kr", 0xA1, 0xC8),
)
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW")
_EAST_ASIAN = range(0x2E80, 0xFB00)  # letters there are common or rare by the standards alone
_INSIDE_WORDS = frozenset("'’‘“”-–—…·\xa0\xad")


def share_of_everyday(text: str) -> float:
    """The share of characters that are everyday ones; 0 of an empty text."""
    return sum(map(_is_everyday, text)) / len(text) if text else 0.0


def strangeness(text: str) -> float:
    """How often, for each character beyond ASCII, the text is strange: 0 is never, and may pass 1.

    Strange are a character that is not everyday, a change of alphabet or from small letters to a capital
    inside a word, and a sign between two letters.
    """
    strange = beyond_ascii = 0
    before = ""
    for at, character in enumerate(text):
        alphabet = _alphabet(character)
        beyond_ascii += character > "\x7f"
        if not _is_everyday(character) or (alphabet and before and alphabet != before):
            strange += 1
        elif character > "\x7f" and at:
            strange += _is_misplaced(text[at - 1], character, text[at + 1 : at + 2])
        before = alphabet
    return strange / max(beyond_ascii, 1)


def _is_misplaced(before: str, character: str, after: str) -> bool:
    if _alphabet(character):
        return before.islower() and character.isupper()
    return bool(_alphabet(before) and after and _alphabet(after)) and character not in _INSIDE_WORDS


@lru_cache(maxsize=2**17)
def _is_everyday(character: str) -> bool:
    if character < "\x7f":
        return character >= " " or character in "\t\n\f\r"
    if any(_is_common(character, *standard) for standard in _COMMON):
        return True
    category = unicodedata.category(character)
    if category[0] == "L":
        return ord(character) not in _EAST_ASIAN and ord(character) <= 0xFFFF
    return category[0] == "P" or character in "\xa0\u3000"


def _is_common(character: str, codec: str, first: int, last: int) -> bool:
    try:
        encoded = character.encode(codec)
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and first <= encoded[0] <= last


@lru_cache(maxsize=2**16)
def _alphabet(character: str) -> str:
    """The alphabet of a letter; nothing for signs and for scripts without words parted by spaces."""
    if not character.isalpha():
        return ""
    alphabet = unicodedata.name(character, "").split(" ")[0]
    return alphabet if alphabet in _ALPHABETS else ""
