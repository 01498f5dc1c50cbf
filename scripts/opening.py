"""Options that several commands take, and the encoder they load."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import Engine, load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache
from service.settings import available_cores

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


def load(name: str | None, engine: Engine, *, cache: Path, threads: int) -> Encoder:
    """A locked model by name, or the default. Raises a ModelError."""
    return load_encoder(read_lock().model(name), cache=cache, engine=engine, threads=threads)
