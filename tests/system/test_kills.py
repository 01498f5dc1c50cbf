"""Kill the jobs that write, as `scripts.benchmarks.robustness.kills` does, with the tiny model."""

from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.speech import Speech
from scripts.benchmarks.robustness.killing import Death, Processes, Tell
from scripts.benchmarks.robustness.kills import KilledJob, Remembering, at_each_place, at_random, jobs, killed
from tests.support.served import FOREST, HARBOUR, SCHOOL, SPEECHES, add_topics, reading

AT_RANDOM = 2  # kills of each job, after those at each place
JOBS = ("index", "index more", "remove", "publish", "topics")
MORE = [
    Speech(f"more-{n}", f"{one}\n\nThis is speech {n}.") for n, one in enumerate((HARBOUR, SCHOOL, FOREST))
]


def themes_by_hand(folder: Path, _tell: Tell) -> str:
    """What `tifa topics` writes, without the minutes of finding it out."""
    return add_topics(folder)


@pytest.fixture(scope="module")
def processes() -> Processes:
    return Processes(["scripts.benchmarks.robustness.warmed", "tests.system.test_kills"])


@pytest.fixture(scope="module")
def planned(processes: Processes, tiny: Encoder, tmp_path_factory: pytest.TempPathFactory) -> list[KilledJob]:
    readings = [reading(speech) for speech in (*SPEECHES, *MORE)]
    scratch = tmp_path_factory.mktemp("jobs")
    return jobs(processes, Remembering(tiny), readings, scratch, themes_by_hand)


@pytest.mark.parametrize("number", range(len(JOBS)), ids=JOBS)
def test_a_killed_job_loses_nothing_and_is_done_by_repeating_it(
    processes: Processes, planned: list[KilledJob], tmp_path: Path, number: int
) -> None:
    """What was acknowledged is there, nothing half-written is, and a repeat leaves no trace of the kill."""
    job = planned[number]
    deaths = at_each_place(planned)[job.name] + at_random(job, AT_RANDOM, seed=1)
    kills = [killed(processes, job, death, tmp_path) for death in deaths]
    assert [(kill.death, line) for kill in kills for line in kill.broken] == []


def test_the_jobs_are_killed_before_all_that_changes_a_name(planned: list[KilledJob]) -> None:
    """The places where they are killed are those that a snapshot and a store come into being by."""
    places = {place for job in planned for place in job.steps}
    called = {(place.rpartition(":")[0].rpartition(" ")[2], place.rpartition(" ")[2]) for place in places}
    assert {("durable_files", "fsync"), ("connection", "execute"), ("publish", "rename")} <= called
    assert sum(map(len, at_each_place(planned).values())) >= 30


def test_a_job_that_is_not_killed_says_so(
    processes: Processes, planned: list[KilledJob], tmp_path: Path
) -> None:
    """A process that ends by itself is no kill, and its acknowledgements came through."""
    life = processes.live(planned[0].work, tmp_path, Death())
    assert not life.killed
    assert [what for what, _ in life.told] == ["put"] * len(planned[0].speeches) + ["done"]
