"""Lines that a printed document has on page after page: heads and feet, beside numbers and days."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from embeddings.text.sentences import is_sentence
from embeddings.text.turns.labels import Surety, label_of

_EDGE = 2  # lines at either end of a page that may be running
_FEWEST_PAGES = 3  # on two pages the first of two heads that are the same stays: it may be the title
_LONGEST_BLOCK = 6  # lines of a head besides those
_MOST_PAGES = 0.6  # of the pages that have text; of every other page for heads that change sides
_LONGEST = 150  # characters
_FEWEST_LETTERS = 6  # of a line that is known by less
_SIDES = 2  # a head of the left side stands on every second page


def without_running_lines(pages: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pages without their running lines, and those lines, each once as it first stands."""
    split = [page.split("\n") for page in pages]
    left_out: dict[str, str] = {}
    result = []
    for lines, gone in zip(split, running_places(split), strict=True):
        for place in gone:
            left_out.setdefault(key_of(lines[place]), lines[place].strip())
        result.append("\n".join(line for place, line in enumerate(lines) if place not in gone))
    return result, list(left_out.values())


def running_places(pages: Sequence[Sequence[str]]) -> list[set[int]]:
    """Of the lines of each page the places of those that are running.

    Two lines are the same when they differ only in gaps, digits and the names of months.
    """
    held = [[line for line in lines if line.strip()] for lines in pages]
    n_pages = sum(map(bool, held))
    if n_pages < _FEWEST_PAGES - 1:
        return [set() for _ in pages]
    heads = _running([lines[:_EDGE] for lines in held], n_pages)
    feet = _running([lines[-_EDGE:] for lines in held], n_pages)
    result = []
    seen = 0
    for lines in pages:
        seen += any(map(str.strip, lines))
        places = [place for place, line in enumerate(lines) if line.strip()]
        if n_pages < _FEWEST_PAGES and seen == 1:
            places = []
        outer = (*_outer(lines, places[:_EDGE], heads), *_outer(lines, places[: -_EDGE - 1 : -1], feet))
        result.append({*outer})
    return _with_blocks(pages, result)


def _with_blocks(pages: Sequence[Sequence[str]], found: list[set[int]]) -> list[set[int]]:
    """… and the lines on their inner side that are letter for letter the same on most pages: a disclaimer."""
    for inward in (1, -1):
        for _ in range(_LONGEST_BLOCK):
            beside = [_beside(lines, gone, inward) for lines, gone in zip(pages, found, strict=True)]
            texts = Counter(
                pages[page][place].strip() for page, place in enumerate(beside) if place is not None
            )
            text, count = texts.most_common(1)[0] if texts else ("", 0)
            if count < max(_FEWEST_PAGES, _MOST_PAGES * sum(place is not None for place in beside)):
                break
            for page, place in enumerate(beside):
                if place is not None and pages[page][place].strip() == text:
                    found[page].add(place)
    return found


def _beside(lines: Sequence[str], gone: set[int], inward: int) -> int | None:
    """The next line with text on the inner side of the head (1) or the foot (-1) of a page, if it has any."""
    places = [place for place, line in enumerate(lines) if line.strip()][::inward]
    if not places or places[0] not in gone:
        return None
    return next((place for place in places if place not in gone), None)


def _outer(lines: Sequence[str], places: Sequence[int], running: Collection[str]) -> Iterator[int]:
    """Of the outermost lines those that are running: the second only when the first is."""
    for place in places:
        if not may_run(lines[place]) or key_of(lines[place]) not in running:
            return
        yield place


def may_run(line: str) -> bool:
    """What is said on every page is a sentence, or has a speaker's label; a name alone may be a body's."""
    if len(line) > _LONGEST or is_sentence(line):
        return False
    label = label_of(line.strip())
    return label is None or (label.bare and label.surety is Surety.NAME)


def _running(edges: Sequence[Sequence[str]], n_pages: int) -> set[str]:
    keys = [{key_of(line) for line in lines if may_run(line)} for lines in edges]
    counts = Counter(key for page in keys for key in page)
    sides = [Counter(key for page in keys[side::2] for key in page) for side in (0, 1)]
    least = max(min(_FEWEST_PAGES, n_pages), _MOST_PAGES * n_pages)
    each_side = max(_FEWEST_PAGES, 0.7 * n_pages / 2)
    return {
        key
        for key, count in counts.items()
        if key
        and (
            (count >= least and (n_pages >= _FEWEST_PAGES or len(key) >= _FEWEST_LETTERS))
            or any(side[key] >= each_side for side in sides)
            or (count >= _MOST_PAGES * n_pages / 2 and _counts_pages(key, edges))
        )
    }


def _counts_pages(key: str, edges: Sequence[Sequence[str]]) -> bool:
    """Does this line say a number on every other page that grows as the pages do?"""
    numbers = [
        (page, int(found[0]))
        for page, lines in enumerate(edges)
        for line in lines
        if key_of(line) == key
        and len(found := re.findall(r"\d{1,4}", line)) == 1
        and len(key) >= _FEWEST_LETTERS
    ]
    return (
        len(numbers) > 1
        and len({number - page for page, number in numbers}) == 1
        and all(after - before == _SIDES for (before, _), (after, _) in pairwise(numbers))
    )


_MONTHS = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janvier|février|avril|mai|juin|juillet|août|enero"
    r"|febrero|abril|mayo|agosto|dezember|oktober|märz)[a-zéû]*\b|[ivxlc]+(?=\s*$)"
)


def key_of(line: str) -> str:
    return re.sub(r"[\W\d_]+", "", _MONTHS.sub("", line)).casefold() or (
        "#" if re.search(r"\d", line) else ""
    )
