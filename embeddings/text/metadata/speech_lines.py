"""The lines of a speech as its metadata is read from them: folded, and traced to raw.

A line that the cleaning dropped is among them: a source line names the day as well as any other.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.speech import Repair, Speech
from embeddings.text.cleaning.clean import CleanText, clean
from embeddings.text.cleaning.furniture.link_lists import LINK_LISTS
from embeddings.text.cleaning.page import LINE_BREAK
from embeddings.text.cleaning.rules import QUESTION_RULES
from embeddings.text.script.folding import fold
from embeddings.text.script.language import is_chinese, language_of
from embeddings.text.script.offsets import Traced

_LOOKED_AT = 3000  # characters that tell the language of a speech


@dataclass(frozen=True, slots=True, eq=False)
class FoldedLine:
    """normalized: the line as it is compared, traced to `raw`.  said: the cleaning left it in the text."""

    raw: str
    normalized: Traced
    said: bool

    @property
    def text(self) -> str:
        return self.normalized.text

    def wording(self, start: int, end: int) -> str:
        """What stands in raw for `text[start:end]`, without what was repaired away between."""
        spans = dict.fromkeys(
            zip(self.normalized.starts[start:end], self.normalized.ends[start:end], strict=True)
        )
        return "".join(self.raw[first:last] for first, last in spans)


def fold_line(text: str, *, chinese: bool) -> FoldedLine:
    """One stretch of text as a line of its own."""
    return FoldedLine(text, fold(clean(text, QUESTION_RULES).traced, chinese=chinese), said=True)


def _of_other_pages(raw: str, dropped: Sequence[Repair]) -> frozenset[int]:
    """Where in raw the lines of a list of other pages begin: their days and names are not this text's."""
    spans = [(each.start, each.end) for each in dropped if each.rule == LINK_LISTS.name]
    return frozenset(
        start + len(text) - len(text.lstrip()) for start, end in spans for text in [raw[start:end]]
    )


def lines_of(speech: Speech, cleaned: CleanText) -> tuple[FoldedLine, ...]:
    """The lines of a speech that hold more than white space, page furniture among them."""
    raw = speech.raw
    chinese = is_chinese(language_of(cleaned.text[:_LOOKED_AT], expected=speech.language))
    readable = clean(raw, QUESTION_RULES).traced
    dropped = [repair for repair in cleaned.repairs if not repair.after]
    starts = [repair.start for repair in dropped]
    others = _of_other_pages(raw, dropped)
    lines = []
    start = 0
    for end, after in [*(m.span() for m in LINE_BREAK.finditer(readable.text)), (len(readable.text), 0)]:
        text = readable.text[start:end]
        first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        if first < last and readable.span(first, last)[0] not in others:
            span = readable.span(first, last)
            at = bisect_right(starts, span[0]) - 1
            said = at < 0 or dropped[at].end < span[1]
            lines.append(FoldedLine(raw, fold(readable.part(first, last), chinese=chinese), said))
        start = after
    return tuple(lines)
