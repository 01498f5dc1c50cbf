"""How does the work grow with the text? The exponent of every rule, step and reader, at its worst input.

    python -m scripts.benchmarks.robustness.growth [--most 1.2] [--only NAME] [--json OUT]

Each is given many hostile texts (see `hostile_texts`), first short ones: those that take longest are grown
fourfold until they take long enough to be timed. The exponent is the slope of the time over the length, both
as logarithms, between the last two: 1 is linear, 2 is what makes an hour of a minute. Exits with 1 when one
is above --most.
"""

import gc
import json
import math
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from scripts.benchmarks.robustness.growing_documents import every_document
from scripts.benchmarks.robustness.growing_work import Work, every_work
from scripts.benchmarks.robustness.hostile_texts import Hostile

FIRST = 2_000  # characters of the first try
LONGEST = 1_000_000
FACTOR = 4
SHORTLIST = 8  # the dearest of the first try, for each work
ENOUGH = 0.3  # seconds: a time that noise no longer makes
LEAST = 0.02  # seconds of the shorter of two texts that are compared; below it there is too much noise
GIVEN_UP = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Growth:
    """seconds: of `characters`, the longest text tried.  exponent: 0 where it was too quick to be timed."""

    work: str
    text: str
    characters: int
    seconds: float
    exponent: float


def timed(work: Work, text: str, times: int = 1) -> float:
    """Seconds of the processor, in the fastest of so many runs; neither what else runs nor garbage counts."""
    best = math.inf
    given = work.prepare(text)
    for _ in range(times):
        gc.disable()
        began = time.thread_time()
        work.do(given)
        best = min(best, time.thread_time() - began)
        gc.enable()
    return best


def dearest(work: Work, texts: Iterable[Hostile]) -> list[Hostile]:
    """Those that take longest when they are short: what grows too fast shows early."""
    short = [(timed(work, each.make(FIRST)), each) for each in texts]
    return [each for _, each in sorted(short, key=lambda found: -found[0])[:SHORTLIST]]


def grown(work: Work, text: Hostile) -> Growth:
    """One text, made longer until it takes long enough."""
    length, before = FIRST * FACTOR, 0.0
    while True:
        made = text.make(length)
        seconds = timed(work, made, 1 if before > 1 else 3)
        if seconds >= ENOUGH or length * FACTOR > LONGEST:
            break
        before, length = seconds, length * FACTOR
    if seconds < LEAST:
        return Growth(work.name, text.name, len(made), seconds, 0.0)
    before = min(before or math.inf, timed(work, text.make(length // FACTOR), 3))
    if before < LEAST / FACTOR:  # a pause of the machine, taken for work
        return Growth(work.name, text.name, len(made), seconds, 0.0)
    exponent = math.log(seconds / max(before, 1e-6)) / math.log(FACTOR)
    return Growth(work.name, text.name, len(made), seconds, round(exponent, 2))


def worst(work: Work) -> Growth:
    """The text that makes this work grow fastest; of those that grow alike the dearest."""
    found = [grown(work, text) for text in dearest(work, work.texts())]
    return max(found, key=lambda growth: (growth.exponent, growth.seconds))


@click.command()
@click.option("--most", default=1.2, show_default=True, help="The highest exponent that passes.")
@click.option("--only", default="", help="Works whose names begin so.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write what was found there.")
def main(most: float, only: str, out: Path | None) -> None:
    found: list[Growth] = []
    for work in (*every_work(), *every_document()):
        if work.name.startswith(only):
            growth = worst(work)
            if growth.exponent > most:  # once more: a pause of the machine is no fault of the rule
                growth = min(growth, worst(work), key=lambda each: each.exponent)
            found.append(growth)
            report(growth, most)
    if out:
        out.write_text(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    sys.exit(failures(found, most) > 0)


def report(growth: Growth, most: float) -> None:
    mark = "  TOO FAST" if growth.exponent > most else ""
    print(
        f"{growth.work:28} {growth.exponent:5.2f}  {growth.seconds:7.3f} s"
        f" of {growth.characters:9,} characters  {growth.text}{mark}",
        flush=True,
    )


def failures(found: Sequence[Growth], most: float) -> int:
    return sum(growth.exponent > most for growth in found)


if __name__ == "__main__":
    main()
