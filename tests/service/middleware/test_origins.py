"""A form on a page of another site makes the service do nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from tests.service.problems.test_responses import need_problem
from tests.support.served import SPEECHES, add, served

FORM = {"text": "The harbour stays open all winter, and the ferries sail every day of the year."}
COMPARE = "/v1/compare"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("origins") / "corpus"
    add(folder, tiny, *SPEECHES)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path, tiny: Encoder) -> Iterator[TestClient]:
    with served(folder, tiny) as client:
        yield client


OF_OTHERS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:9"},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost"},
]


@pytest.mark.parametrize("sent", OF_OTHERS)
def test_what_a_page_of_another_site_sends_is_refused(client: TestClient, sent: dict[str, str]) -> None:
    """The form of the pages, as a browser sends it unasked, and what writes or asks in JSON."""
    headers = sent | {"Host": "localhost"}
    assert client.post("/compare", files={"text": (None, FORM["text"])}, headers=headers).status_code == 403
    need_problem(client.post(COMPARE, json=FORM, headers=headers), 403, "foreign-page")
    need_problem(client.delete("/v1/speeches/x", headers=headers), 403, "foreign-page")


@pytest.mark.parametrize("sent", OWN)
def test_own_pages_and_programs_may_send(client: TestClient, sent: dict[str, str]) -> None:
    headers = sent | {"Host": "localhost"}
    assert client.post("/compare", files={"text": (None, FORM["text"])}, headers=headers).status_code == 200
    assert client.post(COMPARE, json=FORM, headers=headers).status_code == 200


def test_whoever_comes_by_a_link_is_answered(client: TestClient) -> None:
    """A question in an address changes nothing."""
    found = client.get("/v1/search", params={"q": "harbour"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert found.status_code == 200


def test_pages_of_listed_origins_may_send(folder: Path, tiny: Encoder) -> None:
    with served(folder, tiny, cors_origins=("https://reader.example",)) as client:
        listed = {"Origin": "https://reader.example", "Sec-Fetch-Site": "cross-site"}
        assert client.post(COMPARE, json=FORM, headers=listed).status_code == 200
        other = listed | {"Origin": "https://evil.example"}
        need_problem(client.post(COMPARE, json=FORM, headers=other), 403, "foreign-page")
