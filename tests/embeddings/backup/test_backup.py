"""A backup is what was acknowledged, whoever writes meanwhile; a restored corpus was verified before.

Covers `embeddings.backup.make`, `embeddings.backup.contents`, `embeddings.backup.restore`.
"""

import json
import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from embeddings.backup.contents import FILE, read_contents, verify
from embeddings.backup.make import make_backup
from embeddings.backup.restore import restore
from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.errors import BackupThere, BrokenBackup, CorpusBusy, CorpusInTheWay, NoCorpus
from embeddings.health.folder import corpus as look
from embeddings.snapshot.current import current_name
from embeddings.store.connection import FILE as STORE
from embeddings.store.store import Store
from embeddings.store.writer_lock import sole_writer
from service.jobs.database import JobDatabase
from tests.support.served import SPEECHES, add


def speeches_of(folder: Path) -> list[str]:
    with Store.open_to_read(folder) as store:
        return [speech.id for speech in store.speeches()]


@pytest.fixture
def folder(tmp_path: Path, tiny: Encoder) -> Path:
    folder = tmp_path / "corpus"
    add(folder, tiny, *SPEECHES[:2])
    return folder


def test_a_restored_corpus_is_the_one_that_was_backed_up(folder: Path, tmp_path: Path, tiny: Encoder) -> None:
    """Speeches, snapshot and keys; and it can be asked and added to."""
    (folder / "keys.json").write_text("{}")
    contents = make_backup(folder, tmp_path / "backup")
    assert (contents.n_speeches, contents.snapshot) == (2, current_name(folder))
    restored = restore(tmp_path / "backup", tmp_path / "again")
    assert restored.aside is None
    again = tmp_path / "again"
    assert speeches_of(again) == speeches_of(folder)
    assert Corpus.open(again, tiny).snapshot.name == current_name(folder)
    assert (again / "keys.json").stat().st_mode & 0o777 == 0o600
    assert not [check for check in look(again) if check.state == "problem" and check.name != "made with"]
    add(again, tiny, SPEECHES[2])
    assert len(speeches_of(again)) == 3


def test_what_a_killed_writer_left_in_the_log_is_in_the_backup(
    folder: Path, tmp_path: Path, tiny: Encoder
) -> None:
    """A copy of corpus.sqlite alone would not have it."""
    reader = sqlite3.connect(folder / STORE)  # keeps the log from being taken up
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM speeches").fetchall()
    add(folder, tiny, SPEECHES[2])
    crashed = tmp_path / "crashed"
    shutil.copytree(folder, crashed)
    reader.close()
    assert (crashed / f"{STORE}-wal").stat().st_size
    make_backup(crashed, tmp_path / "backup")
    assert len(speeches_of(tmp_path / "backup")) == 3
    assert not (tmp_path / "backup" / f"{STORE}-wal").exists()


def test_a_backup_over_a_crashed_corpus_is_the_backup(folder: Path, tmp_path: Path, tiny: Encoder) -> None:
    """The log of the crashed one is never applied to the older file; the crashed one is kept."""
    make_backup(folder, tmp_path / "backup")
    reader = sqlite3.connect(folder / STORE)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM speeches").fetchall()
    add(folder, tiny, SPEECHES[2])
    crashed = tmp_path / "crashed"
    shutil.copytree(folder, crashed)
    reader.close()
    restored = restore(tmp_path / "backup", crashed, replacing=True)
    assert len(speeches_of(crashed)) == 2
    with Store.open_to_read(crashed) as store:
        assert store.faults() == []
    assert restored.aside is not None
    assert len(speeches_of(restored.aside)) == 3


def test_a_backup_is_of_one_moment_while_somebody_writes(folder: Path, tmp_path: Path, tiny: Encoder) -> None:
    """Each of those made meanwhile is whole, and holds all that its snapshot shows."""
    done = threading.Event()

    def write() -> None:
        for speech in (*SPEECHES[2:], *SPEECHES):
            add(folder, tiny, speech)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    made = 0
    while not done.is_set() or not made:
        make_backup(folder, tmp_path / f"backup-{made}")
        made += 1
    writer.join()
    for number in range(made):
        restore(tmp_path / f"backup-{number}", tmp_path / f"again-{number}")
        again = tmp_path / f"again-{number}"
        snapshot = Corpus.open(again, tiny).snapshot
        shown = {card.id for card in snapshot.speeches_after("", limit=100)}
        assert shown <= set(speeches_of(again))


