"""Pinning a model of a hub to its bytes: one revision, its files, and what it turned out to be."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from embeddings.errors import ModelError, UnusableModel
from embeddings.models.digest import files_sha256
from embeddings.models.directory import MODULES_FILE, PROMPTS_FILE, check, modules_of, needed
from embeddings.models.hub.downloading import download_all, downloads_folder
from embeddings.models.hub.repository import HUB, Repository, look_up
from embeddings.models.hub.trial import try_model
from embeddings.models.lock import (
    LOCK_FILE,
    NAME,
    HubModel,
    LockedFile,
    LockedModel,
    ModelsLock,
    Prompts,
    UnlockedModel,
    read_lock,
)
from embeddings.models.lock_writing import write_model
from embeddings.models.placing import Say, alone

# What repositories call the prompt of a question, and of a passage; the first one there counts.
_QUERY_PROMPTS = ("query", "search_query")
_PASSAGE_PROMPTS = ("passage", "document", "corpus", "search_document")


def lock_model(
    wanted: str,
    cache: Path,
    say: Say,
    *,
    hub: str = HUB,
    called: str = "",
    revision: str = "main",
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
    file: Path = LOCK_FILE,
) -> HubModel:
    """Write a model into models.lock as it is at a revision now, and return it.

    wanted: a name in models.lock, or a repository as OWNER/NAME, which gets a place of its own there.
    called: the name it gets there; NAME if not given.
    Prompts that are not given are those of models.lock, else those of the repository. The files stay among
    the downloads, where fetching finds them.
    Raises UnusableModel for a repository that Tifa does not run, ModelNotFetched when it cannot be got.
    """
    known = read_lock(file)
    entry = _entry(known, wanted, called)
    say(f"looking up {entry.repository}")
    try:
        repository = look_up(hub, entry.repository, revision)
        folder = downloads_folder(cache, entry.name, repository.revision)
        with alone(folder, entry.name, say):
            model = _pinned(entry, repository, folder, say)
    except UnusableModel as reason:
        raise UnusableModel(f"{entry.repository} cannot be used: {reason}") from None
    model = replace(model, prompts=_chosen(model.prompts, query_prompt, passage_prompt))
    if any(_is_another(model, before) for before in known.models):
        say(f"{model.name} was another model so far; a corpus made with that one is to be encoded anew")
        say(f"with: tifa index --re-encode --model {model.name} --corpus …")
    write_model(file, model)
    return model


def _entry(lock: ModelsLock, wanted: str, called: str) -> UnlockedModel:
    """What the lock knows of it, locked or not; for a repository that it does not know, its name alone."""
    owner, _, own_name = wanted.rpartition("/")
    name = called or own_name
    of_hubs: list[HubModel | UnlockedModel] = [model for model in lock.models if isinstance(model, HubModel)]
    for known in [*of_hubs, *lock.unlocked]:
        if known.name == name:
            if owner and wanted != known.repository:
                raise ModelError(f"models.lock calls another repository {name}: {known.repository}")
            return UnlockedModel(name, known.repository, known.licence, known.prompts)
    if any(known.name == name for known in lock.models):
        raise ModelError(
            f"{name} is locked already, and comes from no hub; use it with: tifa models fetch {name},"
            f" or lock the repository under another name: --as {name}-original"
        )
    if not owner or not NAME.fullmatch(name):
        raise ModelError(
            f"no model of a hub is called {wanted!r} in models.lock; name its repository: OWNER/NAME"
        )
    return UnlockedModel(name, wanted, "", None)


def _is_another(model: HubModel, before: LockedModel) -> bool:
    """Whether the name means other vectors now."""
    return model.name == before.name and (model.digest, model.prompts) != (before.digest, before.prompts)


def _pinned(entry: UnlockedModel, repository: Repository, folder: Path, say: Say) -> HubModel:
    """The model, downloaded to `folder`, looked into and tried."""
    paths = _download(repository, folder, say)
    check(folder, paths)
    files = {path: LockedFile(digest, repository.files[path].bytes) for path, digest in paths.items()}
    say("trying it (about 10 seconds)")
    found = try_model(folder)
    return HubModel(
        name=entry.name,
        licence=entry.licence or repository.licence or "unknown",
        dimension=found.dimension,
        max_tokens=found.max_tokens,
        prompts=entry.prompts or _own_prompts(folder, say),
        digest=files_sha256(paths),
        repository=repository.name,
        revision=repository.revision,
        pooling=found.pooling,
        files=files,
    )


def _download(repository: Repository, folder: Path, say: Say) -> Mapping[str, str]:
    """Download what the model needs; returns the SHA-256 of each file."""
    if MODULES_FILE not in repository.files:
        raise UnusableModel(f"it has no {MODULES_FILE}, so it is not a sentence-transformers model")
    sizes = {path: listed.bytes for path, listed in repository.files.items()}
    download_all(repository, (MODULES_FILE,), folder, say)
    paths = needed(sizes, modules_of((folder / MODULES_FILE).read_bytes()))
    total = sum(sizes[path] for path in paths)
    say(f"downloading {len(paths)} files of revision {repository.revision[:12]}, {total / 1e6:,.1f} MB")
    return download_all(repository, paths, folder, say)


def _own_prompts(folder: Path, say: Say) -> Prompts:
    """The prompts that the repository gives; a text without one is taken as it is."""
    file = folder / PROMPTS_FILE
    given = json.loads(file.read_bytes()).get("prompts") if file.is_file() else None
    prompts: dict[str, Any] = given if isinstance(given, dict) else {}
    if set(prompts) - {*_QUERY_PROMPTS, *_PASSAGE_PROMPTS}:
        say(f"its prompts are {', '.join(map(repr, prompts))}; see --query-prompt and --passage-prompt")
    return Prompts(_first(prompts, _QUERY_PROMPTS), _first(prompts, _PASSAGE_PROMPTS))


def _first(prompts: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(prompts[name]) for name in names if isinstance(prompts.get(name), str)), "")


def _chosen(prompts: Prompts, query: str | None, passage: str | None) -> Prompts:
    return Prompts(prompts.query if query is None else query, prompts.passage if passage is None else passage)
