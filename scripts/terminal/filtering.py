"""The filters that several commands take, and how they read what is given."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from embeddings.dates import days_of
from embeddings.snapshot.filters import Filters
from embeddings.text.script.language_tags import UNKNOWN, tag_of

_Function = TypeVar("_Function", bound=Callable[..., Any])

_OPTIONS = (
    ("--language", "Only passages in this language: zh (both scripts), zh-Hant, en, chinese …"),
    ("--speaker", "Only what this person said, in any script."),
    ("--place", "Only speeches given there."),
    ("--source", "Only speeches from there."),
    ("--topic", "Only passages of this topic: its id or its label."),
    ("--speech", "Only passages of this speech: its id."),
    ("--exclude-speech", "No passages of this speech: its id."),
)
_DATES = (("--date-from", "YYYY, YYYY-MM or YYYY-MM-DD, included."), ("--date-to", "The same, included."))


def filter_options(function: _Function) -> _Function:
    """The options of all filters; the command is given them as `several`, for `filters_of`."""
    for name, says in reversed(_DATES):
        function = click.option(name, default="", metavar="DATE", help=says)(function)
    for name, says in reversed(_OPTIONS):
        function = click.option(name, multiple=True, metavar="VALUE", help=says)(function)
    return function


def language_given(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """The tag of a language that an option names; "" where none was given."""
    tag = tag_of(text)
    if text and tag in ("", UNKNOWN):
        raise click.BadParameter(f"{text!r} names no language; write a tag or a name: ja, zh-Hant, chinese")
    return tag


def date_given(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """The date that an option gives; "" where none was given."""
    if text and days_of(text) is None:
        raise click.BadParameter(f"{text!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def filters_of(several: dict[str, Any]) -> Filters:
    return Filters(**several)
