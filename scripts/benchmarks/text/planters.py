"""Damage of known kinds planted into a clean speech, and where it was planted."""

import random
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scripts.benchmarks.text.planted_held_out import HELD_OUT
from scripts.benchmarks.text.planted_lines import LINES, LURES, UNSEEN

WIDTHS = {True: (22, 30, 40), False: (56, 72, 96)}  # characters of a wrapped line: unspaced scripts, others
READINGS = [
    "diào",
    "tǒng",
    "jīng",
    "fā",
    "zhǎn",
    "yè",
    "lǜ",
    "zhuǎn",
    "xiàn",
    "shí",
    "qiáng",
    "dòng",
    "jìn",
    "huà",
    "shè",
    "huì",
    "gé",
    "wù",
    "jiàn",
    "nán",
    "ào",
    "ér",
]
NO_READINGS = ["(GDP)", "（一）", "(see)", "（wto）", "(A)", "（注）", "(Qing)"]


@dataclass
class Damaged:
    """A text with its plants: (start, end) in `raw`, and what should be left of each."""

    raw: str = ""
    plants: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.raw += text

    def plant(self, text: str, instead_of: str = "") -> None:
        self.plants.append((len(self.raw), len(self.raw) + len(text), instead_of))
        self.raw += text


Planter = Callable[[Sequence[str], bool, random.Random], Damaged]


def lines_of(kind: str, known: Sequence[str]) -> Planter:
    def planter(paragraphs: Sequence[str], chinese: bool, rng: random.Random) -> Damaged:
        """Six lines before and behind the text (page numbers anywhere), and lures in the middle."""
        damaged = Damaged()
        anywhere = kind in ("page_numbers", "links")
        ends = [len(paragraphs) - 1, len(paragraphs)] + ([0, 0, 1] if kind != "footers" else [])
        chosen = [rng.choice(known) for _ in range(6)]
        places = {
            rng.randrange(len(paragraphs) + 1) if anywhere else rng.choice(ends): line for line in chosen
        }
        for place in range(len(paragraphs) + 1):
            if place in places:
                damaged.plant(places[place])
                damaged.add("\n")
            if place < len(paragraphs):
                damaged.add(paragraphs[place] + "\n")
                if rng.random() < 0.1:
                    damaged.add(rng.choice(LURES["zh" if chinese else ""]) + "\n")
        return damaged

    return planter


def brackets(paragraphs: Sequence[str], chinese: bool, rng: random.Random) -> Damaged:
    damaged = Damaged()
    for paragraph in paragraphs if chinese else ():
        for character in paragraph:
            damaged.add(character)
            if "一" <= character <= "鿿" and rng.random() < 0.03:
                damaged.plant(rng.choice(["({})", "（{}）"]).format(rng.choice(READINGS)))
            elif rng.random() < 0.01:
                damaged.add(rng.choice(NO_READINGS))
        damaged.add("\n")
    return damaged


def loops(paragraphs: Sequence[str], chinese: bool, rng: random.Random) -> Damaged:
    """One loop: a unit of one to six paragraphs two to five times more, half of them with numbered heads."""
    damaged = Damaged()
    period = rng.randint(1, 6)
    if len(paragraphs) < period + 2:
        return damaged
    start = rng.randrange(len(paragraphs) - period)
    numbered = rng.random() < 0.5
    label = rng.choice(["关键词{}：", "（{}）", "{}、"]) if chinese else rng.choice(["{}. ", "({}) "])
    numbers = iter("一二三四五六七八九" if chinese else "123456789")
    for place, paragraph in enumerate(paragraphs):
        inside = start <= place < start + period
        head = label.format(next(numbers)) if numbered and place == start else ""
        damaged.add((head if inside else "") + paragraph + "\n")
        if place == start + period - 1:
            for _ in range(rng.randint(2, 5)):
                for number, repeated in enumerate(paragraphs[start : start + period]):
                    head = label.format(next(numbers)) if numbered and not number else ""
                    damaged.plant(head + repeated)
                    damaged.add("\n")
        if rng.random() < 0.1:  # a refrain
            damaged.add(LURES["zh" if chinese else ""][5 if chinese else 3] + "\n")
    return damaged


