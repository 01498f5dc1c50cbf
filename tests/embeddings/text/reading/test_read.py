"""Read, tested.

Covers `embeddings.text.reading.sources`, `embeddings.text.reading.json_files`,
`embeddings.text.reading.naming`, `embeddings.text.reading.documents`, `embeddings.text.reading.readings`.
"""

import gzip
import json
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from embeddings.text.formats.sandbox.sandbox import Confined
from embeddings.text.reading import read as reading
from embeddings.text.reading.read import Reading, Refusal, read, read_as


def readings(*sources: Path) -> list[Reading]:
    found = list(read(sources))
    assert all(isinstance(each, Reading) for each in found), found
    return [each for each in found if isinstance(each, Reading)]


def refusals(*sources: Path) -> list[Refusal]:
    return [each for each in read(sources) if isinstance(each, Refusal)]


def rows(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines))
    return path


def test_a_text_file_is_one_speech(tmp_path: Path) -> None:
    """Line breaks stay as they are, the bytes are kept, the heading is the title."""
    path = tmp_path / "bay report.txt"
    path.write_bytes("海湾的港口\r\n\r\n海湾要更开放。\n".encode())
    (found,) = readings(path)
    assert (found.speech.id, found.suggested_id, found.speech.title) == ("", "bay-report", "海湾的港口")
    assert found.speech.raw == "海湾的港口\r\n\r\n海湾要更开放。\n"
    assert (found.source.path, found.source.content, found.source.encoding) == (
        str(path),
        path.read_bytes(),
        "utf-8",
    )


def test_a_title_is_never_furniture_nor_a_sentence(tmp_path: Path) -> None:
    """The first line left after cleaning is the title when it looks like one, else the name of the file."""
    path = tmp_path / "bay.txt"
    path.write_text("分享到:\n原题:\n港口再提速\n海湾要更开放。", encoding="utf-8")
    assert readings(path)[0].speech.title == "港口再提速"
    path.write_text("海湾要更开放。\n港口要更繁忙。", encoding="utf-8")
    assert readings(path)[0].speech.title == "bay"


def test_a_byte_order_mark_belongs_to_the_encoding(tmp_path: Path) -> None:
    """The mark is no character of the text, and the encoding says it was there."""
    path = tmp_path / "bay.txt"
    path.write_bytes(b"\xef\xbb\xbfBusy harbours.")
    (found,) = readings(path)
    assert (found.speech.raw, found.source.encoding) == ("Busy harbours.", "utf-8-sig")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"ab" + bytes(range(128, 256)), "not UTF-8 at byte 2"),
        (b"\xef\xbb\xbfa\xff", "byte 4"),
        (b" \n", "no text"),
    ],
)
def test_an_unreadable_file_is_refused_with_its_place(tmp_path: Path, content: bytes, why: str) -> None:
    """Where no encoding is sure enough, the first byte that is not UTF-8 is named (FAULTS 1, 11)."""
    path = tmp_path / "bay.txt"
    path.write_bytes(content)
    (refused,) = refusals(path)
    assert refused.path == str(path)
    assert why in refused.reason


