"""Paragraphs that a recogniser or a generator wrote again, or a page that holds its text twice.

A loop says the same again at once: one to six paragraphs, word for word but for the number of their head.
A copy between paragraphs that differ is no loop. Minutes record each vote with the same tellers, put the
same motion again and answer it in the same words, so such a copy goes only where the page is known to be
damaged: a loop in it shows that a machine wrote it, or the copy is the whole page over again. What records
a vote stays in any case; prose that speaks of votes is no record of one once it is said three times at once.
The first copy always stays.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate, repeat

from embeddings.text.cleaning.page import Line, Page, Rule, drop
from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.offsets import TextChange
from embeddings.text.sentences import is_sentence

LONGEST_PERIOD = 6
_NUMBER = r"[一二三四五六七八九十百零〇\d]{1,4}"
_HEAD = re.compile(
    rf"[（(【\[]?(?:第?{_NUMBER}[、.．:：)）】\]章节節条條]|\w{{1,6}}?{_NUMBER}\s?[:：]|[ivxIVX]{{1,5}}[.)])\s*"
)
_DIGITS = re.compile(r"\d+")
_HEADS = re.compile(rf"^(?:{_HEAD.pattern}){{1,3}}")
_WIDE = re.compile(rf"[{HAN}{KANA}\uac00-\ud7a3]")
# Letters; a wide character counts as 2.5.
_LOOP = 100  # of all that a loop repeats
_AMONG = 3  # other lines among those that a loop says again
_UNIT = 30  # of what it repeats: what is shorter may be a chant
_COPY = 250  # letters of a stretch of two or more paragraphs that a looping page holds elsewhere again
_PARAGRAPH = 60  # letters of a line that is a paragraph of prose; tables, lists and tellers have shorter ones
_WHOLE = 0.7  # of the letters before a copy: less is a part of the page, not the page again
_FEWEST_NUMBERED = 2  # copies, besides the first, of a unit whose numbers count on
_RECORD = 400  # letters of a line that records a vote or puts a motion; longer ones are prose that names them
_FEWEST_OF_PROSE = 2  # copies, besides the first, of prose that names votes
_LONG = 1_000  # letters of a unit that may hold such a line and yet be prose …
_PROSE = 0.66  # … when so many of its letters are sentences that name no votes
# Words of the record: the same vote, motion or order may be recorded again at once.
_OF_THE_RECORD = re.compile(
    r"\b(?:ayes?|noes|yeas?|nays?|votes?|voted|voting|tellers?|division|abstain\w*|abstentions?|negatived"
    r"|(?:was |not |and )(?:agreed|carried|adopted|resolved|passed|lost)|question (?:was )?put|moved|seconded"
    r"|quorum|adjourn\w*|read (?:the|a) (?:first|second|third) time"
    r"|(?:aux|\d+|cent|deux|trois) voix|voix (?:pour|contre)|scrutin"
    r"|adopté\w*|rejeté\w*|abstention\w*|stimmen|abgestimmt|abstimmung|angenommen"
    r"|abgelehnt|enthaltung\w*|votos?|votação|votación|aprovad[ao]s?|aprobad[ao]s?|rechazad[ao]s?|rejeitad[ao]s?"
    r"|votazione|approvat[aoie]|respint[aoie]|голос\w*|принят\w*|отклон\w*|воздерж\w*|oylama\w*"
    r"|kabul ed\w*|reddedil\w*|głosow\w*|hlasov\w*)\b"
    r"|[贊赞]成|反對|反对|棄權|弃权|表決|表决|票|異議|异议|可決|否決|否决|採決|採択|動議|动议|찬성|반대|기권|가결|부결|이의"
    r"|صوت|التصويت|ההצבעה|मतदान",
    re.IGNORECASE,
)
# Stretches of lines are compared by a hash (Karp and Rabin 1987); what is dropped is compared whole.
_BASE, _PRIME = 1_000_003, 2**61 - 1
_LONGEST_HEAD = 60  # characters
_SAME = 0.85  # likeness of two heads that may differ (城市辐射 for 辐射), in a unit otherwise the same


def letters(text: str) -> float:
    return len(text) + 1.5 * len(_WIDE.findall(text))


def _hashed(before: int, number: int) -> int:
    return (before * _BASE + number) % _PRIME


class _Lines:
    """The lines of a page without their heads' numbers and their spaces."""

    def __init__(self, lines: Sequence[Line], keys: list[str]) -> None:
        self.keys = keys
        self._votes: dict[int, bool] = {}  # whether a line names votes, motions or orders
        self.texts = [line.text for line in lines]
        self.letters = [letters(key) for key in self.keys]
        # Sums over all lines before each: so that what is asked of a stretch takes no longer for a long one.
        self.sums = [0.0, *accumulate(self.letters)]
        self.shorts = [0, *accumulate(each < _PARAGRAPH for each in self.letters)]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(self.keys), start=1)}
        self.hashes = list(accumulate((numbers[key] for key in self.keys), _hashed, initial=0))
        self.powers = [1, *accumulate(repeat(_BASE, len(self.keys)), lambda a, b: a * b % _PRIME)]

    def _names_votes_at(self, place: int) -> bool:
        known = self._votes.get(place)
        if known is None:
            known = self._votes[place] = _OF_THE_RECORD.search(self.texts[place]) is not None
        return known

    @cached_property
    def _named(self) -> list[int]:
        """How many lines before each name votes: so that a long stretch is asked as fast as a short one."""
        return [0, *accumulate(map(self._names_votes_at, range(len(self.texts))))]

    def same(self, one: int, other: int, most: int) -> int:
        """How many lines from the one on are those from the other on, at most so many."""
        low, high = 0, most
        while low < high:
            middle = (low + high + 1) // 2
            if self._hash(one, middle) == self._hash(other, middle):
                low = middle
            else:
                high = middle - 1
        return low

    def _hash(self, start: int, length: int) -> int:
        return int(self.hashes[start + length] - self.hashes[start] * self.powers[length]) % _PRIME

    def alike(self, one: int, other: int) -> bool:
        """The same, or two heads that differ in a word; differing numbers are of differing things."""
        a, b = self.keys[one], self.keys[other]
        if a == b:
            return True
        if max(len(a), len(b)) > _LONGEST_HEAD or _DIGITS.findall(a) != _DIGITS.findall(b):
            return False
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        return matcher.quick_ratio() >= _SAME and matcher.ratio() >= _SAME

    def records(self, start: int, period: int) -> bool:
        """Is this a record of votes, motions or orders, rather than prose that names some?"""
        naming = [place for place in range(start, start + period) if self._names_votes_at(place)]
        if not any(self.letters[place] <= _RECORD for place in naming):
            return False
        unit = self.sums[start + period] - self.sums[start]
        prose = sum(
            self.letters[place]
            for place in range(start, start + period)
            if place not in naming and self.letters[place] >= _PARAGRAPH and is_sentence(self.texts[place])
        )
        return unit < _LONG or prose < _PROSE * unit

    def names_votes(self, start: int, period: int) -> bool:
        """Does it name them, be it in prose?"""
        return self._named[start + period] > self._named[start]

    def same_unit(self, start: int, period: int) -> bool:
        """Is the unit that starts here the one before it again? Nine tenths must be the very same."""
        if start + period > len(self.keys) or start < period:
            return False
        places = range(start, start + period)
        total = sum(self.letters[place] for place in places)
        same = sum(self.letters[place] for place in places if self.keys[place] == self.keys[place - period])
        return same >= 0.9 * total and all(self.alike(place, place - period) for place in places)


