"""Is anything lost, or half of it seen, when a process is killed at any moment of any job?

    python -m scripts.benchmarks.robustness.kills ../shared/corpus/small.jsonl --kills 200 --speeches 88

Indexing into a new folder, indexing more, publishing what is in the store, making topics and removing are
each killed again and again: once before every line of code that touches the disk, then at random steps and
random times (see `killing`). After each kill the promises of `survival` are checked; the job is done again,
and they are checked once more. The model runs once, in the beginning; the killed processes are given its
vectors.
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder, Encoding, Progress
from embeddings.ingest.index import index
from embeddings.ingest.make_topics import make_topics
from embeddings.ingest.remove import remove
from embeddings.text.reading.read import Reading, read
from scripts.benchmarks.robustness.killing import Death, Processes, Tell, Work
from scripts.benchmarks.robustness.survival import State, broken_after_kill, broken_after_repeat, state_of
from scripts.terminal.opening import cache_option, load, threads_option

# Topics of so few speeches are grouped without UMAP, in a second; the steps on the disk are the same.
MOST_THEMED = 8
LEFT_FOR_MORE = 3  # speeches that only the second job indexes
REMOVED = 2


class Remembering:
    """An encoder that runs the model once for each text, and without one knows those it was asked before."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder: Encoder | None = encoder
        self._known: dict[tuple[str, str], tuple[np.ndarray[Any, Any], bool]] = {}
        self.embedding_model: EmbeddingModel = encoder.embedding_model

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_encoder": None}

    def query(self, text: str) -> Encoding:
        return self.queries([text])

    def queries(self, texts: Sequence[str]) -> Encoding:
        return self._encoding("queries", texts)

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        return self._encoding("passages", texts)

    def _encoding(self, kind: str, texts: Sequence[str]) -> Encoding:
        missing = [text for text in texts if (kind, text) not in self._known]
        if missing:
            if self._encoder is None:
                raise LookupError(f"{len(missing)} texts were never encoded")
            made = getattr(self._encoder, kind)(missing)
            rows = zip(missing, made.vectors, made.truncated, strict=True)
            self._known |= {(kind, text): (vector, bool(cut)) for text, vector, cut in rows}
        found = [self._known[kind, text] for text in texts]
        return Encoding(np.stack([vector for vector, _ in found]), np.array([cut for _, cut in found]))


