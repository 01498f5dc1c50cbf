"""How long an answer takes when an engine finds the passages, beside the embedded index, in one run.

    python -m scripts.benchmarks.scale.engines milvus://localhost --corpus CORPUS [--questions 200]

The current snapshot is to be in the engine already (`tifa publish --to`). Questions are the beginnings of
passages; each is asked of both by turns, without a filter and with one of each kind. Whether the answers are
the same is counted, too. With `--broad 1000` filters of a small corpus are answered as those are that let
very many passages through.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click
import numpy as np

from embeddings.corpus import Corpus
from embeddings.engines.address import EngineAddress
from embeddings.engines.finding import SnapshotEngine
from embeddings.engines.milvus import Milvus
from embeddings.search import ranking
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
@click.option("--broad", default=ranking.BROAD, show_default=True, help="More rows that pass are very many.")
@cache_option
@threads_option
def main(address: str, folder: Path, n_questions: int, broad: int, cache: Path, threads: int) -> None:
    ranking.BROAD = broad
    corpus = open_corpus(folder, cache=cache, threads=threads)
    engine = SnapshotEngine(Milvus.connect(EngineAddress.parse(address)))
    far = CurrentSnapshot(folder, engine).held.snapshot
    print(
        f"{len(far.index):,} passages, {n_questions} questions; nearest is the first hundred by cosine alone"
    )
    texts = drawn(corpus, n_questions, seed=1)
    asked = [
        (text, corpus.encoder.query(read_question(Question(text)).normalized).vectors[0]) for text in texts
    ]
    for name, given in (("all", ANY), *kinds(corpus.snapshot).items()):
        filters = [given] * len(asked)
        for mode in MODES:
            measure(corpus, far, f"{mode}, {name}", asked, filters, partial(answered, mode=mode))
    measure(corpus, far, "nearest", asked, [ANY] * len(asked), nearest)


def kinds(snapshot: Snapshot) -> dict[str, Filters]:
    """A filter of each kind, of what most passages are from."""
    counts = snapshot.facets(np.arange(len(snapshot.index)))
    language, place, speaker = (
        next(value for value in of if value) for of in (counts.language, counts.place, counts.speaker)
    )
    return {
        "a language": Filters(language=(language,)),
        "years": Filters(date_from="2014", date_to="2020"),
        "both": Filters(language=(language,), date_from="2014", date_to="2020"),
        "a place": Filters(place=(place,)),
        "a speaker": Filters(speaker=(speaker,)),
        "but a speech": Filters(exclude_speech=(snapshot.revisions()[0][0],)),
    }


def measure(
    corpus: Corpus,
    far: Snapshot,
    what: str,
    asked: Sequence[tuple[str, Vectors]],
    filters: Sequence[Filters],
    ask: Callable[[Snapshot, str, Vectors, Filters], object],
) -> None:
    took: dict[str, list[float]] = {name: [] for name in NAMES}
    same = 0
    for number, ((text, vector), given) in enumerate(zip(asked, filters, strict=True)):
        answers = {}
        for name in NAMES if number % 2 else NAMES[::-1]:
            snapshot = corpus.snapshot if name == "embedded" else far
            took[name].append(
                seconds_of(lambda: answers.update({name: ask(snapshot, text, vector, given)}))  # noqa: B023 -- run at once
            )
        same += answers["embedded"] == answers["engine"]
    told = ", ".join(
        f"{name} p50 {np.median(seconds) * 1e3:6.1f} p95 {np.quantile(seconds, 0.95) * 1e3:6.1f} ms"
        for name, seconds in took.items()
    )
    print(f"{what:26} {told}   the same answer: {same} of {len(asked)}")


def answered(snapshot: Snapshot, text: str, vector: Vectors, given: Filters, *, mode: Mode) -> object:
    return search(snapshot, read_question(Question(text, mode=mode, filters=given)), vector)


def nearest(snapshot: Snapshot, _text: str, vector: Vectors, _given: Filters) -> object:
    return snapshot.index.nearest(centred(snapshot, vector), k=100)


def centred(snapshot: Snapshot, vector: Vectors) -> Vectors:
    found: Vectors = snapshot.space.centred(vector[None, :], ["en"])[0]
    return found


if __name__ == "__main__":
    main()
