"""One row of a .jsonl file -> a Speech."""

import json
from typing import Any

from embeddings.dates import is_date
from embeddings.errors import UnreadableSource
from embeddings.speech import Speech

FIELDS = ("id", "title", "speaker", "date", "place", "language", "source", "text")
LONGEST_ID = 200  # characters


def speech_of_row(row: bytes) -> Speech:
    """Raises UnreadableSource, naming what is wrong, for a row that is no speech."""
    fields = _fields(_decoded(row))
    known = {name: _known(name, fields.pop(name, None)) for name in FIELDS}
    raw = known.pop("text")
    if not raw.strip():
        raise UnreadableSource("no text")
    if len(known["id"]) > LONGEST_ID or not known["id"].isprintable():
        raise UnreadableSource(f"the id is longer than {LONGEST_ID} characters or holds unprintable ones")
    if known["date"] and not is_date(known["date"]):
        raise UnreadableSource(f"not a date: {known['date'][:40]!r} (YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD)")
    more = {name: _checked(name, _as_text(value)) for name, value in fields.items() if value is not None}
    return Speech(raw=raw, more=more, **known)


def _decoded(row: bytes) -> str:
    try:
        return row.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"not UTF-8 at byte {error.start} of the row") from None


def _fields(row: str) -> dict[str, Any]:
    try:
        fields = json.loads(row, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise UnreadableSource(f"invalid JSON at character {error.pos}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"invalid JSON: {error}") from None
    if not isinstance(fields, dict):
        raise UnreadableSource("not a JSON object")
    return fields


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _known(name: str, value: object) -> str:
    """The text of a known field; years and ids are often written as numbers."""
    if value is None:
        return ""
    if name in ("id", "date") and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise UnreadableSource(f"{name} is not text")
    return _checked(name, value if name == "text" else value.strip())


def _checked(name: str, value: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableSource(f"{name} holds half a character at {error.start}") from None
    return value


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
