"""The highest numbers of each row of a wide matrix, found without ordering the rows.

Columns are taken in groups, and only the groups whose highest number is among the k highest are looked
into: a row of 40,000 is read once at the speed of memory, and a thousand of its numbers are compared.
"""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Columns = npt.NDArray[np.int64]

_GROUP = 64


def highest(numbers: Numbers, k: int) -> Columns:
    """The columns of the k highest numbers of each row, in no order; of equal ones the first. Shape (n, k).

    numbers: shape (n, m), with k at most m.
    """
    n, m = numbers.shape
    if k >= m:
        return np.broadcast_to(np.arange(m), (n, m))
    n_groups = m // _GROUP
    if n_groups <= 4 * k:
        return _highest_of(numbers, np.broadcast_to(np.arange(m), (n, m)), k)
    grouped = numbers[:, : n_groups * _GROUP].reshape(
        n, _GROUP, n_groups
    )  # column = place * n_groups + group
    tops = grouped.max(axis=1)
    groups = np.argpartition(-tops, k, axis=1)
    kept, next_best = groups[:, :k], np.take_along_axis(tops, groups[:, k : k + 1], 1)
    inside = (kept[:, None, :] + np.arange(_GROUP)[None, :, None] * n_groups).reshape(n, _GROUP * k)
    behind = np.broadcast_to(np.arange(n_groups * _GROUP, m), (n, m - n_groups * _GROUP))
    columns = np.concatenate([inside, behind], axis=1)
    values = np.take_along_axis(numbers, columns, 1)
    found = _highest_of(values, columns, k)
    least = np.take_along_axis(numbers, found, 1).min(axis=1)
    # A group left out may hold a number as high as the last one found.
    for row in np.flatnonzero(next_best[:, 0] >= least).tolist():
        found[row] = np.lexsort((np.arange(m), -numbers[row]))[:k]
    return found


def _highest_of(values: Numbers, columns: Columns, k: int) -> Columns:
    """values: of these columns, both (n, c)."""
    if k >= values.shape[1]:
        return columns.copy()
    best = np.argpartition(-values, k, axis=1)
    found = np.take_along_axis(columns, best[:, :k], 1)
    least = np.take_along_axis(values, best[:, :k], 1).min(axis=1)
    beyond = np.take_along_axis(values, best[:, k : k + 1], 1)[:, 0]
    for row in np.flatnonzero(beyond == least).tolist():
        found[row] = columns[row, np.lexsort((columns[row], -values[row]))[:k]]
    return found
