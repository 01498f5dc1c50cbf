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
import numpy.typing as npt
from tokenizers import Tokenizer

from embeddings.encoder.batching import batches, distinct
from embeddings.encoder.encoding import Encoding, Progress, Vectors, fingerprint_of, unit_rows
from embeddings.made_with import MadeWith
from embeddings.models.exported import GRAPH_FILE, Exported
from embeddings.models.lock import LockedModel
from embeddings.models.runtime import openvino
from embeddings.models.shelf import Shelf
from embeddings.models.words import word_vectors
from embeddings.stages import stage

Tokens = npt.NDArray[np.int64]

# In tokens. A smaller step pads less but makes more shapes, for each of which OpenVINO keeps memory; larger
# batches are no faster.
_STEP = 8
_BUDGET = 1024


class OpenVINOEncoder:
    """See Encoder. `threads` batches are encoded at a time, each on one thread."""

    def __init__(self, shelf: Shelf, export: Exported, *, threads: int) -> None:
        """Load what is on this shelf; it is to be verified before."""
        self._locked = shelf.model
        self._threads = threads
        self.made_with = _made_with(shelf.model, export)
        self._tokenizer = Tokenizer.from_file(str(shelf.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(shelf.model.max_tokens)
        self._words = word_vectors(shelf.weights)
        self._requests = _requests(shelf.export / GRAPH_FILE, threads)

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
        with ThreadPoolExecutor(self._threads) as workers:
            with stage("tokenise"):
                read = list(workers.map(self._tokenize, (prompt + text for text in different)))
            work = batches([len(tokens) for tokens, _ in read], step=_STEP, budget=_BUDGET)
            inputs = (_padded([read[row][0] for row in batch.rows], batch.length) for batch in work)
            with stage("encode"):
                for batch, found in zip(work, workers.map(self._infer, inputs), strict=True):
                    vectors[batch.rows] = found
                    if progress is not None:
                        progress(int(repeats[batch.rows].sum()))
        truncated = np.array([cut for _, cut in read], dtype=np.bool_)
        return Encoding(unit_rows(vectors[where]), truncated[where])

    def _tokenize(self, text: str) -> tuple[Tokens, bool]:
        """The text's tokens, and whether it has more than the model reads."""
        # One text at a time: a batch would start the tokenizer's own thread for every core.
        encoding = self._tokenizer.encode(text)
        return np.asarray(encoding.ids, dtype=np.int64), bool(encoding.overflowing)

    def _infer(self, batch: tuple[Tokens, Tokens]) -> Vectors:
        """The vectors of a batch of tokens and its mask, shape (n, dimension)."""
        tokens, mask = batch
        with self._request() as request:
            request.infer({"words": self._words[tokens], "attention_mask": mask})
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


def _requests(graph: Path, threads: int) -> "queue.SimpleQueue[Any]":
    """As many requests as threads, each running on a thread of its own."""
    compiled = openvino.Core().compile_model(graph, "CPU", _properties(threads))
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for _ in range(threads):
        requests.put(compiled.create_infer_request())
    return requests


def _properties(threads: int) -> Mapping[str, str | int]:
    return {
        "NUM_STREAMS": threads,
        "INFERENCE_NUM_THREADS": threads,
        # Left to itself, OpenVINO computes in bfloat16 where the CPU can: other numbers on other machines.
        "INFERENCE_PRECISION_HINT": "f32",
        # Kernels kept for shapes seen before. Its own default, 5,000, grows to gigabytes.
        "CPU_RUNTIME_CACHE_CAPACITY": 100,
    }


def _made_with(model: LockedModel, export: Exported) -> MadeWith:
    made_by = {f"made by {library}": version for library, version in export.versions.items()}
    circumstances: dict[str, str | int] = {
        "recipe": export.recipe,
        "calibration": export.calibration,
        "runtime": openvino.get_version(),
        "query": model.prompts.query,
        "passage": model.prompts.passage,
        "max_tokens": model.max_tokens,
        "padded_to": _STEP,
    }
    encoding = fingerprint_of("int8", circumstances | made_by)
    return MadeWith(model.id, model.digest, encoding, "openvino", model.dimension)
