"""Row files, tested.

Covers `embeddings.text.reading.rows`.
"""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.formats.encodings import decode_row
from embeddings.text.formats.lines import lines_of
from embeddings.text.reading.read import Reading, Refusal, read
from embeddings.text.reading.row_files import table_rows
from embeddings.text.reading.rows import columns_of

_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=20)


def table(*rows: list[str], delimiter: str = ",") -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


def _file(content: bytes) -> io.BufferedReader:
    raw: io.BufferedReader = io.BufferedReader(io.BytesIO(content))
    return raw


def all_of(path: Path, content: bytes, columns: str = "", encoding: str = "") -> list[Reading | Refusal]:
    path.write_bytes(content)
    return list(read([path], columns=columns_of(columns) if columns else None, encoding=encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_rows_of_speeches(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """Cells in quotes hold line breaks and delimiters, whatever the encoding; other columns are kept."""
    rows = [
        ["title", "text", "post"],
        ["开放港口", "海湾的港口要更加开放；\n让渔村都有学校,和医院", "市长"],
        ["", "", ""],
        ["保护水质", "我们要保护海湾的水质", ""],
    ]
    found = all_of(tmp_path / "bay.csv", table(*rows, delimiter=delimiter).encode(encoding))
    readings = [each for each in found if isinstance(each, Reading)]
    assert readings == found
    assert [(each.speech.title, each.speech.raw, dict(each.speech.more)) for each in readings] == [
        ("开放港口", "海湾的港口要更加开放；\n让渔村都有学校,和医院", {"post": "市长"}),
        ("保护水质", "我们要保护海湾的水质", {}),
    ]
    assert [each.suggested_id for each in readings] == ["bay-1", "bay-3"]


def test_a_row_can_be_read_again_from_its_bytes(tmp_path: Path) -> None:
    """The bytes kept of a row are the row of names and the row: a table of one speech."""
    content = table(["text", "id"], ["Busy,\nharbours", "1"], ["Busy bays", "2"]).encode()
    for each in all_of(tmp_path / "bay.csv", content):
        assert isinstance(each, Reading)
        (again,) = all_of(tmp_path / "again.csv", each.source.content)
        assert isinstance(again, Reading)
        assert again.speech == each.speech


def test_columns_of_other_names_are_mapped(tmp_path: Path) -> None:
    """In tables and in rows of JSON alike; a name that is not there is an error of the whole table."""
    mapping = "text=content, speaker=name,date=when"
    row = {"content": "Busy harbours.", "name": "A. Bay", "when": "2031", "text": "a note"}
    (one,) = all_of(tmp_path / "a.jsonl", json.dumps(row).encode(), mapping)
    (two,) = all_of(tmp_path / "a.csv", table(list(row), list(row.values())).encode(), mapping)
    for found in (one, two):
        assert isinstance(found, Reading)
        assert (found.speech.raw, found.speech.speaker) == ("Busy harbours.", "A. Bay")
        assert (found.speech.date, dict(found.speech.more)) == ("2031", {"text": "a note"})
    (refused,) = all_of(tmp_path / "a.csv", table(["text"], ["Busy harbours."]).encode(), "text=content")
    assert isinstance(refused, Refusal)
    assert "no column 'content' for text" in refused.reason


@pytest.mark.parametrize("mapping", ["text", "text=", "=a", "words=a", "text=a,text=b", ""])
def test_a_mapping_that_says_nothing_is_wrong(mapping: str) -> None:
    """Each pair names a field that there is, once, and its column."""
    with pytest.raises(ValueError, match=r"FIELD=COLUMN|no such field|two columns"):
        columns_of(mapping)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no row of names"),
        (b"a,b\n1,2\n", "no column 'text'"),
        (b"text,a,a\nx,1,2\n", "two columns are named 'a'"),
        (b'text\n"open', "not a row of a table"),
        (b'text\n"a"b\n', "not a row of a table"),
        (b"text\na,b\n", "2 cells under 1 names"),
        (b"text,a\n,1\n", "no text"),
        ("text\n港口\n".encode() * 9 + b"\xff\n", "not UTF-8 at byte 0"),
        (b"text\nx\n", "not utf-16"),
    ],
)
def test_what_is_wrong_in_a_table_is_said(tmp_path: Path, content: bytes, why: str) -> None:
    """Of the table when it cannot be read at all, of the row when it is one."""
    encoding = "utf-16-le" if "utf-16" in why else ""
    *_, refused = all_of(tmp_path / "bay.csv", content, encoding=encoding)
    assert isinstance(refused, Refusal)
    assert why in refused.reason


def test_a_bad_row_of_a_table_stops_no_other(tmp_path: Path) -> None:
    """Rows before and behind it are read."""
    found = all_of(tmp_path / "bay.csv", b'text\nBusy.\n"a"b\nHarbours.\nx,y\nBays.\n')
    assert [type(each) for each in found] == [Reading, Refusal, Reading, Refusal, Reading]


@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=2), max_size=8), st.sampled_from(["utf-8", "utf-16-le"])
)
def test_a_written_table_is_read_as_it_was(rows: list[list[str]], encoding: str) -> None:
    """Cells of any text come back, each row under its names, and its bytes are a table of it."""
    rows = [row for row in rows if any(map(str.strip, row))]
    content = table(["text", "a"], *rows).encode(encoding)
    lines = lines_of(_file(content), encoding, 10_000)
    found = list(table_rows(lines, encoding, {}, largest=10_000))
    assert [list(row.fields.values()) for row in found] == rows
    assert not any(row.why_not for row in found)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(4, 40), st.sampled_from(["le", "be"]))
