"""A disk that is full, fails, or may not be written to: told in one line, nothing lost, the answers go on.

The faults are the operating system's, or put in its place at the one call that would meet them.
"""

import errno
import fcntl
import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from embeddings.backup.make import make_backup
from embeddings.encoder.encoding import Encoder
from embeddings.errors import BrokenSnapshot, CorpusBusy, CorpusError, NotPublished
from embeddings.health.folder import corpus
from embeddings.ingest.remove import remove
from embeddings.snapshot.current import CURRENT, SNAPSHOTS, CurrentSnapshot, list_snapshots
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import VECTORS, Snapshot
from embeddings.store import connection as store_connection
from embeddings.store.connection import FILE
from embeddings.store.store import Store
from service.jobs.database import FOLDER as JOBS
from tests.support.invented import data, speech
from tests.support.served import SPEECHES, add, served

BEFORE = data([speech("harbour", "The harbour opens.", "The dykes hold.")])
AFTER = data([speech("village", *(f"The village keeps school {n}." for n in range(300)))])


# Of a publish: four files and their folder, the folders of snapshots and corpus, the pointer and its folder.
FSYNCS = 9


class FailingFsync:
    """fsync on a disk that fails: at the n-th call, or from then on."""

    def __init__(self, number: int, ever_after: bool) -> None:
        self._number, self._ever_after = number, ever_after
        self._really = os.fsync
        self.calls = 0

    def __call__(self, descriptor: int) -> None:
        self.calls += 1
        if self.calls == self._number or (self._ever_after and self.calls > self._number):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self._really(descriptor)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def refused(folder: Path, new: SnapshotData) -> str:
    """Publishing fails, and everything is as it was. The one line that says so."""
    before, good = files(folder), (folder / CURRENT).read_text()
    with pytest.raises(NotPublished) as error:
        publish(folder, new)
    assert (files(folder), (folder / CURRENT).read_text()) == (before, good)
    held = CurrentSnapshot(folder).held
    assert (held.snapshot.name, held.degraded) == (good.strip(), "")
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("ever_after", [False, True])
def test_when_fsync_fails_the_publish_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ever_after: bool
) -> None:
    """Whichever one fails, once or from then on, nothing is published and no descriptor is tried again."""
    publish(tmp_path, BEFORE)
    for number in range(1, FSYNCS + 1):
        failing = FailingFsync(number, ever_after)
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", failing)
            assert "Input/output error" in refused(tmp_path, AFTER)
        assert failing.calls >= number
    never = FailingFsync(FSYNCS + 1, ever_after)
    monkeypatch.setattr(os, "fsync", never)
    assert publish(tmp_path, AFTER).startswith("2-")
    assert never.calls == FSYNCS


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """As on a full disk, a write beyond this size fails; Python ignores the signal that comes with it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_when_a_write_fails_nothing_is_published(tmp_path: Path) -> None:
    """At any size that any file of a snapshot cannot reach, the publish is given up and leaves nothing."""
    publish(tmp_path, BEFORE)
    whole = tmp_path / "whole"
    whole.mkdir()
    sizes = [file.stat().st_size for file in (whole / SNAPSHOTS / publish(whole, AFTER)).iterdir()]
    shutil.rmtree(whole)
    for size in sorted({*range(0, max(sizes), 9_000), *(size - 1 for size in sizes)}):
        with largest_file(size):
            refused(tmp_path, AFTER)
    assert publish(tmp_path, AFTER).startswith("2-")


def test_when_the_store_cannot_grow_the_job_ends_with_one_line(tmp_path: Path, tiny: Encoder) -> None:
    """What was put is kept, the old snapshot answers, and the job is done when there is room again."""
    good = add(tmp_path, tiny, SPEECHES[0])
    size = (tmp_path / FILE).stat().st_size
    for limit in (0, 1, 40_000, size + 1):
        with largest_file(limit), pytest.raises(CorpusError) as error:
            add(tmp_path, tiny, *SPEECHES)
        assert "\n" not in str(error.value)
        held = CurrentSnapshot(tmp_path).held
        assert (held.snapshot.name, held.degraded) == (good, "")
    add(tmp_path, tiny, *SPEECHES)
    assert CurrentSnapshot(tmp_path).held.snapshot.manifest.n_speeches == len(SPEECHES)


def test_a_disk_too_full_for_a_snapshot_is_told_before_it_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line says how much there must be."""
    publish(tmp_path, BEFORE)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    assert "0 MB are free" in refused(tmp_path, AFTER)


@pytest.fixture
def read_only(tiny: Encoder) -> Iterator[Path]:
    """A corpus that this process may read and not write, also when it runs as root."""
    folder = Path(tempfile.mkdtemp(prefix="tifa-read-only-"))
    add(folder, tiny, *SPEECHES)
    with not_writable(folder):
        yield folder
    shutil.rmtree(folder)


@contextmanager
def not_writable(folder: Path) -> Iterator[None]:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65_534)  # modes do not bind root
    try:
        yield
    finally:
        os.seteuid(before)
        for path in (folder, *folder.rglob("*/")):
            path.chmod(0o755)


