"""Text on a terminal: how wide it is, where lines break, what is marked, whether there are colours."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import click
from wcwidth import wcwidth

from embeddings.text.script.offsets import TextChange
from scripts.terminal.console import printable

_WIDEST = 120  # columns: longer lines are hard to read
_IN_A_PIPE = (80, 24)
_CLOSING = frozenset("，。、；：！？）》」』”’…,.;:!?)]}%％")  # never begin a line
_MARK = "*"  # around what is marked, where there are no colours


def colours(environment: Mapping[str, str] = os.environ) -> bool:
    """Does standard output take colours? Not in a pipe, nor where NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def width() -> int:
    """The columns of a line: the terminal's (or COLUMNS), and no more than can be read."""
    return min(shutil.get_terminal_size(_IN_A_PIPE).columns, _WIDEST)


def columns(text: str) -> int:
    """How many columns a text takes: two for each wide character."""
    return sum(max(wcwidth(character), 0) for character in text)


def shown_date(date: str) -> str:
    """A date as people read it: a day without its year has no dashes before it, and says so."""
    return f"{date.removeprefix('--')} (no year)" if date.startswith("--") else date


@dataclass(frozen=True, slots=True)
class StyledSpan:
    """`text[start:end]`."""

    start: int
    end: int


def snippet(text: str, around: StyledSpan, *, room: int) -> StyledSpan:
    """The part of a text that fits into `room` columns, with `around` in it, or its beginning.

    What follows is taken before what precedes; neither begins or ends inside a word.
    """
    start, end = around.start, _fitting(text, around.start, room)
    if end >= around.end:
        left = room - columns(text[start:end])
        while start > 0 and columns(text[start - 1]) <= left:
            start -= 1
            left -= columns(text[start])
    start = _after_word(text, start)
    while start < around.start and (text[start].isspace() or text[start] in _CLOSING):
        start += 1
    return StyledSpan(start, _before_word(text, end))


def _fitting(text: str, start: int, room: int) -> int:
    for at in range(start, len(text)):
        room -= columns(text[at])
        if room < 0:
            return at
    return len(text)


def _after_word(text: str, start: int) -> int:
    if start == 0 or not (_spaced(text[start - 1]) and _spaced(text[start])):
        return start
    space = text.find(" ", start)
    return start if space < 0 else space + 1


def _before_word(text: str, end: int) -> int:
    if end >= len(text) or not (_spaced(text[end - 1]) and _spaced(text[end])):
        return end
    space = text.rfind(" ", 0, end)
    return end if space <= 0 else space


def _spaced(character: str) -> bool:
    """Is it a letter of a script that parts words by spaces?"""
    return character.isalnum() and wcwidth(character) < 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """What no line break parts: a word, or one wide character. marked: of each of its characters."""

    text: str
    marked: tuple[bool, ...]
    space: bool  # stands before it


def wrap(
    text: str,
    shown: StyledSpan,
    marks: Iterable[StyledSpan],
    *,
    indent: str,
    columns_: int,
    colour: bool,
    breaks: Iterable[TextChange] = (),
) -> str:
    """`text[shown]` in lines of so many columns, each after `indent`.

    marks: spans of `text`.  breaks: what to show in place of the line breaks within its sentences.
    Other line breaks and runs of spaces become one space; what a terminal might obey is escaped.
    """
    marked = _in_spans(((mark.start, mark.end) for mark in marks), len(text))
    left_out = _in_spans(((each.start, each.end) for each in breaks if not each.after), len(text))
    seen = [at for at in range(shown.start, shown.end) if not left_out[at]]
    pieces = list(_pieces([text[at] for at in seen], [marked[at] for at in seen]))
    if not colour:
        pieces = _with_marks(pieces)
    lines: list[list[_Piece]] = [[]]
    room = columns_ - columns(indent)
    left = room
    for piece in pieces:
        takes = columns(piece.text) + (piece.space and bool(lines[-1]))
        if takes > left and lines[-1]:
            lines.append([])
            left, takes = room, columns(piece.text)
        lines[-1].append(piece)
        left -= takes
    return "\n".join(indent + _line(line, colour=colour) for line in lines)


