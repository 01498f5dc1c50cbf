"""Rows in ascending order, each once, as filters and postings give them."""

from typing import Any

import numpy as np
import numpy.typing as npt


def are_among(rows: npt.NDArray[Any], others: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of the rows are among the others, which ascend; in the time that the fewer `rows` take."""
    if not len(others):
        return np.zeros(len(rows), bool)
    places = np.minimum(np.searchsorted(others, rows), len(others) - 1)
    among: npt.NDArray[np.bool_] = others[places] == rows
    return among
