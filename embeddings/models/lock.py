"""models.lock: the models that may be loaded, each pinned to its bytes."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import ModelError, UnknownModel

LOCK_FILE = Path(__file__).parents[2] / "models.lock"


@dataclass(frozen=True, slots=True)
class WheelMember:
    """One file inside one wheel of a package index."""

    project: str
    version: str
    wheel: str  # the wheel's file name
    wheel_sha256: str
    member: str  # the file's path inside the wheel
    member_sha256: str


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a text, because the model was trained that way."""

    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class Model:
    """What an encoder has to know of a model.

    dimension: of its vectors, which have length 1.  max_tokens: what it reads of a text, prompt included.
    digest: SHA-256 over its tensors (`digest.tensors_sha256`).
    """

    name: str
    dimension: int
    max_tokens: int
    prompts: Prompts
    digest: str

    @property
    def id(self) -> str:
        """The name people are shown, with enough of the digest to tell two apart."""
        return f"{self.name}@{self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class LockedModel(Model):
    """A model of models.lock: also where its bytes come from, and on what terms."""

    licence: str
    weights: WheelMember
    tokenizer: WheelMember


@dataclass(frozen=True, slots=True)
class ModelsLock:
    default: str
    models: tuple[LockedModel, ...]

    def model(self, name: str | None = None) -> LockedModel:
        """The model of that name, or the default. Raises UnknownModel, naming the known ones."""
        wanted = self.default if name is None else name
        for model in self.models:
            if model.name == wanted:
                return model
        known = ", ".join(model.name for model in self.models)
        raise UnknownModel(f"no model is called {wanted!r} in models.lock; it knows: {known}")


def read_lock(path: Path = LOCK_FILE) -> ModelsLock:
    """models.lock, read. Raises ModelError when it is missing or not a lock."""
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        models = tuple(_model(name, entry) for name, entry in fields["models"].items())
        lock = ModelsLock(fields["default"], models)
    except FileNotFoundError:
        raise ModelError(f"{path} is missing; it comes with Tifa's source: restore it") from None
    except KeyError as missing:
        raise ModelError(f"{path} is not a lock of models: it lacks {missing}") from None
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as cause:
        raise ModelError(f"{path} is not a lock of models: {cause}") from None
    lock.model()
    return lock


def _model(name: str, entry: Mapping[str, Any]) -> LockedModel:
    if entry["source"] != "pypi":
        raise ValueError(f"{name} has the source {entry['source']!r}; this version knows 'pypi'")
    if (entry["pooling"], entry["normalised"]) != ("mean", True):
        raise ValueError(f"{name} must have pooling 'mean' and be normalised")
    return LockedModel(
        name=name,
        licence=entry["licence"],
        dimension=entry["dimension"],
        max_tokens=entry["max_tokens"],
        prompts=Prompts(**entry["prompts"]),
        digest=entry["tensors_sha256"],
        weights=WheelMember(**entry["weights"]),
        tokenizer=WheelMember(**entry["tokenizer"]),
    )
