"""Set phrases of parallel items that 、 joins, as 以潮立港、以渠润田: of one length, and built alike.

The runs of `ngrams` end at every sign, so these are found beside them: of each enumeration every row of items
that follow each other and are as long as each other. What leads into the first item, or follows the last one,
is no part of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.formulas.kinds import Word, is_name, words_of
from embeddings.formulas.tokens import JOIN, JOINER, Tokens

Numbers = npt.NDArray[np.int64]

_SHORTEST_ITEM, _LONGEST_ITEM = 3, 10  # tokens
_MOST_ITEMS = 8
_LEAST_ACTING = 0.5  # of the items that say what is done; nouns side by side are a list


@dataclass(frozen=True, slots=True)
class Row:
    """`n_items` items of `length` tokens each, from the token `at` on, with 、 between them."""

    at: int
    n_items: int
    length: int

    @property
    def n(self) -> int:
        """Its tokens, 、 among them."""
        return self.n_items * (self.length + 1) - 1

    def parts(self) -> Iterator[tuple[int, int]]:
        """Each shorter row of items within this one: where it begins, and its tokens."""
        step = self.length + 1
        for n_items in range(2, self.n_items):
            for first in range(self.n_items - n_items + 1):
                yield self.at + first * step, n_items * step - 1


def rows_of(tokens: Tokens) -> Iterator[Row]:
    """All rows of two and more items of one length, in no particular order."""
    breaks = np.flatnonzero(tokens.ids < 0)
    joins = np.flatnonzero(tokens.ids[breaks] == JOIN)
    for first, end in _runs(joins):
        # The breaks around the enumeration, and those within it.
        around = breaks[first - 1 : end + 1]
        yield from _of_enumeration(around)


def _runs(numbers: Numbers) -> Iterator[tuple[int, int]]:
    """Ascending numbers as runs of those that follow each other: the first of each, and the one after it."""
    for run in np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1):
        if len(run):
            yield int(run[0]), int(run[-1]) + 1


def _of_enumeration(around: Numbers) -> Iterator[Row]:
    """around: shape (items + 1,), the breaks before, between and after the items."""
    sizes = (np.diff(around) - 1).tolist()
    for first in range(len(sizes) - 1):
        for end in range(first + 2, min(len(sizes), first + _MOST_ITEMS) + 1):
            own = sizes[first:end]
            length = min(own) if len(own) == 2 else own[1]
            # Only the outer items may have more than their part of the row.
            if min(own) < length or any(size != length for size in own[1:-1]):
                break
            if _SHORTEST_ITEM <= length <= _LONGEST_ITEM:
                yield Row(int(around[first + 1]) - length, len(own), length)


def is_parallel(text: str) -> bool:
    """Whether the items are built alike: with the same character before what they all end with, or as
    sentences that say what is done. Names, figures, and nouns that end alike, are a list.
    """
    items = text.split(JOINER)
    words = [words_of(item) for item in items]
    if len(set(items)) < len(items) or any(map(is_name, words)) or re.search("[0-9]", text):
        return False
    alike = [len(set(characters)) == 1 for characters in zip(*items, strict=True)]
    ends_alike = alike[-1]
    while alike and alike[-1]:
        alike.pop()
    if any(alike):
        return True
    acting = sum(map(_says_what_is_done, words)) > _LEAST_ACTING * len(items)
    return acting and (ends_alike or len(items) > 2)


def _says_what_is_done(words: Sequence[Word]) -> bool:
    return any(tag in ("v", "i", "l") for _, tag in words)
