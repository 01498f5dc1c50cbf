"""A model of a hub written into models.lock, whose other lines stay as people wrote them."""

import os
from pathlib import Path
from typing import Any

import tomlkit

from embeddings.models.lock import HubModel


def write_model(file: Path, model: HubModel) -> None:
    """Add the model to the lock, or replace what it says of it."""
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    models: Any = document["models"]
    entry = models.setdefault(model.name, tomlkit.table())
    entry.update(
        {
            "source": "hub",
            "repository": model.repository,
            "revision": model.revision,
            "licence": model.licence,
            "dimension": model.dimension,
            "max_tokens": model.max_tokens,
            "pooling": model.pooling,
            "prompts": _inline(query=model.prompts.query, passage=model.prompts.passage),
            "files": tomlkit.table(),
        }
    )
    for path, locked in model.files.items():
        entry["files"][path] = _inline(sha256=locked.sha256, bytes=locked.bytes)
    _replace(file, tomlkit.dumps(document))


def _inline(**fields: str | int) -> tomlkit.items.InlineTable:
    table = tomlkit.inline_table()
    table.update(fields)
    return table


def _replace(file: Path, content: str) -> None:
    """All of the file or none of it, also when the power goes."""
    draft = file.with_name(f"{file.name}.new")
    with draft.open("w", encoding="utf-8") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(file)
