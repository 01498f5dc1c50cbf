"""`tifa index` from its start to its end beside the encoder alone on the same passages, in one run.

    python -m scripts.benchmarks.performance.indexing ../shared/corpus/medium.jsonl.gz --threads 2

Half of the passages, drawn at random, are encoded before and the other half after, so that whatever else the
machine does slows both; their clean texts are made before that, and not counted.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import load_encoder
from embeddings.models.lock import read_lock
from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, read
from scripts.benchmarks.performance.adding import run
from scripts.terminal.opening import cache_option, threads_option

_AT_ONCE = 700


@click.command()
@click.argument("speeches", type=click.Path(exists=True, path_type=Path))
@cache_option
@threads_option
def main(speeches: Path, cache: Path, threads: int) -> None:
    texts = different_texts(speeches)
    shuffled = [texts[row] for row in np.random.default_rng(0).permutation(len(texts))]
    encoder = load_encoder(read_lock().model(), cache=cache, threads=threads)
    before = encoded_alone(encoder, shuffled[::2])
    with tempfile.TemporaryDirectory() as scratch:
        corpus = str(Path(scratch, "corpus"))
        whole = run("index", str(speeches), "--corpus", corpus, "--threads", str(threads))
    after = encoded_alone(encoder, shuffled[1::2])
    seconds, cpu = (sum(both) for both in zip(before, after, strict=True))
    click.echo(f"{len(texts):,} different texts, {threads} threads")
    click.echo(f"encoder alone {seconds:.1f} s, {cpu:.1f} s of CPU")
    click.echo(f"tifa index {whole.seconds:.1f} s, {whole.cpu:.1f} s of CPU, {whole.megabytes:,.0f} MB")
    share, of_cpu = seconds / whole.seconds, cpu / whole.cpu
    click.echo(f"its throughput is {share:.3f} of the encoder's by the clock, {of_cpu:.3f} by CPU")


def different_texts(speeches: Path) -> list[str]:
    """What is encoded of a file, in order of first appearance."""
    split = (passages_of(one.speech).passages for one in read([speeches]) if isinstance(one, Reading))
    return list(dict.fromkeys(passage.normalized for passages in split for passage in passages))


def encoded_alone(encoder: Encoder, texts: Sequence[str]) -> tuple[float, float]:
    """The seconds that takes, by the clock and of CPU."""
    seconds, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(texts), _AT_ONCE):
        encoder.passages(texts[start : start + _AT_ONCE])
    return time.perf_counter() - seconds, time.process_time() - cpu


if __name__ == "__main__":
    main()
