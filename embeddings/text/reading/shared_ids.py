"""A column called id whose ids many rows share: those of the speakers, say, and not of speeches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from embeddings.text.reading.rows import Columns, named

LOOKED_AT = 1000  # rows that show it
_FEWEST = 4  # rows that share their id with a row of another text; fewer are doubles by mistake
_SHARE = 0.3  # of the rows


def shared_id_columns(rows: Sequence[Mapping[str, Any]], columns: Columns) -> tuple[str, ...]:
    """The columns called id that are no ids of speeches. rows: the first of many.

    A column that was named by whoever gave the rows is believed.
    """
    if "id" in columns:
        return ()
    found: list[str] = []
    names = dict.fromkeys(name for row in rows for name in row)
    while (column := named(names, "id")) and _are_shared(rows, column, columns):
        found.append(column)
        del names[column]
    return tuple(found)


def shared_id_note(column: str) -> str:
    """What is said of such a column."""
    return (
        f"the ids in {column!r:.60} stand in many rows with different texts, so they are no ids of speeches:"
        f" each row gets one of its own (to use them all the same: --columns id={column:.60})"
    )


def _are_shared(rows: Sequence[Mapping[str, Any]], column: str, columns: Columns) -> bool:
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.get(column) not in (None, ""):
            texts[str(row[column])].append(str(row.get(columns.get("text") or named(row, "text"))))
    shared = sum(len(each) for each in texts.values() if len({*each}) > 1)
    return shared >= max(_FEWEST, _SHARE * sum(map(len, texts.values())))
