"""What all commands share with the person at the terminal: help, a line for an error, a bar for long work."""

import os
import unicodedata
from difflib import get_close_matches
from types import TracebackType
from typing import Any

import click
from tqdm import tqdm

from embeddings.errors import TifaError

HELP = {"help_option_names": ["-h", "--help"]}
_STATUS = "Exit status: 0 when it did its work, 1 when it could not (one line says why), 2 for wrong usage."


class Command(click.Command):
    """A command that ends with exit status 1 and one line on standard error when it cannot do its work."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        attributes["context_settings"] = {**HELP, **(attributes.get("context_settings") or {})}
        super().__init__(*arguments, **attributes)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text(_STATUS)

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        if os.environ.get("NO_COLOR"):
            extra.setdefault("color", False)
        return super().make_context(*arguments, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TifaError as error:
            raise click.ClickException(in_line(str(error))) from None
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise click.ClickException(in_line(what)) from None


class Choice(click.Choice[str]):
    """One of some words; a slip is told which of them it is most like."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        near = nearest(str(value), self.choices)
        meant = f" Did you mean {near!r}?" if near else ""
        return super().get_invalid_choice_message(value, ctx) + meant


def nearest(word: str, known: Any) -> str:
    """The known word that a slip is most like; "" when it is like none."""
    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)), "")


class CommandGroup(Command, click.Group):
    """A command that has others below it; it ends as they do."""


class ProgressBar:
    """Shows `stage done/total` on a terminal, and nothing in a pipe. Its instances are a core `Progress`."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def __call__(self, timed: str, done: int, total: int | None) -> None:
        if timed != self._stage:
            self._close()
            self._stage = timed
            # `disable=None` is how tqdm says: only on a terminal.
            self._bar = tqdm(desc=timed, total=total, unit="", disable=None, leave=False)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def say(message: str) -> None:
    """A step of long work, on standard error."""
    click.echo(message, err=True)


def printable(text: str) -> str:
    """Text that a terminal may show: controls, and marks that turn or hide what is around them, escaped."""
    return "".join(map(_safe, text))


def in_line(text: str) -> str:
    """The same on one line: what comes from outside cannot add a line that looks like ours."""
    return printable(" ".join(text.split()))


_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _safe(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in _UNSAFE:
        return character
    return f"\\u{{{ord(character):x}}}"
