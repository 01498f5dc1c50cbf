"""Paragraphs that a recogniser or a generator wrote again, or a page holds twice; the first copy stays.

A refrain is short, or changes as it comes back; what is dropped here is long and the same but for the
number of its head, either at once (a loop of one to six paragraphs) or as a whole stretch elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from embeddings.text.cleaning.page import Line, Page, Rule, dropped
from embeddings.text.script.characters import HAN, KANA
from embeddings.text.script.offsets import Change

LONGEST_PERIOD = 6
_NUMBER = r"[一二三四五六七八九十百零〇\d]{1,4}"
_HEAD = re.compile(
    rf"[（(【\[]?(?:第?{_NUMBER}[、.．:：)）】\]章节節条條]|\w{{1,6}}?{_NUMBER}\s?[:：]|[ivxIVX]{{1,5}}[.)])\s*"
)
_HEADS = re.compile(rf"^(?:{_HEAD.pattern}){{1,3}}")
_WIDE = re.compile(rf"[{HAN}{KANA}\uac00-\ud7a3]")
# Letters; a wide character counts as 2.5.
_LOOP = 100  # of all that a loop repeats
_UNIT = 30  # of what it repeats: what is shorter may be a chant
_COPY = 250  # letters of a stretch of two or more paragraphs that stands elsewhere again
_LONE_COPY = 400  # letters of a single paragraph that does
_LONGEST_HEAD = 60  # characters
_SAME = 0.85  # likeness of two heads that may differ (城市辐射 for 辐射), in a unit otherwise the same


def letters(text: str) -> float:
    return len(text) + 1.5 * len(_WIDE.findall(text))


class _Lines:
    """The lines of a page without their heads' numbers and their spaces."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.keys = ["".join(_HEADS.sub("", line.text).split()) or line.text for line in lines]
        self.texts = [line.text for line in lines]
        self.letters = [letters(key) for key in self.keys]

    def alike(self, one: int, other: int) -> bool:
        a, b = self.keys[one], self.keys[other]
        if a == b:
            return True
        if max(len(a), len(b)) > _LONGEST_HEAD:
            return False
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        return matcher.quick_ratio() >= _SAME and matcher.ratio() >= _SAME

    def same_unit(self, start: int, period: int) -> bool:
        """Is the unit that starts here the one before it again? Nine tenths must be the very same."""
        if start + period > len(self.keys) or start < period:
            return False
        places = range(start, start + period)
        total = sum(self.letters[place] for place in places)
        same = sum(self.letters[place] for place in places if self.keys[place] == self.keys[place - period])
        return same >= 0.9 * total and all(self.alike(place, place - period) for place in places)


def _loop(lines: _Lines, start: int) -> int:
    """How many lines from here on repeat what stands directly before them."""
    for period in range(1, min(LONGEST_PERIOD, start) + 1):
        unit = sum(lines.letters[start - period : start])
        if unit < _UNIT:
            continue
        copies = 0
        while lines.same_unit(start + copies * period, period):
            copies += 1
        numbered = lines.texts[start] != lines.texts[start - period]  # footnotes may say the same in short
        if unit * copies >= _LOOP and (unit >= _LOOP or not numbered):
            return copies * period + _begun(lines, start + copies * period, period)
    return 0


def _begun(lines: _Lines, start: int, period: int) -> int:
    """How many long lines of one more copy there are, when it breaks off."""
    place = start
    while (
        place < len(lines.keys)
        and lines.letters[place] >= _UNIT
        and lines.keys[place] == lines.keys[place - period]
    ):
        place += 1
    return place - start


def _copy(lines: _Lines, first: dict[str, int], start: int) -> int:
    """How many lines from here on stand together, word for word, further up."""
    earlier = first.get(lines.keys[start])
    if earlier is None:
        return 0
    length = 0
    while (
        start + length < len(lines.keys)
        and earlier + length < start
        and lines.keys[earlier + length] == lines.keys[start + length]
    ):
        length += 1
    copied = sum(lines.letters[start : start + length])
    return length if copied >= (_COPY if length > 1 else _LONE_COPY) else 0


def _find(page: Page) -> Iterator[Change]:
    lines = _Lines(page.lines)
    first: dict[str, int] = {}
    place = 0
    while place < len(lines.keys):
        repeated = _loop(lines, place) or _copy(lines, first, place)
        yield from dropped(page.lines[place : place + repeated])
        for number in range(place, place + max(repeated, 1)):
            first.setdefault(lines.keys[number], number)
        place += max(repeated, 1)


REPEATS = Rule(
    "repeats", "drops long paragraphs that stand there again: loops, and stretches copied whole", 0.99, True,
    _find,
)  # fmt: skip
