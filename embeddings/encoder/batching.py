"""Which texts are encoded together. Pure functions.

A batch is as long as its longest text, so texts of like length go together; and it takes memory by its padded
tokens, so those have a budget.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]


def batches(lengths: Sequence[int], *, budget: int) -> list[Rows]:
    """The rows of texts with these lengths in tokens, in batches: each row once, the longest first.

    A batch's size times its longest text stays within `budget`, unless it is a single text.
    Raises ValueError when the budget is less than 1.
    """
    if budget < 1:
        raise ValueError(f"the budget must be at least one token, not {budget}")
    # Longest first: memory is claimed once, and the last batches, where workers wait, are the quick ones.
    order = np.argsort(-np.asarray(lengths, dtype=np.intp), kind="stable")
    gathered: list[Rows] = []
    at = 0
    while at < len(order):
        size = max(1, budget // max(1, lengths[order[at]]))
        gathered.append(order[at : at + size])
        at += size
    return gathered


def distinct(texts: Sequence[str]) -> tuple[list[str], Rows]:
    """The different texts in order of first appearance, and for each text its row among them."""
    rows: dict[str, int] = {}
    where = [rows.setdefault(text, len(rows)) for text in texts]
    return list(rows), np.asarray(where, dtype=np.intp)
