"""Formulas, tested.

Covers `service.schemas.formulas`, `service.parameters.formulas`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from tests.support.phrased import PHRASE, add_formulas, speeches
from tests.support.served import add, served


@pytest.fixture(scope="module")
def phrased_client(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("phrased")
    add(folder, tiny, *speeches())
    add_formulas(folder)
    with served(folder, tiny) as client:
        yield client


def test_formulas_are_listed_with_their_use(phrased_client: TestClient) -> None:
    """The planted phrase, who says it, and since when."""
    answer = phrased_client.get("/v1/formulas", params={"find": PHRASE}).json()
    assert answer["total"] == 1
    (listed,) = answer["formulas"]
    assert listed["formula"]["text"] == listed["formula"]["written"] == PHRASE
    assert listed["usage"]["first"] == {"date": "2012-05-01", "speech_id": "s0"}
    assert listed["usage"]["searched_before"] == 2
    assert {year["heat"] for year in listed["usage"]["years"]} <= set(range(6))


def test_one_formula_shows_where_it_stands(phrased_client: TestClient) -> None:
    """Each place cuts the phrase out of its speech's text."""
    id_ = phrased_client.get("/v1/formulas", params={"find": PHRASE}).json()["formulas"][0]["formula"]["id"]
    answer = phrased_client.get(f"/v1/formulas/{id_}").json()
    assert len(answer["places"]) == 8
    raw = {speech.id: speech.raw for speech in speeches()}
    for place in answer["places"]:
        assert raw[place["passage"]["speech_id"]][place["start"] : place["end"]] == PHRASE


def test_any_wording_is_traced(phrased_client: TestClient) -> None:
    """In another script, with its variants."""
    answer = phrased_client.get("/v1/formulas/trace", params={"q": "守住港口常年開放的底線"}).json()
    assert answer["text"] == PHRASE
    assert [(one["change"], one["speeches"]) for one in answer["variants"]] == [("same", 8), ("inserted", 1)]


def test_it_is_shown_as_the_corpus_writes_it(tmp_path: Path, tiny: Encoder) -> None:
    """A corpus in Traditional characters shows them; what is compared stays in one script."""
    written = [
        replace(one, language="zh-Hant", raw=one.raw.replace("开放", "開放").replace("线", "線"))
        for one in speeches()
    ]
    add(tmp_path, tiny, *written)
    add_formulas(tmp_path)
    with served(tmp_path, tiny) as client:
        (listed,) = client.get("/v1/formulas", params={"find": PHRASE}).json()["formulas"]
    assert listed["formula"]["text"] == PHRASE
    assert listed["formula"]["written"] == "守住港口常年開放的底線"


def test_what_is_new_since_a_date(phrased_client: TestClient) -> None:
    """A date after the first use leaves the phrase out."""
    for since, total in (("2012", 1), ("2012-06", 0)):
        answer = phrased_client.get("/v1/formulas", params={"find": PHRASE, "since": since}).json()
        assert answer["total"] == total


def test_passages_that_came_later_are_counted(tmp_path: Path, tiny: Encoder) -> None:
    """Known formulas are found in them; that others may be missing is said."""
    *first, last = speeches()
    add(tmp_path, tiny, *first)
    add_formulas(tmp_path)
    add(tmp_path, tiny, last)
    with served(tmp_path, tiny) as client:
        assert client.get("/v1/formulas").json()["passages_added_since"] == 1


def test_an_unknown_formula_is_missing(phrased_client: TestClient) -> None:
    """404, and said to be the formula."""
    for name in ("f_00000000", "f_x"):
        answer = phrased_client.get(f"/v1/formulas/{name}")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:tifa:problem:unknown-formula")


def test_before_they_are_made_the_command_is_named(client: TestClient) -> None:
    """409, and `tifa topics` makes them."""
    answer = client.get("/v1/formulas")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:tifa:problem:formulas-not-made")
    assert "tifa topics" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "kind=riddle", "since=soon", "offset=-1", "find=%00", "since=2020-02-30"],
)
def test_what_means_nothing_is_refused(phrased_client: TestClient, query: str) -> None:
    """422, never more."""
    assert phrased_client.get(f"/v1/formulas?{query}").status_code == 422


@pytest.mark.parametrize("query", ["", "q=", "q=%E3%80%82", f"q={'a' * 201}"])
def test_what_cannot_be_traced_is_refused(phrased_client: TestClient, query: str) -> None:
    """Nothing, signs alone, and a text too long."""
    assert phrased_client.get(f"/v1/formulas/trace?{query}").status_code == 422
