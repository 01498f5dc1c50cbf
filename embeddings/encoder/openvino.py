"""The default engine: the int8 graph on the CPU, with numpy, tokenizers and OpenVINO alone.

On one machine a text's vector is the same to the last bit, alone or in any batch, on any number of threads.
"""

import queue
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.batching import LENGTHS, Batch, batches, distinct
from embeddings.encoder.encoding import Encoding, Progress, Vectors, fingerprint_of, unit_rows
from embeddings.encoder.tokens import Tokenize, Tokens, by_any, by_pieces
from embeddings.models.exported import GRAPH_FILE, PIECES_FILE, Exported
from embeddings.models.lock import LockedModel
from embeddings.models.runtime import openvino
from embeddings.models.shelf import Shelf
from embeddings.models.word_vectors import WordVectors
from embeddings.timing import timed

_BUDGET = 512  # tokens; larger batches are no faster


class OpenVINOEncoder:
    """See Encoder. `threads` batches are encoded at a time, each on one thread."""

    def __init__(self, shelf: Shelf, export: Exported, *, threads: int) -> None:
        """Load what is on this shelf; it is to be verified before."""
        self._locked = shelf.model
        self._threads = threads
        self.embedding_model = _embedding_model(shelf.model, export)
        # OpenVINO compiles without holding Python up: the tokenizer is loaded meanwhile.
        with ThreadPoolExecutor(1) as beside:
            compiling = beside.submit(_requests, shelf.export / GRAPH_FILE, threads)
            self._tokenize = _tokenizer(shelf, export)
            self._words = WordVectors(shelf.weights)
            self._requests = compiling.result()
        # The first to reach into a tensor must be alone: two threads at once each wait for ever for what
        # the other holds (a lock of C++ here, the interpreter there).
        self.query("")

    def query(self, text: str) -> Encoding:
        return self.queries([text])

    def queries(self, texts: Sequence[str]) -> Encoding:
        return self._encode(self._locked.prompts.query, texts, None)

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        return self._encode(self._locked.prompts.passage, texts, progress)

    def _encode(self, prompt: str, texts: Sequence[str], progress: Progress | None) -> Encoding:
        different, where = distinct(texts)
        repeats = np.bincount(where, minlength=len(different))
        vectors = np.empty((len(different), self._locked.dimension), np.float32)
        with timed("tokenise"):
            read = [self._tokenize(prompt + text) for text in different]
        tokens = [each for each, _ in read]
        work = batches([len(each) for each in tokens], budget=_BUDGET, workers=self._threads)
        with timed("encode"):
            for batch, found in zip(work, self._inferred(work, tokens), strict=True):
                vectors[batch.rows] = found
                if progress is not None:
                    progress(int(repeats[batch.rows].sum()))
        truncated = np.array([cut for _, cut in read], dtype=np.bool_)
        return Encoding(unit_rows(vectors[where]), truncated[where])

    def _inferred(self, work: Sequence[Batch], tokens: Sequence[Tokens]) -> Iterator[Vectors]:
        """The vectors of each batch, in order."""
        inputs = (_padded([tokens[row] for row in batch.rows], batch.length) for batch in work)
        if len(work) < 2:
            yield from map(self._infer, inputs)  # most questions: no thread is worth its making
        else:
            with ThreadPoolExecutor(min(self._threads, len(work))) as workers:
                yield from workers.map(self._infer, inputs)

    def _infer(self, batch: tuple[Tokens, Tokens]) -> Vectors:
        """The vectors of a batch of tokens and its mask, shape (n, dimension)."""
        tokens, mask = batch
        words = self._words.of(tokens)
        with self._request() as request:
            request.infer({"words": words, "attention_mask": mask})
            return np.array(request.get_output_tensor(0).data, dtype=np.float32)

    @contextmanager
    def _request(self) -> Iterator[Any]:
        """One of the graph's requests, for the caller alone; waits until one is free."""
        request = self._requests.get()
        try:
            yield request
        finally:
            self._requests.put(request)


def _padded(texts: Sequence[Tokens], length: int) -> tuple[Tokens, Tokens]:
    """The texts' tokens and the mask that tells them from padding, each of shape (n, length)."""
    tokens, mask = np.zeros((2, len(texts), length), np.int64)
    for row, text in enumerate(texts):
        tokens[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return tokens, mask


def _tokenizer(shelf: Shelf, export: Exported) -> Tokenize:
    if PIECES_FILE in export.files:
        return by_pieces(shelf.export / PIECES_FILE, most=shelf.model.max_tokens)
    return by_any(shelf.tokenizer, most=shelf.model.max_tokens)


def _requests(graph: Path, threads: int) -> "queue.SimpleQueue[Any]":
    """As many requests as threads, each running on a thread of its own."""
    compiled = openvino.Core().compile_model(graph, "CPU", _properties(threads))
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for _ in range(threads):
        requests.put(compiled.create_infer_request())
    return requests


def _properties(threads: int) -> Mapping[str, str | int | bool]:
    return {
        "NUM_STREAMS": threads,
        "INFERENCE_NUM_THREADS": threads,
        # Left to itself, OpenVINO holds its threads on the first cores, in every process: two of one thread
        # each took turns on one core of two.
        "ENABLE_CPU_PINNING": False,
        # Left to itself, OpenVINO computes in bfloat16 where the CPU can: other numbers on other machines.
        "INFERENCE_PRECISION_HINT": "f32",
        # Kernels kept for batches seen before: room for every number of tokens that `batching` makes.
        "CPU_RUNTIME_CACHE_CAPACITY": 100 * len(LENGTHS),
    }


def _embedding_model(model: LockedModel, export: Exported) -> EmbeddingModel:
    provenance_of = {f"made by {library}": version for library, version in export.versions.items()}
    circumstances: dict[str, str | int] = {
        "recipe": export.recipe,
        "calibration": export.calibration,
        "runtime": openvino.get_version(),
        "query": model.prompts.query,
        "passage": model.prompts.passage,
        "max_tokens": model.max_tokens,
        "padded_to": " ".join(map(str, LENGTHS)),
    }
    encoding = fingerprint_of("int8", circumstances | provenance_of)
    return EmbeddingModel(model.id, model.digest, encoding, "openvino", model.dimension)
