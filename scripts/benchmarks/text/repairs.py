"""What the repairs do to the real speeches beside the project: laws, the seeds against their gold, a table.

    python -m scripts.benchmarks.text.repairs seeds  ../shared
    python -m scripts.benchmarks.text.repairs corpus ../shared
    python -m scripts.benchmarks.text.repairs draw   ../shared --seed 4    50 repairs, to judge by eye
    python -m scripts.benchmarks.text.repairs draw   ../shared --each 20    … so many of each rule

It prints; nothing is written.
"""

import argparse
import gzip
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from embeddings.speech import Repair, Speech
from embeddings.text.cleaning.clean import CleanText, clean, undo
from embeddings.text.cleaning.rules import RULES
from embeddings.text.passages import passages_of

_AROUND = 40  # characters shown on each side of a repair
# Plain characters for compatible ones, thousands of times the same: there is nothing to judge.
_CANONICAL = ("compatibility", "markdown", "links")


def speeches(shared: Path) -> Iterator[Speech]:
    with gzip.open(shared / "corpus/speeches.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            yield Speech(row["id"], row["text"], language=row["language"], source=row["source"])


def lines_gone(raw: str, cleaned: CleanText) -> set[int]:
    """Numbers, from 1, of the lines of which no character is left."""
    stayed = {raw.count("\n", 0, start) + 1 for start in cleaned.traced.starts if not raw[start].isspace()}
    return {number for number, line in enumerate(raw.split("\n"), 1) if line.strip()} - stayed


def seeds(shared: Path) -> None:
    gold = json.loads((shared / "eval/seeds_gold.json").read_text(encoding="utf-8"))
    for path in sorted((shared / "seeds").glob("*.txt")):
        raw = path.read_bytes().decode("utf-8")
        marked = gold[path.name]
        cleaned = clean(raw)
        expected = {*marked["furniture"], *marked["metadata"], *marked["repeats"]}
        gone = lines_gone(raw, cleaned)
        print(path.name[:3], dict(Counter(repair.rule for repair in cleaned.repairs)))
        print(
            f"    lines gone {len(gone)}, missed {sorted(expected - gone)}, wrong {sorted(gone - expected)}"
        )
        assert undo(cleaned.text, cleaned.repairs) == raw


def check(speech: Speech) -> tuple[int, tuple[Repair, ...]]:
    """The number of passages, and the repairs. Raises AssertionError when a law is broken."""
    split = passages_of(speech)
    covered = bytearray(len(speech.raw))
    for passage in split.passages:
        assert speech.raw[passage.start : passage.end] == passage.text, passage.address
        covered[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
    for repair in split.repairs:
        assert speech.raw[repair.start : repair.end] == repair.before, speech.id
        covered[repair.start : repair.end] = b"\1" * (repair.end - repair.start)
    lost = [place for place, seen in enumerate(covered) if not seen and not speech.raw[place].isspace()]
    assert not lost, f"{speech.id}: {speech.raw[lost[0] :][:40]!r} is in no passage and no repair"
    return len(split.passages), split.repairs


def corpus(shared: Path) -> None:
    everything = list(speeches(shared))
    clean(everything[0].raw)
    seconds = -time.process_time()
    cleaned = [clean(speech.raw) for speech in everything]
    seconds += time.process_time()
    assert all(undo(c.text, c.repairs) == s.raw for c, s in zip(cleaned, everything, strict=True))
    characters = sum(len(speech.raw) for speech in everything)
    print(f"cleaned {len(everything)} speeches, {characters:,} characters in {seconds:.1f} s; all rebuilt")
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for speech in everything:
        passages, repairs = check(speech)
        row = table[speech.source]
        row["speeches"] += 1
        row["passages"] += passages
        row["characters"] += len(speech.raw)
        row["removed"] += sum(max(0, len(repair.before) - len(repair.after)) for repair in repairs)
        row.update(repair.rule for repair in repairs)
    print("| source | speeches | passages | characters | removed | repairs |\n|---|---|---|---|---|---|")
    for source, row in sorted(table.items()):
        rules = ", ".join(f"{rule.name} {row[rule.name]:,}" for rule in RULES if row[rule.name])
        share = row["removed"] / row["characters"]
        counts = f"{row['speeches']:,} | {row['passages']:,} | {row['characters']:,}"
        print(f"| {source} | {counts} | {share:.2%} | {rules} |")


def draw(shared: Path, seed: int, number: int, each: int) -> None:
    """Repairs at random, each with what stands around it; those that only rewrite a character left out.

    number: in all.  each: of each rule instead, when it is not 0.
    """
    found: defaultdict[str, list[tuple[Speech, Repair]]] = defaultdict(list)
    for speech in speeches(shared):
        for repair in clean(speech.raw).repairs:
            if repair.rule not in _CANONICAL:
                found[repair.rule if each else ""].append((speech, repair))
    drawn = [
        one
        for _, repairs in sorted(found.items())
        for one in random.Random(seed).sample(repairs, min(each or number, len(repairs)))  # noqa: S311
    ]
    for speech, repair in drawn:
        before = speech.raw[max(0, repair.start - _AROUND) : repair.start]
        after = speech.raw[repair.end :][:_AROUND]
        print(
            f"{repair.rule:15} {speech.id}\n    {before!r} [{repair.before!r} -> {repair.after!r}] {after!r}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["seeds", "corpus", "draw"])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument("--each", type=int, default=0, help="draw so many of each rule's repairs")
    given = parser.parse_args()
    if given.what == "draw":
        draw(given.shared, given.seed, given.number, given.each)
    else:
        {"seeds": seeds, "corpus": corpus}[given.what](given.shared)


if __name__ == "__main__":
    main()
