"""What every engine gives for texts, and what none of them may give."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import numpy as np
import numpy.typing as npt

from embeddings.embedding_model import EmbeddingModel
from embeddings.errors import UnusableVector

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Encoding:
    """Row i belongs to text i.

    vectors: float32 rows of length 1, shape (n, dimension).
    truncated: shape (n,), true where the model read only the beginning of the text.
    """

    vectors: Vectors
    truncated: npt.NDArray[np.bool_]


class Encoder(Protocol):
    """A model, ready to encode. Its methods may be called from several threads at once.

    made_with: the model, and everything else that the numbers depend on (engine, recipe, versions, prompts,
    tokens). With the exact text it says which vector it is.
    """

    @property
    def embedding_model(self) -> EmbeddingModel: ...

    def query(self, text: str) -> Encoding:
        """One question, with the model's prompt for questions; shape (1, dimension)."""
        ...

    def queries(self, texts: Sequence[str]) -> Encoding:
        """Questions, as `query` gives them one by one."""
        ...

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        """Passages, with the model's prompt for passages. `progress` is told how many more are done.

        Raises UnusableVector when the model gives no direction for one of the texts.
        """
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """What was made of some texts in a row. start: the number of the first."""

    start: int
    encoding: Encoding


class Workers(Protocol):
    """Several that encode passages side by side, each as an `Encoder` of the same model would."""

    def encoded(self, texts: Sequence[str]) -> Iterator[Part]:
        """Each text once, part by part, in whatever order they are done.

        Raises what an `Encoder` raises, or WorkersGone; parts given before stand.
        """
        ...


def unit_rows(vectors: Vectors) -> Vectors:
    """The rows, each of length 1. Raises UnusableVector, naming the first row that has no direction."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unusable = np.flatnonzero(~np.isfinite(lengths[:, 0]) | (lengths[:, 0] == 0))
    if unusable.size:
        row = int(unusable[0])
        what = "a zero vector" if lengths[row, 0] == 0 else "NaN or infinity"
        raise UnusableVector(f"the model answered {what} for text {row} of {len(vectors)}; it is not kept")
    return np.asarray(vectors / lengths, dtype=np.float32)


def fingerprint_of(kind: str, circumstances: Mapping[str, str | int]) -> str:
    """The kind of numbers and twelve digits that change whenever any of the circumstances does."""
    content = json.dumps(circumstances, sort_keys=True, ensure_ascii=True)
    return f"{kind}-{sha256(content.encode()).hexdigest()[:12]}"
