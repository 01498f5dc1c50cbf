"""A .json file that holds speeches: objects in a list, wherever in the file that stands, or a single one.

What is nested becomes one row a speech: fields of fields by their whole name (`meta.date`), a list of
paragraphs as a text, a list of parts that say who speaks as its turns, and the pieces of a recording, each
with its time, as one text again.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from embeddings.errors import UnreadableSource
from embeddings.text.formats.prose import LOOKED_AT, prose_in, text_field
from embeddings.text.reading.row_files import Row
from embeddings.text.reading.rows import all_named, named
from embeddings.text.turns.labels import stated_label

_LARGEST = 10_000_000  # objects
_DEEPEST = 6  # objects within each other that are looked into
_MOST_FIELDS = 500  # of one row
_FEWEST_TEXTS = 3  # under names of their own, to be speeches each
_LONG = 200  # characters of running text of such a speech
_MOST_OF_IT = 0.8
_TURNS = frozenset(
    [
        "speakers",
        "turns",
        "utterances",
        "dialog",
        "dialogue",
        "transcript",
        "interventions",
        "statements",
        "contributions",
        "remarks",
    ]
)  # what lists are called whose objects are turns of one speech
_TIMES = frozenset(
    [
        "start",
        "end",
        "begin",
        "from",
        "to",
        "offset",
        "time",
        "timestamp",
        "ts",
        "start_time",
        "end_time",
        "starttime",
        "endtime",
        "start_ms",
        "end_ms",
        "startms",
        "endms",
        "tstart",
        "duration",
        "dur",
    ]
)
_PIECE = 600  # characters on average of a piece of a recording
_SENTENCE_ENDS = re.compile(r"[.!?。！？…؟।][\"'”’»)]*$")


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
            Row(number, content, flat(each))
            if isinstance(each, dict)
            else Row(number, content, why_not="not a JSON object")
        )


def flat(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row whose text stands in fields of fields, or in parts, as one with its text beside the others."""
    fields = dict(_fields(row, "", _DEEPEST))
    if named(row, "text") or text_field([row]):
        inside = {name for name, value in row.items() if isinstance(value, dict)}
        return (
            {**{name: value for name, value in row.items() if name not in inside}, **fields}
            if inside
            else row
        )
    if text_field([fields]):
        return fields
    turns = _largest_list(row)
    return _record({**row, **fields}, turns, of_many=True) or fields


def _fields(row: Mapping[str, Any], before: str, deeper: int) -> Iterator[tuple[str, Any]]:
    for name, value in list(row.items())[:_MOST_FIELDS]:
        if isinstance(value, dict) and deeper:
            yield from _fields(value, f"{before}{name}.", deeper - 1)
        elif not isinstance(value, (dict, list)) or _is_paragraphs(value):
            yield f"{before}{name}", value


def _is_paragraphs(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, str) for part in value)


def _objects(data: Any) -> list[Any]:
    if isinstance(data, list):
        if _is_paragraphs(data):
            return [{"text": data}] if prose_in(data) else []
        whole = _recording({}, data)
        return [whole] if whole else data[:_LARGEST]
    if not isinstance(data, dict):
        return []
    if any(
        key.lower() in ("text", "body", "speech", "transcript") and isinstance(value, str)
        for key, value in data.items()
    ):
        return [data]
    turns = _largest_list(data)
    called = next((key.lower() for key, value in data.items() if value is turns), "")
    whole = _recording(data, turns) or _record(data, turns, of_many=called in _TURNS)
    if whole:
        return [whole]
    if turns and _amount(turns) >= _own_prose(data):
        return turns[:_LARGEST]
    values = list(data.values())
    if values and all(isinstance(value, dict) for value in values) and not _has_prose_of_its_own(values):
        return [{"title": key, **value} for key, value in data.items()]
    texts = {key: value for key, value in data.items() if prose_in(value) >= _LONG}
    if len(texts) >= max(_FEWEST_TEXTS, _MOST_OF_IT * len(data)):
        return [{"title": key, "text": value} for key, value in texts.items()]
    return [data]


