r"""One speech more in a corpus, and one less: how long that takes, and the most memory.

    python -m scripts.benchmarks.performance.adding my-corpus

It works on a copy of the corpus, which is deleted in the end. First the copy is published by this version,
untimed, since nothing can be taken over from another version's snapshot. Then an invented speech of 5,000
characters is added with `tifa index` and removed with `tifa remove`, each in a process of its own.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import click

_PLACES = "临川港", "青榆县", "白沙岛", "南岭新区", "河湾市", "枫桥镇", "石门水库", "东湖大学城"
_MATTERS = (
    "渔业合作社",
    "老旧小区改造",
    "跨海大桥",
    "乡村小学",
    "风力发电场",
    "古城保护",
    "社区医院",
    "粮食储备",
)
_SENTENCES = (
    "今年以来，{place}的{matter}取得了新的进展，参加的家庭比去年多了{n}户。",
    "有人问，{matter}要花多少钱？{place}的账是这样算的：每年投入{n}万元，五年见效。",
    "我们在{place}看到，{matter}不是一句口号，而是{n}名工作人员一天一天做出来的。",
    "下一步，要把{place}的经验带到其他地方，让{matter}在第{n}个村也能办起来。",
    "当然，困难还不少：{place}冬天长，{matter}的材料要走{n}公里山路才能运到。",
)


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """seconds: from the start to the end of the process.  cpu: of all cores.  megabytes: at most resident.
    stopped: it did not end by itself, but at its limit.
    """

    seconds: float
    cpu: float
    megabytes: float
    stopped: bool = False


def invented_speech(n_characters: int) -> str:
    """A speech about invented places, in paragraphs of five sentences, of just so many characters."""
    drawn = zip(cycle(_SENTENCES), cycle(_PLACES), cycle(_MATTERS[:7]), strict=False)
    text = ""
    for number, (sentence, place, matter) in enumerate(drawn, start=1):
        text += sentence.format(place=place, matter=matter, n=7 * number) + ("\n" if number % 5 == 0 else "")
        if len(text) >= n_characters:
            break
    return text[:n_characters]


def run(*arguments: str) -> MeasuredRun:
    """`tifa` with these arguments, which must succeed."""
    return run_module("scripts.tifa", *arguments, quiet=True)


def run_module(module: str, *arguments: str, quiet: bool = False, most_cpu: int | None = None) -> MeasuredRun:
    """A module as a process of its own, which must succeed, or be stopped after so many seconds of CPU.

    quiet: what it writes is not shown.
    """
    start = time.perf_counter()
    out = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=out)
    if most_cpu is not None:
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (most_cpu, most_cpu))
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    stopped = most_cpu is not None and process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    if process.returncode and not stopped:
        raise click.ClickException(f"{module} {' '.join(arguments)} ended with {process.returncode}")
    seconds = time.perf_counter() - start
    return MeasuredRun(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, stopped)


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--characters", default=5_000, help="How long the speech is.")
@click.option("--scratch", type=click.Path(file_okay=False, path_type=Path), help="Where to put the copy.")
def main(corpus: Path, characters: int, scratch: Path | None) -> None:
    with tempfile.TemporaryDirectory(dir=scratch) as scratch_folder:
        copy = Path(scratch_folder, "corpus")
        shutil.copytree(corpus, copy)
        rows = {}
        for name in ("first", "second"):
            rows[name] = Path(scratch_folder, f"{name}.jsonl")
            text = invented_speech(characters if name == "second" else characters // 10)
            rows[name].write_text(json.dumps({"id": f"invented-{name}", "text": text}), "utf-8")
        short, long = (("index", str(rows[name]), "--corpus", str(copy)) for name in ("first", "second"))
        told = {
            "a short one, after another version": run(*short),
            f"one of {characters:,} characters added": run(*long),
            "the same again": run(*long),
            "the same removed": run("remove", "invented-second", "--corpus", str(copy)),
        }
        for what, one in told.items():
            click.echo(
                f"{what}: {one.seconds:.1f} s, {one.cpu:.1f} s of CPU, {one.megabytes:,.0f} MB at most"
            )


if __name__ == "__main__":
    main()
