"""What a request costs beyond the model: one client over HTTP, and the encoder alone on the same questions.

    python -m scripts.benchmarks.performance.beyond_the_model --corpus CORPUS [--questions 200]

A service answers in a process of its own (hybrid, ten passages, explained). Each question, a stretch of a
passage of the corpus, is asked of it once, and encoded once in this process by the same model on as many
threads, by turns, so that whatever else goes on in the machine falls on both alike. Told, too: the CPU that
the service takes for a request, of which the model's part is measured here, and a question asked again.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np

from embeddings.corpus import Corpus, prepare_search
from embeddings.search.questions.question import Question
from scripts.benchmarks.performance.services import ask_tifa, free_port, running, tifa_serve
from scripts.terminal.opening import cache_option, corpus_option, threads_option
from service.opening import open_corpus

LENGTHS = (10, 40)  # characters, from and to
WARM = 20


@click.command()
@corpus_option
@click.option("--questions", "n_questions", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
@cache_option
@threads_option
def main(folder: Path, n_questions: int, seed: int, cache: Path, threads: int) -> None:
    corpus = open_corpus(folder, cache=cache, threads=threads)
    questions = drawn(corpus, n_questions + WARM, seed)
    port = free_port()
    with running(tifa_serve(folder, port=port, threads=threads), port=port) as service:
        service.first_answer(ask_tifa, questions[0])
        connection = service.connection()
        connection.connect()
        for question in questions[:WARM]:
            ask_tifa(connection, question)
        asked, encoded, model_cpu = [], [], 0.0
        cpu = cpu_of(service.process.pid)
        for question in questions[WARM:]:
            ready = prepare_search(corpus.snapshot, Question(question))
            asked.append(seconds_of(partial(ask_tifa, connection, question)))
            began = time.process_time()
            encoded.append(seconds_of(partial(corpus.encoder.queries, ready.texts)))
            model_cpu += time.process_time() - began
        cpu = cpu_of(service.process.pid) - cpu
        again = [seconds_of(partial(ask_tifa, connection, one)) for one in questions[WARM:]]
    http, model = float(np.median(asked)) * 1e3, float(np.median(encoded)) * 1e3
    whole, part = cpu / n_questions * 1e3, model_cpu / n_questions * 1e3
    print(f"{len(corpus.snapshot.index):,} passages, {n_questions} questions, {threads} threads")
    print(f"over HTTP p50 {http:.1f} ms, the encoder alone {model:.1f} ms: {http / model:.2f} times")
    print(f"CPU of a request {whole:.1f} ms, of the encoder {part:.1f} ms: {whole / part:.2f} times")
    print(f"asked again p50 {np.median(again) * 1e3:.1f} ms")


def drawn(corpus: Corpus, n: int, seed: int) -> list[str]:
    """Beginnings of n passages, as long as short questions are."""
    random = np.random.default_rng(seed)
    rows = random.choice(len(corpus.snapshot.index), n, replace=False)
    lengths = random.integers(*LENGTHS, n).tolist()
    passages = corpus.snapshot.passages(sorted(rows.tolist()))
    return [passage.text[:length] for passage, length in zip(passages, lengths, strict=True)]


def seconds_of(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cpu_of(process: int) -> float:
    """The seconds of CPU that a process has taken so far, in all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
