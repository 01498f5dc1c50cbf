"""The model of a strict disk loses what may be lost, and a job on it loses nothing that was acknowledged."""

import random
import shutil
from pathlib import Path

import pytest

from scripts.benchmarks.robustness.disk_model import PAGE, File, Folder, left, loaded
from scripts.benchmarks.robustness.power_cuts import Laboratory, tried


def test_only_what_was_fsynced_is_there_for_sure(tmp_path: Path) -> None:
    """A file's pages by its own fsync, its name by that of its folder."""
    disk = Folder()
    file = File()
    disk.change(None, "a.new", file)
    file.pending.append((0, b"x" * (PAGE + 1)))
    file.sync()
    left(disk, tmp_path / "none", lambda: False)
    assert not list((tmp_path / "none").iterdir())
    disk.sync()
    disk.change("a.new", "a", file)
    file.pending.append((PAGE, b"y"))
    left(disk, tmp_path / "old", lambda: False)
    left(disk, tmp_path / "new", lambda: True)
    assert (tmp_path / "old" / "a.new").read_bytes()[PAGE:] == b"x"
    assert (tmp_path / "new" / "a").read_bytes()[PAGE:] == b"y"
    assert loaded(tmp_path / "new").names.keys() == {"a"}


@pytest.mark.skipif(shutil.which("strace") is None, reason="system calls are recorded by strace")
def test_a_job_survives_and_without_fsync_it_does_not(tmp_path: Path) -> None:
    """A few of the states that the benchmark tries, and its control."""
    lab = Laboratory(tmp_path)
    try:
        lab.record("index")
    except Exception as error:  # noqa: BLE001 -- containers may forbid to trace
        pytest.skip(f"nothing can be traced here ({type(error).__name__})")
    draw = random.Random(5).randint(1, 99)  # noqa: S311 -- no secret
    assert tried(lab, "index", 40, draw, tmp_path).bad == []
    assert tried(lab, "index", 40, draw, tmp_path, with_fsync=False).bad
