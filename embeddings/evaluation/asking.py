"""Labelled files as a corpus, and questions with their vectors: both kept, and nothing encoded twice."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.ingest.missing_vectors import Progress
from embeddings.search.questions.question import Question, read_question
from embeddings.search.search import Match, search
from embeddings.similarity.space import Vectors
from embeddings.store import store as stores
from embeddings.store.store import Store
from embeddings.store.writer_lock import sole_writer
from embeddings.text.reading.read import read

_QUESTIONS_AT_ONCE = 256

Row = dict[str, Any]


def rows_of(file: Path) -> list[Row]:
    """The rows of a .jsonl file. Raises OSError, or ValueError for a line that is no JSON."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


@dataclass(frozen=True, slots=True)
class Asking:
    """A corpus to ask, and the questions that it is asked: row i of the vectors belongs to form i."""

    corpus: Corpus
    vectors: dict[str, Vectors]  # by form, shape (dim,), not centred

    def matches(self, question: Question) -> list[Match]:
        """What answers a question that was prepared."""
        asked = read_question(question)
        return list(search(self.corpus.snapshot, asked, self.vectors[asked.normalized]).matches)

    def timed(self, question: Question) -> tuple[list[Match], float]:
        """The same, and the seconds it took, without encoding."""
        start = time.perf_counter()
        matches = self.matches(question)
        return matches, time.perf_counter() - start


def index_texts(file: Path, folder: Path, encoder: Encoder, progress: Progress) -> Corpus:
    """The texts of a .jsonl file as a corpus in `folder`; what is in it already is left alone."""
    index(folder, encoder, read([file], columns={"language": "lang"}), progress=progress)
    return Corpus.open(folder, encoder)


def asking(
    corpus: Corpus, texts: Sequence[str], kept: Path, progress: Progress, *, literal: bool = False
) -> Asking:
    """The questions of these texts to a corpus. kept: a folder that keeps their vectors, made if need be."""
    normalized_texts = sorted({read_question(Question(text, literal=literal)).normalized for text in texts})
    kept.mkdir(parents=True, exist_ok=True)
    with sole_writer(kept), _store(kept, corpus.encoder) as store:
        known = store.vectors.questions(normalized_texts)
        missing = [normalized for normalized in normalized_texts if normalized not in known]
        for some in _parts(missing):
            store.vectors.put_questions(some, corpus.encoder.queries(some).vectors)
            progress("encoding questions", len(known) + len(some), len(normalized_texts))
        return Asking(corpus, store.vectors.questions(normalized_texts))


def _store(kept: Path, encoder: Encoder) -> Store:
    """Raises ModelMismatch when another model's vectors are kept there."""
    if not stores.exists(kept):
        return Store.create(kept, encoder.embedding_model)
    store = Store.open(kept)
    store.embedding_model.need_same(encoder.embedding_model, kept)
    return store


def _parts(normalized_texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(normalized_texts), _QUESTIONS_AT_ONCE):
        yield normalized_texts[start : start + _QUESTIONS_AT_ONCE]
