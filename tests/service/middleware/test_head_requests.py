"""What can be read can be asked for without its body."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from tests.support.served import SPEECHES, add, served


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("heads") / "corpus"
    add(folder, tiny, *SPEECHES)
    with served(folder, tiny) as client:
        yield client


@pytest.mark.parametrize(
    "address",
    ["/", "/livez", "/readyz", "/docs", "/openapi.json", "/v1/search?q=harbour", "/v1/speeches", "/v1/no"],
)
def test_head_is_get_without_a_body(client: TestClient, address: str) -> None:
    """The same status and the same kind of content, of the same length."""
    read, asked = client.get(address), client.head(address)
    assert (asked.status_code, asked.content) == (read.status_code, b"")
    for name in ("content-type", "content-length"):
        assert asked.headers.get(name) == read.headers.get(name)


def test_what_is_only_written_to_has_no_head(client: TestClient) -> None:
    refused = client.head("/v1/compare")
    assert refused.status_code == 405
    assert "HEAD" not in refused.headers["allow"]
    assert "GET, HEAD" in client.delete("/v1/topics").headers["allow"]