def _loop(lines: _Lines, start: int) -> tuple[int, int]:
    """How many lines from here on repeat what stands directly before them, and how many that are."""
    for period in range(1, min(LONGEST_PERIOD, start) + 1):
        unit = sum(lines.letters[start - period : start])
        if unit < _UNIT:
            continue
        numbered = lines.texts[start] != lines.texts[start - period]  # footnotes may say the same in short
        if numbered and unit < _LOOP:
            continue
        # Asked before the copies are counted: a page of one record would be counted again from each line.
        if not lines.same_unit(start, period) or lines.records(start - period, period):
            continue
        copies = 1
        while lines.same_unit(start + copies * period, period):
            copies += 1
        fewest = max(
            _FEWEST_NUMBERED if numbered else 1,
            _FEWEST_OF_PROSE if lines.names_votes(start - period, period) else 1,
        )
        if unit * copies >= _LOOP and copies >= fewest:
            return copies * period + _begun(lines, start + copies * period, period), period
    return 0, 0


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


def _loops(lines: _Lines) -> list[range]:
    """The lines that loops are made of, but for the first round of each."""
    found = []
    place = 0
    while place < len(lines.keys):
        repeated, period = _loop(lines, place)
        if repeated:
            found.append(range(_first_said_before(lines, place, period), place + repeated))
        place += max(repeated, 1)
    return found


