"""A model of a hub written into models.lock, whose other lines stay as people wrote them."""

from pathlib import Path
from typing import Any

import tomlkit

from embeddings.durable_files import replace
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
    replace(file, tomlkit.dumps(document).encode())


def _inline(**fields: str | int) -> tomlkit.items.InlineTable:
    table = tomlkit.inline_table()
    table.update(fields)
    return table
