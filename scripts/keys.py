"""`tifa keys`: who may ask a service from elsewhere, and who may write."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from embeddings.store import store as stores
from scripts.terminal.console import Command, CommandGroup, printable, say
from scripts.terminal.opening import corpus_option
from service.auth import keys
from service.auth.keys import Key

_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_LONGEST = timedelta(days=36_500)


class _Duration(click.ParamType[timedelta]):
    """`90d`, `12h`, `30m`."""

    name = "duration"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        matched = re.fullmatch(r"([1-9][0-9]{0,5})([dhm])", value, flags=re.ASCII)
        duration = timedelta(**{_UNITS[matched[2]]: int(matched[1])}) if matched else None
        if duration is None or duration > _LONGEST:
            self.fail(f"{value!r} is no duration such as 90d, 12h or 30m", param, ctx)
        return duration


@click.group(cls=CommandGroup)
def main() -> None:
    """API keys: needed for writing over HTTP, and for all questions from other machines.

    Send one as the header `Authorization: Bearer KEY`. A running service takes up every change at once.
    """


@main.command(
    cls=Command, epilog="Example: tifa keys create newsroom --write --expires 90d --corpus my-corpus"
)
@click.argument("name")
@corpus_option
@click.option("--write", is_flag=True, help="It may also add and remove speeches.")
@click.option(
    "--expires", type=_Duration(), help="After how long it ends: 90d, 12h, 30m. Never if not given."
)
def create(name: str, folder: Path, write: bool, expires: timedelta | None) -> None:
    """Make a key and print it. It is not shown again: only its SHA-256 is kept."""
    stores.need(folder)
    try:
        secret = keys.create(folder, name, write=write, lives=expires)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from None
    say("keep it where only its owner sees it; it is not shown again:")
    click.echo(secret)


@main.command(name="list", cls=Command)
@corpus_option
def list_keys(folder: Path) -> None:
    """List the keys: what each may do, and how long."""
    stores.need(folder)
    found = keys.read_keys(folder)
    for key in found:
        click.echo(_line(key, replaced=keys.current(found, key.name) is not key))
    if not found:
        say("there are no keys; make one with: tifa keys create NAME")


@main.command(cls=Command)
@click.argument("name")
@corpus_option
@click.option("--at-once", is_flag=True, help="End the old key now, not in 24 hours.")
def rotate(name: str, folder: Path, at_once: bool) -> None:
    """Make a key that takes the place of another, and print it."""
    stores.need(folder)
    secret, end = keys.rotate(folder, name, overlap=timedelta() if at_once else keys.OVERLAP)
    say("the old key is no longer valid" if at_once else f"the old key is valid until {_time(end)}")
    click.echo(secret)


@main.command(cls=Command)
@click.argument("name")
@corpus_option
def revoke(name: str, folder: Path) -> None:
    """End a key at once."""
    stores.need(folder)
    keys.revoke(folder, name)
    click.echo(f"revoked {printable(name)}")


def _line(key: Key, *, replaced: bool) -> str:
    ended = not key.opens(datetime.now(UTC))
    life = (
        "does not expire" if key.expires is None else f"{'ended' if ended else 'until'} {_time(key.expires)}"
    )
    rotated = f", rotated {_time(key.rotated)}" if key.rotated else ""
    state = ", replaced" if replaced else ""
    what = "+".join(key.scopes)
    return f"{printable(key.name)}  {key.id}  {what}  created {_time(key.created)}{rotated}, {life}{state}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


if __name__ == "__main__":
    main()
