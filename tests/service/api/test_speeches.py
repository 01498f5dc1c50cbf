import re
from pathlib import Path
from tempfile import mkdtemp
from unicodedata import is_normalized

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.encoder.encoding import Encoder
from embeddings.speech import Speech
from tests.support.served import HARBOUR, SCHOOL, SPEECHES, add, served, speech_path

ALL = sorted(speech.id for speech in SPEECHES)


def test_the_repairs_of_a_speech_are_told(client: TestClient) -> None:
    """An untouched text has none; an unknown speech is a problem."""
    answer = client.get(speech_path("veldhaven-2019", "repairs")).json()
    assert (answer["speech_id"], answer["repairs"]) == ("veldhaven-2019", [])
    assert client.get(speech_path("nowhere", "repairs")).status_code == 404


def test_pages_visit_every_speech_once(client: TestClient) -> None:
    """Following `next_after` gives all speeches in the order of their ids, and then ends."""
    seen, after = [], ""
    while True:
        page = client.get("/v1/speeches", params={"after": after, "limit": 3}).json()
        seen += [speech["id"] for speech in page["speeches"]]
        if page["next_after"] is None:
            break
        after = page["next_after"]
    assert seen == ALL


def test_a_last_page_that_is_full_is_the_last(client: TestClient) -> None:
    """When a page ends with the last speech, no empty page is promised after it."""
    assert client.get("/v1/speeches", params={"limit": len(ALL)}).json()["next_after"] is None


def test_a_speech_comes_with_its_text(client: TestClient) -> None:
    """A speech is answered with what is known of it and the text its passages count in."""
    answer = client.get("/v1/speeches/veldhaven-2019").json()
    assert answer["text"] == SPEECHES[0].raw
    assert (answer["speech"]["speaker"], answer["speech"]["n_passages"]) == ("Mara Lindqvist", 2)
    assert re.fullmatch("[0-9a-f]{10}", answer["speech"]["revision"])


def test_passages_are_parts_of_the_text(client: TestClient) -> None:
    """Each passage is the text from its start to its end, alone and in the list."""
    text = client.get("/v1/speeches/veldhaven-2019").json()["text"]
    passages = client.get("/v1/speeches/veldhaven-2019/passages").json()["passages"]
    assert [passage["text"] for passage in passages] == [HARBOUR, SCHOOL]
    for passage in passages:
        assert text[passage["start"] : passage["end"]] == passage["text"]
        alone = client.get(f"/v1/speeches/veldhaven-2019/passages/{passage['position']}").json()
        assert alone["passage"] == passage


def test_a_slash_in_an_id_may_be_written_either_way(client: TestClient) -> None:
    """`2020/brekkadal` and `2020%2Fbrekkadal` are the same speech."""
    plain, encoded = (client.get(f"/v1/speeches/{id_}") for id_ in ("2020/brekkadal", "2020%2Fbrekkadal"))
    assert plain.status_code == 200
    assert plain.json() == encoded.json()


def test_an_id_that_ends_like_an_address_is_told_from_it(client: TestClient) -> None:
    """`2020%2Ftopics` is the speech of that name, while `2020/topics` asks for the topics of `2020`."""
    assert client.get("/v1/speeches/2020%2Ftopics").json()["speech"]["id"] == "2020/topics"
    assert client.get("/v1/speeches/2020/topics").status_code == 409
    assert client.get("/v1/speeches/2020%2Ftopics/passages/0").json()["passage"]["speech_id"] == "2020/topics"


def _is_id(id_: str) -> bool:
    # Indexing refuses what cannot be printed and parts that clients change before they send a path; it keeps
    # ids in NFC.
    parts_stay = not {"", ".", ".."} & set(id_.split("/"))
    return parts_stay and id_.isprintable() and is_normalized("NFC", id_)


IDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=30).filter(_is_id),
    min_size=1,
    max_size=5,
    unique=True,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=IDS)
def test_any_id_can_be_asked_for(tmp_path: Path, tiny: Encoder, ids: list[str]) -> None:
    """Whatever a speech is called, its percent-encoded id finds it and nothing else."""
    folder = Path(mkdtemp(dir=tmp_path))
    add(folder, tiny, *(Speech(id_, f"{HARBOUR} {n}") for n, id_ in enumerate(ids)))
    with served(folder, tiny) as client:
        for n, id_ in enumerate(ids):
            answer = client.get(speech_path(id_))
            assert (answer.json()["speech"]["id"], answer.json()["text"]) == (id_, f"{HARBOUR} {n}")
            assert client.get(speech_path(id_, "passages", "0")).json()["passage"]["speech_id"] == id_


def test_what_is_not_there_is_said_to_be_missing(client: TestClient) -> None:
    """An unknown speech and an unknown passage are two problems, each 404."""
    speech = client.get("/v1/speeches/nobody")
    passage = client.get("/v1/speeches/veldhaven-2019/passages/99")
    assert (speech.status_code, speech.json()["type"]) == (404, "urn:tifa:problem:unknown-speech")
    assert (passage.status_code, passage.json()["type"]) == (404, "urn:tifa:problem:unknown-passage")


def test_a_speech_finds_the_speeches_most_like_it(client: TestClient) -> None:
    """The one that repeats its harbour comes first, with the passages that found each other."""
    answer = client.get(speech_path("veldhaven-2019", "similar"), params={"k": 2}).json()
    first = answer["similar_speeches"][0]
    assert first["speech"]["id"] != "veldhaven-2019"
    assert 0 < first["likeness"] <= 1
    assert first["counterparts"][0]["passage"]["speech_id"] == "veldhaven-2019"
