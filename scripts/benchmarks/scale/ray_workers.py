"""Encoding on Ray's workers beside one process with as many threads, in one run on the same passages.

    python -m scripts.benchmarks.scale.ray_workers ../shared/corpus/small.jsonl --workers 2

Slices go to one and to the other by turns. The workers are started, and their models loaded, before the first
is timed. Whether the vectors are the same to the last bit is told, too.
"""

import time
from pathlib import Path

import click
import numpy as np

from embeddings.encoder.encoding import Encoder, Encoding
from embeddings.encoder.load import load_encoder
from embeddings.encoder.ray_workers import LOCAL, RayWorkers
from embeddings.models.lock import read_lock
from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, read
from scripts.terminal.opening import cache_option

WARM = 512  # texts for each worker, before anything is timed


@click.command()
@click.argument("speeches", type=click.Path(exists=True, path_type=Path))
@click.option("--workers", "n_workers", default=2, show_default=True)
@click.option("--slice", "n_at_once", default=2_048, show_default=True, help="Texts given in turn.")
@click.option("--slices", "n_slices", default=4, show_default=True)
@cache_option
def main(speeches: Path, n_workers: int, n_at_once: int, n_slices: int, cache: Path) -> None:
    texts = passages(speeches)
    alone = load_encoder(read_lock().model(), cache=cache, threads=n_workers)
    workers = RayWorkers.connect(LOCAL, alone.embedding_model, cache=cache, n_workers=n_workers)
    try:
        gathered(workers, texts[:WARM] * n_workers)
        took, same, n = {"one process": 0.0, "workers": 0.0}, True, 0
        for start in range(0, min(n_slices * n_at_once, len(texts)), n_at_once):
            some = texts[start : start + n_at_once]
            took["one process"] += (own := timed(alone, some))[1]
            took["workers"] += (theirs := timed(workers, some))[1]
            same &= np.array_equal(own[0].vectors, theirs[0].vectors)
            n += len(some)
    finally:
        workers.close()
    for name, seconds in took.items():
        print(f"{name:12} {n / seconds:6.1f} passages/s, {seconds:.1f} s for {n:,}")
    print(f"the workers are {took['one process'] / took['workers']:.2f} times as fast")
    print(f"vectors: {'the same to the last bit' if same else 'DIFFERENT'}")


def timed(encoder: Encoder | RayWorkers, texts: list[str]) -> tuple[Encoding, float]:
    begun = time.perf_counter()
    encoding = gathered(encoder, texts) if isinstance(encoder, RayWorkers) else encoder.passages(texts)
    return encoding, time.perf_counter() - begun


def gathered(workers: RayWorkers, texts: list[str]) -> Encoding:
    """What the workers give, in the order of the texts."""
    parts = sorted(workers.encoded(texts), key=lambda part: part.start)
    return Encoding(
        np.concatenate([part.encoding.vectors for part in parts]),
        np.concatenate([part.encoding.truncated for part in parts]),
    )


def passages(speeches: Path) -> list[str]:
    """The file's passages, shuffled so that every slice is like the whole."""
    readings = [reading for reading in read([speeches]) if isinstance(reading, Reading)]
    found = [passage.normalized for reading in readings for passage in passages_of(reading.speech).passages]
    return [found[i] for i in np.random.default_rng(0).permutation(len(found))]


if __name__ == "__main__":
    main()
