"""`tifa cite`: a passage by its permanent address."""

from pathlib import Path

import click

from embeddings.citing.citation import PermanentAddress, bibtex, gbt_7714
from embeddings.citing.cited import Cited, find_cited
from embeddings.snapshot.current import CurrentSnapshot
from scripts.terminal.console import Command, printable
from scripts.terminal.opening import corpus_option
from scripts.terminal.screen import wrap_lines
from service.schemas.answers import CitedAnswer


def _address(_context: click.Context, _parameter: click.Parameter, text: str) -> PermanentAddress:
    try:
        return PermanentAddress.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(cls=Command, epilog="Example: tifa cite merrow-2021-keynote@0c4e19a2b7:3 --corpus my-corpus")
@click.argument("address", callback=_address)
@corpus_option
@click.option("--bibtex", "as_bibtex", is_flag=True, help="Print an entry for BibTeX.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
def main(address: PermanentAddress, folder: Path, as_bibtex: bool, as_json: bool) -> None:
    """Show the passage at ADDRESS, SPEECH_ID@REVISION:POSITION, as it stood in that revision.

    Exports give each passage its address. It names the same text for good, also when the speech has been
    changed since; a speech that was removed is not shown.
    """
    found = find_cited(folder, address)
    if as_json:
        snapshot = CurrentSnapshot(folder).held.snapshot
        click.echo(CitedAnswer.from_cited(snapshot, found).model_dump_json(indent=2))
    elif as_bibtex:
        click.echo(printable(bibtex(found.speech, address.position)), nl=False)
    else:
        click.echo(_told(found))


def _told(found: Cited) -> str:
    """The passage, how it is cited, and whether it is still what is searched."""
    lines = [found.passage.text, "", gbt_7714(found.speech, found.passage.position)]
    if not found.is_searched:
        lines.append(f"The speech has changed since; its revision {found.searched} is searched now.")
    return wrap_lines("\n".join(lines))


if __name__ == "__main__":
    main()
