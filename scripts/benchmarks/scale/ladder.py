"""Codes against a comparison with all vectors: seconds of CPU a question, and the nearest that are found.

    python -m scripts.benchmarks.scale.ladder --corpus CORPUS --rows 100000 --rows 1000000

The vectors are those of the corpus, each once, and as many more as it takes: each further one is a passage's,
moved along the difference of two others and brought back to unit length, so that they spread as real ones do.
Passages that say the same have one vector: of these any are as right as any other, so with them recall would
tell of luck. Questions are made alike and moved further; how deep codes look was chosen without them. Flat
is FAISS's own; what codes find is put in order by exact cosines, which is timed with them. CPU of one thread,
both by turns on the same questions.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
import numpy as np

from embeddings.index import codes
from embeddings.index.vectors import PassageIndex, Rows
from embeddings.similarity.space import Vectors
from embeddings.snapshot.current import CurrentSnapshot
from scripts.terminal.opening import corpus_option

MOVED, ASKED = 0.35, 0.6  # along the difference: further rows, and questions
AT_ONCE = 50_000


@click.command()
@corpus_option
@click.option("--rows", "sizes", multiple=True, type=int, default=(100_000, 1_000_000), show_default=True)
@click.option("--questions", "n_questions", default=100, show_default=True)
def main(folder: Path, sizes: tuple[int, ...], n_questions: int) -> None:
    snapshot = CurrentSnapshot(folder).held.snapshot  # holds the memory that its vectors lie in
    real = np.unique(snapshot.index.vectors[:], axis=0)
    for n in sizes:
        random = np.random.default_rng(7)
        vectors = np.concatenate(list(real_like(real, n, random)))[:n]
        index = PassageIndex.build(vectors)
        began = time.thread_time()
        encoded = codes.encode(vectors)
        made = codes.put_together([encoded], ["en"], np.zeros(n, np.int64), vectors.shape[1])
        made = replace(made, depth=codes.measure(made, vectors))
        took, megabytes = time.thread_time() - began, len(codes.pack(encoded)) / 1e6
        click.echo(f"{n:,} rows: codes made and measured in {took:.1f} s of CPU, {megabytes:.0f} MB")
        click.echo(f"  depth {made.depth.rows['en']:,}, recall {made.depth.recall:.4f} when they were made")
        questions = moved(vectors, n_questions, random, ASKED)
        for k in (10, codes.K):
            click.echo(f"  the first {k}: {compared(index, made, questions, k)}")


def compared(index: PassageIndex, made: codes.RowCodes, questions: Vectors, k: int) -> str:
    flat, coded, found, as_near = [], [], [], []
    for question in questions:
        took, nearest = timed(partial(rows_of, index, question, k, None))
        flat.append(took)
        took, looked = timed(partial(coded_rows, index, made, question, k))
        coded.append(took)
        found.append(len(np.intersect1d(nearest, looked)) / k)
        farthest = index.cosines(question, nearest).min()
        as_near.append(np.count_nonzero(index.cosines(question, looked) >= farthest) / k)
    a, b = float(np.median(flat)) * 1e3, float(np.median(coded)) * 1e3
    recall = f"recall {np.mean(found):.4f}, {np.mean(as_near):.4f} as near"
    return f"flat {a:.2f} ms, codes {b:.2f} ms, {a / b:.1f} times as fast, {recall}"


def rows_of(index: PassageIndex, question: Vectors, k: int, among: Rows | None) -> Rows:
    """The k nearest, by exact cosines."""
    if among is None:
        return np.array([one.row for one in index.nearest(question, k=k)])
    kept = among[nearest_of(index.near_cosines(question, among), 2 * k)]
    exact = index.cosines(question, kept)
    return kept[np.lexsort((kept, -exact))[:k]]


def coded_rows(index: PassageIndex, made: codes.RowCodes, question: Vectors, k: int) -> Rows:
    return rows_of(index, question, k, np.sort(made.may_be_nearest(question, 0)))


def nearest_of(near: np.ndarray[tuple[int, ...], np.dtype[np.float64]], n: int) -> Rows:
    return np.argpartition(near, len(near) - n)[len(near) - n :]


def real_like(real: Vectors, n: int, random: np.random.Generator) -> Iterator[Vectors]:
    yield real
    for start in range(len(real), n, AT_ONCE):
        yield moved(real, min(AT_ONCE, n - start), random, MOVED)


def moved(vectors: Vectors, n: int, random: np.random.Generator, far: float) -> Vectors:
    """n of the rows, each moved along the difference of two others."""
    one, other, third = vectors[random.integers(0, len(vectors), (3, n))]
    rows = one + far * (other - third)
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def timed(work: Callable[[], Rows]) -> tuple[float, Rows]:
    """Seconds of CPU, and what it gave."""
    began = time.thread_time()
    rows = work()
    return time.thread_time() - began, rows


if __name__ == "__main__":
    main()
