"""The files of topics: for spreadsheets, for programs, and for reading."""

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.errors import TopicsNotMade
from embeddings.snapshot.snapshot import Snapshot
from service.reports.spreadsheets import safe_cell
from service.reports.tables import write_topic_files
from tests.support.invented import speech
from tests.support.themed import SPEECHES, THEMES, TOPICS, snapshot_of

FILES = ["topics.json", "speeches.csv", "passages.csv", "timeline.csv", "groups.csv", "report.html"]


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path / "corpus")


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_files_are_written_and_listed(snapshot: Snapshot, tmp_path: Path) -> None:
    """All six files are there, nothing else is left behind, and writing again changes no byte."""
    out = tmp_path / "deep" / "out"
    written = write_topic_files(snapshot, out)
    assert [path.name for path in written] == FILES
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert sorted(before) == sorted(FILES)
    write_topic_files(snapshot, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_nothing_is_written_without_themes(tmp_path: Path) -> None:
    """Before topics are made the error says so and the folder is not even created."""
    bare = snapshot_of(tmp_path / "bare", SPEECHES, None, ())
    with pytest.raises(TopicsNotMade):
        write_topic_files(bare, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_failed_write_leaves_the_old_file(snapshot: Snapshot, tmp_path: Path) -> None:
    """When a file cannot be finished the one before it stays, whole, and no half of a new one is left."""
    write_topic_files(snapshot, tmp_path)
    report = (tmp_path / "report.html").read_bytes()
    broken = snapshot_of(tmp_path / "corpus2", [*SPEECHES, speech("d", "x")], THEMES, (*TOPICS, "t_unknown"))
    with pytest.raises(KeyError):
        write_topic_files(broken, tmp_path)
    assert (tmp_path / "report.html").read_bytes() == report
    assert not list(tmp_path.glob(".*.new"))


def test_speech_rows_sum_to_one(snapshot: Snapshot, tmp_path: Path) -> None:
    """One row a speech with all that is known of it, and shares over topics and unassigned that sum to 1."""
    write_topic_files(snapshot, tmp_path)
    rows = rows_of(tmp_path / "speeches.csv")
    assert [row["id"] for row in rows] == ["a:1", "b", "c"]
    shares = [[float(value) for name, value in row.items() if name.startswith(("t_", "una"))] for row in rows]
    assert all(len(of_speech) == 4 and sum(of_speech) == pytest.approx(1) for of_speech in shares)
    assert rows[1]["title"] == "在港口的讲话"
    assert (rows[0]["n_passages"], rows[0]["n_characters"]) == ("3", "22")


def test_passage_rows_cite_their_speech(snapshot: Snapshot, tmp_path: Path) -> None:
    """Each passage's row holds the offsets that cut its text out of the speech, and its topic."""
    write_topic_files(snapshot, tmp_path)
    rows = rows_of(tmp_path / "passages.csv")
    assert [row["topic"] or None for row in rows] == list(TOPICS)
    for row in rows:
        raw = snapshot.raw(row["speech_id"])
        assert raw[int(row["start"]) : int(row["end"])] == row["text"]
        assert bool(row["topic_label"]) == bool(row["topic"])


def test_topics_json_agrees_with_the_counts(snapshot: Snapshot, tmp_path: Path) -> None:
    """The topics of topics.json are largest first and sum to 1 with the unassigned share."""
    write_topic_files(snapshot, tmp_path)
    content = json.loads((tmp_path / "topics.json").read_text(encoding="utf-8"))
    shares = [one["share"] for one in content["topics"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) + content["unassigned"] == pytest.approx(1)
    assert content["snapshot"] == snapshot.name


def test_topics_json_names_passages_that_are_still_there(snapshot: Snapshot, tmp_path: Path) -> None:
    """An address in topics.json leads to a passage of passages.csv that has this topic."""
    write_topic_files(snapshot, tmp_path)
    content = json.loads((tmp_path / "topics.json").read_text(encoding="utf-8"))
    named = {one["id"]: one["representative"] for one in content["topics"]}
    assert named == {"t_1": ["a:1:0", "b:0"], "t_2": [], "t_3": []}


def test_tables_open_in_excel(snapshot: Snapshot, tmp_path: Path) -> None:
    """The tables begin with the mark by which Excel knows UTF-8."""
    write_topic_files(snapshot, tmp_path)
    for name in ("speeches.csv", "passages.csv"):
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    """Titles, ids and texts that begin like a formula are written so that a spreadsheet shows them."""
    evil = speech("=1+1", "=HYPERLINK()", "@x", "\tx", title="+1", speaker="-1", date="--05-06", place="＝1")
    write_topic_files(snapshot_of(tmp_path / "evil", [evil], THEMES, ("t_1", None, None)), tmp_path)
    for name in ("speeches.csv", "passages.csv"):
        for row in rows_of(tmp_path / name):
            assert not [
                cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r＝")) and not number(cell)
            ]


def number(cell: str) -> bool:
    return re.fullmatch(r"-?\d\.\d+", cell) is not None


@given(st.text())
def test_safe_cells_keep_their_text(text: str) -> None:
    """Apostrophes are added, and nothing else; no cell is a formula, whichever sign parts the cells."""
    safe = str(safe_cell(text))
    assert safe.replace("'", "") == text.replace("'", "")
    assert not safe.startswith(tuple("=+-@\t\r\n"))
    assert not re.search(r"[;|\t\r\n]\s*[=+\-@]", safe)


def test_numbers_stay_numbers() -> None:
    """A negative number of ours is no formula."""
    assert safe_cell(-0.5) == -0.5
