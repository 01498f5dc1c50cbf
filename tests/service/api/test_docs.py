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
    """Whoever opens the address in a browser sees what can be asked."""
    assert client.get("/").headers["location"] == "/docs"


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
        for told in refusals.values():
            assert told["content"] == {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            }


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
