"""Jobs, tested.

Covers `service.jobs.threads`, `service.jobs.spools`, `service.jobs.idempotency`,
`service.jobs.job_service`, `service.jobs.runner`, `service.jobs.database`, `service.jobs.job`,
`service.jobs.shapes`.
"""

import asyncio
import errno
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.re_encode import re_encode
from embeddings.ingest.remove import remove
from embeddings.snapshot.current import current_name
from embeddings.store.connection import FILE as STORE
from embeddings.store.writer_lock import sole_writer
from service.errors import NoSpace, WrittenElsewhere
from service.jobs.database import FILE, FOLDER, MOST_ATTEMPTS, OURS, JobDatabase
from service.jobs.job import Job, Order, Outcome, State
from service.jobs.spools import spool
from service.problems.responses import kind_named
from tests.conftest import ROOT
from tests.service.problems.test_responses import need_problem
from tests.support.patience import HOPELESS, wait_until
from tests.support.served import SPEECHES, add
from tests.support.tiny_model import tiny_encoder
from tests.support.written import LAKE, HeldUp, ended, job_of, until, written

ROWS = b'{"id": "lake", "text": "The lake freezes."}\n{"id": "pier", "text": "The pier opens."}\n'


@pytest.fixture
def folder(tmp_path: Path, tiny: Encoder) -> Path:
    folder = tmp_path / "corpus"
    add(folder, tiny, *SPEECHES)
    return folder


def noted(book: JobDatabase, key: str | None = None) -> Job:
    """A job in the book, as a request leaves it."""
    folder = book.spool_of("j_0000000000000001")
    folder.mkdir()
    order = Order("add", (spool(folder, "posted.jsonl", ROWS),))
    return book.add("j_0000000000000001", order, caller="desk", idempotency_key=key, most=10)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Another model: the same words, in another space."""
    return tiny_encoder(tmp_path_factory.mktemp("other"), dimension=48)


# A process that ends


def test_a_job_outlives_a_service_that_is_stopped(folder: Path, tiny: Encoder) -> None:
    """It stops at the next safe point and goes on at the next start; what it added counts as added once."""
    encoder = HeldUp(tiny)
    encoder.go.set()
    with written(folder, encoder) as client:
        encoder.go.clear()
        encoder.begun.clear()
        job = job_of(client.post("/v1/speeches", content=as_json(ROWS), headers=JSON))
        assert encoder.begun.wait(HOPELESS)
        stopping = client.app_state["jobs"]._runner._stopping

        def let_go() -> None:
            stopping.wait(20)
            encoder.go.set()

        threading.Thread(target=let_go).start()
    assert state_of(folder, job["id"]) == ("queued", 0)
    with written(folder, tiny) as client:
        done = until(client, job["id"], "done", "failed")
    assert (done["state"], done["added"], done["unchanged"]) == ("done", ["lake", "pier"], [])


def test_what_the_stop_breaks_is_no_failure_of_the_job(folder: Path, tiny: Encoder) -> None:
    """It is at no safe point in time, and the model is gone when it goes on: the next start does it."""
    encoder = HeldUp(tiny)
    speeches = [{"id": f"village/{n}", "text": f"Village {n} keeps its school."} for n in range(9)]
    with written(folder, encoder, stop_seconds=1) as client:
        job = job_of(client.post("/v1/speeches", json={"speeches": speeches}))
        assert encoder.begun.wait(HOPELESS)
        runner, queue = client.app_state["jobs"]._runner, client.app_state["query_service"].queue

        def let_go() -> None:
            while not queue._thread._shutdown:
                time.sleep(0.01)
            encoder.go.set()

        threading.Thread(target=let_go).start()
    runner._thread.join(10)
    runner._book.close()  # as the end of the process does
    assert state_of(folder, job["id"]) == ("queued", 0)
    with written(folder, tiny) as client:
        assert until(client, job["id"], "done", "failed")["counts"]["unchanged"] == 0


def test_a_job_waits_for_the_model_of_its_corpus(folder: Path, tiny: Encoder, other: Encoder) -> None:
    """It was accepted, so a corpus that is encoded anew meanwhile loses none: a restart does them."""
    with written(folder, tiny) as client:
        re_encode(folder, other)
        job = job_of(client.post("/v1/speeches", json={"id": "lake", "text": LAKE}))
        step = "waiting for a restart: the corpus has another model"
        told(client, job["id"], step)
    assert state_of(folder, job["id"]) == ("queued", 0)
    with written(folder, other) as client:
        assert until(client, job["id"], "done", "failed")["added"] == ["lake"]


def test_what_is_published_is_done_though_it_is_not_answered_from_yet(
    folder: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service looks for newer snapshots by itself, so the job has not failed."""

    def failing() -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with written(folder, tiny) as client:
        monkeypatch.setattr(client.app_state["jobs"], "_refresh", failing)
        job = ended(client, client.post("/v1/speeches", json={"id": "lake", "text": LAKE}))
    assert (job["state"], job["snapshot"]) == ("done", current_name(folder))


