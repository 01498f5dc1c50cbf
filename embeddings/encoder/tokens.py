"""A text -> the tokens the model reads, and whether it has more than that."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

Tokens = npt.NDArray[np.int64]
Tokenize = Callable[[str], tuple[Tokens, bool]]


def by_pieces(model: Path, *, most: int) -> Tokenize:
    """By a SentencePiece model, made by `embeddings.models.default.pieces`; it is to be verified before.

    most: the tokens the model reads, those that begin and end a text among them.
    """
    # Imported by whoever needs it: a model has one kind of tokenizer or the other.
    from sentencepiece import SentencePieceProcessor

    pieces = SentencePieceProcessor(model_proto=model.read_bytes())
    begin, end, room = pieces.bos_id(), pieces.eos_id(), most - 2

    def tokenize(text: str) -> tuple[Tokens, bool]:
        ids = pieces.encode(text)
        return np.array([begin, *ids[:room], end], dtype=np.int64), len(ids) > room

    return tokenize


def by_any(tokenizer: Path, *, most: int) -> Tokenize:
    """By a tokenizer.json of any kind."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(tokenizer))
    loaded.no_padding()
    loaded.enable_truncation(most)

    def tokenize(text: str) -> tuple[Tokens, bool]:
        # One text at a time: a batch would start the tokenizer's own thread for every core.
        encoding = loaded.encode(text)
        return np.asarray(encoding.ids, dtype=np.int64), bool(encoding.overflowing)

    return tokenize
