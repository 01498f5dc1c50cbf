"""Topics that keep their identity from fit to fit: which new one is which old one, and what became of each.

New and old are matched by the passages they share, as an assignment problem (Kuhn 1955, by SciPy), so that
each id goes on at most once. What is left over was born, split off, merged or retired.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from embeddings.topics.fitting.communities import Labels

_SHARED = 0.25  # of the passages of both (Dice), from which on a topic goes on
_NEAR = 0.2  # how much the cosine of the centres counts beside that
_PARENT = 0.5  # of a new topic's known passages that one old topic had: it split off
_SPLIT = 0.1  # of the old topic's passages that it must have taken along
_INTO = 0.5  # of a lost topic's passages that one new topic has: it was merged

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one topic. new, old: their rows, None for none.  from_or_into: the row of the old topic
    that a new one split off, or of the new one that an old one was merged into.  shared: passages.
    """

    new: int | None
    old: int | None
    from_or_into: int | None = None
    shared: int = 0


def overlaps(before: Labels, now: Labels, n_before: int, n_now: int) -> Numbers:
    """How many passages each old topic shares with each new one, (n_before, n_now).

    before, now: of each passage, -1 for none.
    """
    both = (before >= 0) & (now >= 0)
    shared = np.zeros((n_before, n_now))
    np.add.at(shared, (before[both], now[both]), 1)
    return shared


def match(shared: Numbers, nearness: Numbers) -> list[Fate]:
    """Which new topic is which old one, and what became of the others: new ones first, then the lost.

    shared: as `overlaps` gives it.  nearness: cosines of the centres, the same shape.
    """
    of_old, of_new = shared.sum(axis=1), shared.sum(axis=0)
    dice = 2 * shared / np.maximum(of_old[:, None] + of_new[None, :], 1)
    gain = np.where(dice >= _SHARED, dice + _NEAR * np.maximum(nearness, 0), 0.0)
    old_rows, new_rows = linear_sum_assignment(-gain)
    kept = {int(new): int(old) for old, new in zip(old_rows, new_rows, strict=True) if gain[old, new] > 0}
    fates = [_fate_of_new(new, kept, shared, of_old, of_new) for new in range(shared.shape[1])]
    lost = sorted(set(range(shared.shape[0])) - set(kept.values()))
    return [*fates, *(_fate_of_lost(old, shared, of_old) for old in lost)]


def _fate_of_new(new: int, kept: dict[int, int], shared: Numbers, of_old: Numbers, of_new: Numbers) -> Fate:
    if new in kept:
        return Fate(new, kept[new], shared=int(shared[kept[new], new]))
    if len(of_old) and of_new[new]:
        parent = int(np.argmax(shared[:, new]))
        n = shared[parent, new]
        if n >= _PARENT * of_new[new] and n >= _SPLIT * of_old[parent]:
            return Fate(new, None, parent, int(n))
    return Fate(new, None)


def _fate_of_lost(old: int, shared: Numbers, of_old: Numbers) -> Fate:
    if shared.shape[1] and of_old[old]:
        into = int(np.argmax(shared[old]))
        if shared[old, into] >= _INTO * of_old[old]:
            return Fate(None, old, into, int(shared[old, into]))
    return Fate(None, old)


def new_id(addresses: Sequence[str], taken: Collection[str], *, prefix: str = "t_") -> str:
    """An id for a topic that is born with these passages, which none of `taken` is."""
    members = "\n".join(sorted(addresses)).encode("utf-8", "surrogatepass")
    attempt = 0
    while True:
        salt = b"" if not attempt else str(attempt).encode()
        found = prefix + hashlib.sha256(members + salt).hexdigest()[:8]
        if found not in taken:
            return found
        attempt += 1
