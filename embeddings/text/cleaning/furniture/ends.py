"""The short lines at the ends of a page, where its furniture stands, in one plain spelling."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from embeddings.text.cleaning.page import Line, Page
from embeddings.text.script.folding import simplify

HEAD, TAIL = 10, 15  # lines at the start and the end of a page
LONGEST = 120  # characters
_BULLET = re.compile(r"^[-•·*▪◆●]\s+")
_SENTENCE_MARKS = "。.!?！？…؟;；"


@dataclass(frozen=True, slots=True)
class EndLine:
    """plain: in lower case, of one width, in Simplified characters.  from_end: 1 for the last line."""

    line: Line
    plain: str
    from_end: int

    @property
    def in_tail(self) -> bool:
        return self.from_end <= TAIL

    @property
    def is_sentence(self) -> bool:
        return self.line.text[-1] in _SENTENCE_MARKS


def end_lines(page: Page) -> Iterator[EndLine]:
    last = len(page.lines)
    for number, line in enumerate(page.lines):
        if (number < HEAD or number >= last - TAIL) and len(line.text) <= LONGEST:
            yield EndLine(line, plain(line.text), last - number)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """For recognising words of a page, whatever script, width, case and bullet they are written with."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")  # halves of a pair go
    return _BULLET.sub("", simplify(unicodedata.normalize("NFKC", whole)).casefold().strip())
