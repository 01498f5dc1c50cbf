"""The jobs that write, killed: what `scripts.benchmarks.kills` does to real speeches, with the tiny model."""

from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.speech import Speech
from scripts.benchmarks.killing import Death, Processes, Tell
from scripts.benchmarks.kills import Job, Remembering, deaths, jobs, killed
from tests.served import FOREST, HARBOUR, SCHOOL, SPEECHES, add_topics, reading

KILLS = 8  # of each job
JOBS = ("index", "index more", "remove", "publish", "topics")
MORE = [
    Speech(f"more-{n}", f"{one}\n\nThis is speech {n}.") for n, one in enumerate((HARBOUR, SCHOOL, FOREST))
]


def themes_by_hand(folder: Path, _tell: Tell) -> str:
    """What `tifa topics` writes, without the minutes of finding it out."""
    return add_topics(folder)


@pytest.fixture(scope="module")
def processes() -> Processes:
    return Processes(["tests.test_kills"])


@pytest.fixture(scope="module")
def planned(processes: Processes, tiny: Encoder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Job]:
    readings = [reading(speech) for speech in (*SPEECHES, *MORE)]
    scratch = tmp_path_factory.mktemp("jobs")
    made = jobs(processes, Remembering(tiny), readings, scratch, themes_by_hand)
    return {job.name: job for job in made}


@pytest.mark.parametrize("name", JOBS)
def test_a_killed_job_loses_nothing_and_is_done_by_repeating_it(
    processes: Processes, planned: dict[str, Job], tmp_path: Path, name: str
) -> None:
    """What was acknowledged is there, nothing half-written is, and a repeat leaves no trace of the kill."""
    kills = [killed(processes, planned[name], death, tmp_path) for death in deaths(planned[name], KILLS, 1)]
    assert [(kill.death, line) for kill in kills for line in kill.broken] == []
    assert sum(kill.killed for kill in kills) >= KILLS // 2  # those at steps; a time may come too late


def test_a_job_that_is_not_killed_says_so(
    processes: Processes, planned: dict[str, Job], tmp_path: Path
) -> None:
    """A process that ends by itself is no kill, and its acknowledgements came through."""
    life = processes.live(planned["index"].work, tmp_path, Death())
    assert not life.killed
    assert [what for what, _ in life.told] == ["put"] * len(planned["index"].speeches) + ["done"]
