"""Docs, tested.

Covers `service.description`, `service.api.operations`, `service.api.about`, `service.api.refusals`.
"""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def openapi(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def operations(openapi: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for address in openapi["paths"].values() for operation in address.values()]


def test_the_front_leads_to_the_docs(client: TestClient) -> None:
    """Whoever opens the address in a browser finds the way to what programs may ask."""
    assert 'href="/docs"' in client.get("/").text


def test_the_docs_need_no_other_machine(client: TestClient) -> None:
    """Script, style and icon of the page come from the service itself."""
    page = client.get("/docs").text
    links = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert len(links) == 3
    for link in links:
        assert link.startswith("/")
        assert client.get(link).status_code == 200
    assert "https://" not in page


def test_every_operation_describes_its_problems(openapi: dict[str, Any]) -> None:
    """Each refusal is described as problem details, never as FastAPI's own shape."""
    for operation in operations(openapi):
        refusals = {status: told for status, told in operation["responses"].items() if int(status) >= 400}
        assert {"422", "500"} <= refusals.keys()
        for status, told in refusals.items():
            content = told["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert str(content["example"]["status"]) == status


def test_every_shape_is_used(openapi: dict[str, Any]) -> None:
    """No shape is described that no operation speaks of, and none is missing."""
    used = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(openapi)))
    assert used == openapi["components"]["schemas"].keys()


def test_every_operation_says_what_it_does(openapi: dict[str, Any]) -> None:
    """Each has a name of its own, a sentence, and a tag that is explained."""
    names = [operation["operationId"] for operation in operations(openapi)]
    assert len(set(names)) == len(names)
    explained = {tag["name"] for tag in openapi["tags"]}
    for operation in operations(openapi):
        assert re.fullmatch(r"[a-z_]+", operation["operationId"])
        assert operation["description"].endswith(".")
        assert set(operation["tags"]) <= explained


def test_the_examples_can_be_asked(client: TestClient, openapi: dict[str, Any]) -> None:
    """What the docs propose as a body is answered."""
    schemas = openapi["components"]["schemas"]
    assert client.post("/v1/search", json=schemas["SearchQuestion"]["examples"][0]).status_code == 200
    assert client.post("/v1/compare", json=schemas["CompareQuestion"]["examples"][0]).status_code == 200


def test_about_says_what_may_be_asked(client: TestClient) -> None:
    """The limits of the description and of `/v1/about` are the same."""
    about = client.get("/v1/about").json()
    assert (about["licence"], about["n_speeches"], about["n_topics"]) == ("Apache-2.0", 4, None)
    assert client.get(f"/v1/search?q=a&k={about['limits']['k']}").status_code == 200
    assert client.get(f"/v1/search?q=a&k={about['limits']['k'] + 1}").status_code == 422


def test_what_can_be_tried_out_is_filled_in(openapi: dict[str, Any]) -> None:
    """The question of a search, by address and by body; and each operation has a summary."""
    paths = openapi["paths"]
    asked = {parameter["name"]: parameter for parameter in paths["/v1/search"]["get"]["parameters"]}
    assert asked["q"]["example"]
    assert paths["/v1/search"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert openapi["info"]["description"]
    assert all(operation["summary"].strip() for operation in operations(openapi))


def test_a_search_by_address_and_by_body_knows_the_same_fields(openapi: dict[str, Any]) -> None:
    """But for the name of the question, and for several at once."""
    asked = {parameter["name"] for parameter in openapi["paths"]["/v1/search"]["get"]["parameters"]}
    sent = set(openapi["components"]["schemas"]["SearchQuestion"]["properties"])
    assert asked - {"q"} == sent - {"query", "queries"}


def test_files_to_take_away_are_described(openapi: dict[str, Any]) -> None:
    """Each kind of export has its media type and its shape."""
    content = openapi["paths"]["/v1/search/export"]["get"]["responses"]["200"]["content"]
    assert set(content) == {"text/csv", "application/x-bibtex", "application/json", "text/plain"}
    assert all(kind["schema"] for kind in content.values())


def test_whether_the_service_lives_can_be_asked_without_an_answer(client: TestClient) -> None:
    """Load balancers send HEAD."""
    for address in ("/livez", "/readyz"):
        asked = client.head(address)
        assert (asked.status_code, asked.content) == (200, b"")


def test_metrics_count_jobs_and_name_routes_as_they_are_documented(client: TestClient) -> None:
    """No regular expression, and no address that was asked."""
    client.get("/v1/speeches/nobody/passages/3")
    told = client.get("/metrics").text
    assert "tifa_jobs_unfinished 0.0" in told
    assert 'route="/v1/speeches/{speech_id}/passages/{position}"' in told
    assert ":path" not in told
