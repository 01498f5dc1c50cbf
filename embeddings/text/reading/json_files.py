"""A .json file that holds speeches: a list of objects, or an object with one, or a single speech.

An object with a title of its own whose list says who speaks is one record: each of the list is a turn of it.
"""

import json
from collections.abc import Iterator
from typing import Any

from embeddings.errors import UnreadableSource
from embeddings.text.reading.row_files import Row
from embeddings.text.reading.rows import named
from embeddings.text.turns.labels import stated_label

_LARGEST = 10_000_000  # objects


def json_file_rows(text: str) -> Iterator[Row]:
    """One row of each object. Raises UnreadableSource for what is no JSON, or holds no objects."""
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        rows = _lines(text)
        if rows is None:
            raise UnreadableSource(f"invalid JSON at line {error.lineno}: {error.msg}") from None
        data = rows
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"invalid JSON: {error}") from None
    objects = _objects(data)
    if not objects:
        raise UnreadableSource("no list of objects: each speech is an object with a field 'text'")
    for number, each in enumerate(objects, start=1):
        content = json.dumps(each, ensure_ascii=False).encode("utf-8", "surrogatepass")
        yield (
            Row(number, content, each)
            if isinstance(each, dict)
            else Row(number, content, why_not="not a JSON object")
        )


def _objects(data: Any) -> list[Any]:
    if isinstance(data, list):
        return data[:_LARGEST]
    if not isinstance(data, dict):
        return []
    lists = [
        value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    if any(
        key.lower() in ("text", "body", "speech", "transcript") and isinstance(value, str)
        for key, value in data.items()
    ):
        return [data]
    if lists:
        turns = max(lists, key=len)
        record = _record(data, turns)
        return [record] if record else turns
    values = list(data.values())
    return values if values and all(isinstance(value, dict) for value in values) else [data]


def _record(data: dict[str, Any], turns: list[Any]) -> dict[str, Any]:
    """The one speech that a record is, its turns as labelled text; nothing when each is a speech itself."""
    speaker, said = named(turns[0], "speaker"), named(turns[0], "text")
    of_its_own = any(named(turns[0], field) for field in ("id", "title", "date"))
    if not speaker or not said or of_its_own or not named(data, "title"):
        return {}
    if not all(isinstance(turn, dict) and isinstance(turn.get(said), str) for turn in turns):
        return {}
    parts = []
    before = ""
    for turn in turns:
        name = str(turn.get(speaker) or "").strip()
        known = name.lower() not in ("", "none", "null")
        text = turn[said].strip("\n")
        parts.append(
            stated_label(name) + text.lstrip() if known and name != before and text.strip() else text
        )
        before = name if known else before
    others = {key: value for key, value in data.items() if not isinstance(value, (list, dict))}
    return {**others, "text": "\n\n".join(parts)}


def _lines(text: str) -> list[Any] | None:
    """One object a line, as in .jsonl."""
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()] if text.count("\n") else None
    except (ValueError, RecursionError):
        return None
