"""Two versions of a speech aligned, on real reports: language versions, and following years.

    python -m scripts.benchmarks.quality.versions ../shared [--changes 40 --seed 1]

Language versions: the work reports whose two versions are aligned line by line. A line is right when the
passages it lies in are aligned with the line of the same number, and with no line that they do not hold.
Following years: the reports of one office in the corpus; of all numbers said to have changed some are drawn,
to be judged by a reader: is it the same thing that is counted, in the same role?
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from embeddings.comparison.versions.versions import Versions, compare_versions, join
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Vectors
from embeddings.speech import Passage, Speech
from embeddings.text.passages import passages_of

_AROUND = 26  # characters shown before a number
_ALIGNED = "aligned subset"


@dataclass(frozen=True)
class Read:
    """A speech, its passages, and their vectors, not centred."""

    speech: Speech
    passages: tuple[Passage, ...]
    vectors: Vectors

    def lines(self, passage: Passage) -> set[int]:
        """The lines that a passage lies in, from 0."""
        raw = self.speech.raw
        return set(range(raw.count("\n", 0, passage.start), raw.count("\n", 0, passage.end) + 1))


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--source", default="zh_wikisource_gwr", show_default=True, help="Whose reports follow.")
@click.option("--first-year", default=2014, show_default=True)
@click.option("--changes", default=40, show_default=True, help="Changed numbers that are drawn.")
@click.option("--seed", default=1, show_default=True)
def main(shared: Path, source: str, first_year: int, changes: int, seed: int) -> None:
    """Align, count, and draw."""
    encoder = load_encoder(read_lock().model(), cache=default_cache(), threads=1)
    rows = {row["id"]: row for row in _rows(shared / "corpus" / "speeches.jsonl.gz")}
    _language_versions(shared, rows, encoder)
    _following_years(rows, encoder, source, first_year, changes, seed)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _read(row: dict[str, str], encoder: Encoder) -> Read:
    speech = Speech(id=row["id"], raw=row["text"], language=row["language"], date=row["date"])
    passages = passages_of(speech).passages
    return Read(speech, passages, encoder.passages([passage.normalized for passage in passages]).vectors)


def _compared(old: Read, new: Read) -> Versions:
    """In a space of the two alone, whose centres the two languages have."""
    both = [*old.passages, *new.passages]
    languages = [passage.language for passage in both]
    vectors = np.concatenate([old.vectors, new.vectors])
    space = make_space(vectors, languages, [passage.speech_id for passage in both])
    centred = space.centred(vectors, languages)
    n = len(old.passages)
    return compare_versions(old.passages, centred[:n], new.passages, centred[n:])


def _language_versions(shared: Path, rows: dict[str, dict[str, str]], encoder: Encoder) -> None:
    """Precision and recall of lines, report by report and over all."""
    labelled = (shared / "eval" / "crosslingual_docs.jsonl").read_text(encoding="utf-8")
    pairs = [json.loads(line) for line in labelled.splitlines()]
    right = told = there = 0
    for pair in pairs:
        if pair.get("kind") != _ALIGNED:
            continue
        old, new = _read(rows[pair["id_a"]], encoder), _read(rows[pair["id_b"]], encoder)
        n_lines = old.speech.raw.count("\n") + 1
        n_right, n_told = _lines_right(old, new, _compared(old, new))
        print(f"{pair['parallel_id']}: {n_right} of {n_told} lines right, of {n_lines}")
        right, told, there = right + n_right, told + n_told, there + n_lines
    print(f"language versions: precision {right / told:.3f}, recall {right / there:.3f} of {there} lines")


def _lines_right(old: Read, new: Read, versions: Versions) -> tuple[int, int]:
    """Lines of the old version that are aligned with their own, and lines that are aligned with any."""
    held: dict[int, set[int]] = {}
    mates: dict[int, set[int]] = {}
    for pair in versions.pairs:
        if not (pair.old and pair.new):
            continue
        ours = set().union(*(old.lines(passage) for passage in pair.old))
        theirs = set().union(*(new.lines(passage) for passage in pair.new))
        for line in ours:
            held.setdefault(line, set()).update(ours)
            mates.setdefault(line, set()).update(theirs)
    right = sum(line in mates[line] and mates[line] <= held[line] for line in mates)
    return right, len(mates)


def _following_years(
    rows: dict[str, dict[str, str]], encoder: Encoder, source: str, first_year: int, n: int, seed: int
) -> None:
    by_year = {int(row["date"][:4]): row for row in rows.values() if row["source"] == source}
    years = [year for year in sorted(by_year) if year >= first_year and year + 1 in by_year]
    drawn: list[str] = []
    for year in years:
        old, new = _read(by_year[year], encoder), _read(by_year[year + 1], encoder)
        versions = _compared(old, new)
        told = list(_changes(versions))
        counts = ", ".join(f"{k} {fate}" for fate, k in versions.counts.items() if k)
        print(f"{year} to {year + 1}: {counts}; {len(told)} numbers changed")
        drawn += [f"{year}: {one}" for one in told]
    random.Random(seed).shuffle(drawn)  # noqa: S311 -- a sample, not a secret
    for number, one in enumerate(drawn[:n], 1):
        print(f"{number}. {one}")


def _changes(versions: Versions) -> Iterator[str]:
    for pair in versions.pairs:
        for change in pair.numbers.changed:
            old = _shown(pair.old, change.old.start, change.old.end)
            yield f"{old} => {_shown(pair.new, change.new.start, change.new.end)}"


def _shown(passages: Sequence[Passage], start: int, end: int) -> str:
    text = join(passages)
    return f"{text[max(0, start - _AROUND) : start]}[{text[start:end]}]".replace("\n", "/")


if __name__ == "__main__":
    main()
