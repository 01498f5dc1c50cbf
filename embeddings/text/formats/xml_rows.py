"""XML that is a table: elements of one name, each of which holds fields of a speech, one of them its text.

An export of a database, a feed, a spreadsheet. Its rows are what they would be in JSON.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from embeddings.text.formats.prose import prose_in

_DEEPEST = 8  # elements within each other at which rows begin
_FEWEST = 2  # rows
_FEWEST_FIELDS = 2
_MOST_FIELDS = 200
_MOST_ROWS = 1_000_000
_MOST_OF_IT = 0.6  # of the running text of the file stands in the rows
_FEWEST_CHARACTERS = 60  # of running text in a row, on average
# What parts a text rather than a table; a cell of several of them is one text of paragraphs.
_MARKUP = frozenset(
    [
        "p",
        "para",
        "paragraph",
        "br",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "a",
        "span",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "sub",
        "sup",
        "font",
        "line",
        "blockquote",
    ]
)
_INLINE = frozenset(["b", "i", "u", "em", "strong", "a", "span", "font", "sub", "sup"])
_NAMED_BY = ("name", "key", "column", "field")  # attributes by which <field name="text"> is called


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a table of speeches; none for any other XML. The content is known to be sound."""
    root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    whole = sum(prose_in(_text(each)) for each in _texts(root, 0))
    best: list[dict[str, str]] = []
    most = 0.0
    for elements in _siblings(root):
        rows = [row for row in map(_fields, elements) if row]
        if len(rows) < max(_FEWEST, 0.9 * len(elements)):
            continue
        held = sum(max(map(prose_in, row.values()), default=0.0) for row in rows)
        if held > most and held >= _FEWEST_CHARACTERS * len(rows):
            best, most = rows, held
    return best if most >= _MOST_OF_IT * whole else []


def _siblings(root: Element) -> Iterator[list[Element]]:
    """Elements of one name in one place of the tree, by their paths."""
    by_path: defaultdict[tuple[str, ...], list[Element]] = defaultdict(list)
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, path = waiting.pop()
        for child in reversed(element):
            name = _name(child)
            if len(path) < _DEEPEST:
                by_path[*path, name].append(child)
                waiting.append((child, (*path, name)))
    for elements in by_path.values():
        if _FEWEST <= len(elements) <= _MOST_ROWS:
            yield elements[::-1]


def _fields(element: Element) -> dict[str, str]:
    """The fields of a row: its attributes, and its elements, which hold no others than marks of text."""
    names = [_called(child) for child in element]
    counts = Counter(names)
    if len(names) > _MOST_FIELDS or any(count > 1 for count in counts.values()):
        return {}
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        return {}
    fields = {key.rpartition("}")[2]: value for key, value in element.items() if value.strip()}
    for name, child in zip(names, element, strict=True):
        if not all(_name(each) in _MARKUP for each in child.iter() if each is not child):
            return {}
        if name in _MARKUP:
            return {}
        fields[name] = _text(child)
    return fields if len(fields) >= _FEWEST_FIELDS else {}


def _called(element: Element) -> str:
    return next((element.get(key, "") for key in _NAMED_BY if element.get(key)), "") or _name(element)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _texts(element: Element, depth: int) -> Iterator[Element]:
    """The elements that hold text and no others than marks of text."""
    children = list(element)
    if not children or depth >= 100 or all(_name(child) in _MARKUP for child in children):
        yield element
        return
    for child in children:
        yield from _texts(child, depth + 1)


def _text(element: Element) -> str:
    """The words of an element, a line for each paragraph; the breaks of a text without any are its own."""
    pieces = [element.text or ""]
    for child in element:
        words = "".join(child.itertext())
        pieces += [words if _name(child) in _INLINE else f"\n{words}\n", child.tail or ""]
    return re.sub(r"[^\S\n]*\n\s*", "\n", "".join(pieces)).strip()
