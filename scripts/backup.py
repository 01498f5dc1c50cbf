"""`tifa backup`: a copy of a corpus that can be trusted."""

from pathlib import Path

import click

from embeddings.backup.make import make_backup
from scripts.terminal.console import Command
from scripts.terminal.opening import corpus_option


@click.command(cls=Command, epilog="Example: tifa backup /backups/2026-05-01 --corpus my-corpus")
@click.argument("to", type=click.Path(path_type=Path), metavar="TO")
@corpus_option
def main(to: Path, folder: Path) -> None:
    """Copy a corpus to the new folder TO, also while a service answers from it or somebody writes to it.

    Copying corpus.sqlite as a file is no backup: what was written last is in the log beside it. Jobs that
    wait in a service are not in a backup. Make a corpus of it with: tifa restore
    """
    contents = make_backup(folder, to.absolute())
    answering = f"snapshot {contents.snapshot}" if contents.snapshot else "nothing published"
    click.echo(f"{to}: {contents.n_speeches:,} speeches, {answering}, {contents.n_bytes / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