def _in_spans(spans: Iterable[tuple[int, int]], length: int) -> list[bool]:
    """Of each place whether it is in one of the spans."""
    held = [False] * length
    for start, end in spans:
        held[start:end] = [True] * (end - start)
    return held


def wrap_lines(text: str) -> str:
    """Lines in lines as wide as the terminal, nothing marked; each begins where it began."""
    return "\n".join(
        wrap(line, StyledSpan(0, len(line)), (), indent="", columns_=width(), colour=False)
        for line in text.split("\n")
    )


def _pieces(text: Sequence[str], marked: Sequence[bool]) -> Iterator[_Piece]:
    word: list[str] = []
    of_word: list[bool] = []
    space = False
    for character, is_marked in zip(text, marked, strict=True):
        if character.isspace():
            if word:
                yield _Piece("".join(word), tuple(of_word), space)
                word, of_word = [], []
            space = True
            continue
        wide = wcwidth(character) == 2
        parts = word and (wide or wcwidth(word[-1]) == 2) and character not in _CLOSING
        if parts:
            yield _Piece("".join(word), tuple(of_word), space)
            word, of_word, space = [], [], False
        shown = printable(character)
        word += shown
        of_word += [is_marked] * len(shown)
    if word:
        yield _Piece("".join(word), tuple(of_word), space)


def _with_marks(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The same with a sign before and after each marked run."""
    written: list[_Piece] = []
    inside = False
    for number, piece in enumerate(pieces):
        following = pieces[number + 1].marked[:1] if number + 1 < len(pieces) else ()
        text = ""
        for at, (character, is_marked) in enumerate(zip(piece.text, piece.marked, strict=True)):
            if is_marked and not inside:
                text += _MARK
            inside = is_marked
            text += character
            next_marked = piece.marked[at + 1 : at + 2] or following
            if inside and next_marked != (True,):
                text += _MARK
                inside = False
        written.append(_Piece(text, (False,) * len(text), piece.space))
    return written


def _line(pieces: Sequence[_Piece], *, colour: bool) -> str:
    text = ""
    marked: list[bool] = []
    for number, piece in enumerate(pieces):
        if piece.space and number:
            text += " "
            marked.append(bool(marked) and marked[-1] and piece.marked[0])
        text += piece.text
        marked += piece.marked
    if not colour:
        return text
    runs: list[tuple[str, bool]] = []
    for character, is_marked in zip(text, marked, strict=True):
        if runs and runs[-1][1] == is_marked:
            runs[-1] = (runs[-1][0] + character, is_marked)
        else:
            runs.append((character, is_marked))
    return "".join(click.style(run, fg="yellow", bold=True) if is_marked else run for run, is_marked in runs)


def fit_width(text: str, room: int) -> str:
    """A text on one line of so many columns, its end cut where it is longer."""
    flat = printable(" ".join(text.split()))
    if columns(flat) <= room:
        return flat
    return flat[: _fitting(flat, 0, room - 1)] + "…"


def table(rows: Sequence[Sequence[str]], *, widest: Sequence[int]) -> str:
    """Rows in columns as wide as they must be, and no wider than `widest`.

    The last one has what the others leave over, and ends where it ends.
    """
    cells = [[fit_width(cell, room) for cell, room in zip(row, widest, strict=True)] for row in rows]
    wide = [max(columns(row[at]) for row in cells) for at in range(len(widest))] if cells else []
    left = sum(widest) - sum(wide[:-1])
    return "\n".join(
        "  ".join(
            [
                *(cell + " " * (room - columns(cell)) for cell, room in zip(row[:-1], wide, strict=False)),
                fit_width(given[-1], left),
            ]
        ).rstrip()
        for given, row in zip(rows, cells, strict=True)
    )
