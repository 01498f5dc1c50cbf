"""Are translations found, and do a text and its translation find the same?

Asks a corpus the lines of speeches that it holds in two languages, aligned line by line, with each line's own
speech left out: how often the line's translation is among the first ten, each way, and how many passages the
first tens of the two share. Beside that, what it must not cost: Chinese questions, and the same paragraph in
seven languages. Constants are chosen on the even lines and questions, and reported on the odd ones.

    python -m scripts.benchmarks.quality.across_languages CORPUS LABELLED --kept KEPT
    python -m scripts.benchmarks.quality.across_languages CORPUS LABELLED --kept KEPT \
        --before TREE --before-corpus OLD_CORPUS --before-kept OLD_KEPT

LABELLED holds crosslingual_docs.jsonl, which names the pairs, and the files of `tifa evaluate`. TREE is an
older state of this project, which reads a corpus and keeps of its own: it is measured after this one.
"""

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import click
import numpy as np

from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.evaluation.asking import Asking, asking, rows_of
from embeddings.evaluation.retrieval import chinese, crosslingual
from embeddings.ingest.index import index
from embeddings.ingest.missing_vectors import quietly
from embeddings.models.shelf import default_cache
from embeddings.search.search import Match
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.reading.read import read
from service.opening import open_corpus


def _questions() -> Any:
    """The module of questions, which an older tree has in another place."""
    try:
        return importlib.import_module("embeddings.search.questions.question")
    except ModuleNotFoundError:
        return importlib.import_module("embeddings.search.question")


Question = _questions().Question
Measures: TypeAlias = dict[str, float]

