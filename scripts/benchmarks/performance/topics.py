"""How long topics take, and how much memory, beside BERTopic with its own defaults.

    python -m scripts.benchmarks.performance.topics CORPUS [--bertopic [--most-cpu 900]] [--threads 2]

`tifa topics --afresh` runs on a copy of the corpus, which is deleted in the end; every passage takes part,
and formulas and publishing are counted in. With --bertopic the library's defaults are then fitted on the same
texts and vectors, without formulas and publishing, and stopped after --most-cpu seconds; neither encodes
anything. Each is a process of its own. At last the topics are asked for 10,000 passages that they were not
made of.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np

from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.assignment import assign
from scripts.benchmarks.performance.adding import MeasuredRun, run, run_module

NEW = 10_000
BERTOPIC_ALONE = "--bertopic-alone"
_THIS = "scripts.benchmarks.performance.topics"  # run with -m, it is called __main__


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--threads", default=2, show_default=True)
@click.option("--bertopic", is_flag=True, help="Fit BERTopic's defaults too.")
@click.option("--most-cpu", type=int, help="After how many seconds of CPU BERTopic is stopped.")
@click.option("--scratch", type=click.Path(file_okay=False, path_type=Path), help="Where to put the copy.")
def main(corpus: Path, threads: int, bertopic: bool, most_cpu: int | None, scratch: Path | None) -> None:
    with tempfile.TemporaryDirectory(dir=scratch) as scratch_folder:
        copy = Path(scratch_folder, "corpus")
        shutil.copytree(corpus, copy)
        tell("tifa topics", run("topics", "--corpus", str(copy), "--threads", str(threads), "--afresh"))
        snapshot = CurrentSnapshot(copy).held.snapshot
        topics = snapshot.topics()
        print(
            f"  {len(topics):,} passages, {len(snapshot.need_topics().topics)} topics,"
            f" {topics.count(None) / len(topics):.1%} unassigned"
        )
        if bertopic:
            tell("BERTopic's defaults", run_module(_THIS, str(copy), BERTOPIC_ALONE, most_cpu=most_cpu))
        assigned(snapshot)


def tell(name: str, measured: MeasuredRun) -> None:
    seconds, cpu, megabytes = measured.seconds, measured.cpu, measured.megabytes
    end = "; stopped before its end" if measured.stopped else ""
    print(f"{name}: {seconds:.0f} s, {cpu:.0f} s of CPU, {megabytes:,.0f} MB at most{end}", flush=True)


def assigned(snapshot: Snapshot) -> None:
    """Of places halfway between two passages of one language: near what is said, but nowhere said."""
    vectors, languages = np.asarray(snapshot.index.vectors), np.array(snapshot.passage_languages)
    draw = np.random.default_rng(1)
    rows = draw.integers(0, len(vectors), NEW)
    others = np.array([draw.choice(np.flatnonzero(languages == languages[row])) for row in rows])
    between = vectors[rows] + vectors[others]
    between /= np.linalg.norm(between, axis=1, keepdims=True)
    begun, cpu = time.perf_counter(), time.process_time()
    found = assign(between, languages[rows].tolist(), snapshot.need_topics())
    print(
        f"assigning {NEW:,} new passages: {time.perf_counter() - begun:.1f} s,"
        f" {time.process_time() - cpu:.1f} s of CPU; unassigned {sum(one.topic is None for one in found)}"
    )


def fit_bertopic(corpus: Path) -> None:
    """With nothing set but that the texts are in several languages, which the library asks to be told."""
    from bertopic import BERTopic

    snapshot = CurrentSnapshot(corpus).held.snapshot
    texts = [passage.text for passage in snapshot.passages(range(len(snapshot.index)))]
    topics, _ = BERTopic(language="multilingual").fit_transform(texts, np.asarray(snapshot.index.vectors))
    print(f"  {len(set(topics)) - (-1 in topics)} topics, {topics.count(-1) / len(topics):.1%} unassigned")


if __name__ == "__main__":
    if BERTOPIC_ALONE in sys.argv:
        fit_bertopic(Path(sys.argv[1]))
    else:
        main()
