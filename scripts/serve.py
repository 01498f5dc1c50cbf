"""`tifa serve`: the HTTP service over a corpus."""

import os
from pathlib import Path

import click

from embeddings.engines.address import EngineAddress
from embeddings.errors import BrokenSnapshot, NothingPublished
from embeddings.snapshot.current import named_manifest
from scripts.terminal.console import Command
from scripts.terminal.opening import cache_option, corpus_option, port_option, threads_option
from service.opening import Opening
from service.server.allocation import give_back_memory
from service.settings import Settings, explain_settings


class _Serve(Command):
    """Its help also tells the settings that are no options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("Settings in the environment; options go before them"):
            formatter.write_dl(explain_settings())


@click.command(cls=_Serve, epilog="Example: tifa serve --corpus my-corpus")
@corpus_option
@click.option("--host", help="The address to listen on; 127.0.0.1 if not given: this machine alone.")
@port_option
@click.option(
    "--index",
    help="The engine that finds passages: milvus://HOST; the snapshot's own index if not given."
    "  [env var: TIFA_INDEX]",
)
@cache_option
@threads_option
def main(
    folder: Path, host: str | None, port: int | None, index: str | None, cache: Path, threads: int
) -> None:
    """Answer questions about the corpus over HTTP, until stopped.

    What is published meanwhile is taken up without a pause. The pages are at /, every question is at /docs.
    """
    give_back_memory(_n_passages(folder))
    settings = settings_of(folder, host=host, port=port, cache=cache, threads=threads, index=index)
    engine = EngineAddress.parse(settings.index, token=settings.index_token) if settings.index else None
    opening = Opening(folder, cache=cache, threads=threads, index=engine)
    # A second of imports, while the model loads.
    from service.app import serve
    from service.server.run import listen

    with listen(settings) as listener:
        serve(settings, listener, opening)


def _n_passages(folder: Path) -> int:
    """0 where nothing can be answered from; whoever opens it says why."""
    try:
        return named_manifest(folder).n_passages
    except (NothingPublished, BrokenSnapshot, OSError):
        return 0


def settings_of(
    folder: Path,
    *,
    host: str | None,
    port: int | None,
    cache: Path,
    threads: int,
    index: str | None = None,
) -> Settings:
    """The options given, and the environment for the others. Raises WrongSetting."""
    given = {"corpus": folder, "cache": cache, "threads": threads, "host": host, "port": port, "index": index}
    return Settings.from_environment(os.environ, **{k: v for k, v in given.items() if v is not None})


if __name__ == "__main__":
    main()
