"""What a rule looks at: the raw text of a speech, and its lines."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from embeddings.text.traced import Change

LINE_BREAK = re.compile(r"\r\n|[\n\v\f\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line break. `text` is `raw[start:end]` without the white space around it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Page:
    raw: str

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that hold more than white space."""
        lines = []
        start = 0
        for end, after in [*(match.span() for match in LINE_BREAK.finditer(self.raw)), (len(self.raw), 0)]:
            text = self.raw[start:end].strip()
            if text:
                lines.append(Line(start, end, text))
            start = after
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is known to be no part of a speech.

    says: what the rule does, for people.  find: where it applies; changes of one rule never overlap.
    whole_lines: the rule drops lines from their first to their last character; a dropped line swallows
    every smaller change inside it and parts the text before it from the text after it.
    """

    name: str
    says: str
    confidence: float  # 0 to 1
    whole_lines: bool
    find: Callable[[Page], Iterable[Change]]


def dropped(lines: Iterable[Line]) -> list[Change]:
    return [Change(line.start, line.end) for line in lines]
