"""Files sent to the page of comparison, whatever they are called and however they are sent."""

import pytest
from fastapi.testclient import TestClient

from tests.support.served import HARBOUR

PART = 'Content-Disposition: form-data; name="{}"; filename="{}"\r\n\r\n{}\r\n'


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("..", 422),
        (".", 422),
        ("/", 422),
        ("../../speech.txt", 200),
        (f"{'a' * 400}.txt", 200),
        (f"{'名' * 100}.txt", 200),
        ("a\x01b.txt", 200),
        ("speech.exe", 422),
    ],
)
def test_any_name_of_a_file_is_taken_or_refused(client: TestClient, name: str, status: int) -> None:
    """It is something to call the file by, and no path; one that no disk takes is no fault of ours."""
    answer = client.post("/compare", files={"file": (name, HARBOUR.encode())})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", "x"),
        (f"multipart/form-data; boundary={'y' * 5_000}", "x"),
        ("multipart/form-data; boundary=xx", "--xx\r\n" + "X: y\r\n" * 20_000 + "\r\na\r\n--xx--\r\n"),
        (
            "multipart/form-data; boundary=xx",
            "".join(f"--xx\r\n{PART.format('file', 'a.txt', 'a')}" for _ in range(2)) + "--xx--\r\n",
        ),
        (
            "multipart/form-data; boundary=xx",
            "".join(f'--xx\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\na\r\n' for n in range(20))
            + "--xx--\r\n",
        ),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(client: TestClient, content_type: str, body: str) -> None:
    """Without a boundary, with one that no parser takes, with heads or fields without end, with two files."""
    answer = client.post("/compare", content=body.encode(), headers={"Content-Type": content_type})
    assert 400 <= answer.status_code < 500


def test_the_day_is_taken_from_the_page(client: TestClient) -> None:
    """What the corpus has only later was not said before; no day is refused with the form as it was typed."""
    sent = {"text": HARBOUR, "date": "1990-05-01"}
    page = client.post("/compare", data=sent, files={"none": b""})
    assert (page.status_code, "only later" in page.text) == (200, True)
    refused = client.post("/compare", data={**sent, "date": "1990-02-30"}, files={"none": b""})
    assert (refused.status_code, "1990-02-30" in refused.text) == (422, True)
