"""Lists of other pages below a text: headlines, each with the day and the clock of its publication."""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

_STAMP = re.compile(
    r"[\[(（]?\s?(?:\d{4}\s?[-/年.]\s?\d{1,2}\s?[-/月.]\s?\d{1,2}日?\s*\d{1,2}\s?[:：时]\s?\d{2}(?:[:：]\d{2})?"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}(?:,? \d{1,2}:\d{2})?)\s?[\])）]?"
)
_BULLET = re.compile(r"[-•·*▪■◆]")
_WITH_STAMP = re.compile(rf"(?:[-•·*▪■◆]\s*)?(?P<head>\S.{{3,80}}?)\s+{_STAMP.pattern}")
_ANY_DAY = re.compile(r"\d{4}\s?[-/年.]\s?\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_LONGEST = 80  # characters of a headline
_FEWEST = 3  # headlines


def _find(page: Page) -> Iterator[TextChange]:
    """Three headlines or more with a stamp behind each, one upon the other, behind the text."""
    if len(_ANY_DAY.findall(page.raw)) < _FEWEST:
        return
    lines = page.lines
    run: list[int] = []  # numbers of lines
    count = 0
    number = 0
    while number < len(lines):
        taken = _item(page, number)
        if taken:
            run += range(number, number + taken)
            count += 1
            number += taken
            continue
        if count >= _FEWEST and run[0] >= 1:
            yield from drop(lines[place] for place in run)
        run, count, number = [], 0, number + 1
    if count >= _FEWEST and run[0] >= 1:
        yield from drop(lines[place] for place in run)


def _item(page: Page, number: int) -> int:
    """How many lines from here on are one headline with its stamp; 0 when they are none."""
    lines = page.lines[number : number + 3]
    start = 1 if lines and _BULLET.fullmatch(lines[0].text) else 0
    rest = lines[start:]
    if rest and len(rest[0].text) <= _LONGEST + 30 and _WITH_STAMP.fullmatch(rest[0].text):
        return start + 1
    if (
        len(rest) >= 2
        and len(rest[0].text) <= _LONGEST
        and _STAMP.fullmatch(rest[1].text)
        and not _STAMP.fullmatch(rest[0].text)
    ):
        return start + 2
    return 0


LINK_LISTS = Rule(
    "link_lists",
    "drops a list of other pages: headlines, each with the day it was published",
    0.93,
    True,
    _find,
)
