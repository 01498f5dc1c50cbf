"""Workers of a real Ray cluster on this machine, with the default model."""

import importlib.util
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder.encoding import Encoder, Encoding
from embeddings.encoder.ray_workers import LOCAL, RayWorkers
from embeddings.errors import ModelMismatch, WorkersGone
from embeddings.models.shelf import default_cache
from tests.conftest import ROOT
from tests.support.engines import WORDS

_DRAW = random.Random(5)  # noqa: S311 -- a test draws
TEXTS = [" ".join(_DRAW.sample(WORDS, 12)) + "." for _ in range(1500)]
_A_SPEECH = 15  # of them
_INDEX = (sys.executable, "-m", "scripts.tifa", "index")

pytestmark = pytest.mark.model
needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="needs ray, which `make test-engines` installs"
)


@pytest.fixture(scope="module")
def alone(default_encoder: Encoder) -> Encoding:
    return default_encoder.passages(TEXTS)


@pytest.fixture
def two(default_encoder: Encoder) -> Iterator[RayWorkers]:
    workers = RayWorkers.connect(LOCAL, default_encoder.embedding_model, cache=default_cache(), n_workers=2)
    yield workers
    workers.close()


def processes() -> list[int]:
    """The workers, as processes of this machine."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes().startswith(b"ray::_Worker"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@needs_ray
def test_two_workers_give_what_one_process_gives(two: RayWorkers, alone: Encoding) -> None:
    """Each text once, to the last bit; also when one of them is killed in the middle."""
    for killed in (False, True):
        vectors, times = np.zeros_like(alone.vectors), np.zeros(len(TEXTS), int)
        for number, part in enumerate(two.encoded(TEXTS)):
            rows = slice(part.start, part.start + len(part.encoding.vectors))
            vectors[rows] = part.encoding.vectors
            times[rows] += 1
            if killed and number == 0:
                os.kill(processes()[0], signal.SIGKILL)
        assert (times == 1).all()
        assert np.array_equal(vectors, alone.vectors)


@needs_ray
def test_a_worker_with_another_model_encodes_nothing(default_encoder: Encoder) -> None:
    """Vectors of two models would be mixed; the driver says so."""
    other = replace(default_encoder.embedding_model, encoding="int8-000000000000")
    workers = RayWorkers.connect(LOCAL, other, cache=default_cache(), n_workers=1)
    try:
        with pytest.raises(ModelMismatch):
            list(workers.encoded(TEXTS[:3]))
    finally:
        workers.close()


@needs_ray
def test_no_cluster_is_told_in_a_line(default_encoder: Encoder) -> None:
    """With the address that was tried."""
    with pytest.raises(WorkersGone, match="no Ray cluster answers at 127"):
        RayWorkers.connect("127.0.0.1:9", default_encoder.embedding_model, cache=default_cache())


@needs_ray
def test_what_was_acknowledged_outlives_the_driver(tmp_path: Path, default_encoder: Encoder) -> None:
    """Killed in the middle, it leaves what was kept; the next run encodes the rest and nothing twice."""
    speeches = [TEXTS[i : i + _A_SPEECH] for i in range(0, len(TEXTS), _A_SPEECH)]
    rows = [{"id": f"s{i:03}", "language": "en", "text": "\n\n".join(one)} for i, one in enumerate(speeches)]
    (tmp_path / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    corpus = tmp_path / "corpus"
    command = [*_INDEX, str(tmp_path / "all.jsonl"), "--corpus", str(corpus)]
    process = subprocess.Popen([*command, "--ray", "local", "--threads", "2"], cwd=ROOT)
    try:
        deadline = time.monotonic() + 240
        while not (kept := vectors_in(corpus)):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()
    assert 0 < len(kept) <= len(vectors_in(corpus)) < len(TEXTS)
    kept = vectors_in(corpus)
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"encoded {len(TEXTS) - len(kept):,} texts" in again.stdout
    found = vectors_in(corpus)
    assert len(found) == len(TEXTS)
    assert kept.items() <= found.items()
    whole = {row.astype("<f4").tobytes() for row in default_encoder.passages(TEXTS).vectors}
    assert set(found.values()) == whole


def vectors_in(corpus: Path) -> dict[bytes, bytes]:
    """Those of passages, by the key of their text."""
    try:
        with sqlite3.connect(f"file:{corpus}/corpus.sqlite?mode=ro", uri=True) as db:
            query = "SELECT form_sha256, vector FROM vectors WHERE encoding NOT LIKE '% as questions'"
            return dict(db.execute(query))
    except sqlite3.OperationalError:
        return {}


def test_without_ray_it_is_told_what_to_install(
    default_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The default installation does without it."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(WorkersGone, match="tifa"):
        RayWorkers.connect(LOCAL, default_encoder.embedding_model, cache=default_cache())
