"""Corpora at the edge: nothing in them, one speech, or one text again and again."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from embeddings.errors import TooFewPassages
from embeddings.ingest.make_topics import make_topics
from embeddings.ingest.remove import remove
from embeddings.speech import Speech
from tests.support.served import HARBOUR, SPEECHES, add, served, speech_path

QUESTIONS = (
    "/v1/search?q=harbour", "/v1/search?q=harbour&sort=newest", "/v1/search?q=harbour&diversity=0.5",
    "/v1/search?q=harbour&mode=words", "/v1/search/facets?q=harbour", "/v1/search/export?q=harbour",
    "/v1/speeches", "/v1/about", "/readyz",
)  # fmt: skip
ONE = [Speech("alone", "Harbour.", language="en")]
SAME = [Speech(f"copy-{n}", HARBOUR, language="en") for n in range(12)]


@pytest.mark.parametrize("speeches", [[], ONE, SAME, SPEECHES[:3]], ids=["empty", "one", "same", "three"])
def test_a_small_corpus_answers(tmp_path: Path, tiny: Encoder, speeches: Sequence[Speech]) -> None:
    """However little there is, every question is answered, and topics are refused with what to do."""
    add(tmp_path, tiny, *(speeches or ONE))
    if not speeches:
        remove(tmp_path, [ONE[0].id], lambda: tiny)
    with served(tmp_path, tiny) as client:
        for address in QUESTIONS:
            assert client.get(address).status_code == 200, address
        assert client.get("/v1/search?q=harbour").json()["corpus_empty"] is (not speeches)
        assert client.post("/v1/compare", json={"text": HARBOUR}).status_code == 200
        for address in ("/v1/topics", "/v1/topics/t_00000000"):
            assert client.get(address).json()["type"] == "urn:tifa:problem:topics-not-made"
        assert client.post("/v1/topics/distribution", json={"text": HARBOUR}).status_code == 409
        for one in speeches:
            need_its_own_pages(client, one.id)
    with pytest.raises(TooFewPassages):
        make_topics(tmp_path, lambda: tiny)


def need_its_own_pages(client: TestClient, speech_id: str) -> None:
    for rest in ([], ["passages"], ["passages", "0"], ["passages", "0", "similar"], ["similar"], ["repairs"]):
        assert client.get(speech_path(speech_id, *rest)).status_code == 200, rest
    assert client.get(speech_path(speech_id, "topics")).status_code == 409


def test_one_text_again_and_again_is_one_answer(tmp_path: Path, tiny: Encoder) -> None:
    """The same paragraph in twelve speeches is shown once, with the eleven others beside it."""
    add(tmp_path, tiny, *SAME)
    with served(tmp_path, tiny) as client:
        (match,) = client.get("/v1/search", params={"q": HARBOUR, "k": 100}).json()["matches"]
        assert len(match["also_in"]) == len(SAME) - 1
        apart = client.get("/v1/search", params={"q": HARBOUR, "k": 100, "collapse": "false"}).json()[
            "matches"
        ]
        assert len(apart) == len(SAME)
