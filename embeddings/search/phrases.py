"""Which passages hold a phrase, letter by letter: exactly, and without an index that could disagree."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from embeddings.index.vectors import Rows
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.script.characters import HAN, KANA
from embeddings.text.tokens.terms import sure_terms

# A letter or digit of a script that parts words by spaces; Korean hangs its particles on without one.
_SPACED_LETTER = rf"[^\W{HAN}{KANA}\uac00-\ud7a3]"


def holding(
    snapshot: Snapshot, among: Rows | None, *, phrases: Sequence[str], without: Sequence[str]
) -> Rows | None:
    """Those of the rows that hold all of `phrases` and none of `without`; None for all rows.

    Both are forms in small letters. In scripts that part words by spaces a phrase is whole words; in
    others it may stand anywhere.
    """
    for phrase in phrases:
        wanted = _pattern(phrase)
        candidates = _narrowed(snapshot, among, phrase)
        among = _rows(
            row
            for row, normalized in snapshot.normalized_texts(candidates)
            if wanted.search(normalized.lower())
        )
    for phrase in without:
        unwanted = _pattern(phrase)
        among = _rows(
            row
            for row, normalized in snapshot.normalized_texts(among)
            if not unwanted.search(normalized.lower())
        )
    return among


def _pattern(phrase: str) -> re.Pattern[str]:
    start = f"(?<!{_SPACED_LETTER})" if re.match(_SPACED_LETTER, phrase[0]) else ""
    end = f"(?!{_SPACED_LETTER})" if re.match(_SPACED_LETTER, phrase[-1]) else ""
    return re.compile(start + re.escape(phrase) + end)


def _narrowed(snapshot: Snapshot, among: Rows | None, phrase: str) -> Rows | None:
    """The rows whose terms do not rule the phrase out."""
    terms = sure_terms(phrase)
    if not terms:
        return among
    rows = snapshot.holding_terms(terms)
    return rows if among is None else np.intersect1d(rows, among, assume_unique=True)


def _rows(rows: Iterator[int]) -> Rows:
    return np.fromiter(rows, np.int64)
