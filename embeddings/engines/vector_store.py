"""The few verbs that a database of vectors needs, to find the rows of snapshots."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from embeddings.engines.address import EngineAddress
from embeddings.index.finder import Rows
from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.space import Vectors


class VectorStore(Protocol):
    """Collections of rows, each with a number from 0, a vector and a language; safe to ask from many threads.

    Every verb raises EngineGone when it is refused, or not answered in time.
    """

    @property
    def address(self) -> EngineAddress: ...

    def create(self, collection: str, seal: str, dimension: int) -> None:
        """seal: what the collection says of itself."""
        ...

    def add(self, collection: str, vectors: Matrix, languages: Sequence[str]) -> Iterator[int]:
        """All rows, shape (n, dim), and the language of each; gives how many are there after each step."""
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

    def vectors(self, collection: str, rows: Rows) -> dict[int, Vectors]:
        """The vectors of these rows, by row; those that are not there are left out."""
        ...

    def near(
        self,
        collection: str,
        query: Vectors,
        n: int,
        *,
        ranges: Sequence[tuple[int, int]] = (),
        language: str | None = None,
    ) -> tuple[Vectors, Rows]:
        """The n rows with the highest inner product, the highest first: the products, and the rows.

        ranges: the first and last row of each range that may answer; all rows when there are none.
        """
        ...
