"""Scores of which some are only known at most."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Seen = npt.NDArray[np.bool_]


def may_be_first(scores: Scores, seen: Seen, n: int) -> Places:
    """The places of what was not seen and may be among the first n, ascending.

    scores: as they are where something was seen, and elsewhere at least as high; shape as `seen`.
    """
    known = scores[seen]
    least = -np.inf if len(known) < n else np.partition(known, len(known) - n)[len(known) - n]
    return np.flatnonzero(~seen & (scores >= least))
