"""The vectors in corpus.sqlite: what the encoder made of the forms, kept so that no form is encoded twice.

A vector's key is (model, encoding, SHA-256 of the exact form), so vectors of two models never mix.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from embeddings.embedding_model import EmbeddingModel
from embeddings.errors import CorpusError
from embeddings.similarity.space import Vectors
from embeddings.store.connection import file_of, transaction

_AS_QUESTION = " as questions"  # another prompt, so another encoding of the same text
_UNSETTLED = (
    "(SELECT id, revision FROM speeches WHERE revision IS NOT NULL EXCEPT SELECT speech_id, revision"
    " FROM encoded WHERE model = :model AND encoding = :encoding)"
)
_UNIT = 1e-3  # how far from 1 the length of a unit row in float32 may be


class KeptVectors:
    """The vectors that one model, run one way, made for one corpus."""

    def __init__(self, connection: sqlite3.Connection, embedding_model: EmbeddingModel) -> None:
        self._db = connection
        self._made_with = embedding_model

    def unencoded(self) -> list[str]:
        """The distinct forms of searched passages that have no vector yet, in a fixed order."""
        return self._unencoded("speeches")

    def unencoded_since(self) -> list[str]:
        """The same of the speeches that came or changed since the last `settle`; others are not looked at."""
        return self._unencoded(_UNSETTLED)

    def _unencoded(self, speeches: str) -> list[str]:
        rows = self._db.execute(
            "SELECT DISTINCT p.form_sha256, p.form"  # noqa: S608 -- constants only
            f" FROM {speeches} s CROSS JOIN passages p ON p.speech_id = s.id AND p.revision = s.revision"
            " LEFT JOIN vectors v"
            " ON v.model = :model AND v.encoding = :encoding AND v.form_sha256 = p.form_sha256"
            " WHERE v.form_sha256 IS NULL ORDER BY p.form_sha256",
            self._key,
        )
        return [normalized for _, normalized in rows]

    def settle(self) -> None:
        """Note that every passage that is searched has a vector."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO encoded"  # noqa: S608 -- constants only
                f" SELECT :model, :encoding, id, revision FROM {_UNSETTLED}",
                self._key,
            )

    @property
    def _key(self) -> dict[str, str]:
        return {"model": self._made_with.model, "encoding": self._made_with.encoding}

    def missing_of(self, normalized_texts: Sequence[str]) -> list[str]:
        """Those of the forms that have no vector yet, in their order."""
        query = "SELECT 1 FROM vectors WHERE model = ? AND encoding = ? AND form_sha256 = ?"
        key = (self._made_with.model, self._made_with.encoding)
        return [
            normalized
            for normalized in normalized_texts
            if self._db.execute(query, (*key, text_key(normalized))).fetchone() is None
        ]

    def put(self, normalized_texts: Sequence[str], vectors: Vectors, truncated: Iterable[bool]) -> None:
        """vectors: unit rows, one for each form."""
        if len(normalized_texts) != len(vectors):
            raise ValueError(f"{len(normalized_texts)} forms but {len(vectors)} vectors")
        rows = zip(normalized_texts, vectors.astype("<f4"), truncated, strict=True)
        with transaction(self._db):
            self._db.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?,?,?,?,?)",
                (
                    (
                        self._made_with.model,
                        self._made_with.encoding,
                        text_key(normalized),
                        row.tobytes(),
                        int(cut),
                    )
                    for normalized, row, cut in rows
                ),
            )

    def of(self, normalized_texts: Sequence[str]) -> Vectors:
        """The unit rows of forms that were encoded, shape (n, dim), in the order asked for.

        Raises CorpusError when one is damaged, or is missing since a run was killed before it was encoded.
        """
        query = "SELECT vector FROM vectors WHERE model = ? AND encoding = ? AND form_sha256 = ?"
        key = (self._made_with.model, self._made_with.encoding)
        rows = [
            self._db.execute(query, (*key, text_key(normalized))).fetchone()
            for normalized in normalized_texts
        ]
        return self._read([None if row is None else row[0] for row in rows])

    def of_speeches(self, ids: Sequence[str]) -> Vectors:
        """The unit rows of the passages of speeches, by id and place; raises as `of` does."""
        rows = self._db.execute(
            "SELECT v.vector FROM speeches s"
            " JOIN passages p ON p.speech_id = s.id AND p.revision = s.revision"
            " LEFT JOIN vectors v"
            " ON v.model = :model AND v.encoding = :encoding AND v.form_sha256 = p.form_sha256"
            " WHERE s.id IN (SELECT value FROM json_each(:ids)) ORDER BY s.id, p.position",
            self._key | {"ids": json.dumps(ids)},
        )
        return self._read([vector for (vector,) in rows])

    def _read(self, rows: Sequence[bytes | None]) -> Vectors:
        """Rows as they are kept. Raises CorpusError for one that is missing, or is no unit row."""
        kept = [row for row in rows if row is not None]
        if missing := len(rows) - len(kept):
            raise CorpusError(
                f"{file_of(self._db)}: {missing:,} texts have no vector yet; run tifa index again"
            )
        size = 4 * self._made_with.dimension
        vectors = np.frombuffer(b"".join(row if len(row) == size else bytes(size) for row in kept), "<f4")
        unit = vectors.reshape(len(rows), self._made_with.dimension).astype(np.float32)
        if not (np.abs(np.linalg.norm(unit, axis=1) - 1) < _UNIT).all():
            raise CorpusError(
                f"{file_of(self._db)} holds a vector that no model made; restore it from a copy"
            )
        return unit

    def put_questions(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep what the encoder made of texts as questions. vectors: unit rows, one for each text."""
        encoding = self._made_with.encoding + _AS_QUESTION
        with transaction(self._db):
            self._db.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?,?,?,?,0)",
                (
                    (self._made_with.model, encoding, text_key(text), row.tobytes())
                    for text, row in zip(texts, vectors.astype("<f4"), strict=True)
                ),
            )

    def questions(self, texts: Iterable[str]) -> dict[str, Vectors]:
        """Those of the texts that were encoded as questions, each with its unit row, shape (dim,)."""
        query = "SELECT vector FROM vectors WHERE model = ? AND encoding = ? AND form_sha256 = ?"
        key = (self._made_with.model, self._made_with.encoding + _AS_QUESTION)
        rows = {text: self._db.execute(query, (*key, text_key(text))).fetchone() for text in texts}
        return {text: self._read([row[0]])[0] for text, row in rows.items() if row}

    def truncated(self) -> int:
        """How many searched passages were too long for the model, so that their end was not read."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM vectors v CROSS JOIN passages p ON p.form_sha256 = v.form_sha256"
            " JOIN speeches s ON s.id = p.speech_id AND s.revision = p.revision"
            " WHERE v.model = :model AND v.encoding = :encoding AND v.truncated = 1",
            self._key,
        ).fetchone()
        return int(count)


def text_key(normalized: str) -> bytes:
    """The SHA-256 of a form: with the model and the encoding, the key of its vector."""
    return hashlib.sha256(normalized.encode("utf-8", "surrogatepass")).digest()
