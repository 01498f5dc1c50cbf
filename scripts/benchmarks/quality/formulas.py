"""Set phrases found in real speeches, listed to be judged; and what finding them costs.

    python -m scripts.benchmarks.quality.formulas CORPUS [--out LIST.md]

CORPUS is an indexed corpus. The most significant phrases of Chinese and English are listed, with how many of
them are found in either half of the speeches alone. A reader judges the list; the counts, the time and the
memory are measured here. No phrase may cross punctuation.
"""

import re
import resource
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from embeddings.formulas.finding import find_formulas
from embeddings.formulas.formula import Formula
from embeddings.ingest.formulas import find_inventory, spoken_passages, with_formulas
from embeddings.ingest.snapshot_data import project
from embeddings.snapshot.data import SnapshotData
from embeddings.store.store import Store

LISTED = {"zh": 50, "en": 20}
_SIGN = re.compile(r"[,。;:!?“”‘《》()\[\]…—]|’(?!\w)")  # within a word ’ is an apostrophe


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the list to this file.")
def main(corpus: Path, out: Path | None) -> None:
    """Find the formulas of an indexed corpus, count, and list the first ones."""
    with Store.open_to_read(corpus) as store:
        data = project(store)
        begun, worked = time.monotonic(), time.process_time()
        inventory = find_inventory(data)
        found = time.monotonic() - begun, time.process_time() - worked
        begun = time.monotonic()
        with_formulas(data, inventory)
        looked = time.monotonic() - begun
        halves = _halves(data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    formulas = inventory.formulas
    searched = f"{inventory.n_passages:,} passages of {inventory.n_speeches:,} speeches"
    print(f"{len(formulas):,} formulas in {searched}")
    print(f"found in {found[0]:.1f} s ({found[1]:.1f} s of work), looked up in {looked:.1f} s")
    print(f"peak of memory {peak:,.0f} MB")
    for (language, kind), n in sorted(Counter((one.language, one.kind) for one in formulas).items()):
        print(f"   {language} {kind}: {n:,}")
    crossing = [one.text for one in formulas if _SIGN.search(one.text)]
    assert not crossing, crossing
    lines = [line for language, n in LISTED.items() for line in _list(formulas, halves, language, n)]
    if out is None:
        print("\n".join(lines))
    else:
        out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _halves(data: SnapshotData) -> tuple[frozenset[str], frozenset[str]]:
    """The wordings found in either half of the speeches."""
    passages = spoken_passages(data)
    found = [find_formulas([one for one in passages if one.speech % 2 == half]) for half in (0, 1)]
    return frozenset(one.text for one in found[0]), frozenset(one.text for one in found[1])


def _list(
    formulas: Sequence[Formula], halves: tuple[frozenset[str], frozenset[str]], language: str, n: int
) -> list[str]:
    """The n most significant phrases of a language, each with what it is ranked by."""
    phrases = [one for one in formulas if one.kind == "phrase" and one.language == language][:n]
    both = sum(one.text in halves[0] and one.text in halves[1] for one in phrases)
    lines = [
        f"## {language}: the {len(phrases)} most significant phrases; {both} found in either half alone",
        "",
    ]
    for rank, one in enumerate(phrases, 1):
        spread = f"{one.n_speeches} speeches, {one.n_voices} voices"
        lines.append(f"{rank}. {one.text} ({spread}, {one.cohesion:.1f} and {one.freedom:.1f} bits)")
    return [*lines, ""]


if __name__ == "__main__":
    main()
