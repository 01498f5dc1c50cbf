"""Which passages hold a phrase, letter by letter: exactly, and without an index that could disagree.

Letters are compared as `search_fold` makes them, so that what is typed meets what is printed, and Han
numerals as digits, too.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from embeddings.index.sorted_rows import are_among
from embeddings.index.vectors import Rows
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.search_folding import numerals_as_digits, search_fold
from embeddings.text.tokens.terms import sure_terms

# A letter or digit of a script that parts words by spaces; Korean hangs its particles on without one.
_SPACED_LETTER = re.compile(rf"[^\W_{HAN}{KANA}\uac00-\ud7a3]")


class Phrase:
    """What a passage must hold, or must not.

    In scripts that part words by spaces a phrase is whole words; in others it may stand anywhere.
    """

    def __init__(self, text: str) -> None:
        """text: normalized, in any case; not empty once it is folded."""
        typed = search_fold(text)
        in_digits = numerals_as_digits(typed)
        self._typed = _Letters(typed)
        numbers = in_digits != typed or any(map(str.isdecimal, typed))
        self._in_digits = _Letters(in_digits) if numbers else None

    def is_in(self, normalized: str) -> bool:
        """Is it in a normalized text?"""
        folded = search_fold(normalized)
        if self._typed.are_in(folded):
            return True
        in_digits = self._in_digits
        return in_digits is not None and in_digits.are_in(numerals_as_digits(folded))


class _Letters:
    """Folded letters to look for. No pattern: to compile one took longer than to look for it."""

    def __init__(self, folded: str) -> None:
        self._letters = folded
        self._begins_word = bool(_SPACED_LETTER.match(folded[:1]))
        self._ends_word = bool(_SPACED_LETTER.match(folded[-1:]))

    def are_in(self, folded: str) -> bool:
        start = folded.find(self._letters)
        while start >= 0:
            end = start + len(self._letters)
            in_word = self._begins_word and _SPACED_LETTER.match(folded[max(start - 1, 0) : start])
            goes_on = self._ends_word and _SPACED_LETTER.match(folded[end : end + 1])
            if not in_word and not goes_on:
                return True
            start = folded.find(self._letters, start + 1)
        return False


def holding(
    snapshot: Snapshot, among: Rows | None, *, phrases: Sequence[str], without: Sequence[str]
) -> Rows | None:
    """Those of the rows that hold all of `phrases` and none of `without`; None for all rows.

    Both are normalized texts.
    """
    for phrase in phrases:
        among = _holding(snapshot, narrow(snapshot, among, phrase), phrase)
    for phrase in without:
        unwanted = _holding(snapshot, narrow(snapshot, among, phrase), phrase)
        every = np.arange(len(snapshot.index)) if among is None else among
        among = np.setdiff1d(every, unwanted, assume_unique=True)
    return among


def _holding(snapshot: Snapshot, among: Rows | None, phrase: str) -> Rows:
    wanted = Phrase(phrase)
    return _rows(row for row, normalized in snapshot.normalized_texts(among) if wanted.is_in(normalized))


def narrow(snapshot: Snapshot, among: Rows | None, phrase: str) -> Rows | None:
    """The rows whose terms do not rule the phrase out."""
    ways = sure_terms(phrase)
    if not all(ways):
        return among
    found = [snapshot.holding_terms(terms) for terms in ways]
    rows = np.unique(np.concatenate(found))
    return rows if among is None else rows[are_among(rows, among)]


def _rows(rows: Iterator[int]) -> Rows:
    return np.fromiter(rows, np.int64)