@dataclass(frozen=True, slots=True)
class KilledJob:
    """A job and the corpus it begins with, which need not be there.

    speeches: the digests of what it puts, by id, in its order.  after: what it leaves when nothing kills it.
    """

    name: str
    work: Work
    begins_with: Path
    speeches: Mapping[str, str]
    before: State
    after: State
    steps: Sequence[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill, and the promises it broke, each in a line."""

    death: Death
    broken: Sequence[str]


def indexing(encoder: Encoder, readings: Sequence[Reading], folder: Path, tell: Tell) -> str:
    def progress(timed: str, done: int, _total: int | None) -> None:
        if timed == "reading speeches":
            tell("put", done)

    return index(folder, encoder, readings, progress=progress).snapshot


def removing(encoder: Encoder, ids: Sequence[str], folder: Path, _tell: Tell) -> str:
    remove(folder, ids, lambda: encoder)
    return ""


def theming(encoder: Encoder, folder: Path, _tell: Tell) -> str:
    return make_topics(folder, lambda: encoder)


def prepared(
    processes: Processes,
    scratch: Path,
    name: str,
    work: Work,
    begins_with: Path,
    readings: Sequence[Reading] = (),
) -> KilledJob:
    """A job, done without a kill to see what it leaves and how long it takes.

    It is done here first: here the model runs, and the processes to come know what it made.
    """
    known = _copy(begins_with, scratch / "known")
    work(known, lambda _what, _value: None)
    shutil.rmtree(known)
    folder = _copy(begins_with, scratch / name)
    before = state_of(folder)
    life = processes.live(work, folder, Death())
    digests = {reading.speech.id: reading.speech.digest for reading in readings}
    return KilledJob(name, work, begins_with, digests, before, state_of(folder), life.steps, life.seconds)


def killed(processes: Processes, job: KilledJob, death: Death, scratch: Path) -> Kill:
    """Kill the job, check, do it again, check."""
    folder = _copy(job.begins_with, scratch / "killed")
    life = processes.live(job.work, folder, death)
    if not life.killed and death.seconds is not None:  # it was done before its time came: sooner, then
        shutil.rmtree(folder)
        return killed(processes, job, Death(seconds=death.seconds / 2), scratch)
    broken = broken_after_kill(folder, job.before, job.after, life.told, job.speeches)
    try:
        job.work(folder, lambda _what, _value: None)
        broken += broken_after_repeat(folder, job.after)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is a promise broken
        broken.append(f"the repeat ended with {error!r}")
    shutil.rmtree(folder)
    return Kill(death, broken if life.killed else [*broken, "it was not killed"])


def at_each_place(jobs: Sequence[KilledJob]) -> dict[str, list[Death]]:
    """By job, a death at each line of code that takes steps: at the first of them, in the first job."""
    seen: set[str] = set()
    found: dict[str, list[Death]] = {}
    for job in jobs:
        firsts = {place: number for number, place in reversed(list(enumerate(job.steps, start=1)))}
        found[job.name] = [Death(step=firsts[place]) for place in sorted(firsts.keys() - seen)]
        seen |= firsts.keys()
    return found


def at_random(job: KilledJob, n: int, seed: int) -> list[Death]:
    """n deaths: at random steps and at random times by turns."""
    draw = random.Random(f"{job.name} {seed}")  # noqa: S311 -- moments, not secrets
    return [
        Death(step=draw.randint(1, len(job.steps))) if i % 2 else Death(seconds=draw.uniform(0, job.seconds))
        for i in range(n)
    ]


def jobs(
    processes: Processes, encoder: Encoder, readings: Sequence[Reading], scratch: Path, topic_model: Work
) -> list[KilledJob]:
    """Every job that writes, each with the corpus it begins with. topics: the one that makes them."""
    first, few = readings[:-LEFT_FOR_MORE], readings[:MOST_THEMED]
    made = partial(prepared, processes, scratch)
    ids = [reading.speech.id for reading in readings]
    all_of_it = partial(indexing, encoder, readings)
    made_jobs = [
        made("index", partial(indexing, encoder, first), scratch / "nothing", readings=first),
        made("index more", all_of_it, scratch / "index", readings=readings),
        made("remove", partial(removing, encoder, ids[:REMOVED]), scratch / "index more"),
    ]
    unpublished = _copy(scratch / "index more", scratch / "unpublished")
    shutil.rmtree(unpublished / "snapshots")
    (unpublished / "CURRENT").unlink()
    made_jobs.append(made("publish", all_of_it, unpublished, readings=readings))
    indexing(encoder, few, scratch / "few", lambda _what, _value: None)
    made_jobs.append(made("topics", topic_model, scratch / "few"))
    return made_jobs


def _copy(folder: Path, to: Path) -> Path:
    to.mkdir(parents=True)
    return Path(shutil.copytree(folder, to, dirs_exist_ok=True)) if folder.exists() else to


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--kills", "n_kills", default=200, show_default=True)
@click.option("--speeches", "n_speeches", default=30, show_default=True, help="The first ones of SOURCE.")
@click.option("--seed", default=1, show_default=True)
@cache_option
@threads_option
def main(source: Path, n_kills: int, n_speeches: int, seed: int, cache: Path, threads: int) -> None:
    readings = [reading for reading in read([source.absolute()]) if isinstance(reading, Reading)]
    named = [_named(reading) for reading in readings[:n_speeches]]
    encoder = Remembering(load(None, "openvino", cache=cache, threads=threads))
    # What topics are fitted with takes seconds to import; each process would.
    imported = (
        "scripts.benchmarks.robustness.warmed",
        "embeddings.ingest.make_topics",
        "embeddings.topics.fitting.fit",
    )
    processes = Processes(imported)
    n_broken = 0
    with tempfile.TemporaryDirectory() as scratch:
        planned = jobs(processes, encoder, named, Path(scratch), partial(theming, encoder))
        placed = at_each_place(planned)
        left = max(0, n_kills - sum(map(len, placed.values())))
        for job, n in zip(planned, _shares(left, len(planned)), strict=True):
            deaths = placed[job.name] + at_random(job, n, seed)
            n_broken += report(job, [killed(processes, job, death, Path(scratch)) for death in deaths])
    sys.exit(1 if n_broken else 0)


def report(job: KilledJob, kills: Sequence[Kill]) -> int:
    """Print a line for the job, and one for each broken promise; returns how many there are."""
    broken = [(kill.death, line) for kill in kills for line in kill.broken]
    print(
        f"{job.name:12} {len(job.steps):5} steps, {job.seconds:5.2f} s;"
        f" killed {len(kills)} times, {len(broken)} promises broken",
        flush=True,
    )
    for death, line in broken:
        print(f"    {death}: {line}", flush=True)
    return len(broken)


def _named(reading: Reading) -> Reading:
    return replace(reading, speech=replace(reading.speech, id=reading.speech.id or reading.suggested_id))


def _shares(n: int, of: int) -> list[int]:
    return [n // of + (i < n % of) for i in range(of)]


if __name__ == "__main__":
    main()
