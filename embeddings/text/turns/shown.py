"""How a name in a label is shown, and a line as labels are looked for in it."""

import re

from embeddings.text.turns.titles import ARTICLE, CAPITAL, HONOUR

_HONOURS = rf"(?:(?:{ARTICLE} )?(?:{HONOUR}\b\.? ?){{1,4}})"
_SMALL = frozenset(
    [
        "of",
        "and",
        "the",
        "for",
        "in",
        "on",
        "to",
        "de",
        "del",
        "la",
        "las",
        "los",
        "du",
        "des",
        "der",
        "da",
        "do",
        "dos",
        "y",
        "e",
    ]
)
_TAGGED = re.compile(r"<[^<>\n]{1,200}>|&nbsp;|&#160;|&#xa0;", re.IGNORECASE)


def blanked(text: str) -> str:
    """A text whose tags and hard spaces are gaps as long as they are: places in it stay true."""
    return _TAGGED.sub(lambda match: " " * len(match[0]), text) if "<" in text or "&" in text else text


def tidy(name: str) -> str:
    """MARONDE is Maronde; McINNES stays."""
    name = re.sub(rf"^(?:{_HONOURS})(?=[{CAPITAL}])", "", name.strip(" .,*_")) or name
    words = [_tidy_word(word) for word in name.split()]
    if not name.isupper():
        return " ".join(words)
    return " ".join(
        word.lower() if place and word.lower() in _SMALL else word for place, word in enumerate(words)
    )


def _tidy_word(word: str) -> str:
    if not word.isupper() or "." in word:
        return word
    if "-" in word:
        return "-".join(part.capitalize() for part in word.split("-"))
    return word.capitalize() if len(word) > 2 else word
