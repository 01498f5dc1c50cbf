"""How much memory the service takes, from its first answer on.

    python -m scripts.benchmarks.performance.memory --corpus CORPUS [--questions 10000] [--clients 8]

Questions are stretches of passages drawn from the corpus itself, each another one, of 4 to 600 characters.
They are asked of `tifa serve` in a child process, hybrid and with explanations.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click
import numpy as np

from embeddings.errors import UnusableQuestion
from embeddings.search.questions.question import Question, read_question
from embeddings.snapshot.current import CurrentSnapshot
from scripts.benchmarks.performance.services import (
    Service,
    ask_tifa,
    asked_by,
    free_port,
    running,
    tifa_serve,
)
from scripts.terminal.opening import corpus_option

SHORTEST, LONGEST = 4, 600  # characters
STEPS = 10  # times that it is weighed


@click.command()
@corpus_option
@click.option("--questions", "n_questions", default=10_000, show_default=True)
@click.option("--clients", default=8, show_default=True)
@click.option("--threads", default=2, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, n_questions: int, clients: int, threads: int, seed: int) -> None:
    questions = drawn(folder, n_questions, seed)
    port = free_port()
    with (
        tempfile.TemporaryFile() as log,
        running(tifa_serve(folder, port=port, threads=threads), port=port, log=log) as service,
    ):
        seconds = service.first_answer(ask_tifa, questions[0])
        print(f"first answer after {seconds:.2f} s")
        weighed(service, 1)
        asked = 1
        for step in np.array_split(np.array(questions[1:], dtype=object), STEPS):
            asked_by(clients, service, step.tolist(), ask_tifa)
            asked += len(step)
            weighed(service, asked)


def drawn(folder: Path, n: int, seed: int) -> list[str]:
    """Different stretches of passages; short ones are as frequent as long ones, by orders of magnitude."""
    snapshot = CurrentSnapshot(folder).held.snapshot
    texts = [passage.text for passage in snapshot.passages(range(len(snapshot.index)))]
    return list(dict.fromkeys(_stretches(texts, np.random.default_rng(seed), most=2 * n)))[:n]


def _stretches(texts: Sequence[str], random: np.random.Generator, *, most: int) -> Iterator[str]:
    for _ in range(most):
        text = texts[int(random.integers(len(texts)))]
        length = round(float(np.exp(random.uniform(np.log(SHORTEST), np.log(LONGEST)))))
        start = int(random.integers(max(1, len(text) - length + 1)))
        stretch = text[start : start + length].strip()
        with suppress(UnusableQuestion):  # a reading in brackets, or signs alone
            read_question(Question(stretch))
            yield stretch


def weighed(service: Service, asked: int) -> None:
    memory = service.memory()
    print(
        f"{asked:6,} questions  {memory.resident:6.0f} MB resident:"
        f" {memory.anonymous:.0f} its own, {memory.file:.0f} of files",
        flush=True,
    )


if __name__ == "__main__":
    main()
