"""How long it is until the first answer: of `tifa serve`, of `tifa search`, and of `tifa --help`.

    python -m scripts.benchmarks.performance.start --corpus CORPUS [--times 5]

Each is started in a process of its own, by turns, with its files in the page cache. The first answer of the
service is the one to a hybrid question with explanations over HTTP.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from scripts.benchmarks.performance.services import ROOT, ask_tifa, free_port, running, tifa_serve
from scripts.terminal.opening import corpus_option

QUESTION = "What was said about flood defences?"


@click.command()
@corpus_option
@click.option("--times", default=5, show_default=True)
@click.option("--threads", default=2, show_default=True)
def main(folder: Path, times: int, threads: int) -> None:
    options = ["--corpus", str(folder.resolve()), "--threads", str(threads)]
    measured: dict[str, Callable[[], float]] = {
        "tifa serve": lambda: served(folder, threads),
        "tifa search": lambda: ran("search", QUESTION, *options),
        "tifa --help": lambda: ran("--help"),
    }
    seconds = [{name: measure() for name, measure in measured.items()} for _ in range(times)]
    for name in measured:
        each = sorted(row[name] for row in seconds)
        print(f"{name:12} median {statistics.median(each):.2f} s, from {each[0]:.2f} to {each[-1]:.2f}")


def served(folder: Path, threads: int) -> float:
    """Seconds from the start of the process to the first answer."""
    port = free_port()
    with running(tifa_serve(folder, port=port, threads=threads), port=port) as service:
        return service.first_answer(ask_tifa, QUESTION)


def ran(*arguments: str) -> float:
    """Seconds from the start of a command to its end."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "scripts.tifa", *arguments]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
