"""What of a snapshot an engine holds, and how that is told apart from anything else. Pure functions."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from embeddings.index.eligible import Rows
from embeddings.snapshot.manifest import Manifest

FORMAT = 2  # rises with every change of what a collection holds
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