def test_a_job_outlives_a_service_that_is_killed(folder: Path, tiny: Encoder) -> None:
    """SIGKILL in the middle of it: the next service takes it up, and ends it."""
    with written(folder, tiny):
        key = (folder.parent / "corpus.key").read_text()
    with subprocess.Popen(
        [sys.executable, "-c", STUCK, str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"KEY": key, "OMP_NUM_THREADS": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        job_id = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
    assert state_of(folder, job_id) == ("running", 1)
    with written(folder, tiny) as client:
        done = until(client, job_id, "done", "failed")
        assert done["state"] == "done"
        assert client.get("/v1/speeches/stuck").json()["snapshot"] == done["snapshot"]


# No model is loaded to be stuck in: that would take longer than all the rest.
STUCK = """
import os, sys, threading
from pathlib import Path
from embeddings.snapshot.current import CurrentSnapshot
from tests.support.served import served
from tests.support.written import bearing, job_of

class Stuck:
    def __init__(self, folder):
        self.embedding_model = CurrentSnapshot(folder).held.snapshot.manifest.embedding_model

    def passages(self, texts, *, progress=None):
        begun.set()
        threading.Event().wait()

begun = threading.Event()
with served(Path(sys.argv[1]), Stuck(Path(sys.argv[1]))) as client:
    speech = {"id": "stuck", "text": "A sledge is stuck in the snow."}
    job = job_of(client.post("/v1/speeches", json=speech, headers=bearing(os.environ["KEY"])))
    begun.wait(20)
    print(job["id"], flush=True)
    threading.Event().wait()
"""


def test_a_job_that_ends_its_process_again_and_again_is_given_up(folder: Path, tiny: Encoder) -> None:
    """Else it would take the service with it at every start."""
    for attempt in range(MOST_ATTEMPTS):
        book = JobDatabase(folder)
        job = noted(book) if attempt == 0 else book.get("j_0000000000000001")
        assert job.state is State.QUEUED
        assert book.begin_next() is not None
        book.close()
    with written(folder, tiny) as client:
        gone = client.get("/v1/jobs/j_0000000000000001").json()
    assert (gone["state"], gone["problem"]["type"]) == ("failed", "urn:tifa:problem:given-up")
    assert not (folder / FOLDER / "j_0000000000000001").exists()


@pytest.mark.parametrize("harm", [lambda file: file.unlink(), lambda file: file.write_bytes(b"other")])
def test_a_job_without_its_files_fails(folder: Path, tiny: Encoder, harm: Callable[[Path], object]) -> None:
    """Nothing but what was sent is ever added."""
    with closing(JobDatabase(folder)) as book:
        noted(book)
        harm(book.spool_of("j_0000000000000001") / "0")
    with written(folder, tiny) as client:
        lost = until(client, "j_0000000000000001", "failed")
        assert lost["problem"]["type"] == "urn:tifa:problem:upload-lost"
        need_problem(client.get("/v1/speeches/lake"), 404, "unknown-speech")


def test_a_job_that_fails_for_a_reason_of_ours_frees_its_key(folder: Path, tiny: Encoder) -> None:
    """Whoever sends it again, as it is told to, gets a new job."""
    with closing(JobDatabase(folder)) as book:
        noted(book, key="k")
        (book.spool_of("j_0000000000000001") / "0").unlink()
    with written(folder, tiny) as client:
        until(client, "j_0000000000000001", "failed")
        again = client.post("/v1/speeches", content=as_json(ROWS), headers=JSON | {"Idempotency-Key": "k"})
        assert ended(client, again)["added"] == ["lake", "pier"]


def test_the_reasons_of_ours_are_problems_there_are() -> None:
    """A name that no problem has would keep its key."""
    assert {kind_named(name).name for name in OURS} == OURS


def test_a_damaged_corpus_is_told_apart(folder: Path, tiny: Encoder) -> None:
    """A store that is none, and a book of jobs that is none: not a disk that cannot be written to."""
    with written(folder, tiny) as client:
        ended(client, client.post("/v1/speeches", json={"text": LAKE}))
        scribble(folder / STORE)
        job = ended(client, client.post("/v1/speeches", json={"id": "lost", "text": "Another lake."}))
        assert job["problem"]["type"] == "urn:tifa:problem:corpus-damaged"
    scribble(folder / FOLDER / FILE)
    with written(folder, tiny) as client:
        need_problem(client.post("/v1/speeches", json={"text": LAKE}), 503, "corpus-damaged")
        assert client.get("/v1/search?q=harbour").status_code == 200


def scribble(database: Path) -> None:
    for file in database.parent.glob(f"{database.name}-*"):
        file.unlink()
    database.write_bytes(b"scribble" * 1000)


def test_what_was_being_received_when_a_process_ended_is_swept(folder: Path) -> None:
    """Files without a job go at the next start; those of jobs that wait stay."""
    with closing(JobDatabase(folder)) as book:
        noted(book)
        book.spool_of("j_0000000000000002").mkdir()
    with closing(JobDatabase(folder)):
        assert {path.name for path in (folder / FOLDER).iterdir() if path.is_dir()} == {"j_0000000000000001"}


def test_a_job_that_was_removing_says_so_when_it_is_taken_up(folder: Path, tiny: Encoder) -> None:
    """Though the speech was gone from the store by then."""
    with closing(JobDatabase(folder)) as book:
        order = Order("remove", speech_id=SPEECHES[0].id)
        book.add("j_0000000000000001", order, caller="desk", idempotency_key=None, most=1)
        book.begin_next()
    remove(folder, [SPEECHES[0].id], lambda: tiny)
    with written(folder, tiny) as client:
        assert until(client, "j_0000000000000001", "done")["removed"] == [SPEECHES[0].id]


# Others who write


def test_a_job_waits_for_another_writer_and_says_for_whom(folder: Path, tiny: Encoder) -> None:
    """`tifa index` beside the service: the job goes on when it is done."""
    with written(folder, tiny) as client:
        with sole_writer(folder):
            job = job_of(client.post("/v1/speeches", json={"text": LAKE}))
            step = f"waiting for process {os.getpid()}, which writes to the corpus"
            told(client, job["id"], step)
        assert until(client, job["id"], "done")["counts"]["added"] == 1


def test_a_second_service_leaves_the_jobs_to_the_first(folder: Path, tiny: Encoder) -> None:
    """503, saying where to send it; it answers questions all the same."""
    with closing(JobDatabase(folder)), written(folder, tiny) as client:
        with pytest.raises(WrittenElsewhere):
            JobDatabase(folder)
        need_problem(client.post("/v1/speeches", json={"text": LAKE}), 503, "written-elsewhere")
        need_problem(client.get("/v1/jobs"), 503, "written-elsewhere")
        assert client.get("/v1/search?q=harbour").status_code == 200


# What is kept


def test_nobody_else_can_read_what_was_sent(folder: Path) -> None:
    """Files and database are 0600, folders 0700."""
    with closing(JobDatabase(folder)) as book:
        noted(book)
        for path in [book.folder, *book.folder.rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600) or (
                path == book.spool_of("j_0000000000000001")  # made by this test, with its own mode
            )


def test_the_first_change_of_a_speech_counts(folder: Path) -> None:
    """A job that is begun again finds its speeches unchanged: by itself."""
    with closing(JobDatabase(folder)) as book:
        noted(book)
        book.note("j_0000000000000001", [("added", "a"), ("unchanged", "b")])
        book.note("j_0000000000000001", [("unchanged", "a"), ("unchanged", "b"), ("changed", "c")])
        assert book.get("j_0000000000000001").counts == {"added": 1, "unchanged": 1, "changed": 1}


def test_a_full_disk_is_told_apart(folder: Path) -> None:
    """SQLite's own fault becomes the problem that says what to do."""
    with closing(JobDatabase(folder)) as book:
        noted(book)
        (pages,) = book._db.execute("PRAGMA page_count").fetchone()
        book._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(NoSpace):
            book.note("j_0000000000000001", [("added", f"{n:0200}") for n in range(1000)])
        assert book.get("j_0000000000000001").counts == {}


def test_what_ended_lets_go_of_its_files(folder: Path) -> None:
    """Whether it was done or failed."""
    with closing(JobDatabase(folder)) as book:
        noted(book)
        book.begin_next()
        book.end("j_0000000000000001", Outcome(snapshot="2-aaaaaaaa"))
        assert (book.get("j_0000000000000001").state, book.spool_of("j_0000000000000001").exists()) == (
            State.DONE,
            False,
        )


# What arrives slowly, or not at all


JSON = {"Content-Type": "application/json"}


def as_json(rows: bytes) -> bytes:
    return json.dumps({"speeches": [json.loads(row) for row in rows.splitlines()]}).encode()


def test_two_at_once_are_one_ingest(folder: Path, tiny: Encoder) -> None:
    """While a request is being received, another with its key is told to ask again; then it is one job."""
    body = {"id": "at-once", "text": LAKE}

    async def both(client: httpx2.AsyncClient) -> tuple[httpx2.Response, httpx2.Response]:
        begun, go = asyncio.Event(), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            whole = json.dumps(body).encode()
            yield whole[:10]
            begun.set()
            await go.wait()
            yield whole[10:]

        first = asyncio.create_task(client.post("/v1/speeches", content=slowly(), headers=JSON))
        await begun.wait()
        second = await client.post("/v1/speeches", json=body)
        go.set()
        return await first, second

    with written(folder, tiny) as client:
        client.headers["Idempotency-Key"] = "k"
        first, second = in_its_loop(client, both)
        need_problem(second, 409, "idempotency-key-in-flight")
        assert int(second.headers["retry-after"]) > 0
        assert ended(client, first)["added"] == ["at-once"]
        assert job_of(client.post("/v1/speeches", json=body))["id"] == job_of(first)["id"]
        assert len(client.get("/v1/jobs").json()["jobs"]) == 1


def test_files_have_their_time(folder: Path, tiny: Encoder) -> None:
    """408 when they do not arrive, and nothing of them stays."""

    async def stalled(client: httpx2.AsyncClient) -> httpx2.Response:
        async def body() -> AsyncIterator[bytes]:
            yield PART + b"The lake"
            await asyncio.sleep(20)

        return await client.post("/v1/speeches", content=body(), headers=MULTIPART)

    with written(folder, tiny, upload_seconds=0.1) as client:
        answer = in_its_loop(client, stalled)
        need_problem(answer, 408, "body-too-slow")
        assert answer.headers["connection"] == "close"
        assert not spools(folder)


def test_a_client_that_goes_leaves_nothing(folder: Path, tiny: Encoder) -> None:
    """What it had sent by then is dropped, and no job is made."""
    messages: Iterator[Message] = iter(
        [{"type": "http.request", "body": PART + b"The lake", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> Message:
        return next(messages)

    with written(folder, tiny) as client:
        assert by_hand(client, MULTIPART, receive)[0]["status"] == 400
        assert not spools(folder)
        assert client.get("/v1/jobs").json()["jobs"] == []


def test_a_client_that_goes_while_its_job_is_noted_leaves_a_whole_job(
    folder: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job has its files, so that the key under which it is asked for again brings what was sent."""
    noting, gone, noted = threading.Event(), threading.Event(), threading.Event()
    body = {"id": "lake", "text": LAKE}
    messages: Iterator[Message] = iter(
        [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]
    )

    async def receive() -> Message:
        for message in messages:
            return message
        await asyncio.to_thread(noting.wait, HOPELESS)
        asyncio.get_running_loop().call_later(0.05, gone.set)
        return {"type": "http.disconnect"}

    with written(folder, tiny) as client:
        client.headers["Idempotency-Key"] = "k"
        jobs = client.app_state["jobs"]
        submit = jobs.submit

        def slowly(*args: Any, **kwargs: Any) -> Job:
            noting.set()
            gone.wait(HOPELESS)
            job: Job = submit(*args, **kwargs)
            noted.set()
            return job

        with monkeypatch.context() as patched:
            patched.setattr(jobs, "submit", slowly)
            assert by_hand(client, JSON, receive) == []
            assert noted.wait(HOPELESS)
        assert ended(client, client.post("/v1/speeches", json=body))["added"] == ["lake"]
        assert len(client.get("/v1/jobs").json()["jobs"]) == 1


def test_who_is_called_off_leaves_no_files(
    folder: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though a thread was just making the folder for them."""
    making, off = threading.Event(), threading.Event()
    mkdir = Path.mkdir

    def slowly(path: Path, *args: Any, **kwargs: Any) -> None:
        if path.name.startswith("j_"):
            making.set()
            off.wait(HOPELESS)
        mkdir(path, *args, **kwargs)

    async def call_off(client: httpx2.AsyncClient) -> None:
        asking = asyncio.create_task(client.post("/v1/speeches", json={"text": LAKE}))
        await asyncio.to_thread(making.wait, HOPELESS)
        asking.cancel()
        asyncio.get_running_loop().call_later(0.05, off.set)
        await asyncio.wait([asking])
        assert asking.cancelled()

    with written(folder, tiny) as client:
        ended(client, client.post("/v1/speeches", json={"text": LAKE}))
        monkeypatch.setattr(Path, "mkdir", slowly)
        in_its_loop(client, call_off)
        assert making.is_set()
        assert not spools(folder)


def test_what_is_being_received_takes_a_place(folder: Path, tiny: Encoder) -> None:
    """Else many uploads at once would fill the disk before any of them is a job."""

    async def both(client: httpx2.AsyncClient) -> tuple[httpx2.Response, httpx2.Response]:
        begun, go = asyncio.Event(), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield PART + b"The lake"
            begun.set()
            await go.wait()
            yield b"\r\n--x--\r\n"

        first = asyncio.create_task(client.post("/v1/speeches", content=slowly(), headers=MULTIPART))
        await begun.wait()
        second = await client.post("/v1/speeches", json={"text": LAKE})
        go.set()
        return await first, second

    with written(folder, tiny, most_jobs=1) as client:
        first, second = in_its_loop(client, both)
        need_problem(second, 503, "too-many-jobs")
        assert ended(client, first)["added"] == ["a"]
        assert ended(client, client.post("/v1/speeches", json={"text": LAKE}))["state"] == "done"


PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


def by_hand(client: TestClient, headers: dict[str, str], receive: Receive) -> list[Message]:
    """What is answered to a POST of speeches whose connection does what `receive` says."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {**client.headers, **headers, "Content-Length": "1000", "Host": "localhost"}
    scope = {
        "type": "http", "method": "POST", "path": "/v1/speeches", "raw_path": b"/v1/speeches",
        "query_string": b"", "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        "state": dict(client.app_state), "client": ("127.0.0.1", 1), "http_version": "1.1",
        "scheme": "http", "server": ("127.0.0.1", 80), "root_path": "",
    }  # fmt: skip
    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    return sent


def in_its_loop(client: TestClient, ask: Callable[[httpx2.AsyncClient], Awaitable[Any]]) -> Any:
    """What is answered to questions that stand beside each other in the service's own event loop."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await client.app({**scope, "state": dict(client.app_state)}, receive, send)

    async def run() -> Any:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", headers=client.headers
        ) as asking:
            return await ask(asking)

    assert client.portal is not None
    return client.portal.call(run)


def spools(folder: Path) -> list[Path]:
    return [path for path in (folder / FOLDER).iterdir() if path.is_dir()]


def told(client: TestClient, job_id: str, step: str) -> None:
    """Wait until a job says that it is at a step."""
    wait_until(lambda: (client.get(f"/v1/jobs/{job_id}").json()["progress"] or {}).get("step") == step)


def state_of(folder: Path, job_id: str) -> tuple[str, int]:
    with closing(sqlite3.connect(folder / FOLDER / FILE)) as db:
        state, attempts = db.execute("SELECT state, attempts FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return state, attempts
