"""What of a snapshot an engine holds, and how that is told apart from anything else. Pure functions."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from embeddings.index.finder import Rows
from embeddings.snapshot.manifest import Manifest

FORMAT = 1  # rises with every change of what a collection holds
_MOST_RANGES = 64
_SAMPLE = 16


@dataclass(frozen=True, slots=True)
class Seal:
    """What a collection says of itself: kept in its description, and compared before it is asked."""

    snapshot: str
    digest: str  # of the snapshot's manifest
    model: str
    encoding: str
    dimension: int
    n_passages: int
    format: int = FORMAT

    @classmethod
    def of(cls, manifest: Manifest) -> "Seal":
        model = manifest.embedding_model
        return cls(
            manifest.name, manifest.digest, model.model, model.encoding, model.dimension, manifest.n_passages
        )

    def written(self) -> str:
        return json.dumps({"tifa": asdict(self)}, sort_keys=True)

    def differing(self, written: str) -> list[str]:
        """The names of what is said otherwise in a collection's description, sorted; all when it is none."""
        try:
            found = json.loads(written)["tifa"]
            held: Mapping[str, object] = dict(found)
        except (ValueError, KeyError, TypeError):
            held = {}
        return sorted(name for name, value in asdict(self).items() if held.get(name) != value)


def collection_of(name: str, snapshot: str) -> str:
    """The collection that holds a snapshot, in an engine where the corpus has this name."""
    return f"{name}_{snapshot.replace('-', '_')}"


def number_of(name: str, collection: str) -> int | None:
    """The number of the snapshot that a collection of this corpus holds; None for what is none of its."""
    number, _, rest = collection.removeprefix(f"{name}_").partition("_")
    ours = collection.startswith(f"{name}_") and number.isdecimal() and len(rest) == 8
    return int(number) if ours else None


def sample(n: int) -> Rows:
    """The rows that are compared bit for bit before a collection is asked: some, from first to last."""
    return np.unique(np.linspace(0, max(n - 1, 0), min(_SAMPLE, n)).astype(np.int64))


def ranges(rows: Rows) -> list[tuple[int, int]] | None:
    """The first and last of each range of rows, which are ascending; None when they are too scattered.

    Rows are in the order of speeches, so those of a speech, and of many filters, are few ranges.
    """
    ends = np.flatnonzero(np.diff(rows) != 1)
    if not len(rows) or len(ends) >= _MOST_RANGES:
        return None
    firsts, lasts = rows[np.append(0, ends + 1)], rows[np.append(ends, len(rows) - 1)]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
