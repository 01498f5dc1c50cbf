"""A snapshot's rows, found by an engine."""

from collections.abc import Sequence

import numpy as np

from embeddings.engines.breaker import Breaker
from embeddings.engines.projecting import need_projected, need_same_rows
from embeddings.engines.projection import collection_of, ranges
from embeddings.engines.vector_store import VectorStore
from embeddings.errors import EngineGone
from embeddings.index.finder import Rows, highest
from embeddings.similarity.space import Vectors
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.snapshot import Snapshot

MOST_ASKED = 16_384  # rows of one question: Milvus gives no more
# So few rows are compared here, sooner than the engine would be told which they are.
FEW = 10_000
_SPARE = 1_000  # rows beyond those that are wanted


class EngineFinder:
    """See `Finder`. The engine is asked for what is near among all rows, or in few ranges of them.

    Other filters: few rows are compared here; of many the engine is asked for more than are wanted, and those
    that do not pass are left out. So the answer is exact whenever the engine's own index is.
    """

    def __init__(self, store: VectorStore, snapshot: Snapshot, breaker: Breaker) -> None:
        self._store, self._rows, self._breaker = store, snapshot.index, breaker
        self._collection = collection_of(store.address.name, snapshot.name)
        self._languages = snapshot.languages
        self._rows_of = [np.flatnonzero(snapshot.groups == number) for number in range(len(self._languages))]

    def propose(self, query: Vectors, n: int, among: Rows | None) -> tuple[Vectors, Rows]:
        """Raises EngineGone."""
        if n > MOST_ASKED or (among is not None and len(among) <= FEW):
            return self._here(query, n, among)
        if among is None:
            return self._ask(query, n)
        if within := ranges(among):
            return self._ask(query, n, within)
        return self._sifted(query, n, among)

    def may_be_nearest(self, question: Vectors, language: int, *, least: int = 0) -> Rows:
        """As many as are wanted and some more, since in another language what is nearest is not only what the
        cosine says. Raises EngineGone.
        """
        rows = self._rows_of[language]
        if len(rows) <= max(FEW, least):
            return rows
        n = min(least + min(least, _SPARE), len(rows), MOST_ASKED)
        key = self._languages[language]
        return self._breaker.call(lambda: self._asked(question, n, language=key))[1]

    def _ask(self, query: Vectors, n: int, within: Sequence[tuple[int, int]] = ()) -> tuple[Vectors, Rows]:
        return self._breaker.call(lambda: self._asked(query, n, within=within))

    def _asked(
        self,
        query: Vectors,
        n: int,
        *,
        within: Sequence[tuple[int, int]] = (),
        language: str | None = None,
    ) -> tuple[Vectors, Rows]:
        products, rows = self._store.near(self._collection, query, n, ranges=within, language=language)
        # It was whole when it was opened; an engine that lost a part since must not answer for all of it.
        if len(rows) != n or rows.min() < 0 or rows.max() >= len(self._rows):
            raise EngineGone(f"{self._store.address} answers with other rows than it was asked for")
        return products, rows

    def _sifted(self, query: Vectors, n: int, among: Rows) -> tuple[Vectors, Rows]:
        allowed = np.zeros(len(self._rows), bool)
        allowed[among] = True
        asked = 2 * n * len(self._rows) // len(among)
        while asked <= MOST_ASKED:
            products, rows = self._ask(query, asked)
            passing = np.flatnonzero(allowed[rows])[:n]
            if len(passing) == n:
                return products[passing], rows[passing]
            asked *= 4
        return self._here(query, n, among)

    def _here(self, query: Vectors, n: int, among: Rows | None) -> tuple[Vectors, Rows]:
        products = self._rows.near_cosines(query, among).astype(np.float32)
        best = highest(products, n)
        return products[best], best if among is None else among[best]


class SnapshotEngine:
    """An engine as a service asks it: snapshots that it holds, and what is wrong with it."""

    def __init__(self, store: VectorStore, breaker: Breaker | None = None) -> None:
        self._store = store
        self._breaker = breaker or Breaker()

    @property
    def fault(self) -> str:
        """Why it is left alone; "" while it is asked."""
        return self._breaker.fault

    def need(self, manifest: Manifest) -> None:
        """Raises NotProjected, EngineMismatch or EngineGone unless it holds a snapshot."""
        need_projected(self._store, manifest)

    def find_for(self, snapshot: Snapshot) -> None:
        """Let it find the snapshot's rows. Raises EngineMismatch when its vectors are others, EngineGone."""
        need_same_rows(self._store, snapshot)
        snapshot.index = snapshot.index.found_by(EngineFinder(self._store, snapshot, self._breaker))

    def try_again(self, snapshot: Snapshot) -> None:
        """Ask it once, when it was left alone for long enough: it may be back before the next question."""
        if self._breaker.due and len(snapshot.index):
            try:
                snapshot.index.nearest(snapshot.index.vector(0), k=1)
            except EngineGone:
                return
