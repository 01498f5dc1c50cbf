"""One row of a .jsonl or a .csv -> a Speech."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from embeddings.errors import UnreadableSource
from embeddings.speech import Speech
from embeddings.text.formats.prose import text_field
from embeddings.text.metadata.file_author import author_of

FIELDS = ("id", "title", "speaker", "date", "place", "language", "source", "text")
Columns = Mapping[str, str]  # field of a speech -> the name its column or key has in the rows
# Other names that exports give the fields, in any case; the field's own name comes first.
_ALSO: Mapping[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "id": "uuid uid identifier",
        "title": "headline subject titel titre título titulo titolo judul 标题",
        "speaker": "speaker_name speakername author orator redner orateur orador 讲话人",
        "date": "day datum fecha tanggal publication pubdate datetime date_time published published_at"
        " date_published sitting 日期 日付 时间 发布时间",
        "language": "lang sprache langue idioma 语言",
        "text": "body speech transcript full_text fulltext raw_text speech_text pidato transkrip discurso"
        " discours rede redetext texto texte testo tekst текст 正文 内容 全文 本文",
    }.items()
}


_NAME_PARTS = (
    re.compile(r"(?i)(?:^|[._])(?:first[ _]?name|forename|given[ _]?name|vorname|prenom|nombre)$"),
    re.compile(r"(?i)(?:^|[._])(?:last[ _]?name|surname|family[ _]?name|nachname|nom|apellidos?)$"),
)
_NOTHING = frozenset(("", "none", "null", "nan", "n/a", "[]", "{}"))
_LONG = 40  # characters of a field that may hold the text
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_DATED = re.compile(
    r"(?:(?:speech|session|sitting|debate|meeting|document|doc|article|publication|pub|publish(?:ed)?"
    r"|release|event|protocol"
    r"|protokoll|sitzung|delivery|posted|post|original|transcript)_)?(?:date|datum|fecha|data)(?:_?time)?"
    r"(?:_(?:of_)?(?:speech|session|sitting|debate|published|publication|spoken|delivered|iso|str|utc))?"
    r"|(?:published|delivered|spoken|released|held)_(?:at|on)"
)
_SPEAKING = re.compile(
    r"(?:full_?)?(?:name_of_)?(?:the_)?(?:speaker|orator|orador|redner|orateur|talker|president|politician"
    r"|parlamentar|deputado|deputy"
    r"|senator|member|mp|minister|candidate|intervinient\w?)(?:_?(?:full_?)?name)?|(?:name"
    r"|full_?name)_(?:speaker|mp)|display_as|who"
)
_TITLED = re.compile(
    r"(?:speech|document|doc|debate|article|page|talk|event|full)_?(?:title|titulo|titel|heading|headline"
    r"|subject)"
)
# Columns that tell about persons: what is called `name` beside them is one.
_OF_PERSONS = frozenset(
    [
        "party",
        "electorate",
        "constituency",
        "role",
        "position",
        "office",
        "gender",
        "faction",
        "fraktion",
        "group",
        "parliamentary_group",
    ]
)
_LIKE: Mapping[str, re.Pattern[str]] = {"date": _DATED, "speaker": _SPEAKING, "title": _TITLED}


def columns_of(text: str) -> Columns:
    """`text=content,speaker=name` -> {"text": "content", "speaker": "name"}.

    Raises ValueError, saying what is wrong, when it does not name columns for known fields, each once.
    """
    columns: dict[str, str] = {}
    for pair in text.split(","):
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not (field and equals and name):
            raise ValueError(f"not FIELD=COLUMN: {pair.strip()!r}")
        if field not in FIELDS:
            raise ValueError(f"no such field: {field!r} (there are {', '.join(FIELDS)})")
        if field in columns:
            raise ValueError(f"{field} is given two columns")
        columns[field] = name
    return columns


def need_columns(names: list[str], columns: Columns) -> None:
    """Raises UnreadableSource when a table lacks a column that was named."""
    for field, name in columns.items():
        if name not in names:
            there = ", ".join(names)[:200]
            raise UnreadableSource(
                f"no column {name!r} for {field}; say --columns {field}=… (it has {there})"
            )


def need_text(rows: Sequence[Mapping[str, Any]], columns: Columns) -> None:
    """Raises UnreadableSource when a table has no column that holds texts."""
    names = list(rows[0]) if rows else []
    if rows and not (columns.get("text") or named(names, "text")):
        there = ", ".join(names)[:200]
        raise UnreadableSource(f"no column 'text' for text; say --columns text=… (it has {there})")


def with_text_field(rows: Sequence[Mapping[str, Any]], columns: Columns) -> tuple[Columns, str]:
    """The columns with that of the text, when it is called otherwise, and a note on which that is.

    rows: the first of many. A field whose name says that it is the text is believed where it holds some.
    """
    if "text" in columns:
        return columns, ""
    names = list(dict.fromkeys(name for row in rows for name in row))
    called = all_named(names, "text")
    found = text_field(rows, called)
    if not found or found == next(iter(called), ""):
        return columns, ""
    note = f"the text is taken from the field {found!r:.60}, which holds most running text (--columns text=…)"
    return {**columns, "text": found}, "" if found in called else note


def fields_of_json(row: str) -> dict[str, Any]:
    """NaN and the infinities, which pandas writes for nothing, are null.

    Raises UnreadableSource for what is no JSON object, or has one key twice.
    """
    try:
        fields = json.loads(row, parse_constant=lambda _: None, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise UnreadableSource(f"invalid JSON at character {error.pos}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"invalid JSON: {error}") from None
    if not isinstance(fields, dict):
        raise UnreadableSource("not a JSON object")
    return fields


def speech_of_fields(fields: Mapping[str, Any], columns: Columns) -> Speech:
    """What the fields say, not checked yet. Raises UnreadableSource, naming what is wrong, for no speech."""
    rest = dict(fields)
    in_order = ("text", *(name for name in FIELDS if name != "text"))  # no other field takes the text
    values = {name: rest.pop(columns.get(name) or _filled(rest, name) or name, None) for name in in_order}
    if values["text"] is None and "text" not in columns:
        likely = max(rest, key=lambda name: len(str(rest[name])), default="")
        if len(str(rest.get(likely))) < _LONG:
            likely = "…"
        there = ", ".join(fields)[:200]
        raise UnreadableSource(f"no field 'text'; say --columns text={likely[:40]} (it has {there})")
    known = {name: _known(name, value) for name, value in values.items()}
    known["speaker"] = known["speaker"] or _whole_name(rest) or _named_person(rest)
    known["date"] = known["date"] or _parted_day(rest)
    raw = known.pop("text")
    if not raw.strip():
        raise UnreadableSource("no text")
    more = {name: _as_text(value) for name, value in rest.items() if value not in (None, "")}
    return Speech(raw=raw, more=more, **known)


def named(names: Iterable[str], field: str) -> str:
    """What a field is called among these names: itself, in any case, or a name that exports give it."""
    return next(iter(all_named(names, field)), "")


def all_named(names: Iterable[str], field: str) -> list[str]:
    """Every name that says so, the plainest first: date, Datum, speech_date, sessionDate."""
    by_lower: dict[str, str] = {}
    for name in names:
        by_lower.setdefault(name.strip().lower(), name)
        by_lower.setdefault(re.sub(r"[\W_]+", "_", _CAMEL.sub("_", name.strip())).strip("_").lower(), name)
    found = [by_lower[name] for name in (field, *_ALSO.get(field, ())) if name in by_lower]
    last = {key.rpartition(".")[2].lower(): name for key, name in by_lower.items() if "." in key}
    found += [last[name] for name in (field, *_ALSO.get(field, ())) if name in last]  # meta.title
    if field == "speaker" and "name" in by_lower and _OF_PERSONS & {*by_lower}:
        found.append(by_lower["name"])
    like = _LIKE.get(field)
    keys = [(key.rpartition(".")[2], name) for key, name in by_lower.items()]
    found += [name for key, name in keys if like and len(key) <= _LONG and like.fullmatch(key)]
    return list(dict.fromkeys(found))


def _named_person(fields: Mapping[str, Any]) -> str:
    """What is called `name` beside a text, when that is a person's."""
    name = next((value for key, value in fields.items() if key.strip().lower() == "name"), "")
    return author_of(name, "") if isinstance(name, str) else ""


