import pytest

from embeddings.engines.address import FORMS, EngineAddress
from embeddings.errors import UnusableEngine


@pytest.mark.parametrize(
    ("text", "uri", "name"),
    [
        ("milvus://localhost", "http://localhost:19530", "tifa"),
        ("milvus://10.0.0.5:7/speeches/", "http://10.0.0.5:7", "speeches"),
        ("milvus+tls://engine.example:443/speeches", "https://engine.example:443", "speeches"),
        ("milvus://[::1]", "http://[::1]:19530", "tifa"),
        ("milvus+lite:///var/lib/tifa/engine.db", "/var/lib/tifa/engine.db", "tifa"),
    ],
)
def test_an_address_names_a_server_or_a_file(text: str, uri: str, name: str) -> None:
    """And the corpus within it."""
    address = EngineAddress.parse(text)
    assert (address.uri, address.name, address.token) == (uri, name, "")
    assert EngineAddress.parse(str(address)) == address


@pytest.mark.parametrize(
    "text",
    ["", "localhost:19530", "http://localhost", "milvus://", "milvus://host:port", "milvus://host:99999",
     "milvus://host/a/b", "milvus://host/1st", "milvus://host/a?b=c", "milvus+lite://here/x.db",
     "milvus+lite:///x.sqlite", "milvus+lite:x.db"],
)  # fmt: skip
def test_what_is_no_address_is_told_how_to_write_one(text: str) -> None:
    """Whatever is wrong with it."""
    with pytest.raises(UnusableEngine) as raised:
        EngineAddress.parse(text)
    assert FORMS in str(raised.value)


def test_who_asks_is_never_shown() -> None:
    """Neither in messages nor in logs; what is given beside the address goes before what is in it."""
    address = EngineAddress.parse("milvus://anna:s3cret%21@host")
    assert address.token == "anna:s3cret!"  # noqa: S105 -- invented
    assert "s3cret" not in f"{address} {address!r}"
    beside = EngineAddress.parse("milvus://anna:s3cret@host", token="another")  # noqa: S106 -- invented
    assert beside.token == "another"  # noqa: S105 -- invented
