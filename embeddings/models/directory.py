"""What a sentence-transformers directory is made of: which files it needs, and what is refused.

Weights are safetensors and nothing else; code of the repository's own is refused, not left out, since a model
that asks for it would be another model without.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from embeddings.errors import UnusableModel

MODULES_FILE = "modules.json"
PROMPTS_FILE = "config_sentence_transformers.json"

_FOLDER = re.compile(r"(\w[\w-]{0,63})?", re.ASCII)
_WEIGHTS = re.compile(r"model(-\d{5}-of-\d{5})?\.safetensors")
_SHARDS = "model.safetensors.index.json"
_SETTINGS = re.compile(r"config\.json|tokenizer_config\.json|sentence_[a-z]+_config\.json")
_VOCABULARY = frozenset(
    {
        "tokenizer.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json",
        "merges.txt", "unigram.json", "sentencepiece.bpe.model", "spiece.model", "tokenizer.model",
    }
)  # fmt: skip

# The library's own modules that turn texts into one vector each, whatever folder of it they live in.
_MODULES = frozenset({"Transformer", "StaticEmbedding", "Pooling", "Normalize", "Dense", "LayerNorm"})
_CODE = ("auto_map", "trust_remote_code")

_MOST_SETTINGS_BYTES = 64 << 20
_MOST_BYTES = 16 << 30
_MOST_TENSORS = 20_000


def modules_of(content: bytes) -> tuple[str, ...]:
    """The folders of the modules that modules.json lists, "" being the top one.

    Raises UnusableModel when it is none, or lists a module that is not the library's own.
    """
    try:
        modules = [(str(module["path"]), str(module["type"])) for module in json.loads(content)]
    except (ValueError, KeyError, TypeError):
        raise UnusableModel(f"its {MODULES_FILE} cannot be read") from None
    for folder, kind in modules:
        package, _, name = kind.rpartition(".")
        if not f"{package}.".startswith("sentence_transformers.") or name not in _MODULES:
            raise UnusableModel(f"it asks for the module {kind!r}; Tifa runs {', '.join(sorted(_MODULES))}")
        if not _FOLDER.fullmatch(folder):
            raise UnusableModel(f"it keeps a module in {folder!r}, which is not a folder of its own")
    return tuple(folder for folder, _ in modules)


def needed(listed: Mapping[str, int], folders: Iterable[str]) -> tuple[str, ...]:
    """The paths of the files that the directory needs, in order, of those listed with their sizes.

    Raises UnusableModel when there are no safetensors among them, or they are too large.
    """
    top = [name for name in (MODULES_FILE, PROMPTS_FILE) if name in listed]
    of_modules = {
        path
        for path in listed
        for folder, _, name in [path.rpartition("/")]
        if folder in set(folders) and _is_needed(name)
    }
    paths = sorted({*top, *of_modules})
    if not any(_WEIGHTS.fullmatch(_name(path)) for path in paths):
        raise UnusableModel("it has no weights as safetensors; other files of weights can carry code")
    for path in paths:
        if not _WEIGHTS.fullmatch(_name(path)) and listed[path] > _MOST_SETTINGS_BYTES:
            raise UnusableModel(f"its {path} is larger than {_MOST_SETTINGS_BYTES >> 20} MB")
    if sum(listed[path] for path in paths) > _MOST_BYTES:
        raise UnusableModel(f"it is larger than {_MOST_BYTES >> 30} GB")
    return tuple(paths)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _is_needed(name: str) -> bool:
    return bool(
        name in _VOCABULARY or name == _SHARDS or _SETTINGS.fullmatch(name) or _WEIGHTS.fullmatch(name)
    )


def check(folder: Path, paths: Collection[str]) -> None:
    """Look into the files of a directory, before anything loads them.

    Raises UnusableModel when one asks for code, or is not what its name says.
    """
    for path in paths:
        name = _name(path)
        if _WEIGHTS.fullmatch(name):
            _check_weights(folder / path, path)
        elif name == _SHARDS:
            _check_shards(_json(folder / path, path), path, paths)
        elif _SETTINGS.fullmatch(name) or path == PROMPTS_FILE:
            _json(folder / path, path)


def _check_weights(file: Path, path: str) -> None:
    """The library looks at the header: its length, and that the tensors cover the file without overlap."""
    try:
        with safe_open(file, framework="numpy") as opened:
            n_tensors = len(opened.keys())
    except SafetensorError as error:
        raise UnusableModel(f"its {path} is not a file of safetensors ({error})") from None
    if n_tensors > _MOST_TENSORS:
        raise UnusableModel(f"its {path} holds {n_tensors:,} tensors, more than {_MOST_TENSORS:,}")


def _check_shards(index: Any, path: str, paths: Collection[str]) -> None:
    folder = path.rpartition("/")[0]
    named = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(named, dict) or not named:
        raise UnusableModel(f"its {path} names no files of weights")
    for shard in set(map(str, named.values())):
        if not _WEIGHTS.fullmatch(shard) or f"{folder}/{shard}".lstrip("/") not in paths:
            raise UnusableModel(f"its {path} names {shard!r}, which is no file of weights beside it")


def _refuse_code(path: str, fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """One object of a settings file, however deep in it."""
    for key, value in fields:
        if key in _CODE and value:
            raise UnusableModel(f"its {path} has {key!r}: it needs code of its own, which Tifa does not run")
    return dict(fields)


def _json(file: Path, path: str) -> Any:
    try:
        return json.loads(file.read_bytes(), object_pairs_hook=partial(_refuse_code, path))
    except (ValueError, RecursionError):
        raise UnusableModel(f"its {path} is not JSON") from None