def _first_said_before(lines: _Lines, loop: int, period: int) -> int:
    """From which line on a loop's first round was said directly before it, with others among its lines."""
    first_round = loop - period
    for start in range(first_round, loop):
        wanted = iter(lines.keys[start:loop])
        key = next(wanted)
        for place in range(max(0, first_round - (loop - start) - _AMONG), first_round):
            if lines.keys[place] == key and not (key := next(wanted, "")):
                return start
    return loop


def _copies(lines: _Lines, gone: Sequence[range], *, looping: bool) -> Iterator[range]:
    """The stretches that stand, word for word, further up: in a page that loops, or the whole page again."""
    ends = _ends(len(lines.keys), gone)
    first: dict[str, int] = {}
    place = 0
    while place < len(lines.keys):
        earlier = first.get(lines.keys[place], place)
        length = lines.same(earlier, place, min(ends[place], place - earlier))
        if length and not (
            (looping and _is_prose_again(lines, place, length)) or _is_page_again(lines, place, length)
        ):
            length = 0
        if length and lines.keys[earlier : earlier + length] == lines.keys[place : place + length]:
            yield range(place, place + length)
        for number in range(place, place + max(length, 1)):
            first.setdefault(lines.keys[number], number)
        place += max(length, 1)


def _ends(n: int, gone: Sequence[range]) -> list[int]:
    """For each line how many there are from it on before one that is gone, or the end."""
    dropped_lines = {number for lines_gone in gone for number in lines_gone}
    ends = [0] * (n + 1)
    for number in range(n - 1, -1, -1):
        ends[number] = 0 if number in dropped_lines else ends[number + 1] + 1
    return ends


def _is_prose_again(lines: _Lines, start: int, length: int) -> bool:
    """Two paragraphs of prose or more, none of them of the record."""
    end = start + length
    return (
        length > 1
        and lines.sums[end] - lines.sums[start] >= _COPY
        and lines.shorts[end] == lines.shorts[start]
        and not lines.names_votes(start, length)
    )


def _is_page_again(lines: _Lines, start: int, length: int) -> bool:
    """Is this nearly all that stands before it, and nearly all that is left?"""
    copied = lines.sums[start + length] - lines.sums[start]
    before, left = lines.sums[start], lines.sums[-1] - lines.sums[start]
    return copied >= max(_COPY, _WHOLE * before, _WHOLE * left) and length > 1


def _find(page: Page) -> Iterator[TextChange]:
    keys = ["".join(_HEADS.sub("", line.text).split()) or line.text for line in page.lines]
    if len(set(keys)) == len(keys):
        return
    lines = _Lines(page.lines, keys)
    loops = _loops(lines)
    found = sorted([*loops, *_copies(lines, loops, looping=bool(loops))], key=lambda each: each.start)
    for each in found:
        yield from drop(page.lines[each.start : each.stop])


REPEATS = Rule(
    "repeats", "drops paragraphs said again at once, word for word, and a page that stands there twice",
    0.97, True, _find,
)  # fmt: skip
