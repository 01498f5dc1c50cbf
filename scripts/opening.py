"""What commands open: the folder of a corpus, and the encoder that made it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from embeddings import store as stores
from embeddings.corpus import Corpus
from embeddings.current import SNAPSHOTS, current_name
from embeddings.encoder import Encoder, Engine, load_encoder
from embeddings.errors import NoCorpus
from embeddings.manifest import read_manifest
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache

_Function = TypeVar("_Function", bound=Callable[..., Any])


def corpus_option(function: _Function) -> _Function:
    return click.option(
        "--corpus",
        "folder",
        required=True,
        envvar="TIFA_CORPUS",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder of the corpus.  [env: TIFA_CORPUS]",
    )(function)


def cache_option(function: _Function) -> _Function:
    return click.option(
        "--cache",
        envvar="TIFA_CACHE",
        type=click.Path(file_okay=False, path_type=Path),
        default=default_cache,
        help="Where models are kept; the user's cache directory if not given.  [env: TIFA_CACHE]",
    )(function)


def threads_option(function: _Function) -> _Function:
    return click.option(
        "--threads",
        type=click.IntRange(1, 256),
        default=available_cores,
        help="Threads of the encoder; all available cores if not given.",
    )(function)


def available_cores() -> int:
    """The cores this process may run on, which in a container can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def encoder_of(folder: Path, *, cache: Path, threads: int) -> Encoder:
    """The encoder that made the corpus in `folder`, verified.

    Raises NoCorpus, NothingPublished, BrokenSnapshot or a ModelError.
    """
    if not stores.exists(folder):
        raise NoCorpus(f"{folder} holds no corpus; make one with: tifa index SOURCE --corpus {folder}")
    made_with = read_manifest(folder / SNAPSHOTS / current_name(folder)).made_with
    return load(made_with.model_name, made_with.engine, cache=cache, threads=threads)


def load(name: str | None, engine: Engine, *, cache: Path, threads: int) -> Encoder:
    """A locked model by name, or the default. Raises a ModelError."""
    return load_encoder(read_lock().model(name), cache=cache, engine=engine, threads=threads)


def open_corpus(folder: Path, *, cache: Path, threads: int) -> Corpus:
    """A corpus open for questions."""
    return Corpus(folder, encoder_of(folder, cache=cache, threads=threads))
