import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from embeddings.text.formats import archive as archives
from embeddings.text.reading.read import Reading, Refusal, read
from tests.support.papers import archive, paragraph, pdf, word_document


def found_in(path: Path, content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """What was read and what was refused, each under what stands behind the archive's path."""
    path.write_bytes(content)
    read_texts, reasons = {}, {}
    for each in read([path]):
        if isinstance(each, Reading):
            read_texts[each.source.path.removeprefix(str(path))] = each.speech.raw
        else:
            reasons[each.path.removeprefix(str(path))] = each.reason
    return read_texts, reasons


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def test_every_kind_is_read_from_an_archive(tmp_path: Path) -> None:
    """Files in folders, rows and documents, sorted by name; the rest is counted in one line."""
    content = archive(
        {
            "b/bay.txt": "Busy harbours.",
            "a.jsonl": b'{"text": "Row one."}\n{"text": 5}\n',
            "c.docx": word_document(paragraph("A document.")),
            "d.pdf": pdf([["海湾的港口要更加开放，让每一个渔村都有学校。"]]),
            "e.gif": b"GIF89a",
            ".hidden.txt": "Hidden.",
            "__MACOSX/b/._bay.txt": b"\0\5\x16\7",
            "folder/": "",
        }
    )
    texts, reasons = found_in(tmp_path / "bay.zip", content)
    assert texts == {
        "!a.jsonl#1": "Row one.",
        "!b/bay.txt": "Busy harbours.",
        "!c.docx": "A document.",
        "!d.pdf": "海湾的港口要更加开放，让每一个渔村都有学校。",
    }
    assert reasons == {
        "!a.jsonl#2": "text is not text",
        "": "left out files of kinds that are not read: 1 .gif",
    }


def test_names_in_an_archive_are_only_data(tmp_path: Path) -> None:
    """A name that points outside writes nothing and opens nothing: it is the name of a text (FAULTS 49)."""
    outside = tmp_path / "inner"
    outside.mkdir()
    names = ["../../escape.txt", "/etc/absolute.txt", "C:\\bay\\windows.txt", "a\nb.txt"]
    before = sorted(tmp_path.rglob("*"))
    (outside / "bay.zip").write_bytes(archive({name: f"Busy harbours. {name}" for name in names}))
    found = list(read([outside / "bay.zip"]))
    assert all(isinstance(each, Reading) for each in found), found
    assert {each.suggested_id for each in found if isinstance(each, Reading)} == {
        "escape",
        "absolute",
        "windows",
        "a-b",
    }
    assert sorted(tmp_path.rglob("*")) == sorted([*before, outside / "bay.zip"])


def test_links_and_archives_in_an_archive_are_refused(tmp_path: Path) -> None:
    """Neither is followed or opened, and the files beside them are read (FAULTS 50)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(entry("link.txt", stat.S_IFLNK | 0o777), "/etc/hostname")
        file.writestr(entry("more.zip"), archive({"bay.txt": "Busy harbours."}))
        file.writestr(entry("rows.jsonl.gz"), b"\x1f\x8b")
        file.writestr(entry("bay.txt"), "Busy harbours.")
    texts, reasons = found_in(tmp_path / "bay.zip", packed.getvalue())
    assert texts == {"!bay.txt": "Busy harbours."}
    assert reasons == {
        "!link.txt": "a link, which is not followed",
        "!more.zip": "packed again inside an archive, so not opened",
        "!rows.jsonl.gz": "packed again inside an archive, so not opened",
    }


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its ratio, and by the size of all files together; what came before it is read (FAULTS 50)."""
    bomb: dict[str, str | bytes] = {
        "a.txt": "Busy harbours.",
        "b.txt": " " * 30_000_000,
        "c.jsonl": b"[" * 30_000_000,
    }
    texts, reasons = found_in(tmp_path / "bay.zip", archive(bomb))
    assert texts == {"!a.txt": "Busy harbours."}
    assert set(reasons) == {"!b.txt", "!c.jsonl"}
    assert "100 times larger" in reasons["!b.txt"]
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 1000)
    many: dict[str, str | bytes] = {f"{n}.txt": f"Busy harbours {n}. " * 20 for n in range(5)}
    texts, reasons = found_in(tmp_path / "bay.zip", archive(many))
    assert len(texts) == 2
    assert "more than 1000 bytes" in reasons["!4.txt"]


def test_an_archive_of_too_many_files_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    """By the count of its directory, and by the directory's size before that is read (FAULTS 50)."""
    texts, reasons = found_in(tmp_path / "bay.zip", archive({f"{n}.txt": "" for n in range(10_001)}))
    assert (texts, reasons) == ({}, {"": "10001 files, more than 10000"})
    huge = bytearray(archive({"a.txt": "Busy harbours."}))
    huge[-10:-6] = struct.pack("<L", 2**30)
    assert "a directory of more than 10000 files" in found_in(tmp_path / "bay.zip", bytes(huge))[1][""]


def test_names_packed_on_a_chinese_machine_are_read(tmp_path: Path) -> None:
    """Names that are not marked as UTF-8 are in the encoding of that machine."""
    name = "海湾会议讲话全文.txt"
    content = archive({"x" * len(name.encode("gb18030")): "Busy harbours."})
    (found,) = read([_written(tmp_path / "bay.zip", content.replace(b"x" * 20, name.encode("gb18030")))])
    assert isinstance(found, Reading)
    assert found.suggested_id == "海湾会议讲话全文"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"Busy harbours." * 9,
        archive({"a.txt": "Busy."})[:-30],
        archive({"a.txt": "Busy."})[9:],
    ],
    ids=["empty", "only its beginning", "no archive", "without its end", "without its beginning"],
)
def test_a_broken_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    """In one line that names it."""
    (refused,) = read([_written(tmp_path / "bay.zip", content)])
    assert isinstance(refused, Refusal)
    assert refused.path.startswith(str(tmp_path / "bay.zip"))
    assert "sound .zip" in refused.reason or "cannot be read" in refused.reason


def test_a_locked_or_damaged_file_stops_no_other(tmp_path: Path) -> None:
    """A password, an unknown packing or a wrong checksum is the matter of that one file."""
    content = bytearray(archive({"a.txt": "Busy harbours one.", "b.txt": "Busy harbours two."}))
    at = content.index(b"a.txt") + 5
    content[at + 4] ^= 0xFF
    texts, reasons = found_in(tmp_path / "bay.zip", bytes(content))
    assert (list(texts), list(reasons)) == (["!b.txt"], ["!a.txt"])
    locked = bytearray(archive({"a.txt": "Busy harbours.", "b.txt": "Busy bays."}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    texts, reasons = found_in(tmp_path / "bay.zip", bytes(locked))
    assert (list(texts), reasons) == (["!b.txt"], {"!a.txt": "locked with a password"})


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
