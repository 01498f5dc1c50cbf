"""models.lock: the models that may be loaded, each pinned to its bytes."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import ModelError, ModelNotLocked, UnknownModel
from embeddings.models.digest import files_sha256

LOCK_FILE = Path(__file__).parents[2] / "models.lock"

# A name is also that of a folder; one file of a model lies in its top folder or one below.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
FILE = re.compile(r"(\w[\w-]{0,63}/)?\w[\w.-]{0,127}", re.ASCII)
REVISION = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


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

    dimension: of its vectors, which have length 1.  max_tokens: what it reads of a text, prompt included; 0
    when it reads all of it.  digest: SHA-256 over its tensors (`digest.tensors_sha256`), or for a model of a
    hub over all of its files (`digest.files_sha256`).
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
    """A model of models.lock: also on what terms it may be used."""

    licence: str


@dataclass(frozen=True, slots=True)
class WheelModel(LockedModel):
    """Its weights and its tokenizer are taken out of two wheels; there is a recipe for its int8 graph."""

    weights: WheelMember
    tokenizer: WheelMember


@dataclass(frozen=True, slots=True)
class LockedFile:
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class HubModel(LockedModel):
    """Any sentence-transformers model: one revision of a repository on a hub.

    pooling: how its token vectors become one.  files: by path in the repository.
    """

    repository: str
    revision: str  # 40 hexadecimal digits
    pooling: str
    files: Mapping[str, LockedFile]


@dataclass(frozen=True, slots=True)
class UnlockedModel:
    """A repository that is known but not pinned yet: nothing of it is ever loaded.

    prompts: None where the repository's own are to be taken.
    """

    name: str
    repository: str
    licence: str
    prompts: Prompts | None


@dataclass(frozen=True, slots=True)
class ModelsLock:
    default: str
    models: tuple[LockedModel, ...]
    unlocked: tuple[UnlockedModel, ...]

    def model(self, name: str | None = None) -> LockedModel:
        """The model of that name, or the default.

        Raises UnknownModel, naming the known ones, or ModelNotLocked.
        """
        wanted = self.default if name is None else name
        for model in self.models:
            if model.name == wanted:
                return model
        if any(model.name == wanted for model in self.unlocked):
            raise ModelNotLocked(
                f"{wanted} is not pinned to its bytes in models.lock yet; run: tifa models lock {wanted}"
            )
        known = [model.name for model in self.models] + [model.name for model in self.unlocked]
        raise UnknownModel(f"no model is called {wanted!r} in models.lock; it knows: {', '.join(known)}")


def read_lock(path: Path = LOCK_FILE) -> ModelsLock:
    """models.lock, read. Raises ModelError when it is missing or not a lock."""
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = [_entry(name, entry) for name, entry in fields["models"].items()]
        lock = ModelsLock(
            fields["default"],
            tuple(entry for entry in entries if isinstance(entry, LockedModel)),
            tuple(entry for entry in entries if isinstance(entry, UnlockedModel)),
        )
    except FileNotFoundError:
        raise ModelError(f"{path} is missing; it comes with Tifa's source: restore it") from None
    except KeyError as missing:
        raise ModelError(f"{path} is not a lock of models: it lacks {missing}") from None
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as cause:
        raise ModelError(f"{path} is not a lock of models: {cause}") from None
    lock.model()
    return lock


def _entry(name: str, entry: Mapping[str, Any]) -> LockedModel | UnlockedModel:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a model")
    if entry["source"] == "pypi":
        return _wheel_model(name, entry)
    if entry["source"] == "hub":
        return _hub_model(name, entry) if entry["revision"] else _unlocked_model(name, entry)
    raise ValueError(f"{name} has the source {entry['source']!r}; this version knows 'pypi' and 'hub'")


def _wheel_model(name: str, entry: Mapping[str, Any]) -> WheelModel:
    if (entry["pooling"], entry["normalised"]) != ("mean", True):
        raise ValueError(f"{name} must have pooling 'mean' and be normalised")
    return WheelModel(
        name=name,
        licence=entry["licence"],
        dimension=entry["dimension"],
        max_tokens=entry["max_tokens"],
        prompts=Prompts(**entry["prompts"]),
        digest=entry["tensors_sha256"],
        weights=WheelMember(**entry["weights"]),
        tokenizer=WheelMember(**entry["tokenizer"]),
    )


def _hub_model(name: str, entry: Mapping[str, Any]) -> HubModel:
    if not REVISION.fullmatch(entry["revision"]):
        raise ValueError(f"{name} has the revision {entry['revision']!r}; it must have 40 hexadecimal digits")
    files = {path: _locked_file(name, path, file) for path, file in entry["files"].items()}
    return HubModel(
        name=name,
        licence=entry["licence"],
        dimension=entry["dimension"],
        max_tokens=entry["max_tokens"],
        prompts=Prompts(**entry["prompts"]),
        digest=files_sha256({path: file.sha256 for path, file in files.items()}),
        repository=entry["repository"],
        revision=entry["revision"],
        pooling=entry["pooling"],
        files=files,
    )


def _locked_file(model: str, path: str, entry: Mapping[str, Any]) -> LockedFile:
    file = LockedFile(**entry)
    if not (FILE.fullmatch(path) and _SHA256.fullmatch(file.sha256) and file.bytes >= 0):
        raise ValueError(f"{model} has a file that cannot be kept: {path!r}")
    return file


def _unlocked_model(name: str, entry: Mapping[str, Any]) -> UnlockedModel:
    prompts = Prompts(**entry["prompts"]) if "prompts" in entry else None
    return UnlockedModel(name, entry["repository"], entry["licence"], prompts)
