"""Topics are the same whoever makes them: another process, other threads, another order of sets."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from embeddings.ingest.index import index
from embeddings.snapshot.current import current_name, snapshot_folder
from scripts.benchmarks.robustness.power_cut_job import Words, readings

_MAKE = """
import sys
from pathlib import Path
from embeddings.ingest.make_topics import make_topics
from scripts.benchmarks.robustness.power_cut_job import Words

make_topics(Path(sys.argv[1]), Words, threads=int(sys.argv[2]))
"""


def made(folder: Path, *, hash_seed: str, threads: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads}
    return subprocess.Popen([sys.executable, "-c", _MAKE, str(folder), threads], env=environment)


def files(folder: Path) -> dict[str, str]:
    snapshot = snapshot_folder(folder, current_name(folder))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in snapshot.iterdir()}


def test_two_processes_make_the_same_files_of_equal_corpora(tmp_path: Path) -> None:
    """Every file of the snapshot, to the last byte."""
    one, other = tmp_path / "one", tmp_path / "other"
    index(one, Words(), readings(20))
    shutil.copytree(one, other)
    running = made(one, hash_seed="1", threads="1"), made(other, hash_seed="2", threads="3")
    assert [process.wait(timeout=300) for process in running] == [0, 0]
    assert "topics.safetensors" in files(one)
    assert files(one) == files(other)
