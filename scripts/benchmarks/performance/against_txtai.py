r"""Tifa and what a user would pick instead, in one run: txtai's own service with the same weights.

    python -m venv other && other/bin/pip install torch==2.13.0 'txtai[api]==9.14.0'
    python -m scripts.benchmarks.performance.against_txtai ../shared/corpus/small.jsonl \
        --txtai-python other/bin/python

Both get the same passages (stretches of 257 characters of the file), the same questions (shorter stretches of
those passages, each asked once of each), two threads, and one client process that asks by the standard
library's own HTTP client. They take turns every few seconds, so that whatever else goes on in the machine
slows both; whoever waits for its turn is idle. Tifa indexes with its command, the start of the process and
the cleaning of the texts included; txtai takes passages over HTTP into the running service. Tifa is asked as
it comes (hybrid, explained), and by meaning alone. txtai answers by meaning alone and explains nothing.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import quote

import click
import numpy as np

from embeddings.models.lock import read_lock
from embeddings.models.shelf import verify
from scripts.benchmarks.performance.services import (
    ROOT,
    Ask,
    Connection,
    QuestionToAsk,
    Service,
    answer,
    ask_tifa,
    asked_by,
    free_port,
    running,
    tifa_serve,
)
from scripts.terminal.opening import cache_option

PASSAGES, LENGTH = 700, 257
QUESTION = (10, 40)  # characters, from and to
ALONE, TOGETHER, CLIENTS = 40, 160, 8  # questions of a turn by one client, and by CLIENTS at once
TURNS, STARTS = 3, 3


@dataclass(frozen=True, slots=True)
class Contestant:
    """command: what starts its service on `port`.  ask: a question for ten passages, by a way of asking."""

    command: Sequence[str]
    port: int
    ask: Mapping[str, Ask]
    environ: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def running(self) -> Iterator[Service]:
        with running(self.command, port=self.port, environ=self.environ) as service:
            yield service


@click.command()
@click.argument("speeches", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--txtai-python", required=True, type=click.Path(exists=True), help="Of its own environment.")
@click.option("--threads", default=2, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--json", "out", type=click.Path(path_type=Path), help="Also write the figures here.")
@cache_option
def main(speeches: Path, txtai_python: str, threads: int, seed: int, out: Path | None, cache: Path) -> None:
    random = np.random.default_rng(seed)
    passages = drawn(speeches, random)
    questions = iter(asked_for(passages, random))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        txtai = txtai_in(folder, python=txtai_python, weights=verify(read_lock().model(), cache).source)
        txtai = Contestant(txtai.command, txtai.port, txtai.ask, txtai.environ | limits(threads))
        tifa = tifa_in(folder / "corpus", threads=threads)
        figures: dict[str, dict[str, float]] = {"txtai": {}, "tifa": {}, "tifa by meaning": {}}
        figures["txtai"]["passages/s"] = PASSAGES / index_with_txtai(txtai, passages)
        figures["tifa"]["passages/s"] = PASSAGES / index_with_tifa(folder, passages, threads)
        for name, seconds in started(txtai, tifa, next(questions)).items():
            figures[name]["start to first answer, s"] = seconds
        for name, measured in asked(txtai, tifa, questions).items():
            figures[name] |= measured
    report(figures)
    if out is not None:
        out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def drawn(speeches: Path, random: np.random.Generator) -> list[str]:
    """Stretches of the file's texts, in random order, each beginning and ending with something to read."""
    rows = [json.loads(line) for line in speeches.read_text(encoding="utf-8").splitlines()]
    texts = [" ".join(row["text"].split()) for row in rows]
    stretches = [
        text[start : start + LENGTH]
        for text in texts
        for start in range(0, len(text) - LENGTH, LENGTH)
        if text[start] != " " != text[start + LENGTH - 1]
    ]
    return [stretches[i] for i in random.permutation(len(stretches))[:PASSAGES]]


def asked_for(passages: Sequence[str], random: np.random.Generator) -> list[str]:
    """Different stretches of passages, enough for everything that is asked."""
    wanted = 2 + TURNS * 2 * (ALONE + TOGETHER)
    found: dict[str, None] = {}
    while len(found) < wanted:
        passage, length = passages[int(random.integers(len(passages)))], int(random.integers(*QUESTION))
        start = int(random.integers(len(passage) - length))
        found.setdefault(passage[start : start + length].strip())
    return list(found)


def limits(threads: int) -> dict[str, str]:
    """What torch, and the libraries below it, go by."""
    return {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads), "HF_HUB_OFFLINE": "1"}


