"""What must hold of a corpus after a job on it was killed, and after the job was then done again.

Each promise that is broken is a line of text; none means that nothing was lost, and nothing half-written is
to be seen.
"""

import fcntl
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import TifaError
from embeddings.snapshot.current import CURRENT, SNAPSHOTS, CurrentSnapshot, current_name, list_snapshots
from embeddings.snapshot.snapshot import Snapshot
from embeddings.store import store as stores
from embeddings.store.connection import FILE
from embeddings.store.store import Store, revision_id


@dataclass(frozen=True, slots=True)
class State:
    """A corpus that nobody is writing to.

    current: the snapshot's name; "" when nothing is published.  revisions: those that are searched, by
    speech.  files: all of them, as paths in the folder.
    """

    current: str
    revisions: Mapping[str, str]
    files: Sequence[str]


def state_of(folder: Path) -> State:
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*"))
    current = current_name(folder) if (folder / CURRENT).exists() else ""
    return State(current, _revisions(folder), files)


def broken_after_kill(
    folder: Path, before: State, after: State, told: Sequence[tuple[str, Any]], speeches: Mapping[str, str]
) -> list[str]:
    """after: the state that a run leaves which is not killed.  told: what the killed one acknowledged.

    speeches: the digests of those that the job puts, by id, in its order; ("put", n) tells of the first n.
    """
    said = dict(told)
    broken = [*_current_broken(folder, before, after, done="done" in said), *_published_broken(folder)]
    try:
        broken += _store_broken(folder, before, after, done="done" in said)
        broken += _lost(folder, list(speeches.items())[: said.get("put", 0)])
    except TifaError as error:
        broken.append(f"the store does not open: {error}")
    return broken


def broken_after_repeat(folder: Path, after: State) -> list[str]:
    """The job was done again: the corpus must be the one that a run leaves which is not killed."""
    now = state_of(folder)
    broken = [
        f"after the repeat {name} is {there!r} instead of {right!r}"
        for name, there, right in (
            ("CURRENT", now.current, after.current),
            ("the store", now.revisions, after.revisions),
            ("the folder", now.files, after.files),
        )
        if there != right
    ]
    return broken + [f"{file} is still locked" for file in _locked(folder)]


def _current_broken(folder: Path, before: State, after: State, *, done: bool) -> Iterator[str]:
    if not (folder / CURRENT).exists():
        if before.current or done:
            yield "CURRENT is gone"
        return
    try:
        held = CurrentSnapshot(folder).held
    except TifaError as error:
        yield f"the corpus does not open: {error}"
        return
    if held.degraded:
        yield f"what CURRENT names is broken: {held.degraded}"
    if held.snapshot.name not in ({after.current} if done else {before.current, after.current}):
        yield f"CURRENT names {held.snapshot.name}"


def _published_broken(folder: Path) -> Iterator[str]:
    """Whatever has the name of a snapshot is a whole one."""
    for _, name in list_snapshots(folder):
        try:
            Snapshot.open(folder / SNAPSHOTS / name)
        except TifaError as error:
            yield f"{name} is listed and broken: {error}"


def _store_broken(folder: Path, before: State, after: State, *, done: bool) -> Iterator[str]:
    if not stores.exists(folder):
        if before.revisions or done:
            yield "the store is gone"
        return
    yield from _damaged(folder / FILE)
    with Store.open(folder) as store:
        there = {speech.id for speech in store.speeches()}
        for speech in store.speeches():
            # A revision is named after its content and its passages: half of one has another name.
            if revision_id(speech, store.passages(speech)) != store.revision_of(speech.id):
                yield f"half of {speech.id} is in the store"
    least, most = sorted((set(before.revisions), set(after.revisions)), key=len)
    if not least <= there <= most or (done and there != set(after.revisions)):
        yield f"the store holds {sorted(there)}"
    if len(after.revisions) < len(before.revisions) and there not in (least, most):
        yield "some were removed and others not"


def _damaged(file: Path) -> Iterator[str]:
    with closing(sqlite3.connect(file)) as db:
        found = [row[0] for row in db.execute("PRAGMA integrity_check")]
        if found != ["ok"] or db.execute("PRAGMA foreign_key_check").fetchone():
            yield f"SQLite finds damage: {found}"


def _lost(folder: Path, put: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not put:
        return
    with Store.open(folder) as store:
        for speech_id, digest in put:
            if store.digest_of(speech_id) != digest:
                yield f"{speech_id} was acknowledged and is lost"


def _revisions(folder: Path) -> dict[str, str]:
    if not stores.exists(folder):
        return {}
    with Store.open(folder) as store:
        return {speech.id: store.revision_of(speech.id) or "" for speech in store.speeches()}


def _locked(folder: Path) -> Iterator[Path]:
    for file in (folder / "LOCK", *folder.glob(f"{SNAPSHOTS}/*/manifest.json")):
        with file.open("rb") as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield file