def _has_prose_of_its_own(values: Sequence[Mapping[str, Any]]) -> bool:
    """Are these the parts of one speech, of which one holds the text?"""
    return len(values) < _FEWEST_TEXTS and not all(text_field([value]) for value in values)


def _own_prose(data: Mapping[str, Any]) -> float:
    return max(map(prose_in, data.values()), default=0.0)


def _largest_list(data: Mapping[str, Any], deeper: int = _DEEPEST) -> list[Any]:
    """Of the lists of objects in this one, near or deep, that with the most running text or the longest."""
    best: list[Any] = []
    for value in list(data.values())[:_MOST_FIELDS]:
        found: list[Any] = []
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found = value
        elif isinstance(value, dict) and deeper:
            found = _largest_list(value, deeper - 1)
        if found and (_amount(found), len(found)) > (_amount(best), len(best)):
            best = found
    return best


def _amount(rows: Sequence[Any]) -> float:
    """The running text in the first of the rows, drawn up to all of them."""
    first = [row for row in rows[:LOOKED_AT] if isinstance(row, dict)]
    return (
        sum(max(map(prose_in, row.values()), default=0.0) for row in first) * len(rows) / max(len(first), 1)
    )


def _recording(data: Mapping[str, Any], pieces: Sequence[Any]) -> dict[str, Any]:
    """One speech of the timed pieces that a recogniser wrote, a sentence a line; nothing for other lists."""
    if len(pieces) < _FEWEST_TEXTS or not all(isinstance(piece, dict) for piece in pieces):
        return {}
    first = pieces[0]
    said = named(first, "text") or text_field([first])
    timed = [name for name in first if re.sub(r"[^a-z_]", "", name.lower()) in _TIMES]
    if not timed or not said or any(named(first, field) for field in ("title", "date")):
        return {}
    texts = [str(piece.get(said) or "").strip() for piece in pieces]
    if sum(map(len, texts)) > _PIECE * len(texts):
        return {}
    speaker = named(first, "speaker")
    names = [str(piece.get(speaker) or "").strip() if speaker else "" for piece in pieces]
    lines: list[str] = []
    before = ""
    for name, text in zip(names, texts, strict=True):
        if not text:
            continue
        if name and name != before:
            lines.append(stated_label(name) + text)
        elif lines and not _SENTENCE_ENDS.search(lines[-1]) and len(lines[-1]) < 10 * _PIECE:
            lines[-1] += f" {text}" if text.isascii() or " " in text else text
        else:
            lines.append(text)
        before = name or before
    return {**_without_lists(data), "text": "\n".join(lines)}


def _record(data: Mapping[str, Any], turns: Sequence[Any], *, of_many: bool = False) -> dict[str, Any]:
    """The one speech that a record is, its turns as labelled text; nothing when each is a speech itself.

    of_many: the record is one of several, so that its parts are none.
    """
    if not turns or not isinstance(turns[0], dict):
        return {}
    speaker = named(turns[0], "speaker") or ("name" if "name" in turns[0] else "")
    said = named(turns[0], "text")
    of_its_own = any(all_named(turns[0], field)[:1] for field in ("id", "title", "date"))
    if of_many:
        said = said or text_field([turn for turn in turns[:LOOKED_AT] if isinstance(turn, dict)])
    elif not speaker or of_its_own or not named(data, "title"):
        return {}
    if not said or not all(isinstance(turn, dict) and isinstance(turn.get(said), str) for turn in turns):
        return {}
    parts = []
    before = ""
    for turn in turns:
        name = str(turn.get(speaker) or "").strip() if speaker else ""
        known = name.lower() not in ("", "none", "null")
        text = turn[said].strip("\n")
        parts.append(
            stated_label(name) + text.lstrip() if known and name != before and text.strip() else text
        )
        before = name if known else before
    return {**_without_lists(data), "text": "\n\n".join(parts)}


def _without_lists(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if not isinstance(value, (list, dict))}


def _lines(text: str) -> list[Any] | None:
    """One object a line, as in .jsonl."""
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()] if text.count("\n") else None
    except (ValueError, RecursionError):
        return None
