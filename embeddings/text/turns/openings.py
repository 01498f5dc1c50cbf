"""Which lines of a page open a turn. One label says little; a page that is a debate has many of them.

Salutations (`Mr. President:`), lists (`Education:`) and quotations look like labels. So a page is taken for a
debate when labels that tell by themselves are of two voices, or one of them returns; then doubtful ones
count as well: those in capitals always, bare names when they return or are a name the page has with a title.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.text.script.character_classes import HAN
from embeddings.text.turns.labels import LONGEST, Label, Surety, label_of

_LONG = 60  # characters of a line that is a paragraph: what follows a label that is alone
_FAREST = 40_000  # characters that one has the word on average: the longest speeches of a debate
_RETURNS = 8  # times that a single word returns before it may be a name by that
_BARE = 3  # labels that are a whole line, without any mark, before they count
_NAMES = 3  # voices of bare Chinese names that make an interview by themselves
_LONGEST_FIELD = 16  # characters behind a label that a head of minutes gives: 主席：林金生
_LONGEST_ALONE = 75  # characters of a line that may be a label and nothing else
_MARK = re.compile(r"[:：]|\. |\s[-–—]|\.[-–—]|○|◆|◯|^Q")
_SENTENCE = re.compile(r"[。.!?！？…;；」”\"’)）]\s*$|[，,]")
_IN_CAPITALS = re.compile(r"[A-ZÀ-Þ]{3}")
_RUNS_ON = re.compile(r"[\w,]$")  # of a line of a wrapped paragraph
_QUESTION = re.compile(r"[?？؟]\s*[”\"»)]?\s*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """The label of line `line` (0-based), which opens a turn."""

    line: int
    label: Label


def turns_in(lines: Sequence[str]) -> list[Turn]:
    """The turns of a page, in order. lines: the stripped lines that hold text."""
    found = [
        Turn(number, label)
        for number, line in enumerate(lines)
        if _may_open(line) and (label := label_of(line))
    ]
    found = _without_headings([turn for turn in found if _is_followed(lines, turn)])
    if any(turn.label.surety is Surety.STATED for turn in found):
        return [turn for turn in found if turn.label.surety is Surety.STATED]
    if not found:
        return []
    counts = Counter(_key(turn.label) for turn in found)
    sure = {_key(turn.label) for turn in found if turn.label.surety is Surety.TITLED}
    likely = sure | {_key(turn.label) for turn in found if turn.label.surety >= Surety.CHAIR}
    if not _is_debate(lines, found, counts, sure, likely):
        return []
    known = {word for key in likely for word in key.split() if len(word) > 1}
    known |= _single_names(found, counts)
    turns = [turn for turn in found if _counts(turn.label, counts, known, lines[turn.line])]
    # A book has lists and headings as well.
    return turns if sum(map(len, lines)) <= _FAREST * len(turns) else []


def _may_open(line: str) -> bool:
    """Is there a mark that could end a label? Asked of every line, so it is cheap."""
    if line[0].islower():
        return False  # a sentence goes on
    if line[0] > "\u2e80":
        return ":" in line[:40] or "：" in line[:40] or line[0] in "〇（【"
    return len(line) <= _LONGEST_ALONE or _MARK.search(line, 0, LONGEST) is not None


def _without_headings(found: Sequence[Turn]) -> list[Turn]:
    """Names that are a whole line count where they return; else they are headings and signatures."""
    titled = Counter(
        _key(turn.label) for turn in found if turn.label.bare and turn.label.surety > Surety.NAME
    )
    counted = titled.total() >= _BARE and max(titled.values()) > 1
    asked = any(_key(turn.label) == "q" for turn in found)  # else A. is a letter of a list
    return [
        turn
        for turn in found
        if (counted or not turn.label.bare) and (asked or _key(turn.label) != "a") and not _is_heading(turn)
    ]


def _is_heading(turn: Turn) -> bool:
    """THE ECONOMY: is no person."""
    return turn.label.surety is Surety.CAPITALS and turn.label.name.lower().startswith(("the ", "a ", "our "))


def _key(label: Label) -> str:
    return label.voice.casefold()


def _is_followed(lines: Sequence[str], turn: Turn) -> bool:
    """Is there something said behind the label? A label alone on its line needs a paragraph under it."""
    if _goes_on(lines, turn):
        return False
    if not turn.label.alone:
        said = lines[turn.line][turn.label.end :].strip()
        field = len(said) <= _LONGEST_FIELD and re.fullmatch(rf"[{HAN}\s\u3000]+", said) is not None
        return not field
    following = lines[turn.line + 1] if turn.line + 1 < len(lines) else ""
    return len(following) >= _LONG or _SENTENCE.search(following) is not None


def _goes_on(lines: Sequence[str], turn: Turn) -> bool:
    """Is it the rest of a sentence of a wrapped paragraph: … Hon. Varga, the ⏎ Governor of Bay. We …"""
    above = lines[turn.line - 1] if turn.line else ""
    said = lines[turn.line][: turn.label.end].rstrip()
    stop = said.endswith(".") and not _IN_CAPITALS.search(said)
    return stop and len(above) >= _LONG and _RUNS_ON.search(above) is not None


def _is_debate(
    lines: Sequence[str], found: Sequence[Turn], counts: Counter[str], sure: set[str], likely: set[str]
) -> bool:
    shouted = {_key(turn.label) for turn in found if turn.label.surety is Surety.CAPITALS}
    if len(likely) >= 2 and (sure or any(counts[key] > 1 for key in shouted)):
        return True
    names = {_key(turn.label) for turn in found if turn.label.surety is Surety.NAME}
    if sure and (names or any(counts[key] > 1 for key in sure)):
        return True
    chaired = {_key(turn.label) for turn in found if turn.label.surety is Surety.CHAIR and turn.label.bare}
    if len(names) >= _NAMES - 1 and any(counts[key] >= _BARE for key in chaired):
        return True
    asked = any(_QUESTION.search(lines[turn.line]) for turn in found)
    returning = [name for name in names if counts[name] > 1]
    han = [name for name in names if re.match(f"[{HAN}]", name)]
    marked = sum(lines[turn.line].startswith(("**", "__")) for turn in found)
    return (
        (len(returning) >= 2 and asked)
        or len(han) >= _NAMES
        or (asked and len(names) >= 2 and (marked >= 2 or len(han) >= 2))
    )


def _single_names(found: Sequence[Turn], counts: Counter[str]) -> set[str]:
    """Bare surnames of a record that writes no others: most of its labels, each of them again and again."""
    single = [key for turn in found if " " not in (key := _key(turn.label)) and counts[key] >= _RETURNS]
    several = len({*single}) >= _NAMES and 2 * len(single) >= len(found)
    return {*single} if several else set()


def _counts(label: Label, counts: Counter[str], known: set[str], line: str) -> bool:
    if label.bare or label.surety is not Surety.NAME or re.match(f"[{HAN}]", label.name):
        return True
    key = _key(label)
    if known and " " not in key and known.isdisjoint([key]) and not line[: label.end].strip(" :.").isupper():
        return line.startswith(("**", "__"))
    marked = line.startswith(("**", "__")) or line[: label.end].strip(" :.").isupper()
    return counts[key] > 1 or not known.isdisjoint(key.split()) or marked