def test_a_row_brings_what_is_known(tmp_path: Path) -> None:
    """Known fields fill the speech, all others are kept as text."""
    row = {
        "id": 7,
        "text": "Busy harbours.",
        "date": 2031,
        "speaker": "A. Bay",
        "office": "mayor",
        "seats": [1, 2],
        "post": None,
    }
    (found,) = readings(rows(tmp_path / "bay.jsonl", json.dumps(row).encode()))
    speech = found.speech
    assert (speech.id, speech.raw, speech.date, speech.speaker) == ("7", "Busy harbours.", "2031", "A. Bay")
    assert dict(speech.more) == {"office": "mayor", "seats": "[1, 2]"}
    assert (found.source.path, found.source.content) == (f"{tmp_path}/bay.jsonl#1", json.dumps(row).encode())
    assert found.suggested_id == "bay-1"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"{", "invalid JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"title": "x"}', "no field 'text'; say --columns text=… (it has title)"),
        (b'{"text": " "}', "no text"),
        (b'{"text": 5}', "text is not text"),
        (b'{"text": "a", "text": "b"}', "one key stands there twice"),
        (b'{"text": "a", "n": ' + b"1" * 5000 + b"}", "invalid JSON"),
        (b"[" * 200_000, "invalid JSON"),
        (b'{"text": "\xff"}', "not UTF-8 at byte 10"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_go_on(tmp_path: Path, row: bytes, why: str) -> None:
    """The refusal names the row and the reason; rows before and behind it are read."""
    good = b'{"text": "Busy harbours."}'
    found = list(read([rows(tmp_path / "bay.jsonl", good, row, b"", good)]))
    assert [type(each) for each in found] == [Reading, Refusal, Reading]
    refused = found[1]
    assert isinstance(refused, Refusal)
    assert refused.path.endswith("bay.jsonl#2")
    assert why in refused.reason
    assert "\n" not in refused.reason


@pytest.mark.parametrize(
    ("row", "raw", "note"),
    [
        (b'{"text": "Busy \\ud83d harbours."}', "Busy \ufffd harbours.", "damaged: text holds 1 halves"),
        (b'{"text": "Busy harbours.", "post": "\\udc00"}', "Busy harbours.", "damaged: post holds 1 halves"),
        (b'{"text": "Busy harbours.", "id": "x\\u0000"}', "Busy harbours.", "the id 'x' is longer"),
        (b'{"text": "Busy harbours.", "n": NaN, "title": NaN}', "Busy harbours.", ""),
    ],
)
def test_a_bad_field_never_costs_the_text(tmp_path: Path, row: bytes, raw: str, note: str) -> None:
    """The row is read, and a note says what was not taken; what pandas writes for nothing needs none."""
    (found,) = readings(rows(tmp_path / "bay.jsonl", row))
    assert found.speech.raw == raw
    assert [each[: len(note)] for each in found.notes] == ([note] if note else [])


@pytest.mark.parametrize("date", [b"null", b'"None"', b'"NaN"', b'""'])
def test_a_date_that_a_program_did_not_know_is_unknown(tmp_path: Path, date: bytes) -> None:
    """What Python, pandas and spreadsheets write for nothing is no wrong date."""
    (found,) = readings(rows(tmp_path / "bay.jsonl", b'{"text": "Busy harbours.", "date": ' + date + b"}"))
    assert found.speech.date == ""


def test_packed_rows_are_read_and_a_broken_pack_keeps_what_came_before(tmp_path: Path) -> None:
    """A .jsonl.gz is read row by row; when it breaks off, the rows before the break stay."""
    content = b"".join(json.dumps({"text": f"Harbour {n} {n**40}."}).encode() + b"\n" for n in range(3000))
    whole, broken = tmp_path / "whole.jsonl.gz", tmp_path / "broken.jsonl.gz"
    whole.write_bytes(gzip.compress(content))
    broken.write_bytes(gzip.compress(content)[:-2000])
    assert len(readings(whole)) == 3000
    *before, last = list(read([broken]))
    assert isinstance(last, Refusal)
    assert len(before) > 100


def test_limits_hold_without_reading_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large a file, row or pack is refused; a long row does not stop the next."""
    monkeypatch.setattr(reading, "LARGEST_FILE", 20)
    monkeypatch.setattr(reading, "LARGEST_ROW", 40)
    (tmp_path / "a.txt").write_text("x" * 21)
    (tmp_path / "a.json").write_text('[{"text": "Busy harbours."}]')
    (whole,) = refusals(tmp_path / "a.json")
    assert "larger than" in whole.reason
    rows(tmp_path / "b.jsonl", b'{"text": "' + b"x" * 100 + b'"}', b'{"text": "Busy harbours."}')
    found = list(read([tmp_path / "a.txt", tmp_path / "b.jsonl"]))
    assert [type(each) for each in found] == [Refusal, Refusal, Reading]
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 60)
    assert "more than 60 bytes" in refusals(tmp_path / "b.jsonl")[-1].reason


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (b'{"text": "a", "title": ["b"]}', {"title": ""}),
        (b'{"text": "a", "date": "2031-02-30"}', {"date": "", "more": {"date_given": "2031-02-30"}}),
        (b'{"TEXT": "a", "Date": "2031/2/3"}', {"date": "2031-02-03"}),
    ],
)
def test_one_bad_field_never_costs_the_text(tmp_path: Path, row: bytes, kept: dict[str, object]) -> None:
    """A field that cannot be taken as it is leaves the text its row."""
    (found,) = read([rows(tmp_path / "bay.jsonl", row)])
    assert isinstance(found, Reading)
    assert found.speech.raw == "a"
    assert {name: getattr(found.speech, name) for name in kept} == kept


def test_a_folder_is_read_in_order_and_says_what_it_left_out(tmp_path: Path) -> None:
    """Files of other kinds are counted in one line, hidden files are nobody's business."""
    for name in ("b.txt", "a/z.md", "a/c.wav", "d.wav", ".hidden.txt", "e"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Busy harbours.")
    found = list(read([tmp_path]))
    assert [Path(each.source.path).name for each in found if isinstance(each, Reading)] == ["z.md", "b.txt"]
    assert [each.reason for each in found if isinstance(each, Refusal)] == [
        "left out files of kinds that are not read: 2 .wav, 1 no suffix"
    ]


def test_a_pattern_means_the_files_that_match(tmp_path: Path) -> None:
    """In the order of their names; a pattern that nothing matches gives nothing, a real name comes first."""
    for name in ("a/1.txt", "b/2.txt", "b/3.md", "[c].txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Busy harbours.")
    names = [Path(each.source.path).name for each in readings(tmp_path / "*" / "*.txt", tmp_path / "[c].txt")]
    assert names == ["1.txt", "2.txt", "[c].txt"]
    assert readings(tmp_path / "*.pdf") == []


def test_a_guess_is_recorded_and_said(tmp_path: Path) -> None:
    """The encoding, how sure it is, and a note for a person (FAULTS 1, 3)."""
    path = tmp_path / "bay.txt"
    path.write_bytes("海湾的港口要更加开放，保护水质。".encode("gb18030"))
    (found,) = readings(path)
    assert (found.source.encoding, found.source.confidence) == ("gb18030", 0.99)
    assert found.notes == ("encoding guessed: gb18030, 99% sure",)
    (named,) = [each for each in read([path], encoding="gb18030") if isinstance(each, Reading)]
    assert (named.speech.raw, named.source.confidence, named.notes) == (found.speech.raw, 1.0, ())
    with pytest.raises(ValueError, match="not a text encoding"):
        list(read([path], encoding="klingon"))


@pytest.mark.parametrize("name", ["missing.txt", "bay.doc"])
def test_a_file_named_by_hand_is_refused_by_name(tmp_path: Path, name: str) -> None:
    """What was asked for and cannot be read is said, in one line."""
    (refused,) = refusals(tmp_path / name)
    assert refused.path.endswith(name)


@pytest.mark.shared
def test_real_corpora_are_read_whole(shared: Path) -> None:
    """Seeds and corpora hold no row that is refused."""
    assert len(readings(shared / "seeds", shared / "corpus/small.jsonl")) == 93
    assert len(readings(shared / "corpus/speeches.jsonl.gz")) == 3060


def test_files_that_came_together_are_parsed_by_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process for each would take longer than their parsing; each is what its name says all the same."""
    started: list[Confined] = []
    start = Confined._start

    def counted(confined: Confined) -> Connection:
        started.append(confined)
        return start(confined)

    monkeypatch.setattr(Confined, "_start", counted)
    for number in range(2):
        (tmp_path / str(number)).write_text(f"<html><body><p>Harbour {number} is busy.</p></body></html>")
    found = list(read_as((tmp_path / str(number), f"{number}.html") for number in range(2)))
    assert [isinstance(one, Reading) and one.source.path for one in found] == ["0.html", "1.html"]
    assert len(started) == 1
