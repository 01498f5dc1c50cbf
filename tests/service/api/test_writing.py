"""Writing, tested.

Covers `service.jobs.uploads`, `service.jobs.given`.
"""

import gzip
import io
import itertools
import json
import resource
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoder.encoding import Encoder
from service.auth import keys
from service.jobs.database import FOLDER
from service.jobs.uploads import _Files
from tests.service.problems.test_responses import need_problem
from tests.support.papers import paragraph, word_document
from tests.support.patience import HOPELESS
from tests.support.served import speech_path
from tests.support.written import LAKE, HeldUp, bearing, ended, job_of, until, written

NO_JOB = "j_" + 16 * "0"
PIER = "The ice pier of Veldhaven opens tomorrow."


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Iterator[TestClient]:
    with written(tmp_path_factory.mktemp("writing") / "corpus", tiny) as client:
        yield client


def once(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def file(name: str, content: bytes) -> dict[str, tuple[str, bytes]]:
    return {"file": (name, content)}


# Speeches as JSON


def test_a_speech_is_added_and_found_at_once(client: TestClient) -> None:
    """When its job is done, the snapshot that the job names answers, and holds it."""
    given = {
        "id": "lake-2024",
        "title": "On the ice",
        "speaker": "Mara Lindqvist",
        "date": "--11-04",
        "text": LAKE,
    }
    job = ended(client, client.post("/v1/speeches", json=given))
    assert (job["state"], job["added"], job["counts"]["added"]) == ("done", ["lake-2024"], 1)
    found = client.get(speech_path("lake-2024")).json()
    assert found["snapshot"] == job["snapshot"]
    assert {name: found["speech"][name] for name in ("title", "speaker", "date")} == {
        name: given[name] for name in ("title", "speaker", "date")
    }


def test_the_same_again_adds_nothing_and_says_so(client: TestClient) -> None:
    """A speech that is there just so is unchanged; another text under its id is a new revision."""
    for text, became in ((PIER, "added"), (PIER, "unchanged"), (PIER + " Come!", "changed")):
        job = ended(client, client.post("/v1/speeches", json={"id": "pier", "text": text}))
        assert job[became] == ["pier"]
        assert sum(job["counts"].values()) == 1


def test_a_text_without_an_id_gets_one_of_its_own(client: TestClient) -> None:
    """The same text always the same, so that sending it twice adds it once."""
    body = {"text": "A bell rings over the bay."}
    first, second = (ended(client, client.post("/v1/speeches", json=body)) for _ in range(2))
    assert first["added"] == second["unchanged"]
    assert first["added"][0].startswith("posted-")


def test_several_speeches_are_one_job(client: TestClient) -> None:
    """They are published together; what cannot be kept is refused by its row, and the others go on."""
    given = [{"id": f"many/{n}", "text": f"Village {n} keeps its school."} for n in range(5)]
    given.append({"id": "many/0", "text": "Another text under an id of this run."})
    job = ended(client, client.post("/v1/speeches", json={"speeches": given}))
    assert job["added"] == [f"many/{n}" for n in range(5)]
    assert [refused["path"] for refused in job["refused"]] == ["posted.jsonl#6"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"text": ""},
        {"text": " \n"},
        {"text": 7},
        {"text": "a\x00b"},
        {"text": "a" * 250_001},
        {"text": "a", "id": ""},
        {"text": "a", "id": " a"},
        {"text": "a", "id": "a\nb"},
        {"text": "a", "id": "a" * 201},
        {"text": "a", "date": "2019-02-30"},
        {"text": "a", "date": "May"},
        {"text": "a", "language": "English!"},
        {"text": "a", "colour": "blue"},
        {"speeches": []},
        {"speeches": [{"text": "a"}, {"text": ""}]},
        {"speeches": [{"text": "a"}] * 501},
        {"speeches": [{"text": "a"}], "text": "b"},
    ],
)
def test_a_speech_that_is_not_valid_is_refused(client: TestClient, body: object) -> None:
    """422, saying where, and no job."""
    before = client.get("/v1/jobs?limit=1").json()
    problem = need_problem(client.post("/v1/speeches", json=body), 422, "invalid-question")
    assert all(fault["at"].startswith("body") for fault in problem["errors"])
    assert client.get("/v1/jobs?limit=1").json() == before