def _whole_name(fields: Mapping[str, Any]) -> str:
    """The name of who speaks, where first name and surname have a field each."""
    parts = [
        next((str(value).strip() for key, value in fields.items() if pattern.search(key) and value), "")
        for pattern in _NAME_PARTS
    ]
    return " ".join(parts) if all(parts) else ""


def _parted_day(fields: Mapping[str, Any]) -> str:
    """The day whose year, month and day have a field each; as much of it as there is."""
    lower = {
        key.strip().lower(): str(value).strip() for key, value in fields.items() if value not in (None, "")
    }
    day = ""
    for field, pattern in (
        ("year", r"(?:1[5-9]|20)\d\d"),
        ("month", r"0?[1-9]|1[0-2]"),
        ("day", r"0?[1-9]|[12]\d|3[01]"),
    ):
        if not re.fullmatch(pattern, lower.get(field, "")):
            break
        day += f"-{int(lower[field]):02}" if day else lower[field]
    return day


def _filled(fields: Mapping[str, Any], field: str) -> str:
    """Of the names that say so the plainest that holds something."""
    names = all_named(fields, field)
    return next(
        (name for name in names if str(fields[name]).strip().lower() not in _NOTHING), next(iter(names), "")
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("one key stands there twice")
    return fields


def _known(name: str, value: object) -> str:
    """The text of a known field; years and ids are often written as numbers."""
    if value is None:
        return ""
    if name in ("id", "date") and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and name == "text" and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)  # a list of paragraphs
    if isinstance(value, (list, dict)) and name != "text":
        return ""
    if not isinstance(value, str):
        if name == "text":
            raise UnreadableSource(f"{name} is not text")
        value = str(value)
    return value if name == "text" else value.strip()


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
