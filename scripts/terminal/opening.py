"""Options that several commands take, and the encoder they load."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import Engine, load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache
from embeddings.text.formats.encodings import check_encoding
from service.settings import available_cores

_Function = TypeVar("_Function", bound=Callable[..., Any])


def corpus_option(function: _Function) -> _Function:
    return _corpus_option(required=True)(function)


def corpus_option_if_any(function: _Function) -> _Function:
    return _corpus_option(required=False)(function)


def _corpus_option(*, required: bool) -> Callable[[_Function], _Function]:
    return click.option(
        "--corpus",
        "folder",
        required=required,
        envvar="TIFA_CORPUS",
        show_envvar=True,
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder of the corpus.",
    )


def cache_option(function: _Function) -> _Function:
    return click.option(
        "--cache",
        envvar="TIFA_CACHE",
        show_envvar=True,
        type=click.Path(file_okay=False, path_type=Path),
        default=default_cache,
        help="Where models are kept; the user's cache directory if not given.",
    )(function)


def threads_option(function: _Function) -> _Function:
    return click.option(
        "--threads",
        envvar="TIFA_THREADS",
        show_envvar=True,
        type=click.IntRange(1, 256),
        default=available_cores,
        help="Threads of the encoder; all available cores if not given.",
    )(function)


def port_option(function: _Function) -> _Function:
    """None when it is not given: then the settings read the environment."""
    return click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        help="8000 if not given; 0 takes any that is free.  [env var: TIFA_PORT]",
    )(function)


def encoding_option(function: _Function) -> _Function:
    return click.option(
        "--encoding",
        default="",
        callback=_an_encoding,
        help="Of all texts, pages and rows; found out for each if not given.",
    )(function)


def _an_encoding(_context: click.Context, _option: click.Parameter, name: str) -> str:
    try:
        if name:
            check_encoding(name)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return name


def embedding_model_of(folder: Path) -> EmbeddingModel:
    """What made the corpus in a folder. Raises NoCorpus."""
    from embeddings.store.store import (
        Store,  # cleans texts too: only who looks into the store pays for the import
    )

    with Store.open_to_read(folder) as store:
        return store.embedding_model


def encoder_of(folder: Path, *, cache: Path, threads: int) -> Encoder:
    """The encoder that made the corpus in a folder. Raises NoCorpus or a ModelError."""
    embedding_model = embedding_model_of(folder)
    engine = cast(Engine, embedding_model.engine)  # written by an encoder of one of them
    return load(embedding_model.model_name, engine, cache=cache, threads=threads)


def load(name: str | None, engine: Engine | None, *, cache: Path, threads: int) -> Encoder:
    """A locked model by name, or the default, by the engine given or its first one. Raises a ModelError."""
    return load_encoder(read_lock().model(name), cache=cache, engine=engine, threads=threads)
