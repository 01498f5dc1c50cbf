"""A web page before its main text is looked for: without what nobody sees, signs and tables as text."""

import re
from collections.abc import Iterator

import lxml.html
from lxml.html import HtmlElement

from embeddings.text.formats.raised import lower_signs, raise_signs
from embeddings.text.turns.labels import stated_label

_UNSEEN = frozenset(
    "script style template noscript rt rp del s strike object embed iframe svg canvas".split()  # noqa: SIM905, a list of words
)
_SHOWN_AS_IT_IS = frozenset(("ruby", "rb", "rbc", "ins", "font", "wbr"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_RULE = re.compile(
    r"\.([\w-]+)\s*\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden)[^{}]*\}", re.IGNORECASE
)
_BLOCKS = frozenset(
    "p div section article blockquote ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table pre center form hr".split()  # noqa: SIM905, words
)
_CELLS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th"))
_LONG_CELL = 80  # characters: a cell of data is shorter
_FURNITURE = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|menu|share|social|related|comment|cookie|breadcrumb|sidebar|advert|promo|newsletter|footer|login)"
)
# data-speaker, data-speaker-name, data-person-speaking-attribution: who says what an element holds.
_SPEAKER = re.compile(r"data-(?:[\w-]+-)?(?:speaker|speaking|orator)(?:-(?:name|attribution|label))?")
_LONGEST_SPEAKER = 150  # characters
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def tree_of(page: str) -> HtmlElement:
    """The page's tree. Raises lxml.etree.LxmlError for what is none."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    return lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)


def make_plain(tree: HtmlElement) -> None:
    """Take out what is not shown; write raised and lowered signs as such; unfold tables that only lay out."""
    hidden = {name for style in tree.iter("style") for name in _RULE.findall(style.text or "")}
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if element.tag in _UNSEEN or _is_hidden(element, hidden):
            element.drop_tree()
        elif element.tag in ("sup", "sub"):
            _write_out(element)
        elif element.tag in _SHOWN_AS_IT_IS:
            element.drop_tag()
    for table in list(tree.iter("table")):
        if _lays_out(table):
            for element in list(table.iter()):
                if element.tag in _CELLS:
                    element.tag = "div"


def state_speakers(tree: HtmlElement) -> None:
    """Where an attribute says who speaks, write it before what is said, as a label known for sure."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag not in _BLOCKS:
            continue
        said = next((value for name, value in element.items() if _SPEAKER.fullmatch(name)), "")
        words = " ".join(said.split())
        if not re.search(r"[^\W\d_]{2}", words) or len(words) > _LONGEST_SPEAKER:
            continue
        first = next((each for each in element.iter("p") if each.text_content().strip()), element)
        first.text = f"{stated_label(words)}{(first.text or '').lstrip()}"


def _is_hidden(element: HtmlElement, hidden: set[str]) -> bool:
    classes = set((element.get("class") or "").split())
    return (
        "hidden" in element.attrib
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
        or (bool(classes & hidden) and element.tag != "body")
    )


def _write_out(element: HtmlElement) -> None:
    """10<sup>4</sup> is 10⁴; the mark of a note stands apart, in brackets; 1<sup>st</sup> is 1st."""
    text = element.text_content().strip()
    linked = element.find(".//a") is not None or element.getparent().tag == "a" or "[" in text
    said = raise_signs(text, _before(element), linked=linked) if element.tag == "sup" else lower_signs(text)
    tail = element.tail or ""
    for child in list(element):
        element.remove(child)
    element.text, element.tail = said, tail
    element.drop_tag()


def _before(element: HtmlElement) -> str:
    """The text directly before an element, in its parent."""
    previous = element.getprevious()
    parent = element.getparent()
    return (previous.tail or previous.text_content() if previous is not None else parent.text) or ""


def _lays_out(table: HtmlElement) -> bool:
    """Does it hold paragraphs and tables, or one column, rather than rows of data?"""
    if any(table.find(f".//{tag}") is not None for tag in ("table", "p", "div", "h1", "h2", "h3", "ul")):
        return True
    rows = [
        [cell.text_content().strip() for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")
    ]
    filled = [[cell for cell in row if cell] for row in rows]
    if not any(filled):
        return True
    return max(map(len, filled)) <= 1 or any(len(cell) > 3 * _LONG_CELL for row in filled for cell in row)


def blocks_of(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The text of each block that holds text of its own, in the order of the page, with its element."""
    body = tree.find("body") if tree.find("body") is not None else tree
    yield from _blocks(body)


def _blocks(element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    pieces: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str):
            pieces.append(child.tail or "")
        elif (
            child.tag in _BLOCKS
            or child.tag in _CELLS
            or child.find(".//p") is not None
            or child.find(".//div") is not None
        ):
            yield from _flush(pieces, element)
            yield from _blocks(child)
            pieces = [child.tail or ""]
        elif child.tag == "br":
            yield from _flush(pieces, element)
            pieces = [child.tail or ""]
        else:
            pieces += [child.text_content(), child.tail or ""]
    yield from _flush(pieces, element)


def _flush(pieces: list[str], element: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    text = " ".join("".join(pieces).split())
    if text:
        yield text, element


def is_furniture(element: HtmlElement) -> bool:
    """Does it stand in a menu, a footer, a list of shares and the like?"""
    for each in [element, *element.iterancestors()]:
        if each.tag in ("nav", "footer", "aside", "button", "form", "select", "label"):
            return True
        if each.tag not in ("body", "html") and _FURNITURE.search(
            f"{each.get('class', '')} {each.get('id', '')}"
        ):
            return True
    return False


def share_of_links(element: HtmlElement) -> float:
    whole = len(element.text_content().strip())
    linked = sum(len(link.text_content().strip()) for link in element.iter("a"))
    return linked / whole if whole else 0.0
