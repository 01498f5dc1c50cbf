"""Clean text -> paragraphs -> passages: what a person would call a paragraph, cut only when it is too long.

Adding a paragraph at the end moves no other passage, with one exception at the very end: a short last line
belongs to what stands before it until something follows.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embeddings.text.cleaning.page import LINE_BREAK
from embeddings.text.script.character_classes import Class, classes_of
from embeddings.text.sentences import cuts, is_sentence

LIMIT = 400  # estimated tokens of one passage; keeps the real number under the 512 of the default model
HEADING = 18  # estimated tokens: a shorter line that is no sentence belongs to what follows
SCRAP = 6  # a shorter one belongs to its neighbour even when it is a sentence ("Thank you.")
HEADINGS = 80  # a run of short lines grows to this before it is a passage of its own (a list, a table)

# What one character tends to cost in XLM-RoBERTa's vocabulary: addresses must hang on no model's tokenizer.
_TOKENS = {
    Class.SPACE: 0.35, Class.LOWER: 0.2, Class.CAPITAL: 0.6, Class.ACCENTED: 0.6, Class.HAN: 0.66,
    Class.KANA: 0.55, Class.HANGUL: 0.5, Class.CYRILLIC: 0.24, Class.ARABIC: 0.32, Class.DIGIT: 0.6,
    Class.SIGN: 1.0, Class.OTHER: 0.9,
}  # fmt: skip
_COSTS = np.array([_TOKENS[each] for each in Class])
_SCALE = 100  # costs are summed as whole hundredths: sums of floats would drift with the place in the text


_MOST_SIGNS = 8  # that stand on one letter


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


def split(text: str, walls: Sequence[int] = ()) -> list[Span]:
    """The passages of a clean text, in order: no white space at their ends, and all else in exactly one.

    walls: offsets that no passage reaches across (see CleanText).
    """
    ruler = Ruler(text)
    passages: list[Span] = []
    for joined in _joined(text, ruler, _paragraphs(text, walls), walls):
        passages += _cut(text, ruler, joined)
    return passages


class Ruler:
    """Estimated tokens of any stretch of one text, in hundredths."""

    def __init__(self, text: str) -> None:
        costs = np.rint(_COSTS * _SCALE).astype(np.int64)
        self.sums: NDArray[np.int64] = np.concatenate([[0], np.cumsum(costs[classes_of(text)])])

    def tokens(self, span: Span) -> float:
        return float(self.sums[span.end] - self.sums[span.start]) / _SCALE


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def _paragraphs(text: str, walls: Sequence[int] = ()) -> Iterator[Span]:
    """The lines of a clean text, parted where a wall stands inside one.

    The breaks inside its paragraphs are repaired (damage/wraps.py).
    """
    start = 0
    for end, after in [*(match.span() for match in LINE_BREAK.finditer(text)), (len(text), len(text))]:
        inside = walls[bisect_right(walls, start) : bisect_left(walls, end)]
        for first, last in pairwise((start, *inside, end)):
            line = _trimmed(text, first, last)
            if line.end > line.start:
                yield line
        start = after


def _joined(text: str, ruler: Ruler, paragraphs: Iterable[Span], walls: Sequence[int]) -> list[Span]:
    """Paragraphs with the short lines before them: headings, salutations, scraps."""
    joined: list[Span] = []
    waiting: Span | None = None  # short lines that belong to what follows
    for paragraph in paragraphs:
        if waiting and _walled(walls, waiting.end, paragraph.start):
            _close(ruler, joined, waiting, walls)
            waiting = None
        current = Span(waiting.start, paragraph.end) if waiting else paragraph
        tokens = ruler.tokens(paragraph)
        short = tokens < SCRAP or (
            tokens < HEADING and not is_sentence(text[paragraph.start : paragraph.end])
        )
        if short and ruler.tokens(current) < HEADINGS:
            waiting = current
        else:
            joined.append(current)
            waiting = None
    if waiting:
        _close(ruler, joined, waiting, walls)
    return joined


def _close(ruler: Ruler, joined: list[Span], waiting: Span, walls: Sequence[int]) -> None:
    """Short lines that nothing follows join what stands before them, if anything does."""
    if joined and ruler.tokens(waiting) < HEADING and not _walled(walls, joined[-1].end, waiting.start):
        both = Span(joined[-1].start, waiting.end)
        if ruler.tokens(both) <= LIMIT:  # never cut anew what stands before
            joined[-1] = both
            return
    joined.append(waiting)


def _walled(walls: Sequence[int], start: int, end: int) -> bool:
    """Does a wall stand between the end of one stretch and the start of the next?"""
    first = bisect_left(walls, start)
    return first < len(walls) and walls[first] <= end


def _cut(text: str, ruler: Ruler, paragraph: Span) -> Iterator[Span]:
    """A paragraph in pieces of at most LIMIT tokens, halved again and again near the middle."""
    if ruler.tokens(paragraph) <= LIMIT:
        yield paragraph
        return
    places = [found + paragraph.start for found in cuts(text[paragraph.start : paragraph.end])]
    pieces = [paragraph]
    while pieces:
        piece = pieces.pop()
        if ruler.tokens(piece) <= LIMIT:
            yield piece
            continue
        cut = _middle(text, ruler, piece, places)
        pieces += [
            half
            for half in (_trimmed(text, cut, piece.end), _trimmed(text, piece.start, cut))
            if half.end > half.start
        ]


def _middle(text: str, ruler: Ruler, piece: Span, places: Sequence[NDArray[np.int64]]) -> int:
    """The place to cut a piece: the best kind found in its middle half, the one nearest to the middle."""
    low, high = int(ruler.sums[piece.start]), int(ruler.sums[piece.end])
    for kind in places:
        inside = kind[
            np.searchsorted(kind, piece.start, side="right") : np.searchsorted(kind, piece.end, side="left")
        ]
        off = np.abs(2 * ruler.sums[inside] - (low + high))
        near = off * 2 <= high - low
        if near.any():
            return int(inside[near][np.argmin(off[near])])
    return _between_letters(text, piece, int(np.searchsorted(ruler.sums, (low + high) // 2, side="right")))


def _between_letters(text: str, piece: Span, place: int) -> int:
    """The place, or the nearest one before it where no letter is parted from its signs (vowels, accents).

    Where there are more signs than any letter has, the place itself: else a text of nothing but signs would
    be cut into its single characters.
    """
    nearest = place
    while place - nearest <= _MOST_SIGNS and nearest > piece.start + 1:
        if unicodedata.category(text[nearest])[0] != "M":
            return nearest
        nearest -= 1
    return place
