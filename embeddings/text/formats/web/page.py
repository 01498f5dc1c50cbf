"""The main text of a web page, by trafilatura; resiliparse, which goes another way, gives a second opinion.

Recall comes first: furniture left in the text is dropped by rules that keep a ledger, while a paragraph the
extractor leaves out is lost without a trace. So the page is read a third time, block by block: what stands
between two paragraphs of the main text (a heading, the name of who speaks) is put back where it stands.
"""

import re
from collections.abc import Sequence

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text

from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.plain_text import refuse_links
from embeddings.text.formats.web.dates import date_of
from embeddings.text.formats.web.titles import title_of
from embeddings.text.formats.web.tree import (
    HEADINGS,
    blocks_of,
    is_furniture,
    make_plain,
    share_of_links,
    state_speakers,
    tree_of,
)

_DISAGREE = 0.8  # a smaller share in common is worth a note
_ALONE = 0.5  # confidence in what only one of the two finds
_SHINGLE = 5  # characters
_SURE = 40  # characters of a block that stands in no other text by chance
DEEPEST = 2_000  # elements in each other, of those that have to be closed
_NESTING = re.compile(
    r"<(/?)(?:div|span|font|b|i|em|strong|a|ul|ol|table|blockquote|section|article|main|center)(?=[\s>/])",
    re.I,
)
_WHITE = re.compile(r"\s+")
_MOST_LINKED = 0.5  # of a block that is put back
_FOUND = 0.6  # of the lines of the main text: fewer, and its place in the page is not known
_MOMENT = re.compile(r"[#?&](?:t|time|start|begin)=|#")  # of a recording, or a place in a page
_LONGEST_MENU = 25  # characters a line of a menu has on average


def text_of(content: bytes) -> Extract:
    """content: the page, in UTF-8."""
    sent = content.decode("utf-8")
    _need_flat(sent)
    try:
        tree = tree_of(sent)
    except (lxml.etree.LxmlError, ValueError):
        raise UnreadableSource("no main text in the page") from None
    day = date_of(tree)
    make_plain(tree)
    state_speakers(tree)
    page = lxml.html.tostring(tree, encoding="unicode")
    second = _second_opinion(page)
    document = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    found = document if isinstance(document, trafilatura.settings.Document) else None
    first = _without_bars(_completed((found.text or "") if found else "", tree))
    said = {
        "title": title_of(_head_title(tree) or (found.title if found else "") or "", _headings(tree)),
        "date": day or (_guessed(found.date) if found else ""),
        "author": (found.author or "") if found else "",
    }
    if not first.strip() or not second.strip():
        text = first if first.strip() else second
        if not text.strip():
            raise UnreadableSource("no main text in the page")
        return Extract(
            text,
            confidence=_ALONE,
            notes=("only one of two extractors finds a main text in the page",),
            **said,
        )
    _refuse_links(first, tree)
    share = agreement(first, second)
    notes = (f"two extractors agree on {share:.0%} of the page's main text",) if share < _DISAGREE else ()
    if _is_menu(first, tree):
        share, notes = (
            min(share, _ALONE),
            (*notes, "the text of the page may be its menu: short lines that are links"),
        )
    return Extract(first, confidence=round(share, 2), notes=notes, **said)


def _guessed(day: str | None) -> str:
    """The day an extractor found in the page; the first of a year is its guess from a year alone."""
    return "" if not day or day.endswith("-01-01") else day


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


def _completed(text: str, tree: HtmlElement) -> str:
    """The main text in the order of the page, with the blocks between its paragraphs that it left out."""
    lines = [line for line in text.split("\n") if _packed(line)]
    blocks = list(blocks_of(tree))
    packed = [_packed(block) for block, _ in blocks]
    wanted = [_packed(line) for line in lines]
    if not wanted or not packed:
        return text
    held = set(wanted)
    whole = "\n".join(wanted)
    inside = [block in held or (len(block) >= _SHINGLE and block in whole) for block in packed]
    covered = sum(len(block) for block, is_in in zip(packed, inside, strict=True) if is_in)
    if covered < _FOUND * sum(map(len, wanted)):
        return text
    # A word of a menu stands somewhere in every text: what is as long as a line begins and ends it.
    long = [place for place, block in enumerate(packed) if inside[place] and len(block) >= _SURE]
    first, last = long[0] if long else inside.index(True), len(inside) - 1 - inside[::-1].index(True)
    while first > 0 and packed[first - 1] in held:
        first -= 1
    first = _head_of_turn(blocks, first)
    kept = [
        block
        for place, (block, element) in enumerate(blocks[first : last + 1], start=first)
        if inside[place] or _belongs(element)
    ]
    return "\n".join(kept)


def _head_of_turn(blocks: Sequence[tuple[str, HtmlElement]], first: int) -> int:
    """The heading, or the name, that stands directly above the first paragraph is part of the text."""
    while first > 0:
        block, element = blocks[first - 1]
        if len(block) > 120 or is_furniture(element) or share_of_links(element) > _MOST_LINKED:
            return first
        named = (
            element.tag in HEADINGS
            or element.find(".//strong") is not None
            or "speaker" in (element.get("class") or "")
        )
        if not named:
            return first
        first -= 1
    return first


def _belongs(element: HtmlElement) -> bool:
    return not is_furniture(element) and share_of_links(element) <= _MOST_LINKED


def _without_bars(text: str) -> str:
    """A row of a table is its cells, with a tab between them."""
    lines = []
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped.startswith("|") or stripped.endswith("|"):
            cells = [cell.strip() for cell in stripped.strip("|").split("|")]
            line = "\t".join(cell for cell in cells if cell and not re.fullmatch(r":?-{2,}:?", cell))
        lines.append(line)
    return "\n".join(line for line in lines if line.strip())


def _is_menu(text: str, tree: HtmlElement) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 6 or sum(map(len, lines)) / len(lines) > _LONGEST_MENU:
        return False
    links = {_packed(link.text_content()) for link in tree.iter("a")}
    return sum(_packed(line) in links for line in lines) > len(lines) / 2


def _refuse_links(text: str, tree: HtmlElement) -> None:
    """Raises UnreadableSource for a page that only leads to others.

    A transcript may link each of its phrases to the moment at which it is said: those lead nowhere else.
    """
    away = [link for link in tree.iter("a") if _leads_away(link.get("href") or "")]
    links = {_packed(link.text_content()) for link in away} - {""}
    lines = [packed for line in text.split("\n") if (packed := _packed(line))]
    refuse_links(sum(line in links for line in lines), len(lines))


def _leads_away(address: str) -> bool:
    return address != "" and not address.startswith(("#", "javascript:")) and _MOMENT.search(address) is None


def _head_title(tree: HtmlElement) -> str:
    title = tree.find(".//title")
    return (title.text or "") if title is not None else ""


def _headings(tree: HtmlElement) -> list[str]:
    return [element.text_content() for tag in ("h1", "h2", "h3") for element in tree.iter(tag)]


def _second_opinion(page: str) -> str:
    text: str = extract_plain_text(
        page, main_content=True, alt_texts=False, links=False, list_bullets=False, comments=False
    )
    return text


def _packed(text: str) -> str:
    return _WHITE.sub("", text).replace("|", "").lstrip("-•*")


def _shingles(text: str) -> set[str]:
    packed = _WHITE.sub("", text).replace("|", "")  # one of them draws tables
    return {packed[start : start + _SHINGLE] for start in range(max(len(packed) - _SHINGLE + 1, 1))}
