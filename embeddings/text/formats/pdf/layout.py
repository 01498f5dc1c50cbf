"""What the boxes of characters tell that their order does not: columns, overprints, right to left."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2

_WIDE = re.compile(r"[\u3000-\u9fff\uff01-\uffee]")
_SAME_PLACE = 0.9  # share of the smaller box that both cover, of a character printed twice
_FEWEST = 3  # lines of each column
_GUTTER = 0.02  # of the width of the page
_LINE = 0.6  # of a character's height: what stands no further apart is one line
_WORD_GAP = 0.25  # of a character's height: a wider gap parts words


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box, in points from the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def glyphs_of(text_page: pypdfium2.PdfTextPage) -> list[Glyph]:
    """The visible characters of a page in the order they were painted."""
    text = text_page.get_text_range()
    found = []
    for place in range(min(text_page.count_chars(), len(text))):
        character = text_page.get_text_range(place, 1)
        if character.strip():
            found.append(Glyph(character, *text_page.get_charbox(place, loose=True)))
    return found


def without_overprints(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Each character once: bold is printed twice, one nearly upon the other."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        near = kept[-40:]
        if not any(other.text == glyph.text and _overlap(other, glyph) >= _SAME_PLACE for other in near):
            kept.append(glyph)
    return kept


def _overlap(one: Glyph, other: Glyph) -> float:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.top, other.top) - max(one.bottom, other.bottom)
    area = min((each.right - each.left) * (each.top - each.bottom) for each in (one, other))
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The glyphs of each line, from the left, the lines from the top."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: -(each.top + each.bottom)):
        middle = (glyph.top + glyph.bottom) / 2
        if lines:
            first = lines[-1][0]
            if abs(middle - (first.top + first.bottom) / 2) <= _LINE * max(first.top - first.bottom, 4):
                lines[-1].append(glyph)
                continue
        lines.append([glyph])
    return [sorted(line, key=lambda each: each.left) for line in lines]


def from_the_left(line: Sequence[Glyph]) -> str:
    """The text of a line with a space where a gap parts words."""
    pieces: list[str] = []
    for before, glyph in zip([None, *line], line, strict=False):
        parted = before and glyph.left - before.right > _WORD_GAP * max(glyph.top - glyph.bottom, 4)
        if parted and before and not (_WIDE.match(before.text) and _WIDE.match(glyph.text)):
            pieces.append(" ")
        pieces.append(glyph.text)
    return "".join(pieces)


def from_the_right(line: Sequence[Glyph]) -> str:
    """The text of a line of Arabic or Hebrew as it is read; numbers and Latin words from the left."""
    visual = from_the_left(line)
    runs: list[str] = []
    for character in visual:
        forward = _is_forward(character) or bool(
            runs and _is_forward(runs[-1][-1]) and unicodedata.bidirectional(character) in ("ES", "CS", "ET")
        )
        if forward and runs and _is_forward(runs[-1][0]):
            runs[-1] += character
        else:
            runs.append(character)
    return "".join(_mirrored(run) for run in reversed(runs))


def _is_forward(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("L", "EN", "AN")


def _mirrored(run: str) -> str:
    return run.translate(_MIRROR) if len(run) == 1 else run


_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def gutter_of(boxes: Sequence[tuple[float, float, float, float]], width: float) -> float | None:
    """Where an empty band parts two columns of lines that stand beside one another, or None.

    boxes: of stretches of text (left, bottom, right, top).
    """
    if len(boxes) < 2 * _FEWEST or width <= 0:
        return None
    edges = sorted({box[2] for box in boxes if 0.25 * width < box[2] < 0.75 * width})
    for edge in edges:
        at = edge + _GUTTER * width / 2
        left = [box for box in boxes if box[2] <= at]
        right = [box for box in boxes if box[0] >= at]
        crossing = len(boxes) - len(left) - len(right)
        if min(len(left), len(right)) < _FEWEST or crossing > 0.2 * len(boxes):
            continue
        if min(box[0] for box in right) - max(box[2] for box in left) < _GUTTER * width:
            continue
        beside = sum(any(one[1] < other[3] and other[1] < one[3] for other in right) for one in left)
        texty = min(_mean_width(left), _mean_width(right)) >= 0.15 * width
        if beside >= 0.6 * min(len(left), len(right)) and texty:
            return at
    return None


def _mean_width(boxes: Sequence[tuple[float, float, float, float]]) -> float:
    return sum(box[2] - box[0] for box in boxes) / len(boxes)