@pytest.mark.parametrize(
    ("headers", "body", "status", "name"),
    [
        ({"Content-Type": "text/plain"}, b"A lake.", 415, "wrong-media-type"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"text=a", 415, "wrong-media-type"),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"", 415, "wrong-media-type"),
        ({"Content-Type": "application/json; charset=utf-16"}, b"{}", 415, "wrong-media-type"),
        ({}, b"", 415, "wrong-media-type"),
        ({"Content-Type": "application/json"}, b'{"text": "a", "text": "b"}', 400, "not-json"),
        ({"Content-Type": "application/json"}, b"[" * 100_000, 400, "not-json"),
        ({"Content-Type": "multipart/form-data"}, b"", 400, "not-multipart"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"", 400, "not-multipart"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--\r\n", 400, "not-multipart"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"nonsense", 400, "not-multipart"),
        ({"Content-Type": f"multipart/form-data; boundary={'x' * 300}"}, b"", 400, "not-multipart"),
    ],
)
def test_a_body_of_another_kind_is_refused(
    client: TestClient, headers: dict[str, str], body: bytes, status: int, name: str
) -> None:
    """415, or 400 for what is not what it says it is."""
    need_problem(client.post("/v1/speeches", content=body, headers=headers), status, name)


# Files


def test_files_of_every_kind_are_read(client: TestClient) -> None:
    """As `tifa index` reads them: each by what its name says it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("deep/inside.txt", "A town in an archive.")
        archive.writestr("../../outside.txt", "A town that would be elsewhere.")
    files = [
        ("plain.txt", b"A plain town."),
        ("page.html", b"<html><body><p>A town on a page, with a harbour and a school.</p></body></html>"),
        ("document.docx", word_document(paragraph("A town in a document."))),
        ("table.csv", "id,text\nrow-1,A town in a table\n".encode("utf-16")),
        ("rows.jsonl", b'{"id": "row-2", "text": "A town in a row."}\n{"id": "row-3"}\n'),
        ("rows.jsonl.gz", gzip.compress(b'{"id": "row-4", "text": "A packed town."}')),
        ("archive.zip", packed.getvalue()),
    ]
    answer = client.post("/v1/speeches", files=[("file", one) for one in files])
    job = ended(client, answer)
    assert set(job["added"]) == {
        "plain", "page", "document", "row-1", "row-2", "row-4", "inside", "outside",
    }  # fmt: skip
    assert [one["path"] for one in job["refused"]] == ["rows.jsonl#2"]
    assert "no field 'text'" in job["refused"][0]["what"]


def test_the_name_of_a_file_is_never_a_path(client: TestClient, tmp_path: Path) -> None:
    """Folders in it are dropped, what cannot be printed is replaced, and nothing is written there."""
    target = tmp_path / "planted.txt"
    job = ended(client, client.post("/v1/speeches", files=file(f"../..{target}", b"A planted tree.")))
    assert job["added"] == ["planted"]
    assert not target.exists()
    windows = ended(
        client, client.post("/v1/speeches", files=file("C:\\notes\\quay\x1b[31m.txt", b"A quay."))
    )
    assert windows["counts"]["added"] == 1


def test_a_file_is_known_by_its_name(client: TestClient) -> None:
    """Sent again it adds nothing; with another text it is a new revision of the same speech."""
    for content, became in ((b"A mill.", "added"), (b"A mill.", "unchanged"), (b"Two mills.", "changed")):
        assert ended(client, client.post("/v1/speeches", files=file("mill.txt", content)))[became] == ["mill"]


def test_what_cannot_be_read_fails_the_job_with_reasons(client: TestClient) -> None:
    """When nothing is left to add; a bomb, an archive in an archive and a broken document are among them."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", bytes(20_000_000))
        archive.writestr("again.zip", b"PK")
    files = [("file", ("bomb.zip", bomb.getvalue())), ("file", ("torn.pdf", b"%PDF-1.7 torn"))]
    job = ended(client, client.post("/v1/speeches", files=files))
    assert (job["state"], job["problem"]["type"]) == ("failed", "urn:tifa:problem:nothing-readable")
    reasons = {one["path"]: one["what"] for one in job["refused"]}
    assert "times larger" in reasons["bomb.zip!zeros.txt"]
    assert "packed again" in reasons["bomb.zip!again.zip"]
    assert "torn.pdf" in reasons


