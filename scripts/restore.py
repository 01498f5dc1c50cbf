"""`tifa restore`: a corpus from a backup."""

from pathlib import Path

import click

from embeddings.backup.restore import restore
from scripts.terminal.console import Command


@click.command(cls=Command, epilog="Example: tifa restore /backups/2026-05-01 --corpus my-corpus --replace")
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="BACKUP")
@click.option(
    "--corpus", "folder", required=True, type=click.Path(path_type=Path), help="The folder it is to be in."
)
@click.option(
    "--replace", is_flag=True, help="Move a corpus that is there aside, undeleted; its keys stay in force."
)
def main(backup: Path, folder: Path, replace: bool) -> None:
    """Make a corpus of a backup. All of it is verified before it takes its place.

    Stop a service that serves the old one first. Never copy the files of a backup over a corpus by hand.
    """
    restored = restore(backup, folder.absolute(), replacing=replace)
    contents = restored.contents
    click.echo(f"{folder}: {contents.n_speeches:,} speeches, as they were on {contents.made}")
    if restored.aside:
        click.echo(f"what was there is in {restored.aside}")
    if restored.keys_kept:
        click.echo("keys: those of the corpus that was there, not those of the backup (tifa keys list)")


if __name__ == "__main__":
    main()
