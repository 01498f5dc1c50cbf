"""How long an answer takes, by meaning, by words and by both, in one run and on the same questions.

    python -m scripts.benchmarks.performance.search_latency --corpus CORPUS [--questions 200] [--explain]

Questions are the beginnings of passages drawn from the corpus itself, of 20, 60 and 300 characters. Each is
read, encoded, searched and, if asked for, explained, in every mode by turns, so that whatever else goes on in
the machine falls on all alike: first by one client, then by eight at once.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import click
import numpy as np

from embeddings.corpus import Corpus, prepare_search
from embeddings.search.questions.question import Mode, Question, read_question
from embeddings.search.search import search
from scripts.terminal.opening import cache_option, corpus_option, threads_option
from service.opening import open_corpus

MODES: tuple[Mode, ...] = ("meaning", "hybrid", "words")
LENGTHS = (20, 60, 300)
CLIENTS = (1, 8)


@click.command()
@corpus_option
@click.option("--questions", "n_questions", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--explain", "explained", is_flag=True, help="Also say why each passage of the answer matched.")
@cache_option
@threads_option
def main(folder: Path, n_questions: int, seed: int, explained: bool, cache: Path, threads: int) -> None:
    corpus = open_corpus(folder, cache=cache, threads=threads)
    questions = drawn(corpus, n_questions, seed)
    answered(corpus, questions[:10], "hybrid", explained)  # the first question opens what is opened once
    print(f"{len(corpus.snapshot.index):,} passages, {n_questions} questions, explained: {explained}")
    for clients in CLIENTS:
        seconds = measured(corpus, questions, clients, explained)
        meaning = float(np.median(seconds["meaning"]))
        for mode in MODES:
            p50, p95 = np.quantile(seconds[mode], [0.5, 0.95])
            print(
                f"{clients} at once  {mode:8} p50 {p50 * 1e3:6.1f} ms  p95 {p95 * 1e3:6.1f} ms"
                f"  {p50 / meaning:.2f} of meaning"
            )


def drawn(corpus: Corpus, n: int, seed: int) -> list[str]:
    """Beginnings of passages, of each length by turns."""
    snapshot = corpus.snapshot
    rows = np.random.default_rng(seed).choice(len(snapshot.index), n, replace=n > len(snapshot.index))
    texts = [passage.text for passage in snapshot.passages(sorted(rows.tolist()))]
    return [text[: LENGTHS[i % len(LENGTHS)]] for i, text in enumerate(texts)]


def measured(
    corpus: Corpus, questions: Sequence[str], clients: int, explained: bool
) -> dict[Mode, list[float]]:
    """The seconds of each answer, by mode."""

    def timed(number: int) -> dict[Mode, float]:
        first = number % len(MODES)  # whichever comes first finds the caches cold
        turns = (*MODES[first:], *MODES[:first])
        return {
            mode: seconds_of(partial(answered, corpus, [questions[number]], mode, explained))
            for mode in turns
        }

    with ThreadPoolExecutor(clients) as pool:
        rows = list(pool.map(timed, range(len(questions))))
    return {mode: [row[mode] for row in rows] for mode in MODES}


def answered(corpus: Corpus, questions: Sequence[str], mode: Mode, explained: bool) -> None:
    for text in questions:
        question = Question(text, mode=mode)
        if explained and mode == "hybrid":
            corpus.answer(prepare_search(corpus.snapshot, question))
        else:
            asked = read_question(question)
            search(corpus.snapshot, asked, corpus.encoder.query(asked.normalized).vectors[0])


def seconds_of(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
