"""The few verbs that a database of vectors needs, to find the rows of snapshots."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy.typing as npt

from embeddings.engines.address import EngineAddress
from embeddings.index.eligible import Condition, Rows
from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.space import Vectors

# What conditions are about: by column the numbers of some rows, int32.
Columns: TypeAlias = Callable[[slice], Mapping[str, npt.NDArray[Any]]]


@dataclass(frozen=True, slots=True, eq=False)
class HeldRow:
    """A row as an engine has it. vector: shape (dim,).  numbers: by column."""

    vector: Vectors
    numbers: Mapping[str, int]


class VectorStore(Protocol):
    """Collections of rows, each with a number from 0, a vector and columns of numbers; safe to ask from many
    threads.

    Every verb raises EngineGone when it is refused, or not answered in time.
    """

    @property
    def address(self) -> EngineAddress: ...

    def create(self, collection: str, seal: str, dimension: int, columns: Iterable[str]) -> None:
        """seal: what the collection says of itself."""
        ...

    def add(self, collection: str, vectors: Matrix, columns: Columns) -> Iterator[int]:
        """All rows, shape (n, dim), and what is in their columns; gives how many are there after each."""
        ...

    def complete(self, collection: str) -> None:
        """Put what was added on the disks, under an index."""
        ...

    def drop(self, collection: str) -> None:
        """And the aliases that name it."""
        ...

    def collections(self) -> list[str]: ...

    def aliases(self, collection: str) -> list[str]: ...

    def point(self, alias: str, collection: str, *, known: bool) -> None:
        """Let the alias name this collection, from one question to the next. known: it names another now."""
        ...

    def load(self, collection: str) -> bool:
        """Have its rows in memory, to be asked; that takes no time where they are.

        False for a collection that was never completed, which cannot be asked.
        """
        ...

    def seal(self, collection: str) -> str | None:
        """What the collection says of itself; None when there is none of that name."""
        ...

    def count(self, collection: str) -> int:
        """The rows that can be asked."""
        ...

    def held(self, collection: str, rows: Rows, columns: Iterable[str]) -> dict[int, HeldRow]:
        """These rows with what is in some columns; those that are not there are left out."""
        ...

    def near(self, collection: str, query: Vectors, n: int, condition: Condition) -> tuple[Vectors, Rows]:
        """Of the rows of which the condition is true the n with the highest inner product, the highest first:
        the products, and the rows.
        """
        ...
