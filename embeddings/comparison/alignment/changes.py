"""What became of the units of a text: pieces that are equal, replaced, put in, left out or moved."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias, cast

from rapidfuzz.distance import Levenshtein

from embeddings.comparison.alignment.units import UnitText

Operation: TypeAlias = Literal["equal", "replace", "insert", "delete", "move"]


class WordChange(NamedTuple):
    """Units `a_start` to `a_end` - 1 of the new text, and what stood for them in the other.

    insert: the other has nothing there.  delete: the new one has nothing.  move: equal, in another place.
    """

    operation: Operation
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def changes_between(
    a: UnitText, b: UnitText, a_start: int, a_end: int, b_start: int, b_end: int
) -> Iterator[WordChange]:
    """The changes between two runs."""
    if a_start >= a_end and b_start >= b_end:
        return
    here, there = a.numbers[a_start:a_end].tolist(), b.numbers[b_start:b_end].tolist()
    for step in Levenshtein.opcodes(there, here):  # how to make the second of the first
        operation = cast(Operation, step.tag)
        yield WordChange(
            operation,
            a_start + step.dest_start,
            a_start + step.dest_end,
            b_start + step.src_start,
            b_start + step.src_end,
        )


def merged(changes: Iterable[WordChange]) -> list[WordChange]:
    found: list[WordChange] = []
    for change in changes:
        last = found[-1] if found else None
        if (
            last is not None
            and last.operation == change.operation
            and last.a_end == change.a_start
            and last.b_end == change.b_start
        ):
            found[-1] = WordChange(last.operation, last.a_start, change.a_end, last.b_start, change.b_end)
        else:
            found.append(change)
    return found
