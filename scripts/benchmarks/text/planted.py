"""Damage of known kinds, planted at known places into clean speeches: recall and precision of each rule.

    python -m scripts.benchmarks.text.planted ../shared [--seed 11] [--show]

A speech is first cleaned; what is planted then is all there is to find. A plant counts as found when its
rules touch it and what they leave is what stood there before; a repair of those rules counts as right when
it touches a plant. Lures (brackets that are no pinyin, refrains, headings that look like furniture) are
planted too, and are never to be touched.

Of the lines of furniture there are three lists (planted_lines.py, planted_held_out.py): the rules
were written with the first, improved with the second (unseen), and know nothing of the third (held out).
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor
from pathlib import Path

from embeddings.speech import Repair
from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.rules import RULES
from embeddings.text.script.language import is_chinese
from scripts.benchmarks.text.judged import JUDGED
from scripts.benchmarks.text.planters import PLANTERS, Damaged

ENOUGH, MOST_WITHOUT = 20, 0.95
FURNITURE = {rule.name for rule in RULES if rule.whole_lines} - {"repeats"}
# A line of furniture is found by whichever rule drops it.
RULES_OF = {
    "brackets": {"pinyin"}, "loops": {"repeats"}, "wraps": {"line_breaks"},
    "mojibake": {"mojibake", "mojibake_gbk", "mojibake_utf8", "lost_text"},
}  # fmt: skip


@dataclass
class Tally:
    planted: int = 0
    found: int = 0
    repairs: int = 0
    right: int = 0
    misses: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


@dataclass
class Precision:
    """Of one rule: how many repairs it made among plants, and how many of them touched one."""

    repairs: int = 0
    right: int = 0


def measure(
    damaged: Damaged, relevant: Sequence[Repair], tally: Tally, by_rule: Mapping[str, Precision]
) -> None:
    """relevant: the repairs of the rules that should find what was planted."""
    for start, end, expected in damaged.plants:
        inside = [repair for repair in relevant if repair.start < end and repair.end > start]
        tally.planted += 1
        if inside and _left(damaged.raw, start, end, inside) == expected.strip(" "):
            tally.found += 1
        else:
            tally.misses[damaged.raw[start:end][:60]] += 1
    for repair in relevant:
        right = any(repair.start < end and repair.end > start for start, end, _ in damaged.plants)
        tally.repairs += 1
        tally.right += right
        by_rule[repair.rule].repairs += 1
        by_rule[repair.rule].right += right
        if not right:
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
    parser.add_argument("--only", default="", help="only kinds whose name holds this")
    given = parser.parse_args()
    rows = [json.loads(row) for row in (given.shared / "corpus/small.jsonl").read_text("utf-8").splitlines()]
    chosen = {kind: planter for kind, planter in PLANTERS.items() if given.only in kind}
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    languages: defaultdict[str, defaultdict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    by_rule: defaultdict[str, Precision] = defaultdict(Precision)
    for row in rows:
        clean_text = clean(clean(row["text"]).text).text  # what is dropped may uncover more
        paragraphs = [line.strip() for line in clean_text.splitlines() if line.strip()]
        for kind, planter in chosen.items():
            rng = random.Random(f"{given.seed} {kind} {row['id']}")  # noqa: S311
            damaged = planter(paragraphs, is_chinese(row["language"]), rng)
            rules = RULES_OF.get(kind, FURNITURE)
            relevant = [repair for repair in clean(damaged.raw).repairs if repair.rule in rules]
            measure(damaged, relevant, tallies[kind], by_rule)
            measure(damaged, relevant, languages[kind][row["language"]], defaultdict(Precision))
    print_kinds(tallies, languages, show=given.show)
    print_rules(by_rule)


def print_kinds(
    tallies: Mapping[str, Tally], languages: Mapping[str, Mapping[str, Tally]], *, show: bool
) -> None:
    print("| kind | planted | recall | repairs | precision | lowest recall of a language |")
    print("|---|---|---|---|---|---|")
    for kind, tally in tallies.items():
        lowest = min((t.found / t.planted, name) for name, t in languages[kind].items() if t.planted)
        print(
            f"| {kind} | {tally.planted:,} | {tally.found / max(1, tally.planted):.3f} | {tally.repairs:,} "
            f"| {tally.right / max(1, tally.repairs):.3f} | {lowest[1]} {lowest[0]:.2f} |"
        )
        if show:
            print("    missed", tally.misses.most_common(12), "\n    wrong", tally.wrong.most_common(8))


def print_rules(by_rule: Mapping[str, Precision]) -> None:
    """What each rule's confidence should be, beside what it is."""
    print("| rule | planted: right of | judged: right of | measured | confidence |\n|---|---|---|---|---|")
    for rule in RULES:
        planted, (judged, right) = by_rule.get(rule.name, Precision()), JUDGED.get(rule.name, (0, 0))
        measured = confidence(planted, judged, right)
        print(
            f"| {rule.name} | {planted.right:,} of {planted.repairs:,} | {right:,} of {judged:,} "
            f"| {'' if measured is None else f'{measured:.2f}'} | {rule.confidence:.2f} |"
        )


def confidence(planted: Precision, judged: int, right: int) -> float | None:
    """The lower of the shares of right repairs among planted and among real ones (Laplace's rule), cut to
    hundredths. No more than .95 where fewer than 20 real ones were judged: plants are easier than pages.
    """
    shares = [(planted.right + 1) / (planted.repairs + 2)] if planted.repairs else []
    if judged >= ENOUGH or not shares:
        shares.append((right + 1) / (judged + 2))
    else:
        shares.append(MOST_WITHOUT)
    return floor(100 * min(shares)) / 100 if planted.repairs or judged else None


if __name__ == "__main__":
    main()