@pytest.mark.parametrize("name", ["speech.wav", "speech", ".exe", "a.txt/"])
def test_a_file_of_another_kind_is_refused_at_once(client: TestClient, name: str) -> None:
    """415, saying which file it is and which kinds there are."""
    files = [("file", ("lake.txt", b"A lake.")), ("file", (name, b"A pier."))]
    problem = need_problem(client.post("/v1/speeches", files=files), 415, "unknown-kind")
    assert ".docx" in problem["detail"]
    assert [fault["at"] for fault in problem["errors"]] == ["body.file.1"]


def test_a_field_that_is_no_file_is_refused(client: TestClient) -> None:
    """What a form says beside its files would otherwise be lost without a word."""
    answer = client.post("/v1/speeches", data={"title": "On ice"}, files=file("ice.txt", b"Ice."))
    need_problem(answer, 400, "not-multipart")


@pytest.mark.parametrize("torn", [b"", b"\r\n--x", b"\r\n--x-", b"\r\n--x\r\n", b"\r\n--x\r\nContent-Disp"])
def test_files_without_their_closing_boundary_are_refused(client: TestClient, torn: bytes) -> None:
    """400, and no job: what was cut off would otherwise be lost without a word."""
    head = b'Content-Disposition: form-data; name="file"; filename="%s.txt"\r\n\r\n'
    body = b"--x\r\n" + head % b"whole" + b"A whole lake.\r\n--x\r\n" + head % b"torn" + b"A torn lake."
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    before = client.get("/v1/jobs?limit=1").json()
    need_problem(client.post("/v1/speeches", content=body + torn, headers=headers), 400, "not-multipart")
    assert client.get("/v1/jobs?limit=1").json() == before


def test_files_have_their_limits(tmp_path: Path, tiny: Encoder) -> None:
    """413 from the announced length, or as soon as it is too long; nothing of them is left behind."""
    folder = tmp_path / "corpus"
    with written(folder, tiny, upload_bytes=100_000) as client:
        need_problem(client.post("/v1/speeches", files=file("a.txt", b"a" * 200_000)), 413, "body-too-large")

        def body() -> Iterator[bytes]:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
            for _ in range(20):
                yield b"a" * 10_000

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        need_problem(client.post("/v1/speeches", content=body(), headers=headers), 413, "body-too-large")
        assert client.get("/v1/about").json()["limits"]["upload_bytes"] == 100_000
        assert not [path for path in (folder / FOLDER).iterdir() if path.is_dir()]


@given(
    data=st.lists(st.binary(max_size=300), min_size=1, max_size=3),
    cuts=st.lists(st.integers(0, 1500), max_size=6),
)
@settings(max_examples=40, deadline=None)
def test_files_are_the_same_however_the_body_arrives(
    tmp_path_factory: pytest.TempPathFactory, data: list[bytes], cuts: list[int]
) -> None:
    """Wherever it is cut, also within a boundary or a header."""
    folder = tmp_path_factory.mktemp("cut")
    head = 'Content-Disposition: form-data; name="file"; filename="{}.txt"'
    parts = [f"--x1\r\n{head.format(n)}\r\n\r\n".encode() + one + b"\r\n" for n, one in enumerate(data)]
    body = b"".join(parts) + b"--x1--\r\n"
    with _Files(folder, "multipart/form-data; boundary=x1") as files:
        edges = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
        for start, end in itertools.pairwise(edges):
            files.feed(body[start:end])
        sent = files.finish()
    assert [one.name for one in sent] == [f"{n}.txt" for n in range(len(data))]
    assert [(folder / str(n)).read_bytes() for n in range(len(data))] == data


# Sending twice


def test_a_key_brings_the_same_job_again(client: TestClient) -> None:
    """However often, as JSON laid out another way and in quotation marks; and it is done once."""
    body = {"id": "once", "text": "The ferry leaves at six."}
    first = job_of(client.post("/v1/speeches", json=body, headers=once("k-1")))
    other = json.dumps(dict(reversed(body.items())), indent=4)
    headers = {"Content-Type": "application/json"}
    second = job_of(client.post("/v1/speeches", content=other, headers=headers | once('"k-1"')))
    assert first["id"] == second["id"]
    done = until(client, first["id"], "done")
    third = job_of(client.post("/v1/speeches", json=body, headers=once("k-1")))
    assert third == done
    assert done["added"] == ["once"]


