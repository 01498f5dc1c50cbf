"""Tables that spreadsheets open as they are, and in which no text becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

Cell = str | int | float | None  # None is an empty cell

ENCODING = "utf-8-sig"  # with the mark, without which Excel does not see that a file is UTF-8

# What a spreadsheet takes for the beginning of a formula, the full-width forms of East Asian ones included.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def safe_cell(value: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula, made text again by an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def write_csv(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A table in a file that was opened with `newline=""` and ENCODING."""
    writer = csv.writer(file)
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
