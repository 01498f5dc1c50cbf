"""A text that knows where in the original each of its characters came from."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int32]


class TextChange(NamedTuple):
    """`text[start:end]` becomes `after`."""

    start: int
    end: int
    after: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """text: what was made of the original.

    starts, ends: shape (len(text),); character i was made of `original[starts[i]:ends[i]]`. Both never
    decrease. Characters made together of one stretch (an expanded ligature) share it.
    """

    text: str
    starts: Offsets
    ends: Offsets

    @classmethod
    def of(cls, original: str) -> "Traced":
        starts = np.arange(len(original), dtype=np.int32)
        return cls(original, starts, starts + 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original `text[start:end]` came from. Raises ValueError for an empty stretch."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no stretch {start}:{end} in a text of {len(self.text)} characters")
        return int(self.starts[start]), int(self.ends[end - 1])

    def part(self, start: int, end: int) -> "Traced":
        """`text[start:end]`, still traced to the original."""
        return Traced(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def from_start(self, start: int) -> "Traced":
        """The same, traced to `original[start:]`."""
        return Traced(self.text, self.starts - np.int32(start), self.ends - np.int32(start))

    def same_length(self, text: str) -> "Traced":
        """The same characters written otherwise, one for one. Raises ValueError when the length differs."""
        if len(text) != len(self.text):
            raise ValueError(f"{len(self.text)} characters cannot become {len(text)} one for one")
        return Traced(text, self.starts, self.ends)

    def rewrite(self, changes: Iterable[TextChange]) -> "Traced":
        """Apply changes that are sorted and do not overlap. Raises ValueError when they do."""
        pieces: list[str] = []
        starts: list[Offsets] = []
        ends: list[Offsets] = []
        done = 0
        for start, end, after in changes:
            if not done <= start < end <= len(self.text):
                raise ValueError(f"change {start}:{end} is out of order, empty or outside the text")
            pieces += (self.text[done:start], after)
            starts += (self.starts[done:start], np.full(len(after), self.starts[start], np.int32))
            ends += (self.ends[done:start], np.full(len(after), self.ends[end - 1], np.int32))
            done = end
        if not done:
            return self
        pieces.append(self.text[done:])
        return Traced(
            "".join(pieces),
            np.concatenate([*starts, self.starts[done:]]),
            np.concatenate([*ends, self.ends[done:]]),
        )


def pack_trace(traced: Traced) -> bytes:
    """How a text is traced, without the text: some forty bytes; b"" where it is one character for one."""
    places = np.arange(len(traced.text), dtype=np.int32)
    if np.array_equal(traced.starts, places) and np.array_equal(traced.ends, places + 1):
        return b""
    # As steps, which nearly all are 1.
    steps = np.diff(np.stack([traced.starts, traced.ends]), axis=1, prepend=0)
    return zlib.compress(steps.astype("<i4").tobytes())


def unpack_trace(text: str, trace: bytes) -> Traced:
    """The text, traced as it was when `pack_trace` was given it. Raises ValueError for another text."""
    if not trace:
        return Traced.of(text)
    steps = np.frombuffer(zlib.decompress(trace), "<i4").reshape(2, -1)
    if steps.shape[1] != len(text):
        raise ValueError(f"a trace of {steps.shape[1]} characters for a text of {len(text)}")
    starts, ends = np.cumsum(steps, axis=1, dtype=np.int32)
    return Traced(text, starts, ends)