def test_a_read_only_corpus_is_served_and_not_written_to(read_only: Path, tiny: Encoder) -> None:
    """Questions are answered, and the service is not degraded; a job ends with a line of what to do."""
    with served(read_only, tiny) as client:
        assert client.get("/v1/search?q=harbour").json()["matches"]
        assert client.get("/readyz").json()["degraded"] is None
    for job in (
        lambda: remove(read_only, ["veldhaven-2019"], lambda: tiny),
        lambda: add(read_only, tiny, SPEECHES[0]),
    ):
        with pytest.raises(CorpusError, match=r"cannot be written to \(Permission denied\); .*writable"):
            job()


def test_a_read_only_corpus_is_told_in_a_line(tiny: Encoder, caplog: pytest.LogCaptureFixture) -> None:
    """Of the service that would take up the jobs, and of `tifa doctor`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        add(folder, tiny, *SPEECHES)
        (folder / JOBS).mkdir()
        with not_writable(folder):
            with served(folder, tiny) as client:
                assert client.get("/readyz").status_code == 200
            assert [check.state for check in corpus(folder) if check.name == "writing"] == ["note"]
    told = [record for record in caplog.records if record.name.startswith("service.jobs")]
    assert ["cannot be written to" in record.message for record in told] == [True]
    assert not told[0].exc_info


def test_a_backup_that_does_not_fit_names_the_disk_it_was_for(tmp_path: Path, tiny: Encoder) -> None:
    """Whatever did not fit: a file of the snapshot, or the store. The corpus is not blamed."""
    add(tmp_path / "corpus", tiny, *SPEECHES)
    for most in (1_000, 100_000):
        with largest_file(most), pytest.raises((OSError, CorpusError)) as refused:
            make_backup(tmp_path / "corpus", tmp_path / "backup")
        assert str(tmp_path / "backup") in str(refused.value)
        assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_a_corpus_that_was_moved_is_told(tmp_path: Path, tiny: Encoder) -> None:
    """It is no fault inside, and the service is not ready; back in its place it is answered from again."""
    folder, moved = tmp_path / "corpus", tmp_path / "moved"
    add(folder, tiny, *SPEECHES)
    with served(folder, tiny) as client:
        folder.rename(moved)
        asked = [client.get("/v1/search?q=harbour").status_code for _ in range(4)]
        assert set(asked) <= {200, 503}
        refused = client.get("/readyz")
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:tifa:problem:corpus-gone")
        moved.rename(folder)
        assert client.get("/readyz").status_code == 200
        assert client.get("/v1/search?q=harbour").status_code == 200


def test_who_may_not_write_sees_what_another_has_written(tiny: Encoder) -> None:
    """Also what a writer that is still at work has not yet put from the WAL into the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        add(folder, tiny, *SPEECHES)
        with Store.open(folder) as writer:
            writer.remove([SPEECHES[0].id])
            with not_writable(folder), Store.open_to_read(folder) as reader:
                assert reader.revision_of(SPEECHES[0].id) is None


@contextmanager
def most_open_files(more: int) -> Iterator[None]:
    """As many as are open now, and some more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + more, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("more", [0, 1])
def test_a_fault_that_passes_does_not_break_a_snapshot(tmp_path: Path, more: int) -> None:
    """Where no file can be opened just then, the newer snapshot is not given up but tried again."""
    good = publish(tmp_path, BEFORE)
    current = CurrentSnapshot(tmp_path)
    better = publish(tmp_path, AFTER)
    with most_open_files(more), pytest.raises(OSError, match="Too many open files"):
        current.refresh()
    assert (current.held.snapshot.name, current.held.degraded) == (good, "")
    assert current.refresh()
    assert (current.held.snapshot.name, current.held.degraded) == (better, "")


def test_a_store_that_another_program_locks_is_waited_for_and_then_told(
    tmp_path: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait has an end, the line says what to do, and nothing was changed."""
    monkeypatch.setattr(store_connection, "_BUSY_SECONDS", 0.05)
    good = add(tmp_path, tiny, SPEECHES[0])
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CorpusBusy, match=rf"{tmp_path / FILE} is in use by another process; try again"):
            add(tmp_path, tiny, *SPEECHES)
    assert CurrentSnapshot(tmp_path).held.snapshot.name == good
    assert add(tmp_path, tiny, *SPEECHES) != good


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """Whatever version it says it is of."""
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.executescript("CREATE TABLE theirs (x); PRAGMA user_version = 1;")
    with pytest.raises(CorpusError, match="cannot be used"):
        Store.open(tmp_path)


def test_the_newest_snapshot_is_the_one_with_the_highest_number(tmp_path: Path) -> None:
    """Clocks may jump: what the file system says of times decides nothing, nor does the order of letters."""
    for seed in range(11):
        name = publish(tmp_path, data(BEFORE.speeches, seed=seed))
        os.utime(tmp_path / SNAPSHOTS / name, (10_000 - seed, 10_000 - seed))
    assert [number for number, _ in list_snapshots(tmp_path)] == [9, 10, 11]
    damaged = tmp_path / SNAPSHOTS / name / VECTORS
    damaged.chmod(0o644)
    damaged.write_bytes(b"")
    assert CurrentSnapshot(tmp_path).held.snapshot.name.startswith("10-")


def test_a_snapshot_that_is_being_removed_is_not_opened(tmp_path: Path) -> None:
    """A reader holds a snapshot before it reads any of it: it gets the whole or a refusal, never half."""
    folder = tmp_path / SNAPSHOTS / publish(tmp_path, BEFORE)
    with (folder / "manifest.json").open("rb") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_EX)
        with pytest.raises(BrokenSnapshot, match="being removed"):
            Snapshot.open(folder)
