"""Search, tested.

Covers `service.schemas.matches`,
`service.schemas.parts`, `service.schemas.answers`, `service.parameters.questions`.
"""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.remove import remove
from embeddings.snapshot.snapshot import Snapshot
from tests.support.served import HARBOUR, SPEECHES, add, ids, served, speech_path


def test_a_passage_is_found_by_its_own_words(client: TestClient) -> None:
    """The first match of a passage's own text is that passage, with its place in the speech."""
    answer = client.get("/v1/search", params={"q": HARBOUR}).json()
    first = answer["matches"][0]
    assert (first["rank"], first["passage"]["text"], first["passage"]["start"]) == (1, HARBOUR, 0)
    assert first["speech"]["title"] == "At the quay"


def test_matches_come_by_falling_cosine(client: TestClient) -> None:
    """Ranks count from 1 and cosines never rise."""
    matches = client.get("/v1/search", params={"q": "oak forest"}).json()["matches"]
    assert [match["rank"] for match in matches] == list(range(1, len(matches) + 1))
    cosines = [match["cosine"] for match in matches]
    assert cosines == sorted(cosines, reverse=True)


def test_every_answer_says_what_made_it(
    themed_client: TestClient, tiny: Encoder, subtests: pytest.Subtests
) -> None:
    """Each answer of version 1 names its snapshot and its model."""
    for address in (
        "/v1/search?q=harbour", "/v1/speeches", "/v1/speeches/veldhaven-2019",
        "/v1/speeches/veldhaven-2019/passages", "/v1/speeches/veldhaven-2019/passages/0",
        "/v1/speeches/veldhaven-2019/passages/0/similar", "/v1/speeches/veldhaven-2019/topics",
        "/v1/topics", "/v1/topics/t_00000000", "/v1/about", "/readyz",
    ):  # fmt: skip
        with subtests.test(address):
            answer = themed_client.get(address).json()
            assert answer["snapshot"].startswith("2-")
            assert answer["model"] == tiny.embedding_model.name


def test_both_ways_of_asking_answer_alike(client: TestClient) -> None:
    """GET and POST give the same answer to the same question."""
    got = client.get("/v1/search", params={"q": "winter ferries", "k": 3, "place": "Veldhaven"})
    posted = client.post("/v1/search", json={"query": "winter ferries", "k": 3, "place": ["Veldhaven"]})
    assert got.json() == posted.json()


def test_a_least_strength_in_a_corpus_too_small_to_tell_is_a_problem(client: TestClient) -> None:
    """Not an empty answer, which would say that nothing is strong; without it `weaker` is null."""
    for answer in (
        client.get("/v1/search", params={"q": HARBOUR, "at_least": "strong"}),
        client.post("/v1/search", json={"query": HARBOUR, "at_least": "strong"}),
        client.get("/v1/search/facets", params={"q": HARBOUR, "at_least": "weak"}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:tifa:problem:strength-unknown")
    assert client.get("/v1/search", params={"q": HARBOUR}).json()["weaker"] is None
    assert client.get("/v1/search", params={"q": HARBOUR, "at_least": "none"}).status_code == 422


def test_several_texts_are_answered_in_their_order(client: TestClient) -> None:
    """Each of `queries` gets the answer it gets alone."""
    texts = ["oak forest", "winter harbour"]
    together = client.post("/v1/search", json={"queries": texts, "k": 2}).json()["answers"]
    alone = [client.post("/v1/search", json={"query": text, "k": 2}).json() for text in texts]
    assert [one["matches"] for one in together] == [one["matches"] for one in alone]
    assert [one["query"] for one in together] == texts


def test_no_more_than_k(client: TestClient) -> None:
    """There are as many matches as were asked for, when the corpus has them."""
    assert len(client.get("/v1/search", params={"q": "harbour", "k": 2}).json()["matches"]) == 2


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("speaker=Jon Aasen", {"2020/brekkadal"}),
        ("speaker=Jon Aasen&speaker=Mara Lindqvist&date_to=2020", {"veldhaven-2019"}),
        ("place=Veldhaven&date_from=2021-06", {"veldhaven-2021"}),
        ("source=Gazette", {"veldhaven-2019"}),
        ("language=english&place=Ｖeldhaven&date_to=2020", {"veldhaven-2019"}),
        ("place=Veldhaven&exclude_speech=veldhaven-2019", {"veldhaven-2021"}),
    ],
)
def test_filters_let_through_what_they_say(client: TestClient, filters: str, expected: set[str]) -> None:
    """Only speeches that pass every filter answer; several values of one filter mean either."""
    answer = client.get(f"/v1/search?q=harbour&k=100&{filters}").json()
    assert set(ids(answer)) == expected


