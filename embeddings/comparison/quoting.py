"""Passages that quote the same few words: what is between quotation marks is looked up by its words, since
short phrases leave no seeds.
"""

from collections import Counter

import numpy as np

from embeddings.comparison.alignment.quoted import short_quotes
from embeddings.comparison.alignment.units import UnitText
from embeddings.comparison.corpus_side import CorpusSide
from embeddings.text.tokens.terms import sure_terms

_MOST_SPEECHES = 4  # that hold the phrases together: in more they are set phrases, from nobody in particular
_MOST_QUOTES = 12  # of a sentence that are looked up


def quoting(side: CorpusSide, text: UnitText) -> list[int]:
    """The rows that may hold several short quotations of one sentence of a text, ascending."""
    found: set[int] = set()
    for first, end in text.sentences:
        holding: Counter[int] = Counter()
        for quoted in short_quotes(text, first, end)[:_MOST_QUOTES]:
            holding.update(_holding(side, text.text(*quoted)))
        rows = [row for row, n in holding.items() if n > 1]
        if len({side.snapshot.speech_groups[row] for row in rows}) <= _MOST_SPEECHES:
            found.update(rows)
    return sorted(found)


def _holding(side: CorpusSide, phrase: str) -> list[int]:
    """The rows that may answer and have every term of a phrase."""
    ways = [side.snapshot.holding_terms(way) for way in sure_terms(phrase)]
    rows = np.unique(np.concatenate(ways))
    return [int(row) for row in rows[side.allowed[rows]]]
