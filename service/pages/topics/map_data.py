"""The points of the map as bytes that a browser reads without parsing: 12 a passage.

In this order, little-endian: the length of the head in bytes, unsigned, 4 bytes; the head, JSON in UTF-8,
filled with spaces to a multiple of 4; then, each for all n passages, row by row, as unsigned numbers of 2
bytes: x and y of each (2 n numbers, 0 to GRID), and which topic, year, place and language of the lists in the
head it has (n numbers each), NONE where it has none or one that is not listed.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

GRID = 65_534  # the largest x or y
NONE = 65_535
MOST_VALUES = 5_000  # of a list
_UNKNOWN_YEAR = "9999"

Numbers = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class NamedColour:
    """Values, and for each passage which of them it has; (n,)."""

    values: tuple[str, ...]
    numbers: Numbers


def numbered(values: Sequence[str | None], *, sort: bool = False) -> NamedColour:
    """Values by number, the most frequent first; in their own order with `sort`. "" and None are none."""
    counts = Counter(value for value in values if value)
    ranked = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]
    listed = tuple(sorted(ranked) if sort else ranked)
    number_of = {value: number for number, value in enumerate(listed)}
    return NamedColour(
        listed, np.fromiter((number_of.get(value or "", NONE) for value in values), np.uint16, len(values))
    )


def years(first_days: Sequence[str]) -> NamedColour:
    """The year of each passage. first_days: YYYY-MM-DD, "9999" for an unknown one."""
    return numbered(["" if day.startswith(_UNKNOWN_YEAR) else day[:4] for day in first_days], sort=True)


def on_grid(places: npt.NDArray[np.floating[Any]]) -> Numbers:
    """Places on a plane, (n, 2), as numbers from 0 to GRID, by one factor for both directions."""
    if not len(places):
        return np.empty((0, 2), np.uint16)
    finite = np.nan_to_num(places.astype(np.float64))
    low, high = finite.min(axis=0), finite.max(axis=0)
    extent = float((high - low).max()) or 1.0
    inside = (finite - (low + high) / 2) / extent + 0.5
    placed: Numbers = np.round(np.clip(inside, 0.0, 1.0) * GRID).astype(np.uint16)
    return placed


def pack(head: dict[str, Any], places: Numbers, columns: Sequence[Numbers]) -> bytes:
    """places: (n, 2).  columns: each (n,)."""
    told = json.dumps({**head, "n": len(places)}, ensure_ascii=False, separators=(",", ":")).encode()
    told += b" " * (-len(told) % 4)
    numbers = [np.ascontiguousarray(column, "<u2").tobytes() for column in (places, *columns)]
    return b"".join((len(told).to_bytes(4, "little"), told, *numbers))


def bits(rows: Sequence[int], n: int) -> bytes:
    """Which of n rows are among these: one bit a row, the lowest of a byte first."""
    held = np.zeros(n, np.uint8)
    held[list(rows)] = 1
    return np.packbits(held, bitorder="little").tobytes()