def test_a_topic_filters(themed_client: TestClient) -> None:
    """With a topic as a filter, its own passages answer."""
    answer = themed_client.get("/v1/search", params={"q": "forest", "topic": "t_00000000", "k": 100}).json()
    everything = themed_client.get("/v1/search", params={"q": "forest", "k": 100}).json()
    assert 0 < len(answer["matches"]) < len(everything["matches"])


def test_similar_leaves_the_passage_itself_out(client: TestClient) -> None:
    """The passages like one of the corpus are others, and the one asked about comes with them."""
    answer = client.get(speech_path("veldhaven-2019", "passages", "0", "similar"), params={"k": 100}).json()
    found = [(match["passage"]["speech_id"], match["passage"]["position"]) for match in answer["matches"]]
    assert ("veldhaven-2019", 0) not in found
    assert len(found) == 6
    assert answer["passage"]["text"] == HARBOUR


def test_similar_takes_filters(client: TestClient) -> None:
    """A speech can be kept out of its own answer."""
    address = speech_path("veldhaven-2019", "passages", "0", "similar")
    answer = client.get(address, params={"exclude_speech": "veldhaven-2019"}).json()
    assert "veldhaven-2019" not in ids(answer)


def test_a_question_too_long_to_be_read_says_so(client: TestClient) -> None:
    """A megabyte of question is answered from its beginning, quickly, and marked as truncated."""
    answer = client.post("/v1/search", json={"query": "harbour " * 120_000, "k": 1})
    assert answer.status_code == 200
    assert answer.json()["truncated"]


def test_an_empty_corpus_answers_with_nothing(tmp_path: Path, tiny: Encoder) -> None:
    """Nothing to search in is no error: no matches, and the answer says why."""
    add(tmp_path, tiny, SPEECHES[0])
    remove(tmp_path, [SPEECHES[0].id], lambda: tiny)
    with served(tmp_path, tiny) as client:
        answer = client.get("/v1/search?q=harbour")
        assert (answer.status_code, answer.json()["matches"], answer.json()["corpus_empty"]) == (
            200,
            [],
            True,
        )


def test_answers_are_those_of_the_core(client: TestClient, corpus_folder: Path) -> None:
    """The service adds shape, not substance: texts and places are the snapshot's own."""
    answer = client.get("/v1/search", params={"q": "harbour", "k": 100}).json()
    snapshot = Snapshot.open(corpus_folder / "snapshots" / answer["snapshot"])
    for match in answer["matches"]:
        passage = match["passage"]
        raw = snapshot.raw(passage["speech_id"])
        assert raw[passage["start"] : passage["end"]] == passage["text"]


def test_pages_go_on_where_the_one_before_ended(client: TestClient) -> None:
    """Page by page every passage comes once; a cursor of another question is refused."""
    asked = {"q": "harbour ferries school", "k": "2", "collapse": "false"}
    first = client.get("/v1/search", params=asked).json()
    pages = [first]
    while cursor := pages[-1]["next_cursor"]:
        pages.append(client.get("/v1/search", params=asked | {"cursor": cursor}).json())
    matches = [match for page in pages for match in page["matches"]]
    places = {(match["passage"]["speech_id"], match["passage"]["position"]) for match in matches}
    assert [match["rank"] for match in matches] == list(range(1, len(places) + 1))
    other = client.get("/v1/search", params=asked | {"q": "oak", "cursor": first["next_cursor"]})
    assert (other.status_code, other.json()["type"]) == (422, "urn:tifa:problem:wrong-cursor")


