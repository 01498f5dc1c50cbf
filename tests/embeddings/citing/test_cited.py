"""Permanent addresses: each names its text for good, over HTTP and on the command line."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from embeddings.citing.citation import PermanentAddress
from embeddings.citing.cited import find_cited
from embeddings.encoder.encoding import Encoder
from embeddings.errors import (
    CorpusError,
    RemovedSpeech,
    TifaError,
    UnknownPassage,
    UnknownRevision,
    UnknownSpeech,
)
from embeddings.ingest.remove import remove
from scripts.tifa import main
from tests.support.served import HARBOUR, SCHOOL, SPEECHES, add, served

CHANGED = replace(
    SPEECHES[0],
    raw=f"The quay of Veldhaven is new, and it is longer than the old one was.\n\n{SCHOOL}",
    title="At the new quay",
)


@pytest.fixture
def addresses(tmp_path: Path, tiny: Encoder) -> tuple[str, str]:
    """A corpus in tmp_path whose first speech was changed: the address of its start before and after."""
    found = []
    for speech in (SPEECHES[0], CHANGED):
        add(tmp_path, tiny, speech, *SPEECHES[1:])
        with served(tmp_path, tiny) as client:
            parameters = {"q": speech.raw[:40], "format": "json"}
            rows = client.get("/v1/search/export", params=parameters).json()
        found.append(
            next(
                row["address"]
                for row in rows
                if row["address"].endswith(":0") and "veldhaven-2019" in row["address"]
            )
        )
    return found[0], found[1]


def test_an_old_address_gives_the_old_text(tmp_path: Path, addresses: tuple[str, str]) -> None:
    """What was cited is answered as it stood, with what was known of its speech then, and says it is old."""
    old, new = (find_cited(tmp_path, PermanentAddress.parse(address)) for address in addresses)
    assert (old.passage.text, old.speech.title, old.is_searched) == (HARBOUR, "At the quay", False)
    assert (new.passage.text, new.speech.title, new.is_searched) == (
        "The quay of Veldhaven is new, and it is longer than the old one was.",
        "At the new quay",
        True,
    )
    assert old.searched == new.speech.revision
    assert (old.speech.n_passages, old.speech.n_characters) == (2, len(SPEECHES[0].raw))


def test_what_is_searched_is_cited_as_it_is_answered(tmp_path: Path, tiny: Encoder) -> None:
    """For every passage of a corpus the address gives the same passage and speech as the snapshot does."""
    add(tmp_path, tiny, *SPEECHES)
    with served(tmp_path, tiny) as client:
        for speech in client.get("/v1/speeches").json()["speeches"]:
            for position in range(speech["n_passages"]):
                address = quote(f"{speech['id']}@{speech['revision']}:{position}", safe="")
                answer = client.get(f"/v1/passages/{address}").json()
                path = f"/v1/speeches/{quote(speech['id'], safe='')}/passages/{position}"
                now = client.get(path).json()
                assert (answer["passage"], answer["speech"]) == (now["passage"], now["speech"])
                assert answer["searched_revision"] == speech["revision"]


def test_the_route_takes_the_address_that_exports_give(
    tmp_path: Path, tiny: Encoder, addresses: tuple[str, str]
) -> None:
    """As it stands, or percent-encoded."""
    with served(tmp_path, tiny) as client:
        for written in (addresses[0], quote(addresses[0], safe="")):
            assert client.get(f"/v1/passages/{written}").json()["passage"]["text"] == HARBOUR


def test_what_no_address_names_is_a_problem(
    tmp_path: Path, tiny: Encoder, addresses: tuple[str, str]
) -> None:
    """Another speech, revision or position is not there; a speech that was removed is gone."""
    speech, revision = addresses[0].split(":")[0].split("@")
    with served(tmp_path, tiny) as client:
        for address, kind, status in (
            (f"nowhere@{revision}:0", "unknown-speech", 404),
            (f"{speech}@0000000000:0", "unknown-revision", 404),
            (f"{speech}@{revision}:9", "unknown-passage", 404),
            (f"{speech}:0", "invalid-question", 422),
        ):
            answer = client.get(f"/v1/passages/{address}")
            assert (answer.status_code, answer.json()["type"]) == (status, f"urn:tifa:problem:{kind}")
        remove(tmp_path, [speech], lambda: tiny)
        gone = client.get(f"/v1/passages/{addresses[0]}")
        assert (gone.status_code, gone.json()["type"]) == (410, "urn:tifa:problem:removed-speech")


@pytest.mark.parametrize("missing", [UnknownSpeech, UnknownRevision, UnknownPassage, RemovedSpeech])
def test_the_command_says_what_is_missing_in_one_line(
    tmp_path: Path, tiny: Encoder, addresses: tuple[str, str], missing: type[TifaError]
) -> None:
    """And ends with exit status 1."""
    address = PermanentAddress.parse(addresses[0])
    asked = {
        UnknownSpeech: replace(address, speech_id="nowhere"),
        UnknownRevision: replace(address, revision="0" * 10),
        UnknownPassage: replace(address, position=9),
    }.get(missing, address)
    if missing is RemovedSpeech:
        remove(tmp_path, [address.speech_id], lambda: tiny)
    with pytest.raises(missing):
        find_cited(tmp_path, asked)
    told = CliRunner().invoke(main, ["cite", str(asked), "--corpus", str(tmp_path)])
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)


def test_the_command_shows_the_passage_and_how_to_cite_it(tmp_path: Path, addresses: tuple[str, str]) -> None:
    """The old text, its address, and that the speech has changed; or an entry for BibTeX."""
    shown = CliRunner().invoke(main, ["cite", addresses[0], "--corpus", str(tmp_path)]).output
    assert HARBOUR in shown
    assert addresses[0] in shown
    assert "changed since" in shown
    entry = CliRunner().invoke(main, ["cite", addresses[0], "--bibtex", "--corpus", str(tmp_path)]).output
    assert entry.startswith("@misc{veldhaven-2019-")


def test_reading_never_writes(tmp_path: Path, addresses: tuple[str, str]) -> None:
    """The store stays byte for byte what it was, and is read while a writer holds it."""
    before = (tmp_path / "corpus.sqlite").read_bytes()
    writer = sqlite3.connect(tmp_path / "corpus.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert find_cited(tmp_path, PermanentAddress.parse(addresses[0])).passage.text == HARBOUR
    writer.execute("ROLLBACK")
    writer.close()
    assert (tmp_path / "corpus.sqlite").read_bytes() == before


def test_a_broken_store_is_said_to_be_broken(tmp_path: Path, addresses: tuple[str, str]) -> None:
    """A file that is no database is an error for the person, not a crash."""
    for left in tmp_path.glob("corpus.sqlite*"):
        left.write_bytes(b"no database" * 100)
    with pytest.raises(CorpusError, match="cannot be used"):
        find_cited(tmp_path, PermanentAddress.parse(addresses[0]))
