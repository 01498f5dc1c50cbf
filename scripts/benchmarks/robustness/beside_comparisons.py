"""How much slower are questions while two hostile texts, as long as they may be, are compared?

    python -m scripts.benchmarks.robustness.beside_comparisons --corpus CORPUS [--seconds 30] [--rounds 2]

Eight clients ask one question after the other: alone, beside two clients who compare again and again, alone
again; and so on. What counts is the ratio of the 95th percentiles, within one run. One text is made to keep
the repair rules busy, the other is passages of the corpus, so that every piece of it is found and aligned.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

import click
import numpy as np

from embeddings.snapshot.current import CurrentSnapshot
from scripts.benchmarks.performance.services import Service, ask_tifa, free_port, running, tifa_serve
from scripts.terminal.opening import corpus_option
from service.parameters.values import MOST_IN_SPEECH

CLIENTS = 8
REPAIRED = "目录\n" * 200 + "⼀二⼀ The harbour of the\n" * 200


def hostile_texts(passages: Sequence[str]) -> list[str]:
    """Each as long as a text may be."""
    known = "\n\n".join(passages)
    return [
        (text * (MOST_IN_SPEECH // len(text) + 1))[:MOST_IN_SPEECH] for text in (REPAIRED, known + "\n\n")
    ]


def searched(service: Service, questions: Iterator[str], seconds: float) -> list[float]:
    """Seconds of each answer that the clients got in that time."""
    end = time.perf_counter() + seconds
    found: list[float] = []
    drawing = threading.Lock()

    def client() -> None:
        connection = service.connection()
        while time.perf_counter() < end:
            with drawing:
                question = next(questions)
            began = time.perf_counter()
            ask_tifa(connection, question)
            found.append(time.perf_counter() - began)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    return found


@contextmanager
def comparing(service: Service, texts: Sequence[str], ends: Counter[str]) -> Iterator[None]:
    """A client for each text who compares it again and again; how that ended is counted."""
    over = threading.Event()
    connections = [service.connection() for _ in texts]

    def client(number: int) -> None:
        body = json.dumps({"text": texts[number]}).encode()
        while not over.is_set():
            began = time.perf_counter()
            with suppress(OSError, HTTPException):
                connection = connections[number]
                connection.request("POST", "/v1/compare", body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                ends[f"{answer.status} after {time.perf_counter() - began:.0f} s"] += 1

    clients = [threading.Thread(target=client, args=(number,)) for number in range(len(texts))]
    for one in clients:
        one.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()
        for connection in connections:
            if connection.sock is not None:
                connection.sock.shutdown(2)  # whoever has left is not waited for
        for one in clients:
            one.join()


def questions_of(passages: Sequence[str]) -> Iterator[str]:
    """Stretches of passages, each another one."""
    draw = random.Random(1)  # noqa: S311 -- no secret
    while True:
        text = draw.choice(passages)
        at = draw.randrange(max(1, len(text) - 20))
        stretch = text[at : at + 20].replace('"', "").strip().lstrip("-")
        if stretch.isprintable() and any(map(str.isalnum, stretch)):
            yield stretch


@click.command()
@corpus_option
@click.option("--seconds", default=30.0, show_default=True, help="Of each part.")
@click.option("--rounds", default=2, show_default=True)
@click.option("--threads", default=2, show_default=True)
def main(folder: Path, seconds: float, rounds: int, threads: int) -> None:
    snapshot = CurrentSnapshot(folder).held.snapshot
    passages = [passage.text for passage in snapshot.passages(range(len(snapshot.index)))]
    texts, questions = hostile_texts(passages), questions_of(passages)
    port = free_port()
    with ExitStack() as stack:
        service = stack.enter_context(running(tifa_serve(folder, port=port, threads=threads), port=port))
        service.first_answer(ask_tifa, "harbour")
        searched(service, questions, 5)
        alone, beside = [], []
        ends: Counter[str] = Counter()
        for number in range(rounds):
            before = searched(service, questions, seconds)
            with comparing(service, texts, ends):
                during = searched(service, questions, seconds)
            _tell(number + 1, before, during)
            alone += before
            beside += during
        _tell("all", alone, beside)
    print("comparisons answered meanwhile:", dict(ends) or "none")


def _tell(which: object, alone: Sequence[float], beside: Sequence[float]) -> None:
    (p50, p95), (p50_beside, p95_beside) = (1000 * np.percentile(each, [50, 95]) for each in (alone, beside))
    print(
        f"{which}: alone p50 {p50:.0f}, p95 {p95:.0f} ms ({len(alone)}); beside p50 {p50_beside:.0f},"
        f" p95 {p95_beside:.0f} ms ({len(beside)}); p95 {p95_beside / p95:.2f} times",
        flush=True,
    )


if __name__ == "__main__":
    main()
