"""Damage of known kinds, planted at known places into clean speeches: recall and precision of each rule.

    python -m scripts.benchmarks.text_planted ../shared [--seed 11] [--show]

A speech is first cleaned; what is planted then is all there is to find. A plant counts as found when its
rules touch it and what they leave is what stood there before; a repair of those rules counts as right when
it touches a plant. Lures (brackets that are no pinyin, refrains, headings that look like furniture) are
planted too, and are never to be touched.
"""

import argparse
import json
import random
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.speech import Repair
from embeddings.text.cleaning import clean
from embeddings.text.language import is_chinese
from scripts.benchmarks.text_planted_lines import LINES, LURES, UNSEEN

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
RULES_OF = {
    "buttons": {"buttons"}, "sources": {"source_line", "labelled"}, "bylines": {"credits", "bylines",
    "photo_credits"},
    "page_numbers": {"page_numbers"}, "contents": {"contents"}, "advertisements": {"advertisements",
    "buttons"},
    "footers": {"footers"}, "links": {"links"}, "brackets": {"pinyin"}, "loops": {"repeats"},
    "wraps": {"line_breaks"}, "numbers": {"page_numbers"}, "related": {"related"},
    "mojibake": {"mojibake", "mojibake_gbk", "mojibake_utf8", "lost_text"},
}  # fmt: skip


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
    "related": related, "numbers": numbers, "brackets": brackets, "loops": loops, "wraps": wraps,
    "mojibake": mojibake,
}  # fmt: skip


@dataclass
class Tally:
    planted: int = 0
    found: int = 0
    repairs: int = 0
    right: int = 0
    misses: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


def measure(damaged: Damaged, rules: set[str], tally: Tally) -> None:
    relevant = [repair for repair in clean(damaged.raw).repairs if repair.rule in rules]
    for start, end, expected in damaged.plants:
        inside = [repair for repair in relevant if repair.start < end and repair.end > start]
        tally.planted += 1
        if inside and _left(damaged.raw, start, end, inside) == expected.strip(" "):
            tally.found += 1
        else:
            tally.misses[damaged.raw[start:end][:60]] += 1
    for repair in relevant:
        tally.repairs += 1
        if any(repair.start < end and repair.end > start for start, end, _ in damaged.plants):
            tally.right += 1
        else:
            tally.wrong[repair.before[:60]] += 1


def _left(raw: str, start: int, end: int, repairs: Sequence[Repair]) -> str:
    """What the repairs make of a stretch, without the spaces at its ends."""
    text = ""
    for repair in repairs:
        text += raw[start : max(start, repair.start)] + repair.after
        start = repair.end
    return (text + raw[start:end]).strip(" ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--show", action="store_true", help="what was missed and what was wrong")
    given = parser.parse_args()
    rows = [json.loads(row) for row in (given.shared / "corpus/small.jsonl").read_text("utf-8").splitlines()]
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    languages: defaultdict[str, defaultdict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for row in rows:
        paragraphs = [line.strip() for line in clean(row["text"]).text.splitlines() if line.strip()]
        for kind, planter in PLANTERS.items():
            rng = random.Random(f"{given.seed} {kind} {row['id']}")  # noqa: S311
            damaged = planter(paragraphs, is_chinese(row["language"]), rng)
            for tally in (tallies[kind], languages[kind][row["language"]]):
                measure(damaged, RULES_OF[kind.removesuffix(" (unseen)")], tally)
    print("| kind | planted | recall | repairs | precision | lowest recall of a language |")
    print("|---|---|---|---|---|---|")
    for kind, tally in tallies.items():
        lowest = min((t.found / t.planted, name) for name, t in languages[kind].items() if t.planted)
        print(
            f"| {kind} | {tally.planted:,} | {tally.found / max(1, tally.planted):.3f} | {tally.repairs:,} "
            f"| {tally.right / max(1, tally.repairs):.3f} | {lowest[1]} {lowest[0]:.2f} |"
        )
        if given.show:
            print("    missed", tally.misses.most_common(12), "\n    wrong", tally.wrong.most_common(8))


if __name__ == "__main__":
    main()
