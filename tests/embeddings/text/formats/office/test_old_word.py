"""Documents of Word 97 and later are read without any other program."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import UnreadableSource
from embeddings.text.formats.office.libreoffice import is_installed
from embeddings.text.formats.office.old_word import text_of
from embeddings.text.reading.read import Reading, read
from tests.support.old_word import old_word

FIRST = "The harbour of Veldhaven stays open all winter."
SECOND = "Каждая школа сохранит учителя, and every teacher a roof."


def lines(content: bytes) -> list[str]:
    return text_of(content).text.split("\n")


def test_pieces_of_both_widths_are_one_text() -> None:
    """A text that was edited lies in pieces, some of one byte a character and some of two."""
    assert lines(old_word([(FIRST + "\r", True), (SECOND + "\r", False), (FIRST, True)])) == [
        FIRST,
        SECOND,
        FIRST,
    ]


def test_what_is_hidden_is_out() -> None:
    """Characters that a property hides are not read; what stands around them is."""
    at = FIRST.index("stays open ")
    hidden = (at, at + len("stays open "))
    assert lines(old_word([(FIRST, True)], hidden=hidden)) == [FIRST.replace("stays open ", "")]


def test_fields_notes_and_cells_are_text() -> None:
    """Of a field its result stays, a note stands at the end behind its mark, cells are parted."""
    main = "The fare\x02 is \x13 REF a \x14two crowns\x15.\rPort\x07Toll\x07\x07"
    notes = "\x02 Since the spring.\r"
    assert lines(old_word([(main + notes, True)], notes=notes)) == [
        "The fare [1] is two crowns.",
        "Port\tToll",
        "[1] Since the spring.",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (old_word([(FIRST, True)], flags=0x0100), "password"),
        (old_word([(FIRST, True)], n_fib=0x68), "older than 97"),
        (old_word([("\r", True)]), "no text"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableSource, match=why):
        text_of(content)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_damaged_document_is_refused_or_read(at: int, noise: bytes) -> None:
    """Whatever bytes stand in it, nothing but a refusal or a text comes of it."""
    content = bytearray(old_word([(FIRST + "\r", True), (SECOND, False)]))
    at += 512
    content[at : at + len(noise)] = noise
    with suppress(UnreadableSource):
        assert text_of(bytes(content)).text


def test_a_piece_that_lies_is_refused() -> None:
    """A piece as long as the whole address space takes no memory."""
    content = bytearray(old_word([(FIRST, True)]))
    place = content.rindex(struct.pack("<2I", 0, len(FIRST)))
    struct.pack_into("<I", content, place + 4, 2**32 - 1)
    with pytest.raises(UnreadableSource, match="pieces"):
        text_of(bytes(content))


def test_a_doc_is_read_without_another_program(tmp_path: Path) -> None:
    """So is what other programs call .doc; what is refused names a way out."""
    (tmp_path / "a.doc").write_bytes(old_word([(f"{FIRST}\r{SECOND}", False)]))
    (tmp_path / "b.doc").write_bytes(b"{\\rtf1\\ansi " + FIRST.encode() + b"\\par}")
    (tmp_path / "c.doc").write_text(f"<html><body><article><p>{FIRST}</p></article></body></html>")
    (tmp_path / "d.doc").write_bytes(old_word([(FIRST, True)], n_fib=0x68))
    *found, old = read([tmp_path])
    assert all(isinstance(each, Reading) and FIRST in each.speech.raw for each in found)
    if not is_installed():
        assert not isinstance(old, Reading)
        assert "save it as .docx" in old.reason