def test_lines_of_utf_16_are_parted_where_characters_end(text: str, largest: int, order: str) -> None:
    """The bytes of a line feed inside or across characters part nothing; too long a line is cut."""
    encoding = f"utf-16-{order}"
    found = list(lines_of(_file(text.encode(encoding)), encoding, largest))
    expected = [line.encode(encoding) for line in text.split("\n")]
    kept = [line + "\n".encode(encoding) for line in expected[:-1]] + [line for line in expected[-1:] if line]
    assert found == [line[: largest + 1] for line in kept]


def test_rows_of_json_in_utf_16(tmp_path: Path) -> None:
    """With and without a mark, each row read by itself."""
    rows = "\n".join(
        json.dumps({"text": f"海湾的港口 {n}", "id": str(n)}, ensure_ascii=False) for n in range(3)
    )
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        found = all_of(tmp_path / "bay.jsonl", (rows + "\n").encode(encoding))
        assert [each.speech.raw for each in found if isinstance(each, Reading)] == [
            f"海湾的港口 {n}" for n in range(3)
        ]
        last = found[-1]
        assert isinstance(last, Reading)
        assert json.loads(decode_row(last.source.content, last.source.encoding))["id"] == "2"


def test_an_encoding_that_is_named_holds_for_rows(tmp_path: Path) -> None:
    """Rows of JSON in GB18030 are refused, and read when their encoding is named."""
    content = json.dumps({"text": "海湾的港口"}, ensure_ascii=False).encode("gb18030")
    (refused,) = all_of(tmp_path / "bay.jsonl", content)
    assert isinstance(refused, Refusal)
    assert "not UTF-8 at byte 10" in refused.reason
    (found,) = all_of(tmp_path / "bay.jsonl", content, encoding="gb18030")
    assert isinstance(found, Reading)
    assert found.speech.raw == "海湾的港口"


def test_a_table_without_a_row_of_names_is_read(tmp_path: Path) -> None:
    """Its first row holds a text, and is a speech like the others."""
    said = "The harbour stays open all winter, and the ferries sail every day. " * 6
    rows = [[str(number), f"{said}{number}"] for number in (1, 2)]
    found = all_of(tmp_path / "bay.csv", table(*rows).encode())
    readings = [each for each in found if isinstance(each, Reading)]
    assert [each.speech.raw for each in readings] == [text for _, text in rows]
    (again,) = all_of(tmp_path / "again.csv", readings[0].source.content)
    assert isinstance(again, Reading)
    assert again.speech.raw == rows[0][1]


@pytest.mark.parametrize(
    "value",
    [
        "At the harbour board of Veldhaven",
        "[{'type': 'text', 'said': 'The quay is open, and stays so.'}]",
        "a b c d e f",
    ],
)
def test_places_lists_and_dumps_are_no_texts(tmp_path: Path, value: str) -> None:
    """A table that holds nothing else is refused as before."""
    (refused,) = all_of(tmp_path / "bay.csv", table(["no", "where"], *[["1", value]] * 4).encode())
    assert isinstance(refused, Refusal)
    assert "say --columns text=…" in refused.reason


def test_names_and_days_in_parts_are_put_together(tmp_path: Path) -> None:
    """First name and surname, year and month and day have columns of their own."""
    content = table(
        ["First Name", "Last Name", "Year", "Month", "text"],
        ["Mara", "Lind", "2031", "6", "The harbour stays open."],
        ["Jon", "", "2031", "", "So does the quay."],
    )
    first, second = (
        each.speech for each in all_of(tmp_path / "a.csv", content.encode()) if isinstance(each, Reading)
    )
    assert (first.speaker, first.date) == ("Mara Lind", "2031-06")
    assert (second.speaker, second.date) == ("", "2031")
