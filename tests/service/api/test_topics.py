"""Topics, tested.

Covers `service.schemas.topics`.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from tests.support.served import HARBOUR, SPEECHES, add, add_topics, served, speech_path
from tests.support.written import ended, written


@pytest.mark.parametrize("speech_id", [speech.id for speech in SPEECHES])
def test_the_shares_of_a_speech_sum_to_one(themed_client: TestClient, speech_id: str) -> None:
    """All shares and the unassigned rest make up the whole speech."""
    answer = themed_client.get(speech_path(speech_id, "topics")).json()
    assert answer["speech_id"] == speech_id
    for kind in ("share", "votes"):
        assert sum(share[kind] for share in answer["shares"]) + answer["unassigned"] == pytest.approx(1)


def test_the_shares_of_the_corpus_sum_to_one(themed_client: TestClient) -> None:
    """The list of topics says how much of the corpus each holds, the largest first."""
    answer = themed_client.get("/v1/topics").json()
    shares = [topic["share"] for topic in answer["topics"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) + answer["unassigned"] == pytest.approx(1)
    assert {topic["topic"] for topic in answer["topics"]} == {"t_00000000", "t_00000001"}


def test_a_topic_shows_passages_that_are_still_there(themed_client: TestClient) -> None:
    """Of a topic's representative passages those are shown that the corpus still holds."""
    answer = themed_client.get("/v1/topics/t_00000000").json()
    assert answer["topic"]["words"] == ["winter"]
    assert [passage["speech_id"] for passage in answer["representative"]] == ["2020/brekkadal"]


def test_a_passage_that_changed_speaks_for_its_topic_no_longer(tmp_path: Path, tiny: Encoder) -> None:
    """Once the text at a representative address is about something else, the topic does not show it."""
    add(tmp_path, tiny, *SPEECHES)
    add_topics(tmp_path)
    add(tmp_path, tiny, replace(SPEECHES[2], raw="3 × 7 = 21"))
    with served(tmp_path, tiny) as client:
        assert client.get(speech_path(SPEECHES[2].id, "passages", "0")).status_code == 200
        assert client.get("/v1/topics/t_00000000").json()["representative"] == []


def test_a_text_is_distributed_like_the_speech_it_repeats(themed_client: TestClient) -> None:
    """A text that is word for word a speech of the corpus gets that speech's distribution."""
    of_speech = themed_client.get("/v1/speeches/veldhaven-2019/topics").json()
    of_text = themed_client.post(
        "/v1/topics/distribution", json={"text": SPEECHES[0].raw, "language": "en"}
    ).json()
    assert (of_text["shares"], of_text["unassigned"]) == (of_speech["shares"], of_speech["unassigned"])


def test_an_unknown_topic_is_missing(themed_client: TestClient) -> None:
    """404, and said to be the topic."""
    answer = themed_client.get("/v1/topics/t_ffffffff")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:tifa:problem:unknown-topic")


@pytest.mark.parametrize(
    "address", ["/v1/topics", "/v1/topics/t_00000000", "/v1/speeches/veldhaven-2019/topics"]
)
def test_before_topics_are_made_the_answer_says_how(client: TestClient, address: str) -> None:
    """409, with the command that makes them."""
    answer = client.get(address)
    assert answer.status_code == 409
    assert "tifa topics" in answer.json()["detail"]


def test_a_text_has_no_topics_before_they_are_made(client: TestClient) -> None:
    """409 for a text too."""
    assert client.post("/v1/topics/distribution", json={"text": HARBOUR}).status_code == 409


def test_topics_over_time_and_by_group(themed_client: TestClient) -> None:
    """Every period's shares and what is unassigned are its text; a date without a year is undated."""
    answer = themed_client.get("/v1/topics/timeline").json()
    assert [period["name"] for period in answer["periods"]] == ["2019", "2021"]
    assert answer["n_undated"] == 3
    for period in answer["periods"]:
        assert sum(cell["share"] for cell in period["topics"]) + period["unassigned"] == pytest.approx(1)
        assert all(cell["low"] <= cell["share"] <= cell["high"] for cell in period["topics"])
        assert period["few"]
    assert [one["name"] for one in themed_client.get("/v1/topics/timeline?unit=month").json()["periods"]] == [
        "2019-11"
    ]
    groups = themed_client.get("/v1/topics/groups?by=place").json()["groups"]
    assert {one["name"]: one["n_passages"] for one in groups} == {"Veldhaven": 4, "Brekkadal": 2, "": 1}
    assert themed_client.get("/v1/topics/timeline?unit=week").status_code == 422


def test_a_topic_is_labelled_with_a_key_that_may_write(tmp_path: Path, tiny: Encoder) -> None:
    """As a job: the label is there when it is done; without a key nothing is changed."""
    folder, address, body = tmp_path / "corpus", "/v1/topics/t_00000000/label", {"label": "Winter"}
    add(folder, tiny, *SPEECHES)
    add_topics(folder)
    with written(folder, tiny) as client:
        assert client.put(address, json=body, headers={"Authorization": "Bearer x"}).status_code == 401
        assert client.put("/v1/topics/t_x/label", json=body).status_code == 404
        assert client.put(address, json={"label": "a\nb"}).status_code == 422
        assert ended(client, client.put(address, json=body))["state"] == "done"
        assert client.get("/v1/topics/t_00000000").json()["topic"]["label"] == "Winter"
