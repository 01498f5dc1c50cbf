"""`tifa remove`: takes speeches out of a corpus."""

import json
from pathlib import Path

import click

from embeddings.ingest.remove import remove
from scripts.terminal.console import Command, in_line
from scripts.terminal.opening import cache_option, corpus_option, encoder_of, threads_option


@click.command(cls=Command, epilog="Example: tifa remove merrow-2021-keynote --corpus my-corpus")
@click.argument("speech_ids", nargs=-1, required=True, metavar="SPEECH_ID…")
@corpus_option
@click.option("--json", "as_json", is_flag=True, help="Print the ids of those that were removed as JSON.")
@cache_option
@threads_option
def main(speech_ids: tuple[str, ...], folder: Path, as_json: bool, cache: Path, threads: int) -> None:
    """Take speeches out of the answers, all of those named or none.

    Their text stays in the store; indexing them again brings them back.
    """
    removed = remove(folder, speech_ids, lambda: encoder_of(folder, cache=cache, threads=threads))
    if as_json:
        click.echo(json.dumps({"removed": list(removed)}, ensure_ascii=False))
        return
    click.echo(f"removed {len(removed)}: {in_line(', '.join(removed)) or 'they were out already'}")


if __name__ == "__main__":
    main()
