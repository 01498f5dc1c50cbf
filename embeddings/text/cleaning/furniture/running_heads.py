"""Heads and feet of pages in a plain text that was made from a printed one.

A form feed parts its pages, or nothing does: then a line that returns as regularly as pages do, and mostly
breaks into a sentence, is the head of one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from embeddings.text.cleaning.page import Line, Page, Rule, drop
from embeddings.text.running_lines import key_of, may_run, running_places
from embeddings.text.script.offsets import TextChange
from embeddings.text.sentences import is_sentence

_FEWEST = 4  # times that a head returns where no form feed parts the pages
_FEWEST_LETTERS = 6
_SHORTEST_PAGE = 500  # characters
_EVEN = (0.6, 1.5)  # how long most pages are, against the one in the middle
_MOST = 0.75  # of the pages
_BREAKS_IN = 0.5  # of the heads that stand inside a sentence
_SHORTEST_LINE = 30  # columns of a line that may run on
_WIDE = re.compile("[\u3000-\u9fff\uac00-\ud7a3\uff01-\uffee]")
_LETTERHEAD = 3  # lines that return together: no refrain and no motion is as regular
_SCRAP = 6  # characters
_NO_HEAD = re.compile(r";|[,–—-]$|^\(.*\)$")  # a line of a list of names; a reaction of the room
_BESIDE = 8  # lines that a head may have beside it: a number, a letterhead


def _find(page: Page) -> Iterator[TextChange]:
    lines = page.lines
    found = {*_of_pages(page, lines)} if "\f" in page.raw else set()
    if not found:
        found = {*_returning(lines)}
    yield from drop(sorted(found, key=lambda line: line.start))


def _of_pages(page: Page, lines: Sequence[Line]) -> Iterator[Line]:
    pages: list[list[Line]] = [[]]
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and "\f" in page.raw[before.end : line.start + 1]:
            pages.append([])
        pages[-1].append(line)
    places = running_places([[line.text for line in each] for each in pages])
    for each, running in zip(pages, places, strict=True):
        yield from (each[place] for place in sorted(running))


def _returning(lines: Sequence[Line]) -> Iterator[Line]:
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if len(line.text) <= _SHORTEST_PAGE and may_run(line.text) and not _NO_HEAD.search(line.text):
            by_key[key_of(line.text)].append(place)
    heads = {
        key: places
        for key, places in by_key.items()
        if len(places) >= _FEWEST and len(key) >= _FEWEST_LETTERS and _is_even([lines[at] for at in places])
    }
    running = {place for places in heads.values() for place in places}
    for places in heads.values():
        around = [_around(lines, place, running) for place in places]
        inside = sum(_breaks_in(above, below) for above, below in around)
        headed = median(_block(lines, place, running) for place in places) >= _LETTERHEAD
        if (headed or inside >= _BREAKS_IN * len(places)) and len(set(around)) >= _MOST * len(places):
            yield from (lines[place] for place in places)


def _is_even(run: Sequence[Line]) -> bool:
    """Does it return after about as much text each time?"""
    lengths = [after.start - before.end for before, after in pairwise(run)]
    middle = median(lengths)
    even = sum(_EVEN[0] * middle <= length <= _EVEN[1] * middle for length in lengths)
    return middle >= _SHORTEST_PAGE and even >= _MOST * len(lengths)


def _around(lines: Sequence[Line], place: int, running: set[int]) -> tuple[str, str]:
    """What stands above and below a head: a text that says all of it again has the same around each."""
    above = next((at for at in range(place - 1, place - _BESIDE - 1, -1) if at not in running), -1)
    below = next((at for at in range(place + 1, place + _BESIDE + 1) if at not in running), len(lines))
    return lines[above].text if above >= 0 else "", lines[below].text if below < len(lines) else ""


def _block(lines: Sequence[Line], place: int, running: set[int]) -> int:
    """How many running lines stand together here, scraps such as page numbers between them apart."""
    count = 1
    for step in (1, -1):
        at = place + step
        while 0 <= at < len(lines) and abs(at - place) <= _BESIDE:
            if at not in running and len(lines[at].text) > _SCRAP:
                break
            count += at in running
            at += step
    return count


def _breaks_in(above: str, below: str) -> bool:
    """Does a sentence run on from above a head to below it? Around that of a table stands what is short."""
    if min(map(_width, (above, below))) < _SHORTEST_LINE or is_sentence(above) or above[-1] in ":：":
        return False
    return below[0].islower() or re.match("[\u3040-\u9fff]", below) is not None


def _width(text: str) -> int:
    """In columns: a wide character fills two."""
    return len(text) + len(_WIDE.findall(text))


RUNNING_HEADS = Rule(
    "running_heads",
    "drops the heads and feet of printed pages: the same first or last lines on most of them",
    0.61,
    True,
    _find,
)
