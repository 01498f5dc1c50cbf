"""Which characters people can see, also those that are newer than Python's tables of them."""

from unicodedata import category

_NO_CHARACTERS = range(0xFDD0, 0xFDF0)  # for ever, as are the last two of every plane
_LAST_TWO = 0xFFFE


def is_printable(text: str) -> bool:
    """Is it one line of characters that are seen?

    `str.isprintable` knows the characters of one version of Unicode. Names are written with rarer ones that
    later versions added: what is not assigned there yet may be one of them, and is taken.
    """
    return text.isprintable() or all(
        character.isprintable() or _may_be_assigned(character) for character in text
    )


def _may_be_assigned(character: str) -> bool:
    code = ord(character)
    return category(character) == "Cn" and code not in _NO_CHARACTERS and code & _LAST_TWO != _LAST_TWO