@pytest.mark.parametrize("place", [STORE, "snapshot", FILE])
@pytest.mark.parametrize("harm", ["flip", "truncate", "remove"])
def test_a_harmed_backup_is_refused_and_leaves_what_was_there(
    folder: Path, tmp_path: Path, place: str, harm: str
) -> None:
    """Whatever happened to whichever file: nothing is put in place of the corpus."""
    backup = tmp_path / "backup"
    contents = make_backup(folder, backup)
    file = (
        next((backup / "snapshots" / contents.snapshot).glob("*.faiss"))
        if place == "snapshot"
        else backup / place
    )
    file.chmod(0o600)
    content = file.read_bytes()
    if harm == "remove":
        file.unlink()
    else:
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        file.write_bytes(flipped if harm == "flip" else content[:middle])
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(BrokenBackup):
        restore(backup, folder, replacing=True)
    assert len(speeches_of(folder)) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("place", ["../outside", "snapshots/../../x", "/etc/passwd", "jobs/jobs.sqlite"])
def test_a_backup_that_names_other_places_is_refused(folder: Path, tmp_path: Path, place: str) -> None:
    """Also one that says so of itself with a right checksum."""
    from embeddings.backup import contents as backups

    backup = tmp_path / "backup"
    make_backup(folder, backup)
    told = json.loads((backup / FILE).read_text())
    del told["sha256"]
    told["files"][place] = {"sha256": "0" * 64, "bytes": 0}
    (backup / FILE).write_bytes(backups._sealed(told))
    with pytest.raises(BrokenBackup, match="no backup has"):
        restore(backup, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_corpus_that_is_there_is_never_lost(folder: Path, tmp_path: Path) -> None:
    """It is in the way until somebody says otherwise, and then it is moved aside; nor while it is used."""
    backup = tmp_path / "backup"
    make_backup(folder, backup)
    with pytest.raises(CorpusInTheWay, match="--replace"):
        restore(backup, folder)
    with sole_writer(folder), pytest.raises(CorpusBusy):
        restore(backup, folder, replacing=True)
    with closing(JobDatabase(folder)), pytest.raises(CorpusBusy, match="served"):
        restore(backup, folder, replacing=True)
    with pytest.raises(BackupThere):
        make_backup(folder, backup)
    with pytest.raises(NoCorpus):
        make_backup(tmp_path / "nothing", tmp_path / "other")
    (tmp_path / "empty").mkdir()
    restore(backup, tmp_path / "empty")
    assert len(speeches_of(tmp_path / "empty")) == 2


@pytest.mark.parametrize("there", [None, '{"now": 1}'])
def test_a_revoked_key_stays_revoked(folder: Path, tmp_path: Path, there: str | None) -> None:
    """The keys are those of the corpus that is replaced, also when it has none any more."""
    keys = folder / "keys.json"
    keys.write_text('{"then": 1}')
    make_backup(folder, tmp_path / "backup")
    keys.unlink() if there is None else keys.write_text(there)
    restored = restore(tmp_path / "backup", folder, replacing=True)
    assert restored.keys_kept
    assert (keys.read_text() if keys.exists() else None) == there
    assert not restore(tmp_path / "backup", tmp_path / "elsewhere").keys_kept
    assert (tmp_path / "elsewhere" / "keys.json").read_text() == '{"then": 1}'


def test_a_corpus_without_a_snapshot_can_be_backed_up(folder: Path, tmp_path: Path) -> None:
    """It is published by the next job."""
    shutil.rmtree(folder / "snapshots")
    (folder / "CURRENT").unlink()
    contents = make_backup(folder, tmp_path / "backup")
    assert contents.snapshot == ""
    verify(tmp_path / "backup", read_contents(tmp_path / "backup"))
    restore(tmp_path / "backup", tmp_path / "again")
    assert len(speeches_of(tmp_path / "again")) == 2


def test_a_backup_is_not_kept_in_the_corpus(folder: Path) -> None:
    """It would be lost with it."""
    with pytest.raises(BackupThere, match="would be lost with the corpus"):
        make_backup(folder, folder / "backups" / "today")
    assert not (folder / "backups").exists()


@pytest.mark.parametrize("place", [FILE, STORE])
@pytest.mark.parametrize("kind", ["pipe", "device", "link"])
def test_a_backup_holds_plain_files(folder: Path, tmp_path: Path, place: str, kind: str) -> None:
    """One from elsewhere may hold a pipe, which would be waited for, or lead to a device without end."""
    make_backup(folder, tmp_path / "backup")
    planted = tmp_path / "backup" / place
    planted.rename(tmp_path / "kept")
    if kind == "pipe":
        os.mkfifo(planted)
    else:
        planted.symlink_to("/dev/zero" if kind == "device" else tmp_path / "kept")
    with pytest.raises(BrokenBackup):
        restore(tmp_path / "backup", tmp_path / "again")
    assert not (tmp_path / "again").exists()