def test_files_are_the_same_whatever_their_boundary(client: TestClient) -> None:
    """A client draws a new boundary for each attempt."""
    attempts = [
        client.post("/v1/speeches", files=file("b.txt", b"A bridge."), headers=once("k-2")) for _ in "ab"
    ]
    assert len({job_of(answer)["id"] for answer in attempts}) == 1
    assert attempts[0].request.headers["content-type"] != attempts[1].request.headers["content-type"]


@pytest.mark.parametrize(
    "other",
    [{"text": "The ferry leaves at seven."}, {"text": "The ferry leaves at six.", "title": "Ferries"}],
)
def test_a_key_with_another_request_is_refused(client: TestClient, other: dict[str, str]) -> None:
    """422, and what was asked for first stands."""
    job_of(client.post("/v1/speeches", json={"text": "The ferry leaves at six."}, headers=once("k-3")))
    answer = client.post("/v1/speeches", json=other, headers=once("k-3"))
    need_problem(answer, 422, "idempotency-key-reused")
    need_problem(client.delete("/v1/speeches/pier", headers=once("k-3")), 422, "idempotency-key-reused")


def test_callers_do_not_share_their_keys(client: TestClient, tiny: Encoder) -> None:
    """What another caller has used is free."""
    folder = client.app_state["jobs"]._settings.corpus
    other = bearing(keys.create(folder, "other desk", write=True))
    mine = job_of(client.post("/v1/speeches", json={"text": "Mine."}, headers=once("k-4")))
    theirs = job_of(client.post("/v1/speeches", json={"text": "Theirs."}, headers=once("k-4") | other))
    assert mine["id"] != theirs["id"]


@pytest.mark.parametrize("key", ["", '""x\x7f', "é", "a" * 256])
def test_what_is_no_key_is_refused(client: TestClient, key: str) -> None:
    """422 rather than a job that cannot be asked for again."""
    answer = client.post("/v1/speeches", json={"text": "A."}, headers={b"Idempotency-Key": key.encode()})
    need_problem(answer, 422, "wrong-idempotency-key")


# Removing


def test_a_speech_is_removed(client: TestClient) -> None:
    """It answers no more; adding it again brings it back."""
    ended(client, client.post("/v1/speeches", json={"id": "gone/soon", "text": PIER}))
    job = ended(client, client.delete(speech_path("gone/soon")))
    assert (job["work"], job["removed"]) == ("remove", ["gone/soon"])
    assert client.get("/v1/about").json()["snapshot"] == job["snapshot"]
    need_problem(client.get(speech_path("gone/soon")), 404, "unknown-speech")
    need_problem(client.delete(speech_path("gone/soon")), 404, "unknown-speech")
    assert ended(client, client.post("/v1/speeches", json={"id": "gone/soon", "text": PIER}))["added"]


def test_a_removal_with_a_key_is_the_same_job_again(client: TestClient) -> None:
    """Though the speech is gone by then."""
    ended(client, client.post("/v1/speeches", json={"id": "gone-twice", "text": PIER}))
    first = ended(client, client.delete("/v1/speeches/gone-twice", headers=once("k-6")))
    assert job_of(client.delete("/v1/speeches/gone-twice", headers=once("k-6")))["id"] == first["id"]


# Asking about jobs


def test_jobs_are_listed_newest_first_page_by_page(client: TestClient) -> None:
    """The pages together hold each job once."""
    for n in range(3):
        ended(client, client.post("/v1/speeches", json={"id": "listed", "text": f"Version {n}."}))
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/v1/jobs?limit=2{cursor}").json()
        seen += [job["created"] for job in page["jobs"]]
        if page["next_before"] is None:
            break
        cursor = f"&before={page['next_before']}"
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == len(seen) >= 3


def test_a_job_that_is_not_there_is_a_problem(client: TestClient) -> None:
    """404, as a page after one is."""
    need_problem(client.get(f"/v1/jobs/{NO_JOB}"), 404, "unknown-job")
    need_problem(client.get("/v1/jobs?before=j_0"), 404, "unknown-job")


