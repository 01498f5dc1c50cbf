"""A source that holds two documents: a report of a meeting and, behind it, what the meeting adopted.

Such a second document begins with its own heading and a line in brackets that says when it was adopted.
Nothing less will do: a speech has headings, and brackets with days, of its own.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from embeddings.text.cleaning.page import Line, Page, Rule
from embeddings.text.script.offsets import TextChange
from embeddings.text.sentences import is_sentence

_ADOPTED = re.compile(
    r"[(（](?=.*\d{4}).*(?:通过|通過|採択|의결)[)）]"
    r"|\((?=.*\d{4})(?:As )?(?:Adopted|Approved|Passed|Adoptée?|Approuvée?|Aprobad[oa]|Aprovad[oa]|Angenommen"
    r"|Beschlossen|Принят[аоы]?|Утвержден[аоы]?) .*\)",
    re.IGNORECASE,
)
_FEWEST_LINES = 4  # of each document, besides its heading
_LONGEST_HEADING = 80  # characters
_LONGEST_LINE = 120


def _headings(lines: tuple[Line, ...]) -> Iterator[int]:
    """The numbers of lines that head another document than the one before them."""
    before = 0
    for number, (heading, adopted) in enumerate(pairwise(lines)):
        if not _is_adopted(adopted) or not _is_heading(heading):
            continue
        if number - before >= _FEWEST_LINES <= len(lines) - number - 2 and is_sentence(
            lines[number - 1].text
        ):
            yield number
            before = number


def _is_adopted(line: Line) -> bool:
    return len(line.text) <= _LONGEST_LINE and _ADOPTED.fullmatch(line.text) is not None


def _is_heading(line: Line) -> bool:
    return len(line.text) <= _LONGEST_HEADING and not is_sentence(line.text)


def _find(page: Page) -> Iterator[TextChange]:
    """The first character of each heading: a mark, no change. What is to be done is told in parts.py."""
    for number in _headings(page.lines):
        start = page.raw.index(page.lines[number].text, page.lines[number].start)
        yield TextChange(start, start + 1, page.raw[start])


SECOND_DOCUMENT = Rule(
    "second_document", "marks where another document begins; a corpus keeps it as a speech of its own", 0.95,
    False, _find,
)  # fmt: skip
