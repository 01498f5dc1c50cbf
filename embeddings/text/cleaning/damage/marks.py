"""Characters and marks that carry no wording: invisible ones, the signs of Markdown, marks of footnotes."""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.offsets import TextChange

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls other than white space
    "\xad\u034f\u061c\u180e\ufeff"  # soft hyphen, joiners, byte order mark
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb"  # zero width, direction
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "\ud800-\udfff"  # halves of a pair: no text, and no UTF-8 can hold them
    "]+"
)
_MARKDOWN = re.compile(
    r"^[ \t]{0,3}#{1,6}[ \t]+"  # a heading's marks
    r"|^[ \t]{0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$"  # a ruled line
    r"|\*\*(?=[^\s*][^*\n]{0,400}\*\*)|(?<=[^\s*])\*\*(?!\*)",  # bold
    re.MULTILINE,
)

# [1] behind the end of a sentence or a clause, as encyclopaedias and reports set it. Behind white space it
# may be a paragraph's number or a year in a citation of law ([2024] EWHC 12), so that stays.
_SENTENCE_ENDS = ".。!！?？…；;:：,，、"
_FOOTNOTE = re.compile(
    rf"(?P<after>[{_SENTENCE_ENDS}][”’\"'»」』）)》]*|[^\W_]|[”’\"'»」』）)》%％])"
    r"(?P<marks>(?:\[\d{1,3}\]|［\d{1,3}］|〔\d{1,3}〕)+)"
    rf"(?=[\s{HAN}{KANA}。，、；：！？,.;:!?)）”’」』\"']|$)"
)
_DIGITS = re.compile(r"\d+")


def _invisible(page: Page) -> Iterator[TextChange]:
    for match in _INVISIBLE.finditer(page.raw):
        yield TextChange(*match.span())


def _markdown(page: Page) -> Iterator[TextChange]:
    if not any(sign in page.raw for sign in ("#", "**", "---", "___")):
        return
    for match in _MARKDOWN.finditer(page.raw):
        yield TextChange(*match.span())


def _footnotes(page: Page) -> Iterator[TextChange]:
    """Marks behind sentences; and those behind words, where the marks of the text count up."""
    if not any(sign in page.raw for sign in "[［〔"):
        return
    found = [*_FOOTNOTE.finditer(page.raw)]
    numbers = [int(number) for match in found for number in _DIGITS.findall(match["marks"])]
    firsts = list(dict.fromkeys(numbers))
    count_up = len(firsts) > 1 and firsts == sorted(firsts) and firsts[-1] - firsts[0] < 2 * len(firsts)
    for match in found:
        if count_up or match["after"][0] in _SENTENCE_ENDS:
            yield TextChange(*match.span("marks"))


INVISIBLE = Rule(
    "invisible", "drops controls, zero-width, direction, tag and half characters", 1.0, False, _invisible
)
MARKDOWN = Rule(
    "markdown", "drops the signs of Markdown: heading marks, bold, ruled lines", 0.95, False, _markdown
)
FOOTNOTE_MARKS = Rule(
    "footnote_marks", "drops the marks of footnotes behind sentences: [1]", 0.95, False, _footnotes
)
