"""Milvus, a vector database of one machine or many, by the few verbs that a projection takes.

The only file that uses pymilvus, which comes with the extra `tifa[milvus]`; so does the embedded engine, for
trying out. Everything that the server refuses or does not answer in time is EngineGone.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from embeddings.engines.address import EngineAddress
from embeddings.engines.vector_store import Columns, HeldRow
from embeddings.errors import EngineGone, UnusableEngine
from embeddings.index.eligible import ROW, Condition, Rows, Within
from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.space import Vectors

ASKING = 2.0  # seconds that a question to the engine has
_MAKING = 600.0  # seconds for one step of making a collection
_AT_ONCE = 4_000  # rows sent together: 6 MB of vectors of dimension 384, where the server takes 64
_VECTOR = "vector"
_INNER_PRODUCT = "IP"
_SEAL = "tifa.seal"


class Milvus:
    """A connection: see `VectorStore`."""

    def __init__(self, address: EngineAddress, client: Any) -> None:
        self.address = address
        self._client = client

    @classmethod
    def connect(cls, address: EngineAddress) -> "Milvus":
        """Raises UnusableEngine where the packages are missing, EngineGone when nobody answers."""
        # What it raises it would log as well, with a traceback; and gRPC below it, on the terminal.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        try:
            import pymilvus

            if address.embedded:
                import milvus_lite  # noqa: F401 -- pymilvus starts it, and tells less when it is missing
        except ImportError as error:
            raise UnusableEngine(
                f"{address} takes a package that is not installed ({error.name}): pip install 'tifa[milvus]'"
            ) from None
        with _told(address):
            client = pymilvus.MilvusClient(address.uri, token=address.token, timeout=5 * ASKING)
            return cls(address, client)

    def close(self) -> None:
        self._client.close()

    # Making a collection

    def create(self, collection: str, seal: str, dimension: int, columns: Iterable[str]) -> None:
        from pymilvus import DataType

        # The embedded engine keeps no description; a server may one day refuse a property it does not know.
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False, description=seal)
        schema.add_field(ROW, DataType.INT64, is_primary=True)
        for column in columns:
            schema.add_field(column, DataType.INT32)
        schema.add_field(_VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
        with _told(self.address):
            # What is asked never changes once it is complete, so nobody waits for the newest writes.
            self._client.create_collection(
                collection, schema=schema, properties={_SEAL: seal}, consistency_level="Eventually",
                timeout=_MAKING,
            )  # fmt: skip

    def add(self, collection: str, vectors: Matrix, columns: Columns) -> Iterator[int]:
        for start in range(0, len(vectors), _AT_ONCE):
            some = vectors[start : start + _AT_ONCE]
            numbers = {name: of.tolist() for name, of in columns(slice(start, start + len(some))).items()}
            rows = [
                {ROW: start + i, _VECTOR: vector} | {name: of[i] for name, of in numbers.items()}
                for i, vector in enumerate(some)
            ]
            with _told(self.address):
                self._client.insert(collection, rows, timeout=_MAKING)
            yield start + len(some)

    def complete(self, collection: str) -> None:
        index = self._client.prepare_index_params()
        index.add_index(_VECTOR, index_type="FLAT", metric_type=_INNER_PRODUCT)
        with _told(self.address):
            self._client.flush(collection, timeout=_MAKING)
            self._client.create_index(collection, index, timeout=_MAKING)

    def drop(self, collection: str) -> None:
        for alias in self.aliases(collection):
            with _told(self.address):
                self._client.drop_alias(alias, timeout=_MAKING)
        with _told(self.address):
            self._client.drop_collection(collection, timeout=_MAKING)

    def collections(self) -> list[str]:
        with _told(self.address):
            return list(self._client.list_collections(timeout=5 * ASKING))

    # Names

    def aliases(self, collection: str) -> list[str]:
        with _told(self.address):
            return list(self._client.list_aliases(collection, timeout=5 * ASKING)["aliases"])

    def point(self, alias: str, collection: str, *, known: bool) -> None:
        move = self._client.alter_alias if known else self._client.create_alias
        with _told(self.address):
            move(collection, alias, timeout=_MAKING)

    # Asking

    def load(self, collection: str) -> bool:
        with _told(self.address):
            if not self._client.list_indexes(collection, timeout=5 * ASKING):
                return False
            self._client.load_collection(collection, timeout=_MAKING)
            return True

    def seal(self, collection: str) -> str | None:
        with _told(self.address):
            if not self._client.has_collection(collection, timeout=5 * ASKING):
                return None
            found = self._client.describe_collection(collection, timeout=5 * ASKING)
            return str(found["properties"].get(_SEAL) or found["description"])

    def count(self, collection: str) -> int:
        with _told(self.address):
            found = self._client.query(
                collection, filter="", output_fields=["count(*)"], consistency_level="Strong",
                timeout=5 * ASKING,
            )  # fmt: skip
            return int(found[0]["count(*)"])

    def held(self, collection: str, rows: Rows, columns: Iterable[str]) -> dict[int, HeldRow]:
        names = list(columns)
        with _told(self.address):
            found = self._client.query(
                collection, filter=f"{ROW} in {rows.tolist()}", output_fields=[ROW, _VECTOR, *names],
                timeout=5 * ASKING,
            )  # fmt: skip
            return {
                int(one[ROW]): HeldRow(
                    np.asarray(one[_VECTOR], np.float32), {name: int(one[name]) for name in names}
                )
                for one in found
            }

    def near(self, collection: str, query: Vectors, n: int, condition: Condition) -> tuple[Vectors, Rows]:
        with _told(self.address):
            found = self._client.search(
                collection, [query], anns_field=_VECTOR, limit=n, filter=written(condition),
                output_fields=[ROW], search_params={"metric_type": _INNER_PRODUCT}, timeout=ASKING,
            )  # fmt: skip
            return np.asarray(found[0].distances, np.float32), np.asarray(found[0].ids, np.int64)


def written(condition: Condition) -> str:
    """A condition as the server takes it; "" for one that is true of all rows."""
    return " and ".join(f"({' or '.join(map(_part, clause))})" for clause in condition.clauses)


def _part(part: Within) -> str:
    spans = [(first, last) for first, last in part.ranges if first < last]
    alone = [first for first, last in part.ranges if first == last]
    ways = [f"({part.column} >= {first} and {part.column} <= {last})" for first, last in spans]
    if alone:
        ways.append(f"{part.column} in {alone}")
    within = " or ".join(ways) or f"{ROW} < 0"
    return f"not ({within})" if part.outside else f"({within})"


@contextmanager
def _told(address: EngineAddress) -> Iterator[None]:
    """What the client raises, as what a caller acts on."""
    from grpc import RpcError
    from pymilvus import MilvusException

    try:
        yield
    except (MilvusException, RpcError, ConnectionError, TimeoutError) as error:
        raise EngineGone(f"{address} does not answer ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    said = getattr(error, "message", "") or str(error) or type(error).__name__
    return " ".join(said.split())[:200]
