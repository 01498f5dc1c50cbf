"""How long an answer takes when an engine finds the passages, beside the embedded index, in one run.

    python -m scripts.benchmarks.scale.engines milvus://localhost --corpus CORPUS [--questions 200]

The current snapshot is to be in the engine already (`tifa publish --to`). Questions are the beginnings of
passages; each is asked of both by turns, with and without a filter of a language and a span of years. Whether
the answers are the same is counted, too.
"""

from functools import partial
from pathlib import Path

import click
import numpy as np

from embeddings.corpus import Corpus
from embeddings.engines.address import EngineAddress
from embeddings.engines.finding import SnapshotEngine
from embeddings.engines.milvus import Milvus
from embeddings.index.vectors import Rows
from embeddings.search.questions.question import Mode, Question, read_question
from embeddings.search.search import search
from embeddings.similarity.space import Vectors
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import ANY, Filters
from embeddings.snapshot.snapshot import Snapshot
from scripts.benchmarks.performance.search_latency import drawn, seconds_of
from scripts.terminal.opening import cache_option, corpus_option, threads_option
from service.opening import open_corpus

MODES: tuple[Mode, ...] = ("meaning", "hybrid")
NAMES = ("embedded", "engine")


@click.command()
@click.argument("address")
@corpus_option
@click.option("--questions", "n_questions", default=200, show_default=True)
@cache_option
@threads_option
def main(address: str, folder: Path, n_questions: int, cache: Path, threads: int) -> None:
    corpus = open_corpus(folder, cache=cache, threads=threads)
    engine = SnapshotEngine(Milvus.connect(EngineAddress.parse(address)))
    far = CurrentSnapshot(folder, engine).held.snapshot
    filters = Filters(language=(max(corpus.snapshot.manifest.languages.items(), key=lambda one: one[1])[0],),
                      date_from="2014", date_to="2020")  # fmt: skip
    print(
        f"{len(far.index):,} passages, {n_questions} questions; nearest is the first hundred by cosine alone"
    )
    for name, given in (("all passages", ANY), ("filtered", filters)):
        for mode in MODES:
            measure(corpus, far, f"{mode}, {name}", n_questions, partial(answered, mode=mode, filters=given))
        rows = corpus.snapshot.rows(given)
        measure(corpus, far, f"nearest, {name}", n_questions, partial(nearest, rows=rows))


def measure(corpus: Corpus, far: Snapshot, what: str, n: int, ask: partial[object]) -> None:
    took: dict[str, list[float]] = {name: [] for name in NAMES}
    same = 0
    for number, text in enumerate(drawn(corpus, n, seed=1)):
        vector = corpus.encoder.query(read_question(Question(text)).normalized).vectors[0]
        answers = {}
        for name in NAMES if number % 2 else NAMES[::-1]:
            snapshot = corpus.snapshot if name == "embedded" else far
            took[name].append(
                seconds_of(lambda: answers.update({name: ask(snapshot, text, vector)}))  # noqa: B023 -- run at once
            )
        same += answers["embedded"] == answers["engine"]
    told = ", ".join(
        f"{name} p50 {np.median(seconds) * 1e3:6.1f} p95 {np.quantile(seconds, 0.95) * 1e3:6.1f} ms"
        for name, seconds in took.items()
    )
    print(f"{what:24} {told}   the same answer: {same} of {n}")


def answered(snapshot: Snapshot, text: str, vector: Vectors, *, mode: Mode, filters: Filters) -> object:
    return search(snapshot, read_question(Question(text, mode=mode, filters=filters)), vector)


def nearest(snapshot: Snapshot, _text: str, vector: Vectors, *, rows: Rows | None) -> object:
    centred = snapshot.space.centred(vector[None, :], ["en"])[0]
    return snapshot.index.nearest(centred, k=100, among=rows)


if __name__ == "__main__":
    main()
