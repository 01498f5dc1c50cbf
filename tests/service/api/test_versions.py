"""Versions, tested.

Covers `service.schemas.versions`.
"""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from embeddings.speech import Speech
from tests.support.served import SPEECHES, add, served

OLD = Speech(
    "plan-2024",
    "The harbour of Veldhaven stays open all winter.\n\n"
    "Traffic of the port is to grow by 5.5 percent this year, and ferries carry 1.2 million people.\n\n"
    "Every village school keeps its teacher.",
    date="2024-01-10",
    language="en",
)
NEW = (
    "The harbour of Veldhaven stays open all winter.\n\n"
    "Traffic of the port is to grow by around 5 percent this year, and ferries carry 1.2 million people."
)


@pytest.fixture(scope="module")
def versioned(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("versioned")
    add(folder, tiny, *SPEECHES, OLD)
    with served(folder, tiny) as client:
        yield client


def _compared(client: TestClient, **asked: str) -> dict[str, object]:
    answer = client.post("/v1/compare", json={"text": NEW, "language": "en", **asked})
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


def test_what_changed_since_last_time(versioned: TestClient) -> None:
    """A passage kept, one edited with its target, one dropped."""
    versions = _compared(versioned, with_speech=OLD.id)["versions"]
    assert isinstance(versions, dict)
    assert versions["speech_id"] == OLD.id
    assert {fate: n for fate, n in versions["counts"].items() if n} == {"kept": 1, "edited": 1, "dropped": 1}
    (edited,) = (pair for pair in versions["pairs"] if pair["fate"] == "edited")
    assert edited["same_numbers"] == 1
    (change,) = edited["changed_numbers"]
    assert (change["old"]["value"], change["new"]["value"], change["difference"]) == ("5.5", "5", "-0.5")
    assert (change["new"]["hedge"], change["new"]["kind"]) == ("about", "growth")


def test_numbers_are_where_they_say(versioned: TestClient) -> None:
    """Start and end cut the number out of the text that was sent, and of the speech."""
    versions = _compared(versioned, with_speech=OLD.id)["versions"]
    assert isinstance(versions, dict)
    (change,) = (one for pair in versions["pairs"] for one in pair["changed_numbers"])
    assert NEW[change["new"]["start"] : change["new"]["end"]].strip() == "around 5 percent"
    assert OLD.raw[change["old"]["start"] : change["old"]["end"]].strip() == "5.5 percent"


def test_against_all_there_is_no_last_time(versioned: TestClient) -> None:
    """Null unless one speech is named."""
    assert _compared(versioned)["versions"] is None