def wraps(paragraphs: Sequence[str], chinese: bool, rng: random.Random) -> Damaged:
    """The whole text wrapped at one width; paragraphs parted by a blank line, an indent or nothing."""
    damaged = Damaged()
    unspaced = chinese or sum(" " not in paragraph for paragraph in paragraphs) > len(paragraphs) / 2
    width = rng.choice(WIDTHS[unspaced])
    indent, between = rng.choice([("", "\n\n"), ("　　" if unspaced else "    ", "\n"), ("", "\n")])
    for paragraph in paragraphs:
        for number, line in enumerate(_wrapped(paragraph, width, unspaced, indent)):
            if number:
                damaged.plant("\n", "" if unspaced else " ")
            damaged.add(line)
        damaged.add(between)
    return damaged


def _wrapped(paragraph: str, width: int, unspaced: bool, indent: str) -> list[str]:
    if not unspaced:
        return textwrap.wrap(
            paragraph, width, initial_indent=indent, break_long_words=False, break_on_hyphens=False
        )
    lines = []
    rest = indent + paragraph
    while rest:
        end = width
        while rest[end : end + 1] and rest[end] in "，。、；：！？）》”」":
            end -= 1  # no line begins with a closing mark
        lines.append(rest[:end])
        rest = rest[end:]
    return lines


def mojibake(paragraphs: Sequence[str], chinese: bool, rng: random.Random) -> Damaged:
    """A few paragraphs decoded with the wrong encoding, where that loses nothing."""
    ways = [("utf-8", "latin-1"), ("utf-8", "sloppy-windows-1252")]
    simplified = chinese and any(character in paragraph for paragraph in paragraphs for character in "这国们")
    ways += [("gbk", "latin-1"), ("utf-8", "gbk")] if simplified else []
    source, target = rng.choice(ways)
    damaged = Damaged()
    for paragraph in paragraphs:
        wrong = ""
        if rng.random() < 0.3:
            try:
                wrong = paragraph.encode(source).decode(target)
            except UnicodeError:
                wrong = ""
        if wrong and wrong != paragraph:
            damaged.plant(wrong, paragraph)
        else:
            damaged.add(paragraph)
        damaged.add("\n")
    return damaged


def numbers(paragraphs: Sequence[str], chinese: bool, rng: random.Random) -> Damaged:
    """Bare page numbers that count up, one after each page."""
    damaged = Damaged()
    page = 500 if chinese else 1800
    number = rng.randint(1, 9)
    length = 0
    for paragraph in paragraphs:
        damaged.add(paragraph + "\n")
        length += len(paragraph)
        if length >= page:
            damaged.plant(str(number))
            damaged.add("\n")
            number, length = number + 1, 0
    return damaged if len(damaged.plants) >= 3 else Damaged()


def related(paragraphs: Sequence[str], chinese: bool, rng: random.Random) -> Damaged:
    damaged = Damaged("".join(f"{paragraph}\n" for paragraph in paragraphs))
    titles = (
        ["港湾新桥通车 首日车流破万", "十条新航线今天开通", "渔港改造二期开工"]
        if chinese
        else ["New bridge opens", "Ten new ferry lines"]
    )
    heads = (
        ["相关阅读", "相关新闻：", "延伸阅读", "相关链接", "推荐阅读"]
        if chinese
        else ["Related articles", "Read more", "See also", "More on this"]
    )
    for line in [rng.choice(heads), *titles]:
        damaged.plant(line)
        damaged.add("\n")
    return damaged


PLANTERS: dict[str, Planter] = {
    **{kind: lines_of(kind, known) for kind, known in LINES.items()},
    **{f"{kind} (unseen)": lines_of(kind, unseen) for kind, unseen in UNSEEN.items()},
    **{f"{kind} (held out)": lines_of(kind, lines) for kind, lines in HELD_OUT.items()},
    "related": related, "numbers": numbers, "brackets": brackets, "loops": loops, "wraps": wraps,
    "mojibake": mojibake,
}  # fmt: skip
