from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder.encoding import Encoder
from embeddings.search.questions.question import DEEPEST
from service.answering.cursors import Cursors, fingerprint
from service.errors import GoneCursor, TooDeep, WrongCursor
from tests.support.served import SPEECHES, add, served

CURSORS = Cursors("9f3c07aa" * 8)
QUESTION = fingerprint({"query": "harbour", "language": ["en"]})


def written(cursors: Cursors = CURSORS, *, offset: int = 20) -> str:
    cursor = cursors.write(QUESTION, offset, k=10)
    assert cursor is not None
    return cursor


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.text(), st.integers(0, DEEPEST - 10))
def test_a_cursor_leads_back_to_its_offset(digest: str, asked: str, offset: int) -> None:
    """For the same snapshot and question it says where the page begins, in characters an address can hold;
    whichever process reads it.
    """
    question = fingerprint({"query": asked})
    cursor = Cursors(digest).write(question, offset, k=10)
    assert cursor is not None
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert Cursors(digest).read(cursor, question, k=10) == offset


@given(st.data())
def test_no_altered_cursor_is_taken(data: st.DataObject) -> None:
    """Whatever character is changed, left out or added, the cursor is refused."""
    cursor = written()
    at = data.draw(st.integers(0, len(cursor)))
    put = data.draw(st.sampled_from(["", "A", "9", "_", "=", " ", "\n", "é", "AA"]))
    until = data.draw(st.integers(at, min(at + 2, len(cursor))))
    forged = cursor[:at] + put + cursor[until:]
    if forged != cursor:
        with pytest.raises((WrongCursor, GoneCursor)):
            CURSORS.read(forged, QUESTION, k=10)


@given(st.text(max_size=500))
def test_any_text_is_refused_and_nothing_worse(text: str) -> None:
    """What is no cursor raises the two exceptions that say so and no other."""
    with pytest.raises((WrongCursor, GoneCursor)):
        CURSORS.read(text, QUESTION, k=10)


@pytest.mark.parametrize("place", [b"-1", b"1.5", b"x", b"\xd9\xa1"])
def test_what_is_signed_and_no_place_is_refused(place: bytes) -> None:
    """Who has the files of a corpus can sign whatever they like, and breaks nothing by it."""
    signed = CURSORS._name + CURSORS._signature(place, QUESTION) + place
    with pytest.raises(WrongCursor):
        CURSORS.read(urlsafe_b64encode(signed).decode().rstrip("="), QUESTION, k=10)


def test_another_question_is_refused() -> None:
    """A cursor holds for one question: its text, filters and mode."""
    other = fingerprint({"query": "harbour", "language": ["de"]})
    with pytest.raises(WrongCursor):
        CURSORS.read(written(), other, k=10)


def test_a_cursor_of_another_snapshot_is_gone() -> None:
    """It is told apart from a forgery: the client is told to begin again, not accused."""
    with pytest.raises(GoneCursor):
        CURSORS.read(written(Cursors("0" * 64)), QUESTION, k=10)


def test_pages_end_at_the_deepest_match() -> None:
    """No cursor leads to a page that would be refused, and a larger page than it was made for is."""
    assert CURSORS.write(QUESTION, DEEPEST - 9, k=10) is None
    last = written(offset=DEEPEST - 10)
    assert CURSORS.read(last, QUESTION, k=10) == DEEPEST - 10
    with pytest.raises(TooDeep):
        CURSORS.read(last, QUESTION, k=11)


def test_fields_may_stand_in_any_order() -> None:
    """The fingerprint is of what was asked, not of how it was written down."""
    assert (
        fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1}) != fingerprint({"a": 1, "b": [3]})
    )


def test_a_cursor_is_read_by_any_service_and_ends_with_its_snapshot(tmp_path: Path, tiny: Encoder) -> None:
    """200 from a service that was started since; 422 for one that was never given, 410 once the corpus has
    changed.
    """
    asked = {"q": "harbour", "k": "1", "collapse": "false"}
    add(tmp_path, tiny, *SPEECHES[:2])
    with served(tmp_path, tiny) as client:
        cursor = client.get("/v1/search", params=asked).json()["next_cursor"]
        following = client.get("/v1/search", params=asked | {"cursor": cursor}).json()
    with served(tmp_path, tiny) as client:
        assert client.get("/v1/search", params=asked | {"cursor": cursor}).json() == following
        forged = ("A" if cursor[-3] != "A" else "B").join((cursor[:-3], cursor[-2:]))
        assert client.get("/v1/search", params=asked | {"cursor": forged}).status_code == 422
        add(tmp_path, tiny, *SPEECHES[2:])
        client.app_state["query_service"].corpus.current.refresh()
        gone = client.get("/v1/search", params=asked | {"cursor": cursor})
        assert (gone.status_code, gone.json()["type"]) == (410, "urn:tifa:problem:gone-cursor")
