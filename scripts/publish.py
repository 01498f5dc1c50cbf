"""`tifa publish`: a snapshot into an engine."""

from pathlib import Path

import click

from embeddings.engines.address import FORMS, EngineAddress
from embeddings.engines.milvus import Milvus
from embeddings.engines.projecting import project
from embeddings.snapshot.current import CurrentSnapshot
from scripts.terminal.console import Command, ProgressBar
from scripts.terminal.opening import corpus_option


@click.command(cls=Command, epilog="Example: tifa publish --to milvus://localhost:19530 --corpus my-corpus")
@click.option("--to", "address", required=True, metavar="ADDRESS", help=f"The engine: {FORMS}")
@click.option(
    "--token",
    default="",
    envvar="TIFA_INDEX_TOKEN",
    show_envvar=True,
    help="Who asks the engine: user:password, or a key.",
)
@corpus_option
def main(address: str, token: str, folder: Path) -> None:
    """Put the current snapshot into an engine that finds passages for many services.

    The engine holds the vectors; texts, and all that is known of them, stay in the corpus. Services are led
    to the new snapshot once all of it is there and verified. Doing it again changes nothing. A service asks
    the engine when it is started with: tifa serve --index ADDRESS
    """
    engine = Milvus.connect(EngineAddress.parse(address, token=token))
    snapshot = CurrentSnapshot(folder).held.snapshot
    with ProgressBar() as progress:
        new = project(engine, snapshot, progress)
    done = "put there and verified" if new else "there already"
    click.echo(
        f"{engine.address}: snapshot {snapshot.name}, {snapshot.manifest.n_passages:,} passages, {done}"
    )


if __name__ == "__main__":
    main()
