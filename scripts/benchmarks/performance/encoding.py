"""Our CPU engine against plain sentence-transformers, in one run on the same passages.

    python -m scripts.benchmarks.performance.encoding ../shared/corpus/small.jsonl --threads 2

Both are given the same texts in alternating slices, so that whatever else the machine does slows both; each
is timed over all of its slices. Plain sentence-transformers is torch in float32 with batches of 32, sorted
by length by the library itself.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sentence_transformers import SentenceTransformer

from embeddings.encoder.load import load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache, verify
from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, read

Floats = npt.NDArray[np.float32]


def main() -> None:
    wanted = _arguments()
    model, cache = read_lock().model(), default_cache()
    ours = load_encoder(model, cache=cache, threads=wanted.threads)
    torch.set_num_threads(wanted.threads)
    plain = SentenceTransformer(str(verify(model, cache).source), device="cpu", local_files_only=True)
    passages = _passages(wanted.speeches)[: wanted.limit]
    texts = [text for _, text in passages]

    def theirs(some: list[str]) -> Floats:
        prompted = [model.prompts.passage + text for text in some]
        return np.asarray(plain.encode(prompted, batch_size=32, show_progress_bar=False))

    ours.passages(texts[:8])
    theirs(texts[:8])
    n_truncated, seconds, cosines = 0, [0.0, 0.0], []
    for start in range(0, len(texts), wanted.slice):
        some = texts[start : start + wanted.slice]
        begun = time.perf_counter()
        encoding = ours.passages(some)
        between = time.perf_counter()
        reference = theirs(some)
        seconds[0] += between - begun
        seconds[1] += time.perf_counter() - between
        n_truncated += int(encoding.truncated.sum())
        cosines.append((encoding.vectors * reference).sum(axis=1))
    _report(np.concatenate(cosines), [language for language, _ in passages], seconds, n_truncated)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speeches", type=Path, help="a .jsonl file with the fields text and language")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, help="only so many passages, taken from all over the file")
    parser.add_argument("--slice", type=int, default=700, help="texts given to each engine in turn")
    return parser.parse_args()


def _passages(speeches: Path) -> list[tuple[str, str]]:
    """The file's passages with their language, shuffled so that every slice is like the whole."""
    readings = [reading for reading in read([speeches]) if isinstance(reading, Reading)]
    passages = [passage for reading in readings for passage in passages_of(reading.speech).passages]
    order = np.random.default_rng(0).permutation(len(passages))
    return [(passages[i].language, passages[i].normalized) for i in order]


def _report(cosines: Floats, languages: list[str], seconds: list[float], n_truncated: int) -> None:
    per_second = [len(cosines) / each for each in seconds]
    print(f"passages                 {len(cosines)}, {n_truncated} longer than the model reads")
    print(f"sentence-transformers    {per_second[1]:.1f} passages/s")
    print(
        f"our engine               {per_second[0]:.1f} passages/s, {per_second[0] / per_second[1]:.2f} times"
    )
    low = ", ".join(f"p{share:g} {np.percentile(cosines, share):.5f}" for share in (0.1, 1, 10, 50))
    print(f"cosine between them      min {cosines.min():.5f}, {low}, mean {cosines.mean():.5f}")
    for language in sorted(set(languages)):
        of_it = cosines[[each == language for each in languages]]
        print(f"  {language:10} {len(of_it):5} passages, min {of_it.min():.5f}")


if __name__ == "__main__":
    main()
