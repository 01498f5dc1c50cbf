"""What stands for what in two alike wordings: their words are laid beside each other, all numbers, or all
names, being alike.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from embeddings.text.script.character_classes import HAN, KANA

_TOKEN = re.compile(rf"[{HAN}{KANA}]|[^\W_{HAN}{KANA}]+|[^\w\s]")
_MASK = "\x00"  # stands in the place of what is compared
_MOST_TOKENS = 3_000  # laid beside each other; of longer wordings nothing is said to stand for anything
_FAR = 12  # tokens looked at on either side
_AROUND = 2  # tokens beside both that are the same: then they surely stand for each other


# How certain it is that something is of the kind asked for.
POSSIBLE, LIKELY, SURE = 0, 1, 2


class Said(Protocol):
    """Something that `text[start:end]` says. What is not sure is told only beside what stands in its place:
    two likely ones speak for each other, a possible one needs a sure one.
    """

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def certainty(self) -> int: ...


One = TypeVar("One", bound=Said)


@dataclass(frozen=True)
class _Tokens:
    """The tokens of a wording; which of them is which of the things said, and the reverse."""

    words: list[str]
    said: dict[int, int]
    places: list[int]

    @classmethod
    def of(cls, text: str, found: Sequence[Said]) -> "_Tokens":
        words: list[str] = []
        said: dict[int, int] = {}
        reached = 0
        for number, one in enumerate(found):
            words += _TOKEN.findall(text[reached : one.start].lower())
            said[len(words)] = number
            words.append(_MASK)
            reached = one.end
        words += _TOKEN.findall(text[reached:].lower())
        return cls(words, said, list(said))


def changes(
    here: str,
    ours: Sequence[One],
    there: str,
    theirs: Sequence[One],
    same: Callable[[One, One], bool],
) -> list[tuple[One | None, One | None]]:
    """What only one of two wordings says, beside what the other says in its place; None for nothing.

    ours, theirs: what `here` and `there` say, in order, none overlapping another.
    """
    a, b = _Tokens.of(here, ours), _Tokens.of(there, theirs)
    firm, likely = _mates(a, b)
    firm = [pair for pair in firm if not _moved(pair, a, ours, b, theirs, same)]
    left = [i for i in range(len(ours)) if i not in dict(firm)]
    waiting = [j for j in range(len(theirs)) if j not in {j for _, j in firm}]
    for i in list(left):
        mate = next((j for j in waiting if same(ours[i], theirs[j])), None)
        if mate is not None:
            left.remove(i)
            waiting.remove(mate)
    likely = [(i, j) for i, j in likely if i in left and j in waiting]
    pairs = [(ours[i], theirs[j], SURE) for i, j in firm if not same(ours[i], theirs[j])]
    pairs += [(ours[i], theirs[j], SURE + LIKELY) for i, j in likely]
    told: list[tuple[One | None, One | None]] = [
        (one, other) for one, other, least in pairs if one.certainty + other.certainty >= least
    ]
    paired, mates = {i for i, _ in likely}, {j for _, j in likely}
    told += [(ours[i], None) for i in left if i not in paired and ours[i].certainty == SURE]
    told += [(None, theirs[j]) for j in waiting if j not in mates and theirs[j].certainty == SURE]
    return sorted(told, key=_order)


def _order(told: tuple[One | None, One | None]) -> tuple[bool, int]:
    one, other = told
    return one is None, one.start if one else other.start if other else 0


def _moved(
    pair: tuple[int, int],
    a: _Tokens,
    ours: Sequence[One],
    b: _Tokens,
    theirs: Sequence[One],
    same: Callable[[One, One], bool],
) -> bool:
    """Whether what one of a pair says is said by the other text too, where more of the words around agree."""
    i, j = pair
    if same(ours[i], theirs[j]):
        return False
    around = _around(a, i, b, j)
    elsewhere = [_around(a, i, b, other) for other, one in enumerate(theirs) if same(ours[i], one)]
    elsewhere += [_around(a, other, b, j) for other, one in enumerate(ours) if same(one, theirs[j])]
    return max(elsewhere, default=0) > around


def _around(a: _Tokens, i: int, b: _Tokens, j: int) -> int:
    """How many of the words before and after two things said are the same."""
    at, beside = a.places[i], b.places[j]
    before = Postfix.similarity(a.words[max(0, at - _FAR) : at], b.words[max(0, beside - _FAR) : beside])
    after = Prefix.similarity(a.words[at + 1 : at + 1 + _FAR], b.words[beside + 1 : beside + 1 + _FAR])
    return int(before + after)


def _mates(ours: _Tokens, theirs: _Tokens) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What stands where the other says something of the kind: surely, by what is around both, or likely."""
    firm: list[tuple[int, int]] = []
    likely: list[tuple[int, int]] = []
    if max(len(ours.words), len(theirs.words)) > _MOST_TOKENS:
        return [], []
    for first, end, beside in _equal(ours.words, theirs.words):
        for at in range(first, end):
            if ours.words[at] == _MASK:
                pair = ours.said[at], theirs.said[at - first + beside]
                around = max(at - first, end - at - 1) >= _AROUND
                (firm if around else likely).append(pair)
    return firm, likely


def _equal(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    for step in Levenshtein.opcodes(ours, theirs):
        if step.tag == "equal":
            yield step.src_start, step.src_end, step.dest_start
