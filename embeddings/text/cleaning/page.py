"""What a rule looks at: the raw text of a speech, and its lines."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from embeddings.text.script.offsets import TextChange
from embeddings.text.turns.openings import turns_in
from embeddings.text.turns.shown import blanked

LINE_BREAK = re.compile(r"\r\n|[\n\v\f\r\x85\u2028\u2029]")


_LONG = 300  # characters of a line that may hold several
# A wide gap, or the end of a sentence before a title that the record writes before a name in capitals.
_LOST_BREAK = re.compile(
    r"(?<=\S)[ \t\u2003\u3000]{3,}(?=\S)"
    r"|(?<=[.!?…)])\s?(?=(?:O SR\.|A SRA\.|El señor|La señora|El Sr\.|La Sra\.) [A-ZÀ-Þ]{3})"
)
_BLOCK_TAG = re.compile(r"</?(?:p|br|div|li|h[1-6]|tr|td)\b[^<>\n]{0,200}>", re.IGNORECASE)
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its line break. `text` is `raw[start:end]` without the white space around it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Page:
    """gone: lines, sorted, that an earlier rule has dropped; no later rule sees them."""

    raw: str
    gone: tuple[TextChange, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are left and hold more than white space."""
        gone = {change.start for change in self.gone}
        return tuple(line for line in self._all if line.start not in gone)

    @cached_property
    def _all(self) -> tuple[Line, ...]:
        lines = []
        start = 0
        for end, after in [*(match.span() for match in LINE_BREAK.finditer(self.raw)), (len(self.raw), 0)]:
            text = self.raw[start:end].strip()
            if text:
                lines.append(Line(start, end, text))
            start = after
        return tuple(lines)

    @cached_property
    def compounds(self) -> frozenset[str]:
        """The words written with a hyphen (well-known)."""
        return frozenset(_COMPOUND.findall(self.raw))

    @cached_property
    def labels(self) -> tuple[tuple[int, int], ...]:
        """Where in `raw` the labels stand that open turns, each with the white space behind it."""
        pieces = [piece for line in self.lines for piece in self._pieces(line)]
        turns = turns_in([text for _, text in pieces])
        return tuple((pieces[turn.line][0], pieces[turn.line][0] + turn.label.end) for turn in turns)

    def _pieces(self, line: Line) -> Iterator[tuple[int, str]]:
        """Where a line that may be one begins, and its text: a text that lost its lines has gaps for them."""
        start = line.start + self.raw[line.start : line.end].index(line.text)
        marked = "<" in line.text
        if len(line.text) < _LONG and not marked:
            yield start, line.text
            return
        done = 0
        breaks = [*_LOST_BREAK.finditer(line.text)] if not marked else [*_BLOCK_TAG.finditer(line.text)]
        for first, last in [*(gap.span() for gap in breaks), (len(line.text), 0)]:
            text = blanked(line.text[done:first])
            if said := text.strip():
                yield start + done + len(text) - len(text.lstrip()), said
            done = last

    def without(self, lines: Iterable[TextChange]) -> "Page":
        """The same page when these lines are dropped, too."""
        rest = Page(self.raw, tuple(sorted({*self.gone, *lines})))
        rest.__dict__["_all"] = self._all  # found once for all rules
        return rest

    def adjacent(self, line: Line, following: Line) -> bool:
        """Is there one line break between them and nothing else?"""
        between = self.raw[line.end : following.start]
        return LINE_BREAK.fullmatch(between) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is known to be no part of a speech.

    says: what the rule does, for people.  find: where it applies; changes of one rule never overlap. A
    change that changes nothing marks a place that cannot be repaired with certainty.
    whole_lines: the rule drops lines from their first to their last character; a dropped line swallows
    every smaller change inside it and parts the text before it from the text after it.
    """

    name: str
    says: str
    confidence: float  # 0 to 1
    whole_lines: bool
    find: Callable[[Page], Iterable[TextChange]]


def drop(lines: Iterable[Line]) -> list[TextChange]:
    return [TextChange(line.start, line.end) for line in lines]
