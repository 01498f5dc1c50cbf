"""What stands between two pieces of one source, or beside one, is likely what became of its neighbour there.

A short sentence whose meaning was turned (is strong, is not strong) shares too few letters to be found by
them alone. Where its neighbours were taken from one passage, it is held against what that has in its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.comparison.alignment.changes import changes_between, merged
from embeddings.comparison.alignment.regions import Region, region_of
from embeddings.comparison.alignment.units import UnitText

_BETWEEN = 0.45  # identity of what has pieces of the source, or both beginnings or ends, on either side …
_BESIDE = 0.6  # … and of what has one on one side
_LEAST_EQUAL = 6.0  # letters; a syllable is three

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Beside:
    """A region of the new text that takes up a text of the corpus, and that text."""

    region: Region
    text: UnitText


def fill(a: UnitText, first: int, end: int, before: Beside | None, after: Beside | None) -> list[Beside]:
    """The sentences of a gap, `first` to `end` - 1 of the new text, that stand where a neighbour's source has
    something like them; in order, none overlapping another.

    before, after: what the gap follows and what follows it; None at the edges of the text.
    """
    if first >= end:
        return []
    ours = _pieces(a, first, end)
    source = before or after
    if source is None or (before is not None and after is not None and before.text is not after.text):
        return _beside(a, ours, before, after)
    start = before.region.b_end if before is not None else 0
    stop = after.region.b_start if after is not None else len(source.text)
    theirs = _pieces(source.text, start, stop) if start < stop else []
    if len(ours) == len(theirs):
        found = [_like(a, source.text, *pair, _BETWEEN) for pair in zip(ours, theirs, strict=True)]
        return [one for one in found if one is not None]
    whole = _like(a, source.text, (first, end), (start, stop), _BETWEEN) if theirs else None
    return [whole] if whole is not None else _beside(a, ours, before, after)


def _pieces(text: UnitText, first: int, end: int) -> list[Span]:
    """The sentences of a run of units, the outer ones cut to it."""
    cuts = [first, *(start for start, _ in text.sentences if first < start < end), end]
    return list(pairwise(cuts))


def _beside(a: UnitText, ours: Sequence[Span], before: Beside | None, after: Beside | None) -> list[Beside]:
    """Sentence by sentence away from a neighbour, as long as the source has something like it there."""
    found: list[Beside] = []
    if before is not None:
        theirs = _pieces(before.text, before.region.b_end, len(before.text))
        found += _along(a, before.text, ours, theirs)
    left = ours[len(found) :]
    if after is not None:
        theirs = _pieces(after.text, 0, after.region.b_start)
        found += reversed(list(_along(a, after.text, left[::-1], theirs[::-1])))
    return found


def _along(a: UnitText, b: UnitText, ours: Sequence[Span], theirs: Sequence[Span]) -> Iterator[Beside]:
    for here, there in zip(ours, theirs, strict=False):
        one = _like(a, b, here, there, _BESIDE)
        if one is None:
            return
        yield one


def _like(a: UnitText, b: UnitText, here: Span, there: Span, least: float) -> Beside | None:
    """A sentence beside another one; None if they are too unlike."""
    if there[0] >= there[1] or here[0] >= here[1]:
        return None
    region = region_of(a, b, merged(changes_between(a, b, *here, *there)))
    telling = sum(a.telling(one.a_start, one.a_end) for one in region.changes if one.operation == "equal")
    enough = region.equal >= _LEAST_EQUAL and region.identity >= least and telling > 0
    return Beside(region, b) if enough or region.exact else None
