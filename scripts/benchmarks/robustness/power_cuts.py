"""Is anything lost, or half of it seen, when the power fails at any moment of any job?

    python -m scripts.benchmarks.robustness.power_cuts [--states 4000] [--seed 1] [--job NAME]

Each job runs once under strace. Its system calls are done again on the model of a strict disk (`disk_model`);
behind each the power fails, and what is left (nothing of what was not fsynced, all of it, or any part) is
written to a real folder, opened, and held against the promises of `survival`. Some of those folders then get
the job once more, which has to bring them to its end. A control takes the fsyncs away: it has to fail.
Needs strace, and so Linux.
"""

import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from embeddings.errors import TifaError
from scripts.benchmarks.robustness.disk_model import Choice, left, loaded
from scripts.benchmarks.robustness.power_cut_job import JOB, JOBS, readings
from scripts.benchmarks.robustness.survival import State, broken_after_kill, broken_after_repeat, state_of
from scripts.benchmarks.robustness.traced_calls import Call, Replay, recorded
from service.jobs.database import FOLDER, JobDatabase
from service.jobs.job import State as JobState

BEGINS_WITH = {"index": "", "index more": "index", "remove": "index more", "topics": "index more",
               "re-encode": "topics", "job": "index"}  # fmt: skip
PUTS = {"index": 6, "index more": 9}
REPEATED = 20  # every so many-th state gets the job again


@dataclass(frozen=True, slots=True)
class TriedCuts:
    """bad: what was found of each state that breaks a promise, in a line."""

    job: str
    calls: int
    states: int
    repeats: int
    bad: Sequence[str]


