"""Which rows may answer, and the condition that tells them from all others.

Who holds the rows themselves takes them by their numbers. An engine that holds the columns of a snapshot is
told the condition instead, which is as short for a hundred million rows as for ten. Columns are of numbers
only, so a condition holds nothing that a user has typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Rows: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Ranges: TypeAlias = tuple[tuple[int, int], ...]  # the first and the last number of each, ascending

ROW = "row"  # the column that every snapshot has: the number of the row itself


@dataclass(frozen=True, slots=True)
class Within:
    """The number that a row has in a column lies in one of these ranges; or in none of them, if `outside`."""

    column: str
    ranges: Ranges
    outside: bool = False

    @classmethod
    def among(cls, column: str, numbers: Iterable[int], *, outside: bool = False) -> "Within":
        """The number is one of these."""
        return cls(column, ranges_of(np.unique(np.fromiter(numbers, np.int64))), outside)

    def holds(self, numbers: npt.NDArray[Any]) -> Mask:
        """Of which of these numbers, none of them negative, that is true; shape (n,)."""
        if len(self.ranges) == 1:
            ((first, last),) = self.ranges
            within: Mask = (numbers >= first) & (numbers <= last)
        else:
            wanted = np.zeros(int(numbers.max(initial=0)) + 1, bool)
            for first, last in self.ranges:
                wanted[first : last + 1] = True
            within = wanted[numbers]
        return ~within if self.outside else within


@dataclass(frozen=True, slots=True)
class Condition:
    """True of a row when each clause is; a clause when any of its parts is. Without clauses true of all."""

    clauses: tuple[tuple[Within, ...], ...] = ()

    def and_also(self, *clause: Within) -> "Condition":
        return Condition((*self.clauses, clause))


@dataclass(frozen=True, slots=True, eq=False)
class Eligible:
    """rows: those that may answer, ascending.  condition: true of these rows and of no others; None where
    none tells them apart, as those that hold a phrase.
    """

    rows: Rows
    condition: Condition | None = None

    def but(self, rows: Iterable[int]) -> "Eligible":
        """The same without a few rows."""
        left_out = Within.among(ROW, rows, outside=True)
        kept = self.rows[left_out.holds(self.rows)]
        return Eligible(kept, self.condition and self.condition.and_also(left_out))


def every_row(n: int) -> Eligible:
    return Eligible(np.arange(n), Condition())


def rows_of(eligible: Eligible | None) -> Rows | None:
    """Where only the numbers of the rows are asked for; None for all."""
    return None if eligible is None else eligible.rows


def ranges_of(rows: Rows) -> Ranges:
    """The first and last of each range of numbers that follow one another; they ascend, each once."""
    if not len(rows):
        return ()
    ends = np.flatnonzero(np.diff(rows) != 1)
    firsts, lasts = rows[np.append(0, ends + 1)], rows[np.append(ends, len(rows) - 1)]
    return tuple(zip(firsts.tolist(), lasts.tolist(), strict=True))
