"""What a page says of a problem, in the language of its reader.

`problems.json` has the title and the detail of each kind that a page may meet, in Simplified Chinese; the
English ones are those of the table.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from service.pages.interface import convert
from service.problems.kind import ProblemKind


def told(kind: ProblemKind, language: str) -> tuple[str, str]:
    """The title and the detail of a kind of problem; in English where a kind is never a page's."""
    title, detail = _chinese().get(kind.name, (kind.title, kind.detail))
    if language == "en":
        return kind.title, kind.detail
    return convert(title, language), convert(detail, language)


@cache
def _chinese() -> Mapping[str, tuple[str, str]]:
    texts = json.loads((files("service.pages") / "problems.json").read_text(encoding="utf-8"))
    return {name: (title, detail) for name, (title, detail) in texts.items()}
