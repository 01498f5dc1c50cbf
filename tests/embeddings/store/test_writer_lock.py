import os
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.errors import CorpusBusy
from embeddings.store.writer_lock import sole_writer

HOLD = """
import sys; from pathlib import Path; from embeddings.store.writer_lock import sole_writer
with sole_writer(Path(sys.argv[1])):
    print("held", flush=True); sys.stdin.readline()
"""


def test_a_second_writer_is_told_who_holds_the_corpus(tmp_path: Path) -> None:
    """It waits, then says the process it waited for."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(CorpusBusy, match=f"process {other.pid}"), sole_writer(tmp_path, wait=0.1):
            pass
        other.communicate("\n")
    with sole_writer(tmp_path, wait=0.1):
        pass


def test_a_killed_writer_leaves_no_lock_behind(tmp_path: Path) -> None:
    """However a job ended, the next one can begin."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    with sole_writer(tmp_path, wait=0.1):
        assert (tmp_path / "LOCK").read_text() == str(os.getpid())
