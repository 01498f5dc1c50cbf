"""Places between units as places in the raw text, so that pieces of a passage leave nothing out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from embeddings.comparison.alignment.changes import WordChange
from embeddings.comparison.alignment.regions import Region
from embeddings.comparison.alignment.units import UnitText
from embeddings.comparison.result import Edit
from embeddings.speech import Passage
from embeddings.text.script.offsets import Traced

# Signs that go with what is before them: all but white space and what opens.
_WITH_BEFORE = re.compile(r"[^\s“‘「『«„(（\[《〈【]*")


class Placed:
    """A passage whose units know where they stand in the raw text of their speech."""

    def __init__(self, passage: Passage, text: UnitText, traced: Traced) -> None:
        """traced: the normalized text, traced to `passage.text`."""
        self.passage, self.text, self._traced = passage, text, traced

    def cut(self, unit: int) -> int:
        """The place in the raw text between a unit and the one before; signs go with the one before."""
        if unit <= 0:
            return self.passage.start
        if unit >= len(self.text):
            return self.passage.end
        wording = self.text.wording
        after = _WITH_BEFORE.match(wording.normalized, wording.ends[unit - 1], wording.starts[unit])
        at = after.end() if after else wording.starts[unit]
        return self.passage.start + int(self._traced.starts[min(at, len(wording.normalized) - 1)])

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Where in the raw text some units stand, from the first letter to the last; of none, a place."""
        if first >= end:
            place = self.cut(first)
            return place, place
        start, stop = self._traced.span(*self.text.wording.span(first, end))
        return self.passage.start + start, self.passage.start + stop

    def opened(self, first: int) -> int:
        """Where a piece begins that begins with a unit, with the marks that open it."""
        at, letter = self.cut(first), self.span(first, first + 1)[0]
        return letter - len(self._raw(at, letter).lstrip())

    def closed(self, end: int) -> int:
        """Where a piece ends that ends with the unit before, with the signs that close it."""
        letter, at = self.span(end - 1, end)[1], self.cut(end)
        return letter + len(self._raw(letter, at).rstrip())

    def _raw(self, start: int, end: int) -> str:
        return self.passage.text[start - self.passage.start : end - self.passage.start]


def beside(new: Placed, source: Placed, region: Region) -> tuple[int, int]:
    """Where in its raw text the source of a region stands, with the signs both texts have at its edges."""
    start, end = source.span(region.b_start, region.b_end)
    opened, letter = new.opened(region.a_start), new.span(region.a_start, region.a_start + 1)[0]
    closed, last = new.closed(region.a_end), new.span(region.a_end - 1, region.a_end)[1]
    return (
        source.opened(region.b_start) if opened < letter else start,
        source.closed(region.b_end) if closed > last else end,
    )


def edits(
    new: Placed, source: Placed, changes: Sequence[WordChange], here: tuple[int, int], there: tuple[int, int]
) -> tuple[Edit, ...]:
    """Changes of units as edits of raw text, which together are `here` in the new speech.

    here, there: (start, end) of both.  What changed is told from its first letter to its last; equal pieces
    take the signs and spaces between, on both sides.
    """
    start, end = here
    told: list[Edit] = []
    for change in changes:
        ours = new.span(change.a_start, change.a_end)
        theirs = source.span(change.b_start, change.b_end)
        told.append(Edit(change.operation, *ours, *theirs))
    told = _with_signs(told, changes, there)
    for number, edit in enumerate(told):
        before = told[number - 1].end if number else start
        after = told[number + 1].start if number + 1 < len(told) else end
        if edit.operation in ("equal", "move"):
            told[number] = Edit(
                edit.operation, before, max(before, after), edit.source_start, edit.source_end
            )
        elif edit.operation == "delete":
            told[number] = Edit("delete", before, before, edit.source_start, edit.source_end)
        elif (number == 0 and edit.start > start) or (number and told[number - 1].end < edit.start):
            # Two changes in a row, with signs between them.
            told[number] = Edit(edit.operation, before, edit.end, edit.source_start, edit.source_end)
    if told and told[-1].end < end and told[-1].operation not in ("equal", "move"):
        last = told[-1]
        told.append(Edit("equal", last.end, end, last.source_end, max(last.source_end, there[1])))
    return tuple(told)


def _with_signs(told: Sequence[Edit], changes: Sequence[WordChange], there: tuple[int, int]) -> list[Edit]:
    """The edits, whose equal pieces take the signs and spaces around them in the source."""
    first, end = min(change.b_start for change in changes), max(change.b_end for change in changes)
    taken = []
    for number, (edit, change) in enumerate(zip(told, changes, strict=True)):
        start, stop = edit.source_start, edit.source_end
        if edit.operation in ("equal", "move"):
            if change.b_start == first:
                start = there[0]
            elif number and changes[number - 1].b_end == change.b_start:
                start = min(start, told[number - 1].source_end)
            if change.b_end == end:
                stop = there[1]
            elif number + 1 < len(told) and changes[number + 1].b_start == change.b_end:
                stop = max(stop, told[number + 1].source_start)
        taken.append(replace(edit, source_start=start, source_end=stop))
    return taken
