"""Which texts are encoded together. Pure functions.

How far a text is padded changes its vector: float sums then differ in the seventh digit, and rounding to 8
bits makes that the third. So a text is padded by its own length alone, to the next multiple of a step, and
shares a batch only with texts padded alike: its vector does not know its neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Batch:
    rows: Rows  # which texts
    length: int  # what each is padded to, in tokens


def batches(lengths: Sequence[int], *, step: int, budget: int) -> list[Batch]:
    """The texts with these lengths in tokens, in batches: each once, the longest first.

    A batch is as long as each of its texts, rounded up to a multiple of `step`; its padded tokens stay
    within `budget`, unless it is a single text. Raises ValueError when step or budget is less than 1.
    """
    if step < 1 or budget < 1:
        raise ValueError(f"step and budget must be at least one token, not {step} and {budget}")
    padded = -(-np.asarray(lengths, dtype=np.intp) // step) * step
    # Longest first: memory is claimed once, and the last batches, where workers wait, are the quick ones.
    return [
        Batch(rows, int(length))
        for length in np.unique(padded)[::-1]
        for rows in _split(np.flatnonzero(padded == length), max(1, budget // max(1, int(length))))
    ]


def _split(rows: Rows, size: int) -> list[Rows]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def distinct(texts: Sequence[str]) -> tuple[list[str], Rows]:
    """The different texts in order of first appearance, and for each text its row among them."""
    rows: dict[str, int] = {}
    where = [rows.setdefault(text, len(rows)) for text in texts]
    return list(rows), np.asarray(where, dtype=np.intp)