_MODES = ("hybrid", "meaning")
_HALVES = {"chosen on": 0, "other half": 1}
_PAIRS = "aligned subset"
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_KEPT = click.Path(file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Side:
    """A line of a speech. address: of the passage that its middle lies in."""

    text: str
    speech_id: str
    address: str


@click.command()
@click.argument("corpus", type=_FOLDER)
@click.argument("labelled", type=_FOLDER)
@click.option("--kept", type=_KEPT, required=True, help="Where texts and vectors are kept for the next time.")
@click.option("--before", type=_FOLDER, help="An older tree of this project.")
@click.option("--before-corpus", type=_FOLDER, help="The same speeches, published by it.")
@click.option("--before-kept", type=_KEPT, help="Where it keeps.")
@click.option("--without-sets", is_flag=True, help="Measure the aligned lines alone.")
@click.option("--json", "as_json", is_flag=True)
def main(
    corpus: Path,
    labelled: Path,
    kept: Path,
    before: Path | None,
    before_corpus: Path | None,
    before_kept: Path | None,
    without_sets: bool,
    as_json: bool,
) -> None:
    """Measure CORPUS on LABELLED, and an older tree beside it."""
    if before is not None and (before_corpus is None or before_kept is None):
        raise click.UsageError("--before needs --before-corpus and --before-kept")
    measured = measures(corpus, labelled, kept, sets=not without_sets)
    then = None
    if before is not None:
        more = ["--without-sets"] if without_sets else []
        then = _in_tree(before, [str(before_corpus), str(labelled), "--kept", str(before_kept), *more])
    click.echo(json.dumps(measured) if as_json else table(measured, then))


def _in_tree(tree: Path, arguments: Sequence[str]) -> Measures:
    """What this script measures with the modules of another tree."""
    run = subprocess.run(
        [sys.executable, "-P", str(Path(__file__).resolve()), *arguments, "--json"],
        env=os.environ | {"PYTHONPATH": str(tree.resolve())},
        cwd=tree,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: Measures = json.loads(run.stdout)
    return found


def measures(folder: Path, labelled: Path, kept: Path, *, sets: bool = True) -> Measures:
    """Everything, by name, for both halves."""
    corpus = open_corpus(folder, cache=default_cache(), threads=1)
    measured = dict(_lines(corpus, rows_of(labelled / "crosslingual_docs.jsonl"), kept))
    if sets:
        measured |= dict(_chinese(labelled, corpus.encoder, kept))
        measured |= dict(_versions(labelled, corpus.encoder, kept))
    return measured


def aligned(snapshot: Snapshot, first: str, second: str) -> list[tuple[Side, Side]]:
    """The lines of two speeches side by side; none where they have not as many, or are not in the corpus."""
    if len(snapshot.speeches(list({first, second}))) < 2:
        return []
    one, other = (list(_sides(snapshot, speech_id)) for speech_id in (first, second))
    if len(one) != len(other):
        return []
    return [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]


def _sides(snapshot: Snapshot, speech_id: str) -> Iterator[Side | None]:
    """Of each line that is not blank; None where no passage holds its middle."""
    passages, end = snapshot.passages_of(speech_id), 0
    for line in snapshot.raw(speech_id).splitlines(keepends=True):
        start, end = end, end + len(line)
        middle = (start + end) // 2
        if line.strip():
            address = next((p.address for p in passages if p.start <= middle < p.end), None)
            yield None if address is None else Side(line.strip(), speech_id, address)


def _lines(corpus: Corpus, pairs: Sequence[dict[str, str]], kept: Path) -> Iterator[tuple[str, float]]:
    lines = [
        line
        for pair in pairs
        if pair["kind"] == _PAIRS
        for line in aligned(corpus.snapshot, pair["id_a"], pair["id_b"])
    ]
    texts = [side.text for line in lines for side in line]
    prepared = asking(corpus, texts, kept / "questions", quietly, literal=True)
    for mode in _MODES:
        start = time.process_time()
        found = [_first_tens(prepared, line, mode) for line in lines]
        yield f"lines {mode} ms of CPU", 1e3 * (time.process_time() - start) / max(2 * len(lines), 1)
        for half, at in _HALVES.items():
            some = found[at::2]
            if some:
                there, back, shared = (np.array(of) for of in zip(*some, strict=True))
                yield f"lines {mode} translation in ten, {half}", float(np.mean([there, back]))
                yield f"lines {mode} shared first ten, median, {half}", float(np.median(shared))
                yield f"lines {mode} shared first ten, mean, {half}", float(np.mean(shared))


def _first_tens(prepared: Asking, line: tuple[Side, Side], mode: str) -> tuple[bool, bool, int]:
    """Whether each side finds the other, and how many passages both find."""
    tens = []
    for side in line:
        question = Question(
            side.text,
            mode=mode,
            literal=True,
            filters=Filters(exclude_speech=(side.speech_id,)),
            collapse=False,
        )
        tens.append({match.passage.address for match in prepared.matches(question)})
    return line[1].address in tens[0], line[0].address in tens[1], len(tens[0] & tens[1])


def _chinese(labelled: Path, encoder: Encoder, kept: Path) -> Iterator[tuple[str, float]]:
    questions = chinese(rows_of(labelled / "zh_retrieval.jsonl"))
    prepared = _set(labelled, "zh_retrieval", [one.text for one in questions], encoder, kept)
    for half, at in _HALVES.items():
        ranks = []
        for one in questions[at::2]:
            matches = prepared.matches(Question(one.text, per_speech=1, collapse=False))
            ranks.append(_rank(matches, one.right))
        yield f"Chinese R@1, {half}", float(np.mean([rank == 1 for rank in ranks]))
        yield f"Chinese MRR@10, {half}", float(np.mean([1 / rank if rank else 0.0 for rank in ranks]))


def _versions(labelled: Path, encoder: Encoder, kept: Path) -> Iterator[tuple[str, float]]:
    name = "crosslingual_retrieval"
    questions = crosslingual(rows_of(labelled / f"{name}.jsonl"), rows_of(labelled / f"{name}_corpus.jsonl"))
    prepared = _set(labelled, name, [one.text for one in questions], encoder, kept)
    for half, at in _HALVES.items():
        shares = []
        for one in questions[at::2]:
            question = Question(one.text, k=len(one.right), per_speech=1, collapse=False)
            found = {match.speech.id for match in prepared.matches(question)}
            shares.append(len(found & set(one.right)) / len(one.right))
        yield f"seven versions, share, {half}", float(np.mean(shares))


def _set(labelled: Path, name: str, texts: Sequence[str], encoder: Encoder, kept: Path) -> Asking:
    index(kept / name, encoder, read([labelled / f"{name}_corpus.jsonl"], columns={"language": "lang"}))
    return asking(Corpus.open(kept / name, encoder), texts, kept / "questions", quietly)


def _rank(matches: Sequence[Match], right: Sequence[str]) -> int | None:
    return next((match.rank for match in matches if match.speech.id in right), None)


def table(now: Measures, before: Measures | None) -> str:
    """A line for each measure, with what it was before."""
    width = max(map(len, now))
    rows = []
    for name, value in now.items():
        then = "" if before is None else f"  before {before[name]:.4f}"
        rows.append(f"{name:{width}}  {value:.4f}{then}")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
