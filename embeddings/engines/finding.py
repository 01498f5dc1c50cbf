"""A snapshot's rows, found by an engine."""

import numpy as np

from embeddings.engines.breaker import Breaker
from embeddings.engines.projecting import need_projected, need_same_rows
from embeddings.engines.projection import collection_of
from embeddings.engines.vector_store import VectorStore
from embeddings.errors import EngineGone
from embeddings.index.eligible import Condition, Eligible, Rows
from embeddings.index.sorted_rows import are_among
from embeddings.similarity.space import Vectors
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.snapshot import Snapshot

MOST_ASKED = 16_384  # rows of one question: Milvus gives no more
# So few rows are compared here, sooner than the engine would be told which they are.
FEW = 10_000
LEAST = 2_400  # rows of a language


class EngineFinder:
    """See `Finder`. The engine is asked for what is near: among all rows, or those that fulfil a condition.

    Few rows are compared here, and so are those that no condition tells from the others. So the answer is
    exact whenever the engine's own index is.
    """

    def __init__(self, store: VectorStore, snapshot: Snapshot, breaker: Breaker) -> None:
        self._store, self._rows, self._breaker = store, snapshot.index, breaker
        self._collection = collection_of(store.address.name, snapshot.name)
        groups = range(len(snapshot.languages))
        self._rows_of = [np.flatnonzero(snapshot.groups == group) for group in groups]
        self._is_in = [snapshot.in_group(group) for group in groups]

    def propose(self, query: Vectors, n: int) -> tuple[Vectors, Rows]:
        """Raises EngineGone."""
        if n > MOST_ASKED:
            return self._rows.propose(query, n)
        return self._ask(query, n, None, Condition())

    def may_be_nearest(
        self, question: Vectors, language: int, *, least: int = 0, among: Eligible | None = None
    ) -> Rows:
        """As many as are wanted and never fewer than LEAST, since in another language what is nearest is not
        only what the cosine says. Raises EngineGone.
        """
        own = Eligible(self._rows_of[language], Condition()) if among is None else among
        if len(own.rows) <= max(FEW, least) or own.condition is None:
            return own.rows
        n = min(max(least, LEAST), len(own.rows), MOST_ASKED)
        return self._ask(question, n, own.rows, own.condition.and_also(self._is_in[language]))[1]

    def _ask(self, query: Vectors, n: int, rows: Rows | None, condition: Condition) -> tuple[Vectors, Rows]:
        """rows: those of which the condition is true, None for all."""
        return self._breaker.call(lambda: self._asked(query, n, rows, condition))

    def _asked(self, query: Vectors, n: int, rows: Rows | None, condition: Condition) -> tuple[Vectors, Rows]:
        products, found = self._store.near(self._collection, query, n, condition)
        passes = are_among(found, rows) if rows is not None else (found >= 0) & (found < len(self._rows))
        # It was whole when it was opened; an engine that lost a part since must not answer for all of it.
        if len(found) != n or not passes.all():
            raise EngineGone(f"{self._store.address} answers with other rows than it was asked for")
        return products, found


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
