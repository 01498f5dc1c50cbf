"""Numbers that the margin of a bill or a gazette gives its lines, and that stand before each of them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from embeddings.text.cleaning.page import Line, Page, Rule
from embeddings.text.script.offsets import TextChange
from embeddings.text.sentences import is_sentence

_NUMBERED = re.compile(r"(?P<number>\d{1,4})\s+(?=\S)")
_FEWEST = 5  # lines
_RUN_ON = 0.4  # of the lines that go on in mid-sentence; the items of a list are whole


def _find(page: Page) -> Iterator[TextChange]:
    if sum(line.text[0].isdigit() for line in page.lines) < _FEWEST:
        return
    for run in _runs(page.lines):
        texts = [line.text.split(maxsplit=1)[1] for line in run]
        goes_on = sum(
            not is_sentence(text) and (after[:1].islower() or not after[:1].isalpha())
            for text, after in pairwise(texts)
        )
        if len(run) >= _FEWEST and goes_on >= _RUN_ON * (len(run) - 1):
            for line in run:
                start = page.raw.index(line.text, line.start)
                match = _NUMBERED.match(line.text)
                if match:
                    yield TextChange(start, start + match.end())


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that follow one another and begin with numbers that count up by one."""
    run: list[Line] = []
    last = 0
    for line in lines:
        match = _NUMBERED.match(line.text)
        number = int(match["number"]) if match else -1
        if run and number != last + 1:
            yield run
            run = []
        if match:
            run.append(line)
            last = number
    if run:
        yield run


LINE_NUMBERS = Rule(
    "line_numbers", "drops the numbers of lines that a margin gives a text", 0.95, False, _find
)
