"""What a person tells a search with signs: "this must occur", -this must not.

In a sentence the same signs mean nothing of the kind: there a quotation mark quotes, and a translation of
the sentence shall be found although it cannot hold the words quoted.
"""

import re
from dataclasses import dataclass

LONGEST_WITH_OPERATORS = 200  # characters; what is longer is a text

_QUOTED = r"\"([^\"\n]+)\"|“([^”\n]+)”|「([^」\n]+)」|『([^』\n]+)』|《([^》\n]+)》"
_PHRASE = re.compile(_QUOTED)
# A minus before a digit is a negative number, and one inside a word is a hyphen.
_EXCLUDED = re.compile(rf"(?<!\S)[-−－](?:{_QUOTED}|([^\s\d\-−－\"“「『《][^\s\"“「『《]*))")
_SENTENCE = re.compile(r"[。！？；!?;؟\n]|[^\W\d_]{2}\.(?:\s|$)")
_CLOSING = ",，.、…"


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A question parted into what is looked for and what is demanded.

    text: what is looked for, the phrases among it.  phrases: what a match must hold.  without: what it must
    not hold.
    """

    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def read_operators(text: str) -> ParsedQuery:
    """Part a question into its operators and the rest.

    A question of more than LONGEST_WITH_OPERATORS characters, or with a mark that ends a sentence or a line
    break outside the quotation marks, is a sentence and has none.
    """
    if len(text) > LONGEST_WITH_OPERATORS or _SENTENCE.search(_PHRASE.sub("", text.strip())):
        return ParsedQuery(text)
    without = tuple(_told(match).rstrip(_CLOSING) for match in _EXCLUDED.finditer(text))
    looked_for = _EXCLUDED.sub("", text)
    phrases = tuple(_told(match) for match in _PHRASE.finditer(looked_for))
    return ParsedQuery(looked_for.strip(), _some(phrases), _some(without))


def _told(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)


def _some(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip()))
