"""Addresses of passages, as they are given to commands."""

from typing import Any, TypeAlias

import click

Matched: TypeAlias = tuple[str, int]  # a speech's id and a position


class _Matched(click.ParamType):  # type: ignore[type-arg]  # older releases have no argument
    """`speech_id:position`, or the permanent address of the same."""

    name = "ID:POSITION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Matched:
        if isinstance(value, tuple):
            return value
        speech_id, _, position = str(value).rpartition(":")
        if not speech_id or not (position.isascii() and position.isdecimal()):
            self.fail("an address is SPEECH_ID:POSITION, as in merrow-2021-keynote:3", param, ctx)
        return speech_id, int(position)


MATCHED = _Matched()