class Laboratory:
    """The corpora that jobs begin with and leave, and what each job does to the disk."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._left: dict[str, Path] = {}
        self.calls: dict[str, list[Call]] = {}
        self.states: dict[str, tuple[State, State]] = {}

    def begin_of(self, job: str) -> Path:
        """The folder that a job begins with; not to be changed."""
        before = BEGINS_WITH[job]
        if not before:
            return self._scratch / "nothing"
        if before not in self._left:
            self.record(before)
        return self._left[before]

    def record(self, job: str) -> None:
        """Do a job once, under strace."""
        if job in self.calls:
            return
        folder = self._scratch / job.replace(" ", "-")
        begin = self.begin_of(job)
        shutil.copytree(begin, folder) if begin.exists() else folder.mkdir()
        before = state_of(folder)
        command = [
            sys.executable,
            "-B",
            "-m",
            "scripts.benchmarks.robustness.power_cut_job",
            job,
            str(folder),
        ]
        self.calls[job] = recorded(command, self._scratch / "trace")
        self._left[job] = folder
        self.states[job] = before, state_of(folder)

    def recorded_in(self, job: str) -> Path:
        return self._left[job]


def choices(draw: random.Random) -> Iterator[Choice]:
    """What may be left behind one call: nothing that was not fsynced, all of it, and two parts of it."""
    yield lambda: False
    yield lambda: True
    for likely in (0.5, draw.random()):
        yield lambda likely=likely: draw.random() < likely  # type: ignore[misc]


def tried(
    lab: Laboratory, job: str, n: int, seed: int, scratch: Path, *, with_fsync: bool = True
) -> TriedCuts:
    """About n states of a job, spread over its calls."""
    lab.record(job)
    draw = random.Random(f"{job} {seed}")  # noqa: S311 -- no secret
    replay = Replay(lab.recorded_in(job), loaded(lab.begin_of(job)), with_fsync=with_fsync)
    changing = [replay.do(call) for call in lab.calls[job]]
    told_before = Replay(lab.recorded_in(job), loaded(lab.begin_of(job)), with_fsync=with_fsync)
    each = 4
    keep = min(1.0, n / (each * max(1, sum(changing))))
    bad: list[str] = []
    states = repeats = 0
    for number, call in enumerate(lab.calls[job]):
        if not told_before.do(call) or (draw.random() > keep and call.name != "rename"):
            continue
        for choice in choices(draw):
            folder = scratch / "left"
            left(told_before.model, folder, choice)
            repeat = with_fsync and states % REPEATED == 0
            found = broken(lab, job, folder, told_before.told, repeat=repeat)
            bad += [f"behind call {number} ({call.name}): {line}" for line in found]
            states += 1
            repeats += repeat
            shutil.rmtree(folder)
    return TriedCuts(job, sum(changing), states, repeats, bad)


def broken(lab: Laboratory, job: str, folder: Path, told: Sequence[str], *, repeat: bool) -> list[str]:
    """The promises that a folder breaks in which the power failed."""
    before, after = lab.states[job]
    said = dict(_said(told))
    if job == "job":
        return list(_job_broken(folder, said))
    digests = {one.speech.id: one.speech.digest for one in readings(PUTS.get(job, 0))}
    try:
        found = broken_after_kill(folder, before, after, list(said.items()), digests)
    except (sqlite3.Error, OSError) as error:
        return [f"the corpus cannot be read: {error!r}"]
    if repeat:
        try:
            _do(job, folder)
            found += [line for line in broken_after_repeat(folder, after) if "the folder" not in line]
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is a promise broken
            found.append(f"the repeat ended with {error!r}")
    return found


def _do(job: str, folder: Path) -> None:
    """In a process of its own, as the first time. Raises CalledProcessError."""
    command = [sys.executable, "-B", "-m", "scripts.benchmarks.robustness.power_cut_job", job, str(folder)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def _said(told: Sequence[str]) -> Iterator[tuple[str, int]]:
    for line in told:
        name, _, number = line.rpartition(" ")
        if number.isdigit():
            yield name, int(number)


def _job_broken(folder: Path, said: Mapping[str, int]) -> Iterator[str]:
    """An accepted job is there with all that was sent; one that was said to be done is done."""
    if not (folder / FOLDER).exists():
        if "accepted" in said:
            yield "the jobs are gone"
        return
    try:
        with closing(JobDatabase(folder)) as book:
            jobs = {job.id: job for job in book.page(before=None, limit=100)}
            if "accepted" in said and JOB not in jobs:
                yield "an accepted job is gone"
            job = jobs.get(JOB)
            if job is None:
                return
            if "finished" in said and job.state is not JobState.DONE:
                yield f"a job that was said to be done is {job.state}"
            if job.state is JobState.QUEUED:
                sent = job.order.files[0]
                place = book.spool_of(JOB) / "0"
                if not place.exists() or place.stat().st_size != sent.n_bytes:
                    yield "what was sent for an accepted job is gone"
    except TifaError as error:
        yield f"the corpus does not open: {error}"
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is a promise broken
        yield f"the jobs do not open: {error!r}"


@click.command()
@click.option("--states", default=4_000, show_default=True, help="States to try, of all jobs together.")
@click.option("--seed", default=1, show_default=True)
@click.option("--job", "only", default="", help="One job alone.")
def main(states: int, seed: int, only: str) -> None:
    n_bad = 0
    names = [name for name in JOBS if not only or name == only]
    with tempfile.TemporaryDirectory() as place:
        lab = Laboratory(Path(place))
        for name in names:
            n_bad += report(tried(lab, name, states // len(names), seed, Path(place)))
        control = tried(lab, names[0], 200, seed, Path(place), with_fsync=False)
    print(f"control without fsyncs: {control.states} states, {len(control.bad)} promises broken", flush=True)
    sys.exit(1 if n_bad or not control.bad else 0)


def report(result: TriedCuts) -> int:
    """Print a line for the job, and one for each promise broken; how many there are."""
    print(
        f"{result.job:12} {result.calls:5} calls that change the disk; {result.states:5} states,"
        f" {result.repeats} done again, {len(result.bad)} promises broken",
        flush=True,
    )
    for line in result.bad[:20]:
        print(f"    {line}", flush=True)
    return len(result.bad)


if __name__ == "__main__":
    main()
