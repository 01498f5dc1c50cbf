"""The main text of a web page, by trafilatura; resiliparse, which goes another way, gives a second opinion.

Recall comes first: furniture left in the text is dropped by rules that keep a ledger, while a paragraph the
extractor leaves out is lost without a trace.
"""

import re

import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract

_DISAGREE = 0.8  # a smaller share in common is worth a note
_ALONE = 0.5  # confidence in what only one of the two finds
_SHINGLE = 5  # characters
DEEPEST = 2_000  # elements in each other, of those that have to be closed
_NESTING = re.compile(
    r"<(/?)(?:div|span|font|b|i|em|strong|a|ul|ol|table|blockquote|section|article|main|center)(?=[\s>/])",
    re.I,
)
_WHITE = re.compile(r"\s+")


def text_of(content: bytes) -> Extract:
    """content: the page, in UTF-8."""
    page = content.decode("utf-8")
    _need_flat(page)
    second = _second_opinion(page)
    document = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    first = (document.text or "") if isinstance(document, trafilatura.settings.Document) else ""
    title = (document.title or "") if isinstance(document, trafilatura.settings.Document) else ""
    if not first.strip() or not second.strip():
        text = first if first.strip() else second
        if not text.strip():
            raise UnreadableSource("no main text in the page")
        return Extract(text, title, _ALONE, ("only one of two extractors finds a main text in the page",))
    share = agreement(first, second)
    note = f"two extractors agree on {share:.0%} of the page's main text"
    return Extract(first, title, round(share, 2), (note,) if share < _DISAGREE else ())


def _need_flat(page: str) -> None:
    """Raises UnreadableSource for a page whose elements stand in each other without end.

    What extracts a text looks at all that an element stands in: the work would be the square of the depth.
    """
    depth = 0
    for match in _NESTING.finditer(page):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            raise UnreadableSource(f"elements nested more than {DEEPEST:,} deep: no page that people read")


def agreement(first: str, second: str) -> float:
    """The share of two texts that is common to both, 0 to 1: Dice's measure over their shingles."""
    ours, theirs = _shingles(first), _shingles(second)
    return 2 * len(ours & theirs) / max(len(ours) + len(theirs), 1)


def _second_opinion(page: str) -> str:
    text: str = extract_plain_text(
        page, main_content=True, alt_texts=False, links=False, list_bullets=False, comments=False
    )
    return text


def _shingles(text: str) -> set[str]:
    packed = _WHITE.sub("", text).replace("|", "")  # one of them draws tables
    return {packed[start : start + _SHINGLE] for start in range(max(len(packed) - _SHINGLE + 1, 1))}
