"""Matches to take away: rows for spreadsheets and programs, each with its citation; entries for BibTeX."""

import io
import json
from collections.abc import Sequence
from typing import Literal, TypeAlias

from fastapi import Response

from embeddings.citing.citation import address_of, bibtex, gbt_7714
from embeddings.corpus import Answer
from embeddings.search.explanation import Explanation
from embeddings.search.search import Match
from service.reports.spreadsheets import ENCODING, Cell, write_csv

Row = dict[str, Cell]
Exported: TypeAlias = Literal["csv", "json", "bibtex", "gbt7714"]
MEDIA_TYPES: dict[Exported, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "gbt7714": "text/plain; charset=utf-8",
}

_FIGURES = ("rank", "score", "cosine", "bm25", "percentile", "strength", "wording")
_KNOWN = ("title", "speaker", "date", "place", "source")
COLUMNS = ("address", *_FIGURES, *_KNOWN, "language", "text", "shared", "also_in", "gbt_7714")
# How the files are described in OpenAPI.
_CELL = {"type": ["string", "number", "null"]}
FILES = {
    "text/csv": {"schema": {"type": "string", "description": f"With a head: {', '.join(COLUMNS)}."}},
    "application/x-bibtex": {"schema": {"type": "string", "description": "An entry for each match."}},
    "text/plain": {"schema": {"type": "string", "description": "A numbered reference for each match."}},
    "application/json": {
        "schema": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": dict.fromkeys(COLUMNS, _CELL),
                "required": list(COLUMNS),
            },
        }
    },
}
_BETWEEN = " | "  # of several in one cell


def rows_of(
    matches: Sequence[Match], explanations: Sequence[Explanation], *, accessed: str = ""
) -> list[Row]:
    """One row for each match, with COLUMNS; None is what is not known.

    explanations: of these matches, in their order.  accessed: the day, YYYY-MM-DD, that citations of web
    pages name.
    """
    return [
        _row(match, explanation, accessed) for match, explanation in zip(matches, explanations, strict=True)
    ]


def csv_of(rows: Sequence[Row]) -> bytes:
    """A table that Excel opens as it is, and in which no text becomes a formula."""
    file = io.StringIO(newline="")
    write_csv(file, COLUMNS, ([row[column] for column in COLUMNS] for row in rows))
    return file.getvalue().encode(ENCODING)


def bibtex_of(matches: Sequence[Match]) -> str:
    """An entry for each match."""
    return "\n".join(bibtex(match.speech, match.passage.position) for match in matches)


def gbt_7714_of(matches: Sequence[Match]) -> str:
    """A numbered reference after GB/T 7714 for each match, one a line."""
    references = (gbt_7714(match.speech, match.passage.position) for match in matches)
    return "".join(f"[{number}] {reference}\n" for number, reference in enumerate(references, start=1))


def bytes_of(kind: Exported, answer: Answer) -> bytes:
    """The matches of an answer as a file of that kind."""
    if kind == "bibtex":
        return bibtex_of(answer.matches).encode()
    if kind == "gbt7714":
        return gbt_7714_of(answer.matches).encode()
    rows = rows_of(answer.matches, answer.explanations)
    return csv_of(rows) if kind == "csv" else json.dumps(rows, ensure_ascii=False).encode()


def export_matches(kind: Exported, answer: Answer) -> Response:
    """The same over HTTP."""
    name = {"Content-Disposition": 'attachment; filename="matches.csv"'} if kind == "csv" else None
    return Response(bytes_of(kind, answer), media_type=MEDIA_TYPES[kind], headers=name)


def _row(match: Match, explanation: Explanation, accessed: str) -> Row:
    passage, speech = match.passage, match.speech
    return {
        "address": str(address_of(speech, passage.position)),
        **{name: getattr(match, name) for name in _FIGURES},
        **{name: getattr(speech, name) for name in _KNOWN},
        "language": passage.language,
        "text": passage.text,
        "shared": _BETWEEN.join(passage.text[run.b_start : run.b_end] for run in explanation.shared),
        "also_in": _BETWEEN.join(
            str(address_of(copy.speech, copy.passage.position)) for copy in match.also_in
        ),
        "gbt_7714": gbt_7714(speech, passage.position, accessed=accessed),
    }
