"""Which snapshot is the current one: reading and replacing CURRENT, and holding on while newer ones come."""

import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from embeddings.durable_files import fsync, replace
from embeddings.errors import BrokenSnapshot, EngineError, NothingPublished
from embeddings.snapshot.manifest import Manifest, read_manifest
from embeddings.snapshot.snapshot import Snapshot

CURRENT = "CURRENT"
POINTER_DRAFT = f"{CURRENT}.new"  # as `replace` makes it
SNAPSHOTS = "snapshots"
_NAME = re.compile(r"[0-9]{1,18}-[0-9a-f]{8}")
_LONGEST_NAME = 100  # bytes; more are not read


def list_snapshots(folder: Path) -> list[tuple[int, str]]:
    """The (number, name) of every snapshot in the corpus folder, oldest first."""
    names = [path.name for path in (folder / SNAPSHOTS).glob("*-*") if path.is_dir()]
    return sorted((number_of(name), name) for name in names if _NAME.fullmatch(name))


def number_of(name: str) -> int:
    """The number that a snapshot's name begins with: the later one was published, the higher."""
    return int(name.partition("-")[0])


def current_name(folder: Path) -> str:
    """What CURRENT names, which need not be a snapshot. Raises NothingPublished."""
    try:
        with (folder / CURRENT).open("rb") as file:
            return file.read(_LONGEST_NAME).decode("ascii", "replace").strip()
    except FileNotFoundError:
        raise NothingPublished(
            f"{folder} has nothing to ask yet; add speeches with: tifa index SOURCE --corpus {folder}"
        ) from None


def point_to(folder: Path, name: str) -> None:
    """Let CURRENT name this snapshot, atomically. Raises OSError; then it names this one or the last."""
    replace(folder / CURRENT, f"{name}\n".encode("ascii"))


def read_pointer(folder: Path) -> bytes | None:
    """The bytes of CURRENT; None before anything was published."""
    return (folder / CURRENT).read_bytes() if (folder / CURRENT).exists() else None


def put_back(folder: Path, before: bytes | None) -> None:
    """Let CURRENT be what `read_pointer` gave, when all but the last fsync of a publish succeeded."""
    if before is None:
        (folder / CURRENT).unlink(missing_ok=True)
    elif read_pointer(folder) != before:
        draft = folder / POINTER_DRAFT
        draft.write_bytes(before)
        with suppress(OSError):  # the disk that failed just now may fail again
            fsync(draft)
        draft.replace(folder / CURRENT)


def named_manifest(folder: Path) -> Manifest:
    """What the snapshot that CURRENT names says of itself, unverified.

    Raises NothingPublished or BrokenSnapshot.
    """
    return read_manifest(snapshot_folder(folder, current_name(folder)))


def snapshot_folder(folder: Path, name: str) -> Path:
    """Where the snapshot of a name is. Raises BrokenSnapshot for what is no name: ../ would lead out."""
    if not _NAME.fullmatch(name):
        raise BrokenSnapshot(
            f"{folder / CURRENT} does not name a snapshot;"
            f" publish again with: tifa index --republish --corpus {folder}"
        )
    return folder / SNAPSHOTS / name


class Engine(Protocol):
    """What finds the rows of snapshots in place of their own index."""

    @property
    def fault(self) -> str:
        """Why it is not asked; "" while it is."""
        ...

    def need(self, manifest: Manifest) -> None:
        """Raises EngineError unless it holds the snapshot of a manifest."""
        ...

    def find_for(self, snapshot: Snapshot) -> None:
        """Let it find the snapshot's rows. Raises EngineError when it holds others."""
        ...

    def try_again(self, snapshot: Snapshot) -> None:
        """Ask it again, if it is time, after it did not answer."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """An open snapshot, and why it is not the one that CURRENT names ("" when it is)."""

    snapshot: Snapshot
    degraded: str


class CurrentSnapshot:
    """The snapshot to answer from: the current one, or the newest good one before it.

    A question takes `held` once and answers wholly from it; `refresh` moves on to what was published since.
    With an engine, a snapshot that it does not hold is as none.
    """

    def __init__(self, folder: Path, engine: Engine | None = None) -> None:
        """Raises NothingPublished, BrokenSnapshot, or EngineError when the engine holds none of them."""
        self.folder = folder
        self._engine = engine
        self._refreshing = threading.Lock()
        self._named = current_name(folder)
        self.held = self._newest_good(self._named)
        if self.held.degraded and self._lacking(self._named):
            self._named = ""  # it may come to be there

    @property
    def degraded(self) -> str:
        """Why questions cannot be answered, or not from the newest snapshot; "" when all is well."""
        return (self._engine.fault if self._engine else "") or self.held.degraded

    def refresh(self) -> bool:
        """Open what CURRENT names now, if it changed. True when there is another snapshot to answer from.

        The one before stays open for the questions that hold it and is closed with the last of them.
        Raises OSError for a fault that may pass: the next call tries again.
        """
        with self._refreshing:
            if self._engine:
                self._engine.try_again(self.held.snapshot)
            named = current_name(self.folder)
            if named == self._named:
                return False
            if lacking := self._lacking(named):
                self.held = Held(self.held.snapshot, degraded=lacking)
                return False
            held = self._newest_good(named, instead_of=self.held.snapshot)
            held = self._of_the_same_making(held)
            if held.degraded and self._lacking(named):
                self.held = held  # gone since it was looked for
                return False
            changed = held.snapshot is not self.held.snapshot
            self._named, self.held = named, held
            return changed

    def _lacking(self, named: str) -> str:
        """Why the engine cannot find the rows of a snapshot, which may pass; "" when it can, or none is."""
        if self._engine:
            try:
                self._engine.need(read_manifest(snapshot_folder(self.folder, named)))
            except EngineError as error:
                return str(error)
            except BrokenSnapshot:
                return ""  # told of once it is opened
        return ""

    def _of_the_same_making(self, newer: Held) -> Held:
        """A snapshot made with another model cannot be asked by whoever asks this one: stay where we are."""
        embedding_model = newer.snapshot.manifest.embedding_model
        if embedding_model.same_as(self.held.snapshot.manifest.embedding_model):
            return newer
        name = newer.snapshot.name
        reason = f"snapshot {name} was made with {embedding_model.described}; restart to answer from it"
        return Held(self.held.snapshot, degraded=reason)

    def _newest_good(self, named: str, instead_of: Snapshot | None = None) -> Held:
        """The named snapshot; if it is broken, the one held so far, else the newest that is whole."""
        fault: BrokenSnapshot | EngineError
        try:
            return Held(self._open(named), degraded="")
        except (BrokenSnapshot, EngineError) as error:
            fault = error
        if instead_of is not None:
            return Held(instead_of, degraded=str(fault))
        for _, name in reversed(list_snapshots(self.folder)):
            try:
                return Held(self._open(name), degraded=str(fault))
            except (BrokenSnapshot, EngineError):
                continue
        raise fault

    def _open(self, name: str) -> Snapshot:
        folder = snapshot_folder(self.folder, name)
        if self._engine:  # before all files are read and verified
            self._engine.need(read_manifest(folder))
        snapshot = Snapshot.open(folder, mapped=self._engine is not None)
        if self._engine:
            self._engine.find_for(snapshot)
        return snapshot