def txtai_in(folder: Path, *, python: str, weights: Path) -> Contestant:
    """Its service as its own documentation sets it up; what it indexed is there again after a restart."""
    settings = folder / "txtai.yml"
    model = {
        "path": str(weights),
        "instructions": {"query": "query: ", "data": "passage: "},
        "content": True,
        "backend": "faiss",
    }
    # JSON is YAML.
    content = {"path": str(folder / "txtai-index"), "writable": True, "embeddings": model}
    settings.write_text(json.dumps(content), encoding="utf-8")
    port = free_port()
    command = [python, "-m", "uvicorn", "txtai.api:app", "--port", str(port), "--log-level", "warning"]
    return Contestant(command, port, {"txtai": ask_txtai}, {"CONFIG": str(settings)})


def tifa_in(corpus: Path, *, threads: int) -> Contestant:
    port = free_port()
    ways: dict[str, Ask] = {"tifa": ask_tifa, "tifa by meaning": partial(ask_tifa, mode="meaning")}
    return Contestant(tifa_serve(corpus, port=port, threads=threads), port, ways)


def ask_txtai(connection: Connection, question: str) -> bytes:
    return answer(connection, "GET", f"/search?query={quote(question)}&limit=10")


def count_in_txtai(connection: Connection, _: str) -> bytes:
    return answer(connection, "GET", "/count")


def index_with_txtai(txtai: Contestant, passages: Sequence[str]) -> float:
    """Seconds from the first passage handed in to the end of indexing; the service was started before."""
    rows = [{"id": str(number), "text": text} for number, text in enumerate(passages)]
    with txtai.running() as service:
        service.first_answer(count_in_txtai, "")
        connection = service.connection()
        begun = time.perf_counter()
        answer(connection, "POST", "/add", json.dumps(rows).encode())
        answer(connection, "GET", "/index")
        return time.perf_counter() - begun


def index_with_tifa(folder: Path, passages: Sequence[str], threads: int) -> float:
    """Seconds of the command, from the start of its process to its end."""
    source = folder / "passages.jsonl"
    rows = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(passages)]
    source.write_text("\n".join(rows), encoding="utf-8")
    command = [sys.executable, "-m", "scripts.tifa", "index", str(source), "--corpus", str(folder / "corpus")]
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "--threads", str(threads)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - begun
    print(f"tifa index: {done.stdout.splitlines()[-1]}")
    return seconds


def started(txtai: Contestant, tifa: Contestant, question: str) -> dict[str, float]:
    """The median seconds from the start of the process to the first answer, by turns."""
    seconds = defaultdict(list)
    for _ in range(STARTS):
        for name, contestant in (("txtai", txtai), ("tifa", tifa)):
            with contestant.running() as service:
                seconds[name].append(service.first_answer(contestant.ask[name], question))
    return {name: median(each) for name, each in seconds.items()}


def asked(txtai: Contestant, tifa: Contestant, questions: Iterator[str]) -> dict[str, dict[str, float]]:
    """Latencies, throughput and memory, by way of asking; both services run, one is asked at a time."""
    alone: dict[str, list[QuestionToAsk]] = defaultdict(list)
    together: dict[str, list[QuestionToAsk]] = defaultdict(list)
    with ExitStack() as stack:
        services = [(each, stack.enter_context(each.running())) for each in (txtai, tifa)]
        warm = next(questions)
        for contestant, service in services:
            for ask in contestant.ask.values():
                service.first_answer(ask, warm)
        for _ in range(TURNS):
            for clients, n, found in ((1, ALONE, alone), (CLIENTS, TOGETHER, together)):
                mine = [next(questions) for _ in range(n)]
                others = [next(questions) for _ in range(n)]
                for contestant, service in services:
                    for name, ask in contestant.ask.items():
                        some = others if name == "tifa by meaning" else mine  # asked once of each service
                        found[name].append(asked_by(clients, service, some, ask))
        memory = {name: service.memory().resident for each, service in services for name in each.ask}
    return {
        name: {
            "p50 alone, ms": quantile(alone[name], 0.5),
            "p95 alone, ms": quantile(alone[name], 0.95),
            f"requests/s, {CLIENTS} clients": TURNS * TOGETHER / sum(turn.seconds for turn in together[name]),
            f"p50, {CLIENTS} clients, ms": quantile(together[name], 0.5),
            f"p95, {CLIENTS} clients, ms": quantile(together[name], 0.95),
            "resident, MB": memory[name],
        }
        for name in alone
    }


def quantile(turns: Sequence[QuestionToAsk], share: float) -> float:
    """Of all answers, in milliseconds."""
    return float(np.quantile([seconds for turn in turns for seconds in turn.latencies], share)) * 1e3


def report(figures: Mapping[str, Mapping[str, float]]) -> None:
    """The figures side by side, and how many times Tifa's are those of txtai."""
    print(f"{'':26}" + "".join(f"{name:>17}" for name in figures) + f"{'tifa : txtai':>15}")
    for what, theirs in figures["txtai"].items():
        numbers = "".join(f"{row[what]:17.1f}" if what in row else f"{'':17}" for row in figures.values())
        print(f"{what:26}{numbers}{figures['tifa'][what] / theirs:15.2f}")


if __name__ == "__main__":
    main()
