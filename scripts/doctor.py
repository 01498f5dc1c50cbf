"""`tifa doctor`: is everything as it should be, and what to do where it is not."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from embeddings.health.check import Check
from embeddings.health.folder import corpus, model_of
from embeddings.health.machine import machine
from embeddings.store.store import need
from scripts.terminal.console import Command, printable
from scripts.terminal.opening import cache_option, corpus_option_if_any
from service.settings import available_cores


@click.command(cls=Command, epilog="Example: tifa doctor --corpus my-corpus")
@corpus_option_if_any
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@cache_option
def main(folder: Path | None, as_json: bool, cache: Path) -> None:
    """Look at the machine and, if one is named, at a corpus: a line for each thing, and what to do.

    Reads everything and changes nothing. Exit status 1 when something does not work.
    """
    if folder is not None:
        need(folder)
    model_name = None if folder is None else model_of(folder)
    checks = list(machine(cache, os.environ, cores=available_cores(), model_name=model_name))
    if folder is not None:
        checks += corpus(folder)
    click.echo(json.dumps({"checks": [asdict(check) for check in checks]}) if as_json else _table(checks))
    problems = [check.name for check in checks if check.state == "problem"]
    if problems:
        raise click.ClickException(f"not everything works: {', '.join(problems)}")


def _table(checks: Sequence[Check]) -> str:
    width = max(len(check.name) for check in checks)
    lines = (f"{check.state:7}  {check.name:{width}}  {check.said}; {check.do}" for check in checks)
    return "\n".join(printable(line.removesuffix("; ")) for line in lines)


if __name__ == "__main__":
    main()