def test_before_anything_is_written_there_are_no_jobs(tmp_path: Path, tiny: Encoder) -> None:
    """And asking for them writes nothing."""
    with written(tmp_path / "corpus", tiny) as client:
        assert client.get("/v1/jobs").json() == {"jobs": [], "next_before": None}
        need_problem(client.get(f"/v1/jobs/{NO_JOB}"), 404, "unknown-job")
    assert not (tmp_path / "corpus" / FOLDER).exists()


def test_questions_are_answered_while_a_job_runs(tmp_path: Path, tiny: Encoder) -> None:
    """From the snapshot before; the job says what it is at, and those behind it wait their turn."""
    encoder = HeldUp(tiny)
    encoder.go.set()
    with written(tmp_path / "corpus", encoder) as client:
        encoder.go.clear()
        encoder.begun.clear()
        before = client.get("/v1/about").json()["snapshot"]
        job = job_of(client.post("/v1/speeches", json={"text": LAKE}))
        behind = job_of(client.post("/v1/speeches", json={"text": PIER}))
        assert encoder.begun.wait(HOPELESS)
        running = client.get(f"/v1/jobs/{job['id']}").json()
        assert (running["state"], running["snapshot"]) == ("running", None)
        assert running["progress"]["step"]
        assert client.get(f"/v1/jobs/{behind['id']}").json()["state"] == "queued"
        assert client.get("/v1/speeches").json()["snapshot"] == before
        encoder.go.set()
        assert until(client, behind["id"], "done")["snapshot"] > until(client, job["id"], "done")["snapshot"]


def test_a_full_line_refuses(tmp_path: Path, tiny: Encoder) -> None:
    """503 with Retry-After when as many jobs are unfinished as may be; a repeated one is still answered."""
    encoder = HeldUp(tiny)
    encoder.go.set()
    with written(tmp_path / "corpus", encoder, most_jobs=1) as client:
        encoder.go.clear()
        first = job_of(client.post("/v1/speeches", json={"text": LAKE}, headers=once("k")))
        full = client.post("/v1/speeches", json={"text": PIER})
        need_problem(full, 503, "too-many-jobs")
        assert int(full.headers["retry-after"]) > 0
        assert (
            job_of(client.post("/v1/speeches", json={"text": LAKE}, headers=once("k")))["id"] == first["id"]
        )
        encoder.go.set()
        until(client, first["id"], "done")
        assert ended(client, client.post("/v1/speeches", json={"text": PIER}))["state"] == "done"


# A disk that does not do what it has to


def test_without_a_place_for_jobs_writing_is_refused_and_reading_goes_on(
    tmp_path: Path, tiny: Encoder
) -> None:
    """503: as on a read-only folder, where nothing can be made either."""
    folder = tmp_path / "corpus"
    with written(folder, tiny) as client:
        (folder / FOLDER).write_text("in the way")
        need_problem(client.post("/v1/speeches", json={"text": LAKE}), 503, "cannot-write")
        assert client.get("/v1/search?q=harbour").status_code == 200
        (folder / FOLDER).unlink()
        assert ended(client, client.post("/v1/speeches", json={"text": LAKE}))["state"] == "done"


def test_a_full_disk_is_said_and_reading_goes_on(tmp_path: Path, tiny: Encoder) -> None:
    """507 while a file arrives, a failed job when it is full later; then everything as before."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with written(tmp_path / "corpus", tiny) as client:
        ended(client, client.post("/v1/speeches", json={"text": PIER}))
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
            answer = client.post("/v1/speeches", files=file("a.txt", b"A lake. " * 100_000))
            need_problem(answer, 507, "no-space")
            assert client.get("/v1/search?q=harbour").status_code == 200
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert ended(client, client.post("/v1/speeches", json={"text": LAKE}))["state"] == "done"


def test_jobs_are_forgotten_after_their_time(tmp_path: Path, tiny: Encoder) -> None:
    """With their keys, which then ask for a new one."""
    with written(tmp_path / "corpus", tiny, job_hours=0.01) as client:
        first = ended(client, client.post("/v1/speeches", json={"text": LAKE}, headers=once("k")))
        book = client.app_state["jobs"]._opened()
        book.forget(after=-1)
        need_problem(client.get(f"/v1/jobs/{first['id']}"), 404, "unknown-job")
        again = ended(client, client.post("/v1/speeches", json={"text": LAKE}, headers=once("k")))
        assert again["unchanged"] == first["added"]
