"""Texts of any length that are made to keep a rule or a reader busy: one thing, over and over.

What to repeat is not thought out for each rule: every literal piece of a rule's own patterns is taken out of
them, so a new rule is attacked with its own words from the day it is written.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import _parser as parsing  # the only way to read a pattern's pieces
from types import ModuleType
from typing import Any

Maker = Callable[[int], str]

# What costs much somewhere: marks that pile up, characters that grow, frames without an end, empty lines.
UNITS = (
    "a",
    "A",
    "1",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\u3000",
    "\u2028",
    "\x00",
    ".",
    "-",
    "_",
    "—",
    "…",
    "(",
    "[",
    "<",
    "《",
    "\u0301",
    "a\u0301",
    "\ufdfa",
    "\u200b",
    "\u202e",
    "⼀",
    "⾦",
    "\uf900",
    "\ue000",
    "\uf0b7",
    "\U0002f800",
    "中",
    "目",
    "國",
    "の",
    "한",
    "я",
    "م",
    "Ã©",
    "å¹´",
    "ÖÐ",
    "â€œ",
    "锟斤拷",
    "涓",
    "\ufffd",
    "復(fù)",
    "**",
    "#",
    "# ",
    "|",
    "·",
    "・",
    "›",
    ">",
    "1 ",
    "1. ",
    "12/40 ",
    "a-",
    "a-b ",
    "- ",
    ", ",
    "，",
    "。",
    "“",
    "：",
    "The harbour. ",
    "港口建设，",
    "Home > ",
)
LINES = (
    "目录",
    "目录\n港口 1",
    "Contents\nharbour 1\nquay 2\npier 3",
    "1",
    "Page 1 of 9",
    "- 1 -",
    "12/40",
    "港口  1",
    "来源：港口",
    "相关阅读",
    "a.",
    "(Adopted 3 March 2020)",
    "Heading\n(Adopted 3 March 2020)",
    "《港口》（2020年1月1日第1版）",
    "港 口 建 设 ， 好 人 民 群 众 ， 大 海",
    "The harbour of the",
    "（1）港口",
    "a" * 59,
    "a" * 121,
    'Mara Lindqvist said: "No."',
    "MS LINDQVIST: No.",
    "[Applause]",
    "记者 王海湾",
    "2020-01-01 10:00",
    "First line with a title",
    "http://a.b/c",
    "（记者王海 李港）",
    "Share",
    "X",
    "The harbour of Veldhaven stays open all winter, and the ferries sail every day too.",
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """make: a text of about so many characters."""

    name: str
    make: Maker


def repeated(unit: str, *, before: str = "", after: str = "") -> Maker:
    return lambda n: before + unit * max(1, n // len(unit)) + after


def numbered(line: str, *, parted: str = "\n") -> Maker:
    """Lines that differ in a number that rises."""
    return lambda n: parted.join(f"{line} {i}" for i in range(max(1, n // (len(line) + len(parted) + 6))))


def nearly_repeated(line: str, period: int) -> Maker:
    """Every so many lines the same ones again, but for one."""

    def make(n: int) -> str:
        lines = [f"{line} {i % period}" for i in range(max(1, n // (len(line) + 4)))]
        return "\n".join(
            text if i % (period * 5) else f"{text} {i} otherwise" for i, text in enumerate(lines)
        )

    return make


def general() -> Iterator[Hostile]:
    """What every rule and reader is given."""
    for unit in UNITS:
        yield Hostile(f"{unit!r} repeated", repeated(unit))
        yield Hostile(f"{unit!r} repeated, then a letter", repeated(unit, before="港", after="港"))
    for line in LINES:
        yield Hostile(f"lines {line[:20]!r}", repeated(f"{line}\n"))
        yield Hostile(f"lines {line[:20]!r} with a number", numbered(line))
        yield Hostile(f"lines {line[:20]!r}, empty ones between", numbered(line, parted="\n\n"))
        for period in (2, 7):
            yield Hostile(f"lines {line[:20]!r} after {period}", nearly_repeated(line, period))


def of_module(module: ModuleType) -> Iterator[Hostile]:
    """The pieces of the patterns that a module is made with, each repeated in a line and in lines."""
    pieces = sorted({piece for pattern in patterns_of(module) for piece in literals(pattern)})
    for piece in pieces:
        for parted in ("", " ", "\n"):
            yield Hostile(f"{piece[:20]!r} parted by {parted!r}", repeated(f"{piece}{parted}"))


def patterns_of(module: ModuleType) -> list[re.Pattern[str]]:
    values = list(vars(module).values())
    return [value for value in values if isinstance(value, re.Pattern) and isinstance(value.pattern, str)]


def literals(pattern: re.Pattern[str]) -> set[str]:
    """The runs of literal characters in a pattern, and one character of each class."""
    found: set[str] = set()
    _collect(parsing.parse(pattern.pattern, pattern.flags & ~re.UNICODE | re.UNICODE), found)
    return {piece for piece in found if piece and not any("\ud800" <= c <= "\udfff" for c in piece)}


def _collect(parts: Any, found: set[str]) -> None:
    run = ""
    for operation, argument in parts:
        name = str(operation)
        if name == "LITERAL":
            run += chr(argument)
            continue
        if run:
            found.add(run)
            run = ""
        if name == "IN":
            found |= {chr(value) for kind, value in argument[:3] if str(kind) == "LITERAL"}
        elif isinstance(argument, tuple | list):
            for each in _nested(argument):
                _collect(each, found)
    if run:
        found.add(run)


def _nested(argument: Any) -> Iterator[Any]:
    for each in argument:
        if isinstance(each, parsing.SubPattern):
            yield each
        elif isinstance(each, list):
            yield from (one for one in each if isinstance(one, parsing.SubPattern))


def loaded(name: str) -> ModuleType:
    return sys.modules[name]
