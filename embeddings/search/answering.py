"""Which passages answer a question, where that has to be said and not only in which order.

A ranking holds every passage of the corpus, the last ones too. What is counted, and what is put in the order
of dates, answers by this rule: a passage answers when it holds at least half of what the question's words
tell (the rarer a word, the more), or when its match is of moderate strength or more. By words alone only the
first counts, by meaning alone only the second. Where strength cannot be told, and no passage holds the words,
the order alone is left: then all may answer.
"""

from collections.abc import Sequence

import numpy as np

from embeddings.index.vectors import Rows
from embeddings.search.nearness import Nearness
from embeddings.search.questions.question import Mode
from embeddings.search.strength_filter import filter_by_strength
from embeddings.similarity.strength import StrengthThresholds
from embeddings.text.tokens.terms import Word

LEAST_WORDS = 0.5  # of what the words of the question tell


def answering(
    nearness: Nearness,
    words: Sequence[Word],
    thresholds: StrengthThresholds | None,
    among: Rows | None,
    *,
    mode: Mode,
) -> Rows | None:
    """Those of the rows that answer, ascending; `among` where nothing can tell.

    words: those the question is asked by.  among: None for all rows.
    """
    snapshot = nearness.snapshot
    rows = np.arange(len(snapshot.index)) if among is None else among
    found = np.empty(0, np.int64)
    if mode != "meaning" and words:
        found = rows[snapshot.share_of_words(words)[rows] >= LEAST_WORDS]
    if mode != "words" and thresholds is not None:
        strong, _ = filter_by_strength(nearness, rows, thresholds, "moderate")
        return np.union1d(found, strong)
    return found if len(found) or mode == "words" else among