def test_a_match_says_what_it_shares_with_the_question(client: TestClient) -> None:
    """The stretches are the same words in the question and in the passage."""
    question = "the ferries sail every day"
    best = client.get("/v1/search", params={"q": question, "k": 1}).json()["matches"][0]
    (a, b), (c, d) = best["shared"][0]["query"], best["shared"][0]["passage"]
    assert question[a:b] == best["passage"]["text"][c:d] == question


def test_phrases_must_occur_and_minus_words_must_not(client: TestClient) -> None:
    """Quotation marks and a minus mean what they mean to searchers everywhere."""
    quoted = client.get("/v1/search", params={"q": '"oak forest"', "k": 10}).json()["matches"]
    assert {"oak forest" in match["passage"]["text"] for match in quoted} == {True}
    without = client.get("/v1/search", params={"q": "harbour -winter", "k": 10}).json()["matches"]
    assert not any("winter" in match["passage"]["text"] for match in without)


def test_facets_count_what_answers(client: TestClient) -> None:
    """Every passage of the small corpus answers, so the counts of a facet add up to all of them."""
    facets = client.get("/v1/search/facets", params={"q": "harbour"}).json()
    assert sum(facets["language"].values()) == sum(facets["year"].values()) > 0


def test_matches_can_be_taken_away(client: TestClient) -> None:
    """As a table, as rows, and as BibTeX, each with a permanent address."""
    asked = {"q": "harbour", "k": "3"}
    table = client.get("/v1/search/export", params=asked | {"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) == 4
    rows = client.get("/v1/search/export", params=asked | {"format": "json"}).json()
    assert all("@" in row["address"] for row in rows)
    assert client.get("/v1/search/export", params=asked | {"format": "bibtex"}).text.count("@") >= 3


@pytest.mark.parametrize(
    ("address", "parameters"),
    [
        ("export", "cursor=a"),
        *(
            ("facets", one)
            for one in ("cursor=a", "k=5", "sort=newest", "collapse=false", "per_speech=1", "diversity=0.5")
        ),
    ],
)
def test_a_route_takes_only_what_it_uses(client: TestClient, address: str, parameters: str) -> None:
    """What would change nothing in an answer is refused, not passed over."""
    refused = client.get(f"/v1/search/{address}?q=harbour&{parameters}")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["problem"] == "is not known here"


def test_facets_count_no_strangers(client: TestClient) -> None:
    """Passages that hold the words; where strength cannot be told no others, however near they are."""
    asked = {"q": "forest", "place": "Veldhaven"}
    for mode in ("words", "hybrid"):
        told = client.get("/v1/search/facets", params=asked | {"mode": mode}).json()
        assert told["place"] == {"Veldhaven": 1}


@pytest.mark.parametrize(
    ("filters", "at", "near"),
    [
        ("speaker=Mara Lindquist", "speaker", "Mara Lindqvist"),
        ("language=klingon", "language", "en"),
        ("place=Veldhafen", "place", "Veldhaven"),
        ("speech=veldhaven-2020", "speech", "veldhaven-2019"),
    ],
)
def test_a_filter_that_names_nothing_is_told_with_the_nearest(
    client: TestClient, filters: str, at: str, near: str
) -> None:
    """By address and by body, in facets and exports, instead of no matches."""
    name, value = filters.split("=")
    asked = [client.get(f"/v1/search{path}?q=harbour&{filters}") for path in ("", "/facets", "/export")]
    asked.append(client.post("/v1/search", json={"query": "harbour", name: [value]}))
    for answer in asked:
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (422, "urn:tifa:problem:unknown-value")
        assert problem["errors"][0]["at"] == at
        assert near in problem["errors"][0]["problem"]


def test_the_language_of_the_question_can_be_told(client: TestClient) -> None:
    """As a tag or by its name; what is no language is refused."""
    for given, language in (("ja", "ja"), ("chinese", "zh")):
        answer = client.get("/v1/search", params={"q": "取組", "query_language": given})
        assert answer.json()["language"].split("-")[0] == language
    refused = client.get("/v1/search", params={"q": "a", "query_language": "klingon"})
    assert refused.json()["errors"][0]["at"] == "query.query_language"


def test_a_search_by_example_needs_no_body(client: TestClient) -> None:
    """Passages to be like are given by their addresses."""
    answer = client.get("/v1/search", params={"like": "veldhaven-2019:0", "k": 3}).json()
    assert len(answer["matches"]) == 3
    assert client.get("/v1/search", params={"like": "veldhaven-2019"}).status_code == 422
    assert client.get("/v1/search").status_code == 422


def test_dates_the_wrong_way_round_are_refused(client: TestClient, subtests: pytest.Subtests) -> None:
    """422 with the reason, wherever filters are taken; a year and a month of it are in order."""
    similar = speech_path("veldhaven-2019", "passages", "0", "similar")
    for address in ("/v1/search?q=a&", "/v1/search/facets?q=a&", "/v1/search/export?q=a&", f"{similar}?"):
        with subtests.test(address):
            refused = client.get(f"{address}date_from=2021&date_to=2020-12")
            assert refused.status_code == 422
            assert refused.json()["errors"][0]["problem"] == "date_from comes after date_to"
            assert client.get(f"{address}date_from=2021-06&date_to=2021").status_code == 200
    posted = client.post("/v1/search", json={"query": "a", "date_from": "2021", "date_to": "2019"})
    assert posted.status_code == 422


def test_passages_can_ask_instead_of_words(client: TestClient) -> None:
    """Like one passage and unlike another: neither answers, and an unknown one is a problem."""
    like = {"speech_id": "veldhaven-2019", "position": 0}
    asked = {"like": [like], "unlike": [{"speech_id": "veldhaven-2021", "position": 0}], "k": 20}
    matches = client.post("/v1/search", json=asked).json()["matches"]
    found = {(match["passage"]["speech_id"], match["passage"]["position"]) for match in matches}
    assert found
    assert not found & {("veldhaven-2019", 0), ("veldhaven-2021", 0)}
    assert "harbour" in matches[0]["passage"]["text"].lower()
    unknown = client.post("/v1/search", json={"like": [{"speech_id": "nowhere", "position": 0}]})
    assert unknown.status_code == 404
    assert client.post("/v1/search", json={"k": 3}).status_code == 422


def test_a_minus_alone_looks_for_nothing(client: TestClient) -> None:
    """It says what to leave out; the problem says so."""
    for question in ("-housing", '-"rule of law"'):
        refused = client.get("/v1/search", params={"q": question})
        assert refused.status_code == 422
        assert "a minus only leaves out" in refused.json()["detail"]


def test_a_parameter_of_one_value_is_given_once(client: TestClient) -> None:
    """No second value wins in silence; fields of filters take several."""
    for address, name in (("/v1/search?q=a&q=b", "q"), ("/v1/search?q=a&k=1&k=50", "k")):
        refused = client.get(address)
        assert refused.status_code == 422
        assert refused.json()["errors"] == [{"at": f"query.{name}", "problem": "is given more than once"}]
    two = "speech=veldhaven-2019&speech=veldhaven-2021"
    assert client.get(f"/v1/search?q=a&{two}").status_code == 200


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"queries": []}, "must hold 1 or more"),
        ({"query": "a", "k": 101}, "must be 100 or less"),
        ({"query": "a", "k": "1"}, "must be a whole number"),
        ({"query": "a", "mode": "guess"}, "must be 'hybrid', 'meaning' or 'words'"),
        ([], "must be an object"),
    ],
)
def test_faults_are_told_in_plain_words(client: TestClient, asked: object, problem: str) -> None:
    """What must be, not what a library calls it."""
    assert client.post("/v1/search", json=asked).json()["errors"][0]["problem"] == problem
