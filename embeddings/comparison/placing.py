"""Places between units as places in the raw text, so that pieces of a passage leave nothing out."""

import re
from collections.abc import Iterable

from embeddings.comparison.alignment.changes import WordChange
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


def edits(
    new: Placed, source: Placed, changes: Iterable[WordChange], start: int, end: int
) -> tuple[Edit, ...]:
    """Changes of units as edits of raw text, which together are `start` to `end` of the new speech.

    What changed is told from its first letter to its last; equal pieces take the signs and spaces between.
    """
    told: list[Edit] = []
    for change in changes:
        here = new.span(change.a_start, change.a_end)
        there = source.span(change.b_start, change.b_end)
        told.append(Edit(change.operation, *here, *there))
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
        told.append(Edit("equal", last.end, end, last.source_end, last.source_end))
    return tuple(told)
