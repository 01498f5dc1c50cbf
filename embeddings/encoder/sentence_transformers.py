"""The reference engine: any sentence-transformers directory, through the library itself."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.batching import distinct
from embeddings.encoder.encoding import Encoding, Progress, Vectors, fingerprint_of, unit_rows
from embeddings.models.lock import Model
from embeddings.timing import timed

_BATCH = 32
_BETWEEN_PROGRESS = 8 * _BATCH  # texts; the library sorts within such a stretch


class SentenceTransformersEncoder:
    """See Encoder."""

    def __init__(self, model: Model, network: Any) -> None:
        """Use a loaded network: a SentenceTransformer."""
        self._locked = model
        self._network = network
        self.embedding_model = _embedding_model(model)

    @classmethod
    def load(
        cls, model: Model, folder: Path, *, threads: int, device: str = "cpu"
    ) -> "SentenceTransformersEncoder":
        """Load the directory, which is to be verified before; nothing is downloaded and no code in it is run.

        `threads` is set for the whole process: torch knows no other way.
        """
        # Importing these takes seconds and a gigabyte: only who asks for this engine pays.
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        torch.set_num_threads(threads)
        transformers_logging.disable_progress_bar()
        with _offline():
            network = SentenceTransformer(
                str(folder),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                # Weights may be kept in half the precision; what is computed with them is not.
                model_kwargs={"dtype": torch.float32},
            )
        # The prompts are put before the texts here, by what the lock says of them, and not a second time.
        network.default_prompt_name = None
        return cls(model, network)

    def query(self, text: str) -> Encoding:
        return self.queries([text])

    def queries(self, texts: Sequence[str]) -> Encoding:
        return self._encode(self._locked.prompts.query, texts, None)

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        return self._encode(self._locked.prompts.passage, texts, progress)

    def _encode(self, prompt: str, texts: Sequence[str], progress: Progress | None) -> Encoding:
        different, where = distinct(texts)
        repeats = np.bincount(where, minlength=len(different))
        prompted = [prompt + text for text in different]
        vectors = np.empty((len(different), self._locked.dimension), np.float32)
        for start in range(0, len(different), _BETWEEN_PROGRESS):
            rows = slice(start, start + _BETWEEN_PROGRESS)
            with timed("encode"):  # the library tokenises within
                vectors[rows] = self._infer(prompted[rows])
            if progress is not None:
                progress(int(repeats[rows].sum()))
        return Encoding(unit_rows(vectors[where]), self._truncated(prompted)[where])

    def _infer(self, texts: list[str]) -> Vectors:
        found = self._network.encode(texts, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def _truncated(self, texts: list[str]) -> npt.NDArray[np.bool_]:
        """Which texts have more tokens than the model reads."""
        limit = self._network.max_seq_length
        if not texts or limit is None or math.isinf(limit):
            return np.zeros(len(texts), dtype=np.bool_)
        # verbose=False: the library's warning of long texts is what is being asked here.
        tokens = self._network.tokenizer(texts, truncation=False, padding=False, verbose=False)["input_ids"]
        return np.array([len(ids) > limit for ids in tokens], dtype=np.bool_)


@contextmanager
def _offline() -> Iterator[None]:
    """The library neither looks elsewhere for a model's files nor asks whether there are newer ones."""
    from huggingface_hub import constants

    before, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


def _embedding_model(model: Model) -> EmbeddingModel:
    libraries = {name: version(name) for name in ("torch", "transformers", "sentence-transformers")}
    circumstances: dict[str, str | int] = {
        "query": model.prompts.query,
        "passage": model.prompts.passage,
        "max_tokens": model.max_tokens,
    }
    encoding = fingerprint_of("fp32", circumstances | libraries)
    return EmbeddingModel(model.id, model.digest, encoding, "sentence-transformers", model.dimension)
