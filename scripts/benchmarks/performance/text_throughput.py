r"""A large file of rows from source to passages, without the model: seconds, and the most memory it took.

    python -m scripts.benchmarks.performance.text_throughput ../shared/corpus/speeches.jsonl.gz \
        --megabytes 200

The file is the given one over and over, written to a temporary folder and deleted in the end. Reading and
splitting are timed apart; nothing of one speech is kept when the next one comes.
"""

import gzip
import resource
import tempfile
import time
from itertools import takewhile
from pathlib import Path

import click

from embeddings.errors import EmptySpeech
from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, read


def _repeated(speeches: Path, folder: Path, size: int) -> Path:
    large = folder / "large.jsonl"
    with large.open("wb") as file:
        while file.tell() < size:
            with gzip.open(speeches) as rows:
                file.writelines(takewhile(lambda _: file.tell() < size, rows))
    return large


@click.command()
@click.argument("speeches", type=click.Path(exists=True, path_type=Path))
@click.option("--megabytes", default=200, help="How large a file to make.")
def main(speeches: Path, megabytes: int) -> None:
    n_speeches = n_passages = n_characters = refused = 0
    splitting = 0.0
    with tempfile.TemporaryDirectory() as folder:
        large = _repeated(speeches, Path(folder), megabytes * 10**6)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        for reading in read([large]):
            if not isinstance(reading, Reading):
                refused += 1
                continue
            split_start = time.perf_counter()
            try:
                n_passages += len(passages_of(reading.speech).passages)
            except EmptySpeech:
                refused += 1
            splitting += time.perf_counter() - split_start
            n_speeches += 1
            n_characters += len(reading.speech.raw)
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{megabytes} MB: {n_speeches:,} speeches, {n_characters:,} characters, {n_passages:,} passages")
    print(f"refused {refused:,} rows and speeches without text")
    print(f"{seconds:.1f} s: reading {seconds - splitting:.1f}, cleaning and splitting {splitting:.1f}")
    print(f"peak {peak / 1024:.0f} MiB, {before / 1024:.0f} before the first row")


if __name__ == "__main__":
    main()
