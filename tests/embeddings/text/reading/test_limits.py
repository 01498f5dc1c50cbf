"""Every limit of reading holds, says so by name, and stops nothing else."""

import gzip
import json
import time
from pathlib import Path

import pytest

from embeddings.errors import TookTooLongToRead, UnreadableSource
from embeddings.interruption import interrupted_by, within
from embeddings.speech import Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.formats import archive as archives
from embeddings.text.formats.web import page as web_page
from embeddings.text.metadata import given
from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, Refusal, read
from embeddings.text.reading.row_files import MOST_COLUMNS, MOST_EMPTY_LINES
from scripts.benchmarks.robustness.hostile_texts import general
from tests.support.papers import archive

ROW = json.dumps({"id": "a", "text": "The harbour stays open."}).encode()


def of(file: Path) -> tuple[list[str], list[str]]:
    """The ids of what is read, and the reasons of what is not."""
    found = list(read([file]))
    ids = [each.speech.id for each in found if isinstance(each, Reading)]
    return ids, [each.reason for each in found if isinstance(each, Refusal)]


def test_a_table_has_so_many_columns(tmp_path: Path) -> None:
    """Eighty thousand of them are refused at once."""
    file = tmp_path / "wide.csv"
    file.write_text(",".join(["text", *(f"c{i}" for i in range(80_000))]) + "\nA harbour.\n")
    began = time.thread_time()
    assert of(file) == ([], [f"80,001 columns, more than {MOST_COLUMNS:,}"])
    assert time.thread_time() - began < 2


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".csv"])
def test_empty_lines_without_end_are_no_rows(tmp_path: Path, suffix: str) -> None:
    """What came before them is read."""
    row = ROW if suffix != ".csv" else b"id,text\na,The harbour stays open."
    content = row + b"\n" * (MOST_EMPTY_LINES + 2) + row
    file = tmp_path / f"rows{suffix}"
    file.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
    ids, reasons = of(file)
    assert ids == ["a"]
    assert "empty ones in a row" in reasons[0]


def test_a_pack_that_becomes_far_larger_is_not_unpacked_on(tmp_path: Path) -> None:
    """A gigabyte of nothing in a megabyte."""
    file = tmp_path / "bomb.jsonl.gz"
    file.write_bytes(gzip.compress(ROW + b"\n" + b" " * 200_000_000, 9))
    began = time.thread_time()
    ids, reasons = of(file)
    assert time.thread_time() - began < 5
    assert ids == ["a"]
    assert "times larger" in reasons[0]


def test_the_texts_of_an_archive_have_a_limit_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents in it unpack once more, so their texts are counted."""
    monkeypatch.setattr(archives, "LONGEST_TEXTS", 150)
    file = tmp_path / "many.zip"
    file.write_bytes(archive({f"{name}.txt": "The harbour stays open. " * 4 for name in "abc"}))
    found = list(read([file]))
    assert [isinstance(each, Reading) for each in found] == [True, False, False]
    assert all("150 characters" in each.reason for each in found if isinstance(each, Refusal))


def test_a_text_has_so_many_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of one speech, and a row."""
    monkeypatch.setattr(given, "LONGEST_TEXT", 50)
    (tmp_path / "long.txt").write_text("The harbour stays open. " * 4)
    (tmp_path / "rows.jsonl").write_bytes(json.dumps({"text": "x " * 40}).encode() + b"\n" + ROW)
    found = list(read([tmp_path]))
    assert [each.reason[:14] for each in found if isinstance(each, Refusal)] == ["longer than 50"] * 2
    assert [each.speech.id for each in found if isinstance(each, Reading)] == ["a"]


def test_a_page_is_only_so_deep() -> None:
    """What extracts its text would look at every element around every element."""
    deep = b"<div>" * (web_page.DEEPEST + 1)
    with pytest.raises(UnreadableSource, match="deep"):
        web_page.text_of(b"<html><body>" + deep + b"<p>The harbour.</p></body></html>")


def test_links_inside_a_folder_are_not_followed_out_of_it(tmp_path: Path) -> None:
    """Those within it are; what is left out is said."""
    folder = tmp_path / "speeches"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("A secret of somebody else.")
    (folder / "a.txt").write_text("The harbour stays open.")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to(folder / "a.txt")
    found = list(read([folder]))
    assert [Path(each.source.path).name for each in found if isinstance(each, Reading)] == ["a.txt", "c.txt"]
    assert [each.reason for each in found if isinstance(each, Refusal)] == [
        "left out links that lead out of the folder: 1"
    ]


def test_reading_a_long_text_ends_soon_after_nobody_waits() -> None:
    """Within a second or so, wherever it is."""

    class Gone(Exception):
        pass

    end = time.process_time() + 0.3

    def check() -> None:
        if time.process_time() > end:
            raise Gone

    text = "The harbour stays open all winter, said the minister.\n" * 40_000
    with interrupted_by(check), pytest.raises(Gone):
        passages_of(Speech("a", text))
    assert time.process_time() - end < 2


def test_a_speech_has_its_time() -> None:
    """Then it is refused."""
    text = "The harbour stays open all winter, said the minister.\n" * 20_000
    with within(0.05), pytest.raises(TookTooLongToRead):
        passages_of(Speech("a", text))


def test_no_hostile_text_breaks_cleaning() -> None:
    """What is cleaned of it is its raw text and the ledger, whatever was repeated."""
    for text in general():
        clean(text.make(1_500))
