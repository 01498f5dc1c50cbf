"""How well the words of a topic go together, measured on where they stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix

from embeddings.topics.fitting.naming.words import WordTable


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Which passages hold which words: a csr matrix (n_words, n_passages) of ones, and its rows by language
    and word.
    """

    holds: csr_matrix
    row_of: Mapping[tuple[str, str], int]
    n_by_language: Mapping[str, int]

    @classmethod
    def of(cls, table: WordTable, keys: Sequence[str]) -> Self:
        """keys: the language of each passage."""
        row_of = {known: row for row, known in enumerate(table.vocabulary)}
        return cls(table.holds, row_of, Counter(keys))

    def coherence(self, language: str, words: Sequence[str]) -> float | None:
        """The mean NPMI of all pairs of these words in passages of their language, -1 to 1; None for one
        word.

        npmi(a, b) = log(p(ab) / (p(a) p(b))) / -log p(ab), -1 where they never meet (Bouma 2009).
        """
        rows = [self.row_of[language, word] for word in words]
        if len(rows) < 2:
            return None
        holds = self.holds[rows]
        together = np.asarray((holds @ holds.T).todense(), dtype=np.float64)
        n = max(self.n_by_language[language], 1)
        found = [_npmi(together[a, b] / n, together[a, a] / n, together[b, b] / n)
                 for a, b in combinations(range(len(rows)), 2)]  # fmt: skip
        return round(float(np.mean(found)), 4)


def _npmi(both: float, a: float, b: float) -> float:
    if both <= 0:
        return -1.0
    return 1.0 if both >= 1 else float(np.log(both / (a * b)) / -np.log(both))
