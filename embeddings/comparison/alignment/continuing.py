"""What stands between two passages of the new speech that take up one source, and goes on in it.

Lines that were wrapped become passages of their own, too short to prove anything alone. Where the passage
before ends in the midst of its source, and this one goes on there letter for letter, it is from there too.
"""

from collections.abc import Callable, Sequence

import numpy as np

from embeddings.comparison.alignment.changes import WordChange
from embeddings.comparison.alignment.matching import Candidate, Taken
from embeddings.comparison.alignment.regions import region_of
from embeddings.comparison.alignment.units import UnitText

Neighbour = Callable[[int, int], Candidate | None]


def continued(
    texts: Sequence[UnitText], taken: Sequence[Sequence[Taken]], neighbour: Neighbour
) -> list[tuple[Taken, ...]]:
    """The regions of each passage, and before and after them what goes on where those around it end or begin.

    neighbour: the passage of the corpus so many places after that of a row; None where its speech has none.
    """
    found = [list(one) for one in taken]
    boundaries = range(1, len(texts))
    for at in (*boundaries, *reversed(boundaries)):  # there, then back: one may lean on the next
        _go_on(texts[at - 1], found[at - 1], texts[at], found[at], neighbour)
    return [tuple(one) for one in found]


def _go_on(a: UnitText, before: list[Taken], b: UnitText, after: list[Taken], neighbour: Neighbour) -> None:
    """What two passages that follow each other have of one source, added to the regions of both."""
    left = _without_edge(a, before[-1], end=True) if before and before[-1].region.a_end == len(a) else None
    right = _without_edge(b, after[0], end=False) if after and after[0].region.a_start == 0 else None
    if left is not None and right is not None:
        if left.candidate.row == right.candidate.row and left.region.b_end == right.region.b_start:
            before[-1], after[0] = left, right
    elif left is not None and (one := _after(b, after, left, neighbour)):
        before[-1] = left
        after.insert(0, one)
    elif right is not None and (one := _before(a, before, right, neighbour)):
        after[0] = right
        before.append(one)


def _without_edge(a: UnitText, one: Taken, *, end: bool) -> Taken:
    """A region without what its source has beyond the edge of the passage: it may stand in the next one."""
    changes = list(one.region.changes)
    while len(changes) > 1 and changes[-1 if end else 0].operation == "delete":
        changes.pop(-1 if end else 0)
    return Taken(region_of(a, one.candidate.text, changes), one.candidate)


def _after(a: UnitText, taken: Sequence[Taken], before: Taken, neighbour: Neighbour) -> Taken | None:
    """What is at the beginning of a passage, where it goes on from the end of the passage before."""
    end = taken[0].region.a_start if taken else len(a)
    start, candidate = before.region.b_end, before.candidate
    if start == len(candidate.text):
        return _taken(a, (0, end), neighbour(candidate.row, 1), 0)
    return _taken(a, (0, end), candidate, start)


def _before(a: UnitText, taken: Sequence[Taken], after: Taken, neighbour: Neighbour) -> Taken | None:
    """What is at the end of a passage, where the passage after it goes on from there."""
    first = taken[-1].region.a_end if taken else 0
    stop, candidate = after.region.b_start, after.candidate
    other = candidate if stop else neighbour(candidate.row, -1)
    if other is None:
        return None
    return _taken(a, (first, len(a)), other, (stop or len(other.text)) - (len(a) - first))


def _taken(a: UnitText, piece: tuple[int, int], candidate: Candidate | None, at: int) -> Taken | None:
    """A piece that a passage of the corpus has letter for letter from a unit on; None where it has not."""
    first, end = piece
    if candidate is None or first >= end or at < 0 or at + end - first > len(candidate.text):
        return None
    b = candidate.text
    if not np.array_equal(a.numbers[first:end], b.numbers[at : at + end - first]):
        return None
    return Taken(region_of(a, b, [WordChange("equal", first, end, at, at + end - first)]), candidate)
