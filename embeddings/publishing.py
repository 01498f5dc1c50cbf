"""How a snapshot comes to be, all of it or not at all.

It is written to a temporary folder, every file and folder is fsynced, the folder gets its name, and only
then is CURRENT replaced, atomically. A power cut at any moment leaves the newest acknowledged one in place.
"""

import fcntl
import os
import shutil
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from embeddings import manifest as manifests
from embeddings import space as spaces
from embeddings.contents import Contents
from embeddings.current import CURRENT, SNAPSHOTS, published
from embeddings.errors import BrokenSnapshot
from embeddings.index import PassageIndex
from embeddings.manifest import Manifest, seal_of
from embeddings.passage_tables import write_passages
from embeddings.snapshot import PASSAGES, SPACE, VECTORS
from embeddings.topics import themes as themes_files

_KEPT = 3
_UNFINISHED = "unfinished-"
_LIBRARIES = ("bertopic", "faiss-cpu", "numpy", "openvino", "tifa")


def publish(folder: Path, contents: Contents) -> str:
    """Write a snapshot of `contents`, make it the current one, and return its name.

    Publishing what is published already changes nothing. Call it under the writer's lock.
    """
    snapshots = folder / SNAPSHOTS
    snapshots.mkdir(exist_ok=True)
    _sweep_unfinished(snapshots)
    number = max((n for n, _ in published(folder)), default=0) + 1
    building = snapshots / f"{_UNFINISHED}{number}"
    try:
        manifest = _build(building, contents, number)
        name = _same_as_current(folder, manifest) or _install(folder, building, manifest)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _drop_old(folder, keep=name)
    return name


def _build(building: Path, contents: Contents, number: int) -> Manifest:
    building.mkdir()
    write_passages(building / PASSAGES, contents)
    PassageIndex.build(contents.vectors).write(building / VECTORS)
    (building / SPACE).write_bytes(spaces.pack(contents.space))
    if contents.themes is not None:
        for name, content in themes_files.pack(contents.themes).items():
            (building / name).write_bytes(content)
    files = {file.name: seal_of(file) for file in sorted(building.iterdir())}
    manifest = Manifest(
        number=number,
        made_with=contents.made_with,
        n_speeches=len(contents.speeches),
        n_passages=len(contents.passages),
        languages=dict(sorted(Counter(passage.language for passage in contents.passages).items())),
        space=contents.space.id,
        n_topics=None if contents.themes is None else len(contents.themes.topics),
        libraries={name: version(name) for name in _LIBRARIES},
        files=files,
    )
    manifest.write(building)
    return manifest


def _same_as_current(folder: Path, manifest: Manifest) -> str | None:
    """The current snapshot's name when it holds just this, whatever its number."""
    try:
        current = (folder / CURRENT).read_text("ascii").strip()
        before = manifests.read_manifest(folder / SNAPSHOTS / current)
        manifests.verify(folder / SNAPSHOTS / current, before)
    except (OSError, BrokenSnapshot):
        return None
    same = before.id == manifest.id and before.made_with == manifest.made_with
    return before.name if same else None


def _install(folder: Path, building: Path, manifest: Manifest) -> str:
    for file in building.iterdir():
        file.chmod(0o444)
        _fsync(file)
    _fsync(building)
    building.rename(folder / SNAPSHOTS / manifest.name)
    _fsync(folder / SNAPSHOTS)
    pointer = folder / f"{CURRENT}.new"
    pointer.write_text(manifest.name + "\n", encoding="ascii")
    _fsync(pointer)
    pointer.replace(folder / CURRENT)
    _fsync(folder)
    return manifest.name


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep_unfinished(snapshots: Path) -> None:
    for left in snapshots.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)


def _drop_old(folder: Path, *, keep: str) -> None:
    """Keep the newest snapshots, the current one, and any that somebody is still reading."""
    for _, name in published(folder)[:-_KEPT]:
        path = folder / SNAPSHOTS / name
        if name != keep and not _being_read(path):
            shutil.rmtree(path)


def _being_read(path: Path) -> bool:
    try:
        with (path / manifests.FILE).open("rb") as manifest:
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False
