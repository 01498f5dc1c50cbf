"""Markup that is left in a text: tags, entities, the marks of templates, and front matter."""

import html
import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

_BLOCK = (
    "p|br|div|h[1-6]|li|ul|ol|table|tbody|thead|tr|td|th|blockquote|hr|section|article|center|dl|dt|dd|pre"
)
_INLINE = (
    "span|b|i|u|em|strong|a|font|small|big|sup|sub|img|abbr|cite|s|strike|del|ins|mark|code|body|html|head|meta"
    "|link|input|label|o:p|wbr|nobr|figure|figcaption|iframe|video|audio|source|button"
)
_TAG = re.compile(rf"</?(?P<name>{_BLOCK}|{_INLINE})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(?P<name>script|style)\b[^<>]{0,2000}>.{0,200000}?</(?P=name)>|<!--.{0,20000}?-->",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_TEMPLATE = re.compile(
    r"\{%-?\s*(?:end)?(?:raw|comment|highlight|include|capture|if|for|assign)\b[^%\n]{0,200}%\}"
)
_IS_BLOCK = re.compile(_BLOCK, re.IGNORECASE)
_FENCE = re.compile(r"(?:---|\+\+\+)")
_FIELD = re.compile(r"(?:[\w.-]{1,40}\s*[:=].*|\s+\S.*|-\s.*|\s*[\]}]\s*,?|#.*)")
_MOST_FIELDS = 200  # lines of front matter


def _tags(page: Page) -> Iterator[TextChange]:
    """A tag that ends a block ends a line; others leave nothing."""
    if "<" not in page.raw:
        return
    done = 0
    found = sorted(
        [*_UNSEEN.finditer(page.raw), *_TAG.finditer(page.raw)],
        key=lambda match: (match.start(), -match.end()),
    )
    for match in found:
        if match.start() < done:
            continue
        done = match.end()
        block = match["name"] and _IS_BLOCK.fullmatch(match["name"])
        yield TextChange(
            *match.span(), "\n" if block and "\n" not in page.raw[match.end() : match.end() + 1] else ""
        )


def _entities(page: Page) -> Iterator[TextChange]:
    if "&" not in page.raw:
        return
    for match in _ENTITY.finditer(page.raw):
        meant = html.unescape(match[0])
        if meant != match[0]:
            yield TextChange(*match.span(), meant.replace("\xa0", " "))


def _templates(page: Page) -> Iterator[TextChange]:
    if "{%" in page.raw:
        for match in _TEMPLATE.finditer(page.raw):
            yield TextChange(*match.span())


def _front_matter(page: Page) -> Iterator[TextChange]:
    """The fields between two lines of dashes at the very head of a file."""
    lines = page.lines
    if not lines or not _FENCE.fullmatch(lines[0].text) or page.raw[: lines[0].start].strip():
        return
    for place, line in enumerate(lines[1 : _MOST_FIELDS + 1], start=1):
        if line.text == lines[0].text:
            if place > 1:
                yield from drop(lines[: place + 1])
            return
        if not _FIELD.fullmatch(page.raw[line.start : line.end]):
            return


FRONT_MATTER = Rule(
    "front_matter", "drops the fields at the head of a file that name its title, day and tags", 0.98, True,
    _front_matter,
)  # fmt: skip
TAGS = Rule(
    "tags", "drops tags of HTML left in a text; one that ends a block ends a line", 0.98, False, _tags
)
ENTITIES = Rule(
    "entities", "writes the character for an entity of HTML: é for &eacute;", 0.98, False, _entities
)
TEMPLATES = Rule("templates", "drops the marks of page templates", 0.97, False, _templates)
