"""Tables that spreadsheets open as they are, and in which no text becomes a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

Cell = str | int | float | None  # None is an empty cell

ENCODING = "utf-8-sig"  # with the mark, without which Excel does not see that a file is UTF-8

# What a spreadsheet takes for the beginning of a formula, the full-width forms of East Asian ones included.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


# Where a table is opened with another separator a cell begins within ours; so it does where quotes are lost.
_WITHIN = re.compile(r"([;|\t\r\n]\s*)(?=[=+\-@＝＋－＠])")


def safe_cell(value: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula, made text again by an apostrophe before it."""
    if not isinstance(value, str):
        return value
    within = _WITHIN.sub(r"\1'", value)
    return f"'{within}" if within.startswith(_FORMULA_STARTS) else within


def write_csv(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A table in a file that was opened with `newline=""` and ENCODING."""
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
