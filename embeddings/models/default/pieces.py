"""A tokenizer.json -> the same tokenizer as a SentencePiece model, where it is one at heart.

The library `tokenizers` takes 280 MB and a second to load a vocabulary of 250,000 pieces; `sentencepiece`,
which such files were once made with, takes 55 MB and a third of that, and reads a text four times as fast.
The format is a protocol buffer: https://github.com/google/sentencepiece, src/sentencepiece_model.proto.
"""

import base64
import json
import struct
from pathlib import Path
from typing import Any

_BEGIN, _PAD, _END, _UNKNOWN, _MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
_NORMAL, _IS_UNKNOWN, _CONTROL = 1, 2, 3  # the kinds of a piece
_KINDS = {_BEGIN: _CONTROL, _PAD: _CONTROL, _END: _CONTROL, _MASK: _CONTROL, _UNKNOWN: _IS_UNKNOWN}
# How a tokenizer.json of this kind cleans a text after its map of characters, divides it, begins and ends it.
_SPACES = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
_METASPACE = {"type": "Metaspace", "replacement": "▁"}
_DIVIDED = (
    _METASPACE | {"add_prefix_space": True},
    _METASPACE | {"prepend_scheme": "always", "split": True},
)
_ENDS = [
    {"SpecialToken": {"id": _BEGIN, "type_id": 0}},
    {"Sequence": {"id": "A", "type_id": 0}},
    {"SpecialToken": {"id": _END, "type_id": 0}},
]
_VARINT, _BYTES, _FLOAT = 0, 2, 5  # the wire types of a field


def sentencepiece_model(tokenizer: Path) -> bytes | None:
    """The bytes of the model; None when the tokenizer is of another kind."""
    content: dict[str, Any] = json.loads(tokenizer.read_bytes())
    if not _is_sentencepiece(content):
        return None
    pieces: list[tuple[str, float]] = content["model"]["vocab"]
    fields = [_field(1, _piece(text, score)) for text, score in pieces]
    numbers = {text: number for number, (text, _) in enumerate(pieces[:4])}
    fields += [_field(2, _training(numbers)), _field(3, _normalising(_cleaning(content)[0]))]
    return b"".join(fields)


def _is_sentencepiece(content: dict[str, Any]) -> bool:
    """Whether it does as the tokenizer of XLM-R does, which was made with SentencePiece."""
    model, ends = content["model"], content["post_processor"] or {}
    if model.get("type") != "Unigram":
        return False
    first, *others = _cleaning(content)
    return (
        [text for text, _ in model["vocab"][:4]] == [_BEGIN, _PAD, _END, _UNKNOWN]
        and first["type"] == "Precompiled"
        and others in ([], [_SPACES])
        and content["pre_tokenizer"] in _DIVIDED
        and ends.get("single") == _ENDS
    )


def _cleaning(content: dict[str, Any]) -> list[dict[str, Any]]:
    """What is done to a text before it is divided, in order: at least one step, which may be none."""
    normalizer: dict[str, Any] = content["normalizer"] or {"type": "none"}
    return list(normalizer["normalizers"]) if normalizer["type"] == "Sequence" else [normalizer]


def _piece(text: str, score: float) -> bytes:
    kind = _KINDS.get(text, _NORMAL)
    return _field(1, text.encode()) + _tag(2, _FLOAT) + struct.pack("<f", score) + _number(3, kind)


def _training(numbers: dict[str, int]) -> bytes:
    unigram = _number(3, 1)
    special = enumerate((_UNKNOWN, _BEGIN, _END, _PAD), start=40)
    return unigram + b"".join(_number(field, numbers[text]) for field, text in special)


def _normalising(precompiled: dict[str, Any]) -> bytes:
    """The map of characters as it is; a space before the text, runs of them made one, and seen as pieces."""
    characters = base64.b64decode(precompiled["precompiled_charsmap"])
    return _field(2, characters) + _number(3, 1) + _number(4, 1) + _number(5, 1)


def _field(number: int, content: bytes) -> bytes:
    return _tag(number, _BYTES) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _tag(number, _VARINT) + _varint(value)


def _tag(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*encoded, value))
