"""Compare, tested.

Covers `service.schemas.comparison`, `service.schemas.compared_topics`, `service.parameters.values`.
"""

import pytest
from fastapi.testclient import TestClient

from tests.support.served import FOREST, HARBOUR, SPEECHES, ids

NEW = f"{FOREST}\n\n{HARBOUR}"


def test_each_passage_finds_where_it_was_said(client: TestClient) -> None:
    """A repeated passage is matched first with its source, and counts in the text that was sent."""
    answer = client.post("/v1/compare", json={"text": NEW, "title": "New", "language": "en", "k": 1}).json()
    assert answer["title"] == "New"
    assert [NEW[passage["start"] : passage["end"]] for passage in answer["passages"]] == [FOREST, HARBOUR]
    assert [ids(passage) for passage in answer["passages"]] == [["veldhaven-2021"], ["veldhaven-2019"]]


def test_a_control_character_that_was_pasted_along_costs_nothing(client: TestClient) -> None:
    """Nobody sees it to take it out; places in the text stay as they were sent."""
    sent = NEW.replace("\n\n", "\x02\n\n\x0c")
    answer = client.post("/v1/compare", json={"text": sent}).json()
    assert [sent[passage["start"] : passage["end"]] for passage in answer["passages"]] == [FOREST, HARBOUR]
    assert answer["summary"]["verbatim"] == 1


def test_one_speech_can_be_compared_with(client: TestClient) -> None:
    """With `with_speech` only that speech answers."""
    question = {"text": NEW, "with_speech": "2020/brekkadal", "k": 100}
    passages = client.post("/v1/compare", json=question).json()["passages"]
    assert {found for passage in passages for found in ids(passage)} == {"2020/brekkadal"}


def test_a_speech_of_the_corpus_is_not_compared_with_itself(client: TestClient) -> None:
    """Asked by its id it is held against the others only; its text alone is told to be there already."""
    asked = {"speech_id": "veldhaven-2019", "k": 100}
    answer = client.post("/v1/compare", json=asked).json()
    assert "veldhaven-2019" not in {found for passage in answer["passages"] for found in ids(passage)}
    assert answer["searched"]["left_out"] == ["veldhaven-2019"]
    copy = client.post("/v1/compare", json={"text": SPEECHES[0].raw}).json()
    assert copy["copies"] == ["veldhaven-2019"]
    assert copy["summary"]["verbatim"] == 1


def test_a_text_or_a_speech_is_asked(client: TestClient) -> None:
    """One of the two; an unknown speech is missing."""
    for asked in ({}, {"text": NEW, "speech_id": "veldhaven-2019"}):
        assert client.post("/v1/compare", json=asked).status_code == 422
    assert client.post("/v1/compare", json={"speech_id": "nobody"}).status_code == 404


def test_the_stretches_name_their_class_and_source(client: TestClient) -> None:
    """With the edits in places of both texts; the classes of the summary sum to 1."""
    answer = client.post("/v1/compare", json={"text": HARBOUR.replace("winter", "summer"), "k": 1}).json()
    assert sum(share for kind, share in answer["summary"].items() if not kind.startswith("novelty")) == 1
    ((stretch,),) = [passage["stretches"] for passage in answer["passages"]]
    source = stretch["sources"][0]
    assert (stretch["class"], source["speech_id"], source["earliest"]) == ("edited", "veldhaven-2019", True)
    assert [HARBOUR[edit[3] : edit[4]] for edit in source["diff"] if edit[0] == "replace"] == ["winter"]
    assert stretch["provenance"]["first"] == "veldhaven-2019"


def test_without_topics_there_is_nothing_to_set_side_by_side(client: TestClient) -> None:
    """The comparison is answered all the same, its topics null."""
    assert client.post("/v1/compare", json={"text": NEW}).json()["topics"] is None


def test_two_distributions_side_by_side(themed_client: TestClient) -> None:
    """Each sums to 1, and their divergence lies between 0 and 1."""
    topics = themed_client.post("/v1/compare", json={"text": NEW}).json()["topics"]
    for side in ("speech", "corpus"):
        assert sum(share["share"] for share in topics[side]) + topics["unassigned"][side] == pytest.approx(1)
    assert 0 <= topics["divergence"] <= 1


def test_a_text_with_nothing_in_it_is_refused(client: TestClient) -> None:
    """422: there is nothing to compare."""
    answer = client.post("/v1/compare", json={"text": " \n\t "})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:tifa:problem:empty-text")


def test_an_unknown_speech_to_compare_with_is_missing(client: TestClient) -> None:
    """404, as anywhere else."""
    assert client.post("/v1/compare", json={"text": NEW, "with_speech": "nobody"}).status_code == 404


def test_what_others_said_only_later_is_marked(client: TestClient) -> None:
    """The day may be given, or stand in the text; a later source is told as one."""
    given = client.post("/v1/compare", json={"text": FOREST, "date": "1990-05", "language": "en"}).json()
    read = client.post("/v1/compare", json={"text": f"Speech of 5 January 1990\n\n{FOREST}"}).json()
    after = client.post("/v1/compare", json={"text": FOREST, "date": "2030"}).json()
    assert (given["date"], read["date"]) == ("1990-05", "1990-01-05")
    assert given["summary"]["later_share"] == 1 > read["summary"]["later_share"] > 0.5
    assert after["summary"]["later_share"] == 0
    sources = [answer["passages"][-1]["stretches"][-1]["sources"][0] for answer in (given, read, after)]
    assert [source["later"] for source in sources] == [True, True, False]


@pytest.mark.parametrize("date", ["2030-13-01", "2025-02-30", "soon"])
def test_a_date_that_is_none_is_refused(client: TestClient, date: str) -> None:
    """As a search refuses it."""
    assert client.post("/v1/compare", json={"text": FOREST, "date": date}).status_code == 422
