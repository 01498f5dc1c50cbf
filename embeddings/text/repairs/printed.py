"""What a printed page brings along: page numbers, lines of a table of contents."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from statistics import median

from embeddings.text.repairs.page import Line, Page, Rule, dropped
from embeddings.text.traced import Change

_PAGE_NUMBER = re.compile(
    r"(?:Page|Página|Pagina|Seite|Страница|Sayfa|pág?\.|p\.|стр\.|S\.)\s*\d{1,4}(?:\s+(?:of|sur|de|di"
    r"|von|из)\s+\d{1,4})?"
    r"|第\s*\d{1,4}\s*[页頁]\s*(?:[,，/]?\s*共\s*\d{1,4}\s*[页頁])?|\d{1,4}\s*(?:/\s*\d{1,4}\s*)?[页頁]"
    r"|[-–—·•]\s?\d{1,3}\s?[-–—·•]|[\[(（【](?:Page|第)?\s?\d{1,4}\s?(?:页|頁)?[\])）】]?"
    r"(?<=[\]页頁】])|页码\s*[:：]\s*\d{1,4}",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(\d{1,4})(?:\s*/\s*\d{1,4})?")
_FEWEST_PAGES = 3
_SHORTEST_PAGE = 250  # characters between two page numbers; a numbered list has fewer
_EVEN = (0.5, 1.6)  # how long most pages are, against the one in the middle
_LEADER = re.compile(r"\S.{0,80}?(?:\.{4,}|…{2,}|·{4,}|_{4,}|—{3,}|─{3,}|-{4,}|(?:\s\.){4,})\s*\(?\d{1,4}\)?")
_LONGEST_ENTRY = 200
_CONTENTS_HEAD = re.compile(
    r"目\s*[录錄次]|차\s*례|목\s*차|(?:Table of )?Contents|Table des matières|Sommaire|Índice|Indice"
    r"|Sumário"
    r"|Inhalt(?:sverzeichnis)?|Содержание|Оглавление|İçindekiler|المحتويات",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"\S.{0,80}?[\s\u3000]+\(?(\d{1,4})\)?")


def _numbers(page: Page) -> Iterator[Change]:
    """Lines that say they are page numbers, and bare numbers that count up at even distances."""
    sure = [line for line in page.lines if _PAGE_NUMBER.fullmatch(line.text)]
    yield from dropped(sorted({*sure, *_counting(page.lines)}, key=lambda line: line.start))


def _counting(lines: Sequence[Line]) -> list[Line]:
    """Bare numbers each one more than the last, with a page of text between any two of them."""
    runs: list[list[Line]] = []
    open_runs: dict[int, list[Line]] = {}  # by the number that would continue them
    for line in lines:
        match = _BARE_NUMBER.fullmatch(line.text)
        if not match:
            continue
        number = int(match[1])
        run = open_runs.pop(number, [])
        if not run or line.start - run[-1].end < _SHORTEST_PAGE:
            run = []
            runs.append(run)
        run.append(line)
        open_runs[number + 1] = run
    return [line for run in runs if _are_pages(run) for line in run]


def _are_pages(run: Sequence[Line]) -> bool:
    """Pages hold about as much text each; the sections of a speech do not."""
    if len(run) < _FEWEST_PAGES:
        return False
    lengths = [after.start - before.end for before, after in pairwise(run)]
    middle = median(lengths)
    even = sum(_EVEN[0] * middle <= length <= _EVEN[1] * middle for length in lengths)
    return even >= 0.75 * len(lengths)


def _contents(page: Page) -> Iterator[Change]:
    """Entries with leaders, and under a head the entries whose page numbers never fall."""
    lines = page.lines
    found = {line for line in lines if len(line.text) <= _LONGEST_ENTRY and _LEADER.fullmatch(line.text)}
    for place, head in enumerate(lines):
        if not _CONTENTS_HEAD.fullmatch(head.text):
            continue
        entries = _entries(islice(lines, place + 1, None))
        if len(entries) >= _FEWEST_PAGES or (place + 1 < len(lines) and lines[place + 1] in found):
            found |= {head, *entries}
    yield from dropped(line for line in lines if line in found)


def _entries(lines: Iterable[Line]) -> list[Line]:
    entries = []
    last = 0
    for line in lines:
        match = _ENTRY.fullmatch(line.text[:_LONGEST_ENTRY])
        if not match or int(match[1]) < last:
            break
        last = int(match[1])
        entries.append(line)
    return entries


PAGE_NUMBERS = Rule(
    "page_numbers", "drops page numbers: Page 3 of 20, - 3 -, bare ones that count up", 0.97, True, _numbers
)
CONTENTS = Rule("contents", "drops a table of contents: entries with their pages", 0.97, True, _contents)
