"""Densities of languages with few passages, drawn towards what the others say."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# A language of n passages counts n / (n + _SHRINKAGE) beside what the others say of a passage.
_SHRINKAGE = 30


def shrunk(near: Numbers, own: Rows, sizes: Rows) -> Numbers:
    """Densities as they would be if no language were small.

    Ten neighbours are all there is of a language of ten passages, and far away: it would look thinly settled
    whatever it speaks of. Each cell is drawn towards the mean of the passage's other cells, weighed by how
    much their languages hold, and in a passage's own language by what passages have more of there.
    near: shape (n, languages).  own: the column of each row's language; -1 for one that is in none of them.
    """
    if not len(near):
        return near
    weights = sizes / (sizes + _SHRINKAGE)
    is_own = own[:, None] == np.arange(len(sizes))[None, :]
    heard = np.where(is_own, 0.0, weights[None, :])
    total = heard.sum(axis=1)
    # Where there is no other language a passage has nothing to be drawn towards but itself.
    abroad = np.divide((near * heard).sum(axis=1), total, out=np.zeros(len(near)), where=total > 0)
    at_home = near[is_own].astype(np.float64) if is_own.any() else np.zeros(0)
    several, weight_at_home = (total > 0)[own >= 0], weights[own[own >= 0]]
    more = 0.0
    if several.any() and weight_at_home[several].sum() > 0:
        gain = at_home - abroad[own >= 0]
        more = float(np.average(gain[several], weights=weight_at_home[several]))
    expected = abroad[:, None] + np.where(is_own, more, 0.0)
    expected = np.where(total[:, None] > 0, expected, near)
    shrunk_cells: Numbers = (weights * near + (1 - weights) * expected).astype(np.float32)
    return shrunk_cells


def shrunk_for_one(near: Numbers, own: int | None, sizes: Rows) -> Numbers:
    """`shrunk` of a single row, shape (languages,), to the last bit; for one question a tenth of the work.

    own: the column of its language; None when it is in none of them.
    """
    weights = sizes / (sizes + _SHRINKAGE)
    heard = weights.copy()
    if own is not None:
        heard[own] = 0.0
    expected = near.astype(np.float64)
    if (total := heard.sum()) > 0:
        abroad = (near * heard).sum() / total
        at_home = expected[own] if own is not None else 0.0
        expected[:] = abroad
        if own is not None and weights[own] > 0:
            # As the mean of one, weighed, is rounded: to the last bit.
            expected[own] = abroad + (at_home - abroad) * weights[own] / weights[own]
    shrunk_cells: Numbers = (weights * near + (1 - weights) * expected).astype(np.float32)
    return shrunk_cells
