"""`tifa serve`: the HTTP service over a corpus."""

import os
from pathlib import Path

import click

from scripts.console import Command
from scripts.opening import cache_option, corpus_option, threads_option
from service.app import serve
from service.settings import Settings


@click.command(cls=Command, epilog="Example: tifa serve --corpus my-corpus")
@corpus_option
@click.option("--host", help="The address to listen on; 127.0.0.1 if not given: this machine alone.")
@click.option("--port", type=click.IntRange(1, 65535), help="8000 if not given.")
@cache_option
@threads_option
def main(folder: Path, host: str | None, port: int | None, cache: Path, threads: int) -> None:
    """Answer questions about the corpus over HTTP, until stopped.

    What is published meanwhile is taken up without a pause. The pages at /docs show every question.
    """
    serve_corpus(folder, host=host, port=port, cache=cache, threads=threads)


def serve_corpus(folder: Path, *, host: str | None, port: int | None, cache: Path, threads: int) -> None:
    given = {"corpus": folder, "cache": cache, "threads": threads, "host": host, "port": port}
    serve(Settings.from_environment(os.environ, **{k: v for k, v in given.items() if v is not None}))


if __name__ == "__main__":
    main()
