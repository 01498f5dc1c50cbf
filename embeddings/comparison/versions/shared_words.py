"""How much of their words the passages of two versions share: of single passages, and of runs joined.

Words that few passages have count most (the logarithm of how rare they are), so that grammar proves nothing.
What two passages share adds up when passages are joined: no text is looked at twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import centre_key
from embeddings.speech import Passage
from embeddings.text.tokens.terms import terms

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SharedWords:
    """shared: what each pair shares, shape (n, m); 0 across languages.  old, new: what each passage has, (n,)
    and (m,).  comparable: whether a pair is in one language, (n, m).
    """

    shared: Weights
    old: Weights
    new: Weights
    comparable: npt.NDArray[np.bool_]

    def likeness(self, of_old: int, of_new: int) -> Weights:
        """Dice of runs of so many passages, 0 to 1: shape (n - of_old + 1, m - of_new + 1)."""
        old, new = window_sums(self.old, of_old)[:, None], window_sums(self.new, of_new)[None, :]
        shared = window_sums(window_sums(self.shared, of_old).T, of_new).T
        shared = np.minimum(shared, np.minimum(old, new))  # what is said twice is had once
        likeness: Weights = 2 * shared / np.maximum(old + new, 1e-9)
        return likeness

    @cached_property
    def held_of_old(self) -> Weights:
        """The share of each old passage that each new one holds, shape (n, m)."""
        held: Weights = self.shared / np.maximum(self.old, 1e-9)[:, None]
        return held

    @cached_property
    def held_of_new(self) -> Weights:
        """The share of each new passage that each old one holds, shape (n, m)."""
        held: Weights = self.shared / np.maximum(self.new, 1e-9)[None, :]
        return held


def shared_words(old: Sequence[Passage], new: Sequence[Passage]) -> SharedWords | None:
    """Of two versions; None where no two passages are in one language."""
    languages = [np.asarray([centre_key(passage.language) for passage in side]) for side in (old, new)]
    comparable = languages[0][:, None] == languages[1][None, :]
    if not comparable.any():
        return None
    held = [set(terms(passage.normalized, passage.language)) for passage in (*old, *new)]
    numbers: dict[str, int] = {}
    columns = np.array([numbers.setdefault(term, len(numbers)) for one in held for term in sorted(one)], int)
    rows = np.repeat(np.arange(len(held)), [len(one) for one in held])
    weights = np.log1p(len(held) / np.bincount(columns, minlength=len(numbers)))
    sizes: Weights = np.bincount(rows, weights=weights[columns], minlength=len(held)).astype(np.float64)
    ends = np.searchsorted(rows, np.arange(len(old) + 1))  # of the terms of each old passage
    rows_of_new, columns_of_new = rows[ends[-1] :] - len(old), columns[ends[-1] :]
    shared = np.zeros((len(old), len(new)))
    for row in range(len(old)):
        told = np.zeros(len(numbers))
        of_one = columns[ends[row] : ends[row + 1]]
        told[of_one] = weights[of_one]
        shared[row] = np.bincount(rows_of_new, weights=told[columns_of_new], minlength=len(new))
    return SharedWords(np.where(comparable, shared, 0.0), sizes[: len(old)], sizes[len(old) :], comparable)


def window_sums(values: Weights, n: int) -> Weights:
    """The sums of n neighbours along the first axis, as many as there are places for."""
    last = max(0, len(values) - n + 1)
    sums: Weights = np.sum([values[i : i + last] for i in range(n)], axis=0)
    return sums
