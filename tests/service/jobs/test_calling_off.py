"""A job ends within a second of being called off, and one that gets further each time is never given up."""

import json
import time
from contextlib import closing
from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from service.jobs.database import FOLDER, MOST_ATTEMPTS, JobDatabase
from service.jobs.job import Job, Order, State
from service.jobs.spools import SpooledFile, sync_folder
from tests.support.patience import HOPELESS, wait_until
from tests.support.served import SPEECHES, add
from tests.support.written import LAKE, HeldUp, ended, job_of, until, written

JOB = "j_0000000000000001"
MANY = "".join(
    json.dumps({"id": f"s{i:05}", "text": f"The harbour number {i} stays open all winter. " * 60}) + "\n"
    for i in range(3_000)
).encode()


@pytest.fixture
def folder(tmp_path: Path, tiny: Encoder) -> Path:
    folder = tmp_path / "corpus"
    add(folder, tiny, *SPEECHES)
    return folder


def noted(book: JobDatabase, **files: bytes) -> Job:
    """A job with these files in the book, as a request leaves it."""
    folder = book.spool_of(JOB)
    folder.mkdir()
    sent = []
    for number, (name, content) in enumerate(files.items()):
        file = SpooledFile(folder / str(number), f"{name}.txt")
        file.write(content)
        sent.append(file.finish())
    sync_folder(folder)
    return book.add(JOB, Order("add", tuple(sent)), caller="desk", idempotency_key=None, most=10)


def test_a_job_that_waits_is_cancelled_at_once(folder: Path, tiny: Encoder) -> None:
    """What was sent for it is gone, its key is free, and the one that runs goes on."""
    encoder = HeldUp(tiny)
    with written(folder, encoder) as client:
        first = job_of(client.post("/v1/speeches", json={"id": "one", "text": LAKE}))
        assert encoder.begun.wait(HOPELESS)
        speech, key = {"id": "two", "text": LAKE}, {"Idempotency-Key": "k"}
        second = job_of(client.post("/v1/speeches", json=speech, headers=key))
        cancelled = client.delete(f"/v1/jobs/{second['id']}")
        assert cancelled.status_code == 202
        assert (cancelled.json()["state"], cancelled.json()["published"]) == ("cancelled", False)
        assert not (folder / FOLDER / second["id"]).exists()
        encoder.go.set()
        assert until(client, first["id"], "done")["added"] == ["one"]
        assert client.get("/v1/speeches/two").status_code == 404
        again = client.post("/v1/speeches", json=speech, headers=key)
        assert ended(client, again)["added"] == ["two"]
        assert client.delete(f"/v1/jobs/{first['id']}").json()["state"] == "done"
        assert client.delete("/v1/jobs/j_0000000000000000").status_code == 404


def test_a_job_that_reads_is_cancelled_within_a_second_or_so(folder: Path, tiny: Encoder) -> None:
    """What it had added is kept and said to be unpublished; the next job that is done publishes it."""
    with written(folder, tiny) as client:
        job = job_of(client.post("/v1/speeches", files={"file": ("many.jsonl", MANY)}))
        wait_until(lambda: (client.get(f"/v1/jobs/{job['id']}").json()["progress"] or {}).get("done", 0) >= 5)
        asked = time.process_time()  # of this process: others may keep the machine busy meanwhile
        client.delete(f"/v1/jobs/{job['id']}")
        cancelled = until(client, job["id"], "cancelled")
        assert time.process_time() - asked < 2
        assert cancelled["counts"]["added"] > 0
        assert (cancelled["published"], cancelled["snapshot"], cancelled["problem"]) == (False, None, None)
        assert client.get("/v1/speeches/s00000").status_code == 404
        done = ended(client, client.post("/v1/speeches", json={"id": "next", "text": LAKE}))
        assert (done["state"], done["published"]) == ("done", True)
        assert client.get("/v1/speeches/s00000").status_code == 200


def test_the_service_stops_within_a_second_or_so_while_a_job_reads(folder: Path, tiny: Encoder) -> None:
    """The job is taken up again by the next one."""
    with written(folder, tiny) as client:
        job = job_of(client.post("/v1/speeches", files={"file": ("many.jsonl", MANY)}))
        until(client, job["id"], "running")
        began = time.process_time()
        assert client.app_state["jobs"]._runner.stop(HOPELESS)
        assert time.process_time() - began < 2
    with closing(JobDatabase(folder)) as book:
        assert book.get(job["id"]).state is State.QUEUED


def test_a_job_has_its_time(folder: Path, tiny: Encoder) -> None:
    """It fails with a reason, and the next one is done."""
    encoder = HeldUp(tiny)
    with written(folder, encoder, job_seconds=4) as client:
        slow = job_of(client.post("/v1/speeches", json={"id": "slow", "text": LAKE}))
        assert encoder.begun.wait(HOPELESS)
        time.sleep(4.2)
        encoder.go.set()
        failed = until(client, slow["id"], "failed")
        assert failed["problem"]["type"] == "urn:tifa:problem:job-took-too-long"
        assert not failed["published"]
        assert ended(client, client.post("/v1/speeches", json={"text": "A pier opens."}))["state"] == "done"


def test_a_job_that_gets_further_each_time_is_not_given_up(folder: Path) -> None:
    """However often the process ends in it; its files stay."""
    for attempt in range(3 * MOST_ATTEMPTS):
        with closing(JobDatabase(folder)) as book:
            if attempt == 0:
                noted(book, a=b"The lake freezes.")
            assert book.get(JOB).state is State.QUEUED
            assert book.begin_next() is not None
            book.got_further(JOB)
            assert (book.spool_of(JOB) / "0").exists()


def test_a_file_that_ends_the_process_again_and_again_is_left_out(folder: Path, tiny: Encoder) -> None:
    """The job says which, and adds the others; the jobs behind it are done."""
    for attempt in range(MOST_ATTEMPTS):
        with closing(JobDatabase(folder)) as book:
            if attempt == 0:
                noted(book, good=LAKE.encode(), bad=b"The one that kills.", other=b"The pier opens at dawn.")
            book.begin_next()
            book.begins_file(JOB, 1)
    with written(folder, tiny) as client:
        done = until(client, JOB, "done")
        assert done["added"] == ["good", "other"]
        assert [one["path"] for one in done["refused"]] == ["bad.txt"]
        assert "again and again" in done["refused"][0]["what"]


def test_a_cancelled_job_is_not_begun_again_by_the_next_service(folder: Path) -> None:
    """That it was called off is as durable as that it was asked for."""
    with closing(JobDatabase(folder)) as book:
        noted(book, a=b"The lake freezes.")
        book.begin_next()
        assert book.call_off(JOB).state is State.RUNNING
    with closing(JobDatabase(folder)) as book:
        assert book.get(JOB).state is State.CANCELLED
        assert book.begin_next() is None
        assert not book.spool_of(JOB).exists()


def test_jobs_noted_by_an_older_version_are_read(folder: Path) -> None:
    """Its table has fewer columns."""
    with closing(JobDatabase(folder)) as book:
        noted(book, a=b"The lake freezes.")
        for name in ("called_off", "reading", "skipped"):
            book._db.execute(f"ALTER TABLE jobs DROP COLUMN {name}")
    with closing(JobDatabase(folder)) as book:
        assert (book.get(JOB).called_off, book.get(JOB).skipped) == (False, ())
