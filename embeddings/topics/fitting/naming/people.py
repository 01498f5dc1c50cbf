"""Who is named in Chinese passages, told by where the names stand: officials name no subject.

The segmenter takes many words for names (养老, 弘扬). A name that is one stands behind an office or before
what officials do, or among other names, nearly wherever it stands.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import rjieba

_OFFICE = re.compile(
    r"(?:主席|总理|书记|委员|常委|部长|省长|市长|主任|局长|议长|总统|秘书长|委员长|代表|同志|司令员?)$"
)
_DOES = re.compile(r"(?:主持|出席|表示|强调|指出|讲话|会见|来到|考察|宣布|作报告|同志$|主席|总书记|总理)")
_MOSTLY = 0.4  # share of its uses beside an office, a doing or another name, from which on a word is a name
_SEEN = 3  # uses of a name; one that is named once tells nothing
_LONGEST = 3  # characters


def people_of(passages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The names of people in Chinese passages, given as their words in their order."""
    return _beside(passages, _beside(passages, frozenset()))


def _beside(passages: Sequence[Sequence[str]], known: frozenset[str]) -> frozenset[str]:
    """What looks like a name and mostly stands beside an office, a doing or a name that is known."""
    seen: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for words in passages:
        for before, word, behind in zip(("", *words), words, (*words[1:], ""), strict=False):
            if _like_a_name(word):
                seen[word] += 1
                named = before in known or behind in known
                beside[word] += bool(named or _OFFICE.search(before) or _DOES.match(behind))
    return frozenset(word for word, n in seen.items() if n >= _SEEN and beside[word] >= _MOSTLY * n)


def is_of_people(word: str, people: frozenset[str]) -> bool:
    """Whether a word or set phrase is a name, with an office or what is done beside it: 总理某某.

    A phrase with another noun is none: a thought or a theory may bear a name.
    """
    pieces = rjieba.tag(word)
    if word not in people and not any(piece in people for piece, _ in pieces):
        return False
    return all(
        piece in people or kind.startswith(("v", "nt", "nr", "f", "c")) or _OFFICE.search(piece)
        for piece, kind in pieces
    )


@cache
def _like_a_name(word: str) -> bool:
    if not 2 <= len(word) <= _LONGEST:
        return False
    pieces = rjieba.tag(word)
    return len(pieces) == 1 and pieces[0][1].startswith("nr")
