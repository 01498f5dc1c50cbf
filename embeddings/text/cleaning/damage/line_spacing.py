"""The lines of a page as they lie below one another: with an empty one behind each, or with none."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from embeddings.text.cleaning.page import LINE_BREAK, Line, Page

_FEWEST = 3  # gaps of a page that may be double-spaced
_DOUBLE = 0.8  # of the gaps between the lines of double-spaced text are one empty line


@dataclass(frozen=True, slots=True)
class SpacedLines:
    """The lines of a page, and whether an empty one stands behind each (as pasted from Word or mail)."""

    page: Page
    double: bool = False

    def adjacent(self, line: Line, following: Line) -> bool:
        """Is there nothing but the distance of two lines between them?"""
        if not self.double:
            return self.page.adjacent(line, following)
        return len(LINE_BREAK.findall(self.page.raw, line.end, following.start)) <= 2

    def blocks(self) -> Iterator[list[Line]]:
        """Lines with nothing but the distance of two lines between them."""
        block: list[Line] = []
        for line in self.page.lines:
            if block and not self.adjacent(block[-1], line):
                yield block
                block = []
            block.append(line)
        if block:
            yield block


def is_double_spaced(page: Page) -> bool:
    """Is nearly every gap between two lines one empty line? Paragraphs may lie so as well."""
    gaps = [len(LINE_BREAK.findall(page.raw, a.end, b.start)) for a, b in pairwise(page.lines)]
    return len(gaps) > _FEWEST and gaps.count(2) >= _DOUBLE * len(gaps)
