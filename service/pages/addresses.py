"""The permanent address of each view: links that hold what a page was asked."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

Pair = tuple[str, str]


def address(path: str, pairs: Iterable[Pair] = ()) -> str:
    """A path with its query string; empty values are left out."""
    query = urlencode([(name, value) for name, value in pairs if value])
    return f"{path}?{query}" if query else path


def speech_path(speech_id: str) -> str:
    return f"/speech/{quote(speech_id, safe='')}"


def speech_address(speech_id: str, position: int | None = None) -> str:
    """The page of a speech, or of a passage in it."""
    path = speech_path(speech_id)
    return path if position is None else f"{path}?passage={position}#p{position}"


def topic_address(topic_id: str) -> str:
    return f"/topics/{quote(topic_id, safe='')}"


def with_value(pairs: Iterable[Pair], name: str, value: str) -> list[Pair]:
    """The same question with one value more; the page starts anew."""
    return [pair for pair in pairs if pair[0] != "page" and pair != (name, value)] + [(name, value)]


def without_value(pairs: Iterable[Pair], name: str, value: str) -> list[Pair]:
    """The same question without one value; the page starts anew."""
    return [pair for pair in pairs if pair[0] != "page" and pair != (name, value)]


def with_only(pairs: Iterable[Pair], name: str, value: str) -> list[Pair]:
    """The same question with this value alone of its name."""
    return [pair for pair in pairs if pair[0] not in ("page", name)] + [(name, value)]
