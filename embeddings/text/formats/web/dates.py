"""The day that a page gives in its own metadata: tags of its head, times it marks, structured data."""

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from embeddings.dates import is_date

# In the order of how surely they are the day of the text.
_NAMES = (
    "article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dcterms.created", "pubdate", "publishdate", "publish-date", "publication_date", "date", "sailthru.date",
    "article.published", "parsely-pub-date", "citation_publication_date", "og:published_time",
)  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_LARGEST = 100_000  # characters of structured data that are read


def date_of(tree: HtmlElement) -> str:
    """YYYY-MM-DD, or "" when the page marks no day."""
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        said.setdefault(name, meta.get("content") or "")
    days = [said[name] for name in _NAMES if name in said]
    return next((day for text in (*days, *_structured(tree), *_times(tree)) if (day := _day(text))), "")


def _structured(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or len(script.text or "") > _LARGEST:
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        for node in nodes:
            if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
                yield node["datePublished"]


def _times(tree: HtmlElement) -> Iterator[str]:
    """The only day that the page marks as a time; of several none is known to be that of the text."""
    times = {_day(each.get("datetime") or "") for each in tree.iter("time")} - {""}
    if len(times) == 1:
        yield times.pop()


def _day(text: str) -> str:
    match = _DAY.match(text.strip())
    day = "-".join(match.groups()) if match else ""
    return day if is_date(day) else ""
