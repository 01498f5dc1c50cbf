"""How a snapshot comes to be, all of it or not at all.

It is written to a temporary folder, every file and folder is fsynced, the folder gets its name, and only
then is CURRENT replaced, atomically. A power cut at any moment leaves the newest acknowledged one in place.
"""

import errno
import fcntl
import hashlib
import shutil
import sqlite3
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np

from embeddings.durable_files import fsync
from embeddings.errors import BrokenSnapshot, NothingPublished, NotPublished
from embeddings.index import codes
from embeddings.index.vectors import write_index
from embeddings.similarity import space as spaces
from embeddings.snapshot import manifest as manifests
from embeddings.snapshot.current import (
    POINTER_DRAFT,
    SNAPSHOTS,
    current_name,
    list_snapshots,
    number_of,
    point_to,
    put_back,
    read_pointer,
    snapshot_folder,
)
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.manifest import FileIdentity, FileSeal, Manifest, library_versions, seal_of
from embeddings.snapshot.portions import Portion, portions, segment_before
from embeddings.snapshot.segments import Segment, SegmentSize, divided, file_of, laid_out
from embeddings.snapshot.snapshot import SPACE, VECTORS, Snapshot
from embeddings.snapshot.tables.connections import PASSAGES
from embeddings.snapshot.write_tables import write_passages
from embeddings.topics import model as topic_files

_KEPT = 3
_UNFINISHED = "unfinished-"
# Bytes of passages.sqlite for each byte of the speeches: raw, text, normalized, and terms. Measured: 7.
_BYTES_FOR_EACH = 9
_BYTES_OF_CHARACTER = 3  # at most, but for the rarest


def publish(folder: Path, data: SnapshotData) -> str:
    """Write a snapshot of `data`, make it the current one, and return its name.

    Publishing what is published already changes nothing. Call it under the writer's lock.
    Raises NotPublished when the disk is full or fails, or when what was written cannot be opened and asked:
    then the current snapshot is the one it was.
    """
    try:
        _need_space(folder, data)
        (folder / SNAPSHOTS).mkdir(exist_ok=True)
        _sweep(folder)
        name = _nothing_new(folder, data) or _publish(folder, data)
    except BrokenSnapshot as error:
        raise NotPublished(
            f"{folder}: what was written could not be read again, so the snapshot before stays: {error}"
        ) from error
    except (OSError, sqlite3.OperationalError) as error:
        raise NotPublished(
            f"{folder}: the snapshot could not be published ({_reason(error)}), the one before stays;"
            " free or check the disk, then run this again"
        ) from error
    with suppress(OSError):  # what cannot be removed now is in nobody's way
        _drop_old(folder, keep=name)
    return name


def _nothing_new(folder: Path, data: SnapshotData) -> str | None:
    """The current snapshot's name when `data` follows it and adds nothing to it: then none need be built."""
    before = data.before
    if before is None or not data.keeps_vectors or before.folder != folder / SNAPSHOTS / before.name:
        return None
    if current_name(folder) != before.name or before.manifest.embedding_model != data.embedding_model:
        return None
    n = before.manifest.n_passages
    if not np.array_equal(data.carried, np.arange(n)) or before.topics() != list(data.topics):
        return None
    of_segments = {  # made of what is carried
        file_of(name, segment.number)
        for name in (PASSAGES, VECTORS, *data.segment_files)
        for segment in before.segments
    }
    written = {name: hashlib.sha256(content).hexdigest() for name, content in _files(data).items()}
    sealed = {name: seal.sha256 for name, seal in before.manifest.files.items() if name not in of_segments}
    if written != sealed:
        return None
    fsync(folder)  # whoever made it current may have been killed before doing so
    return before.name


def _files(data: SnapshotData) -> dict[str, bytes]:
    """The files that are small enough to be made in memory, by name."""
    topics = {} if data.topic_model is None else topic_files.pack(data.topic_model)
    return {SPACE: spaces.pack(data.space), **topics, **data.derived_files}


def _publish(folder: Path, data: SnapshotData) -> str:
    number = max((n for n, _ in list_snapshots(folder)), default=0) + 1
    building = folder / SNAPSHOTS / f"{_UNFINISHED}{number}"
    before = read_pointer(folder)
    try:
        manifest = _build(building, data, number)
        return _same_as_current(folder, manifest) or _install(folder, building, manifest, data.before)
    except BaseException:
        # A disk that is full or fails may refuse this too; what stays then is swept by the next run.
        with suppress(OSError):
            put_back(folder, before)
            _sweep(folder)
        raise
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _need_space(folder: Path, data: SnapshotData) -> None:
    """Raises OSError where the segments that are written, and what is made in memory, would not find room."""
    needed = sum(len(content) for content in _files(data).values())
    for segment in _segments(data):
        made = portions(data, segment)
        if segment_before(data, made) is None or not data.keeps_vectors:
            needed += 4 * data.vectors.shape[1] * len(segment.rows)
        if segment_before(data, made) is None:
            needed += _BYTES_FOR_EACH * sum(_n_bytes(data, portion) for portion in made)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"it takes about {needed / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are free")


def _n_bytes(data: SnapshotData, portion: Portion) -> int:
    """The bytes of the texts of a portion; of what is copied, as far as they are known without reading it."""
    if portion.before is not None and data.before is not None:
        return _BYTES_OF_CHARACTER * int(data.before.numbers("text")[portion.before].sum())
    return len(data.speeches[portion.speeches.start].raw.encode("utf-8", "surrogatepass"))


def _segments(data: SnapshotData) -> list[Segment]:
    return laid_out(divided(data.ids, data.sizes))


def _reason(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _build(building: Path, data: SnapshotData, number: int) -> Manifest:
    building.mkdir()
    segments, shared = _segments(data), dict[str, FileSeal]()
    for segment in segments:
        shared |= _write_segment(building, data, segment)
    for name, content in _files(data).items():
        if (building / name).exists():
            raise ValueError(f"a snapshot has a {name} of its own")
        (building / name).write_bytes(content)
    files = {
        file.name: shared[file.name] if file.name in shared else seal_of(file)
        for file in sorted(building.iterdir())
    }
    manifest = Manifest(
        number=number,
        embedding_model=data.embedding_model,
        n_speeches=len(data.speeches),
        n_passages=len(data.passages),
        languages=dict(sorted(Counter(data.languages).items())),
        space=data.space.id,
        segments=tuple(SegmentSize(one.first, len(one.speeches), len(one.rows)) for one in segments),
        n_topics=None if data.topic_model is None else len(data.topic_model.topics),
        libraries=library_versions(),
        files=files,
        recall=data.recall,
    )
    manifest.write(building)
    return manifest


def _write_segment(building: Path, data: SnapshotData, segment: Segment) -> dict[str, FileSeal]:
    """Write the files of a segment, those that stay as they were by linking them; returns their seals."""
    before, shared = segment_before(data, portions(data, segment)), dict[str, FileSeal]()
    for name in (PASSAGES, VECTORS, *data.segment_files):
        file = building / file_of(name, segment.number)
        seal = None if before is None else _shared(file, data, name, segment, before)
        if seal is not None:
            shared[file.name] = seal
        elif name == PASSAGES:
            write_passages(file, data, segment)
        elif name == VECTORS:
            write_index(file, data.vectors[segment.rows.start : segment.rows.stop])
        else:
            file.write_bytes(data.segment_files[name](segment.rows))
    return shared


def _shared(file: Path, data: SnapshotData, name: str, segment: Segment, before: Segment) -> FileSeal | None:
    """Link the file of a segment that the snapshot before has; its seal, or None when it must be written."""
    assert data.before is not None  # noqa: S101 -- for the type
    kept = file_of(name, before.number)
    if kept not in data.before.manifest.files:
        return None
    if name in (VECTORS, codes.FILE) and not data.keeps_vectors:
        return None
    if name == PASSAGES and not _keeps_tables(data, segment, before):
        return None
    try:
        file.hardlink_to(data.before.folder / kept)
    except OSError:  # of a file system without links, or with no more of them: it is written
        return None
    return data.before.manifest.files[kept]


def _keeps_tables(data: SnapshotData, segment: Segment, before: Segment) -> bool:
    """Whether what other speeches say of those of a segment is what it was: copies, and topics."""
    assert data.before is not None  # noqa: S101 -- for the type
    ids = data.ids[segment.speeches.start : segment.speeches.stop]
    same_as = data.before.same_as[before.speeches.start : before.speeches.stop]
    return same_as == [data.copies.get(speech_id) for speech_id in ids] and (
        data.before.topics(before.rows) == list(data.topics[segment.rows.start : segment.rows.stop])
    )


def _same_as_current(folder: Path, manifest: Manifest) -> str | None:
    """The current snapshot's name when it holds just this, whatever its number."""
    try:
        current = snapshot_folder(folder, current_name(folder))
        before = manifests.read_manifest(current)
        if before.id != manifest.id or before.embedding_model != manifest.embedding_model:
            return None
        manifests.verify(current, before)
    except (OSError, NothingPublished, BrokenSnapshot):
        return None
    fsync(folder)  # whoever made it current may have been killed before doing so
    return before.name


def _install(folder: Path, building: Path, manifest: Manifest, before: Snapshot | None) -> str:
    for file in building.iterdir():
        file.chmod(0o444)
        fsync(file)
    fsync(building)
    building.rename(folder / SNAPSHOTS / manifest.name)
    fsync(folder / SNAPSHOTS)
    fsync(folder)  # else a first CURRENT could be there without the folder that it names
    if fault := _fault_of(folder / SNAPSHOTS / manifest.name, before):
        raise BrokenSnapshot(fault)
    point_to(folder, manifest.name)
    return manifest.name


def _fault_of(snapshot: Path, before: Snapshot | None) -> str:
    """Why a snapshot cannot be opened and asked; "" when it can. Holds nothing of it afterwards.

    What it shares with the one before was verified when that was opened.
    """
    try:
        verified = before.verified if before else frozenset[FileIdentity]()
        Snapshot.open(snapshot, mapped=True, verified=verified).need_answers()
    except BrokenSnapshot as error:
        return str(error)
    return ""


def leftovers(folder: Path) -> list[Path]:
    """What a killed or failed run left: unfinished snapshots, and whole ones that never became current."""
    newest = _current_number(folder)
    return [
        *(folder / SNAPSHOTS).glob(f"{_UNFINISHED}*"),
        *folder.glob(POINTER_DRAFT),
        *(
            folder / SNAPSHOTS / name
            for n, name in list_snapshots(folder)
            if newest is not None and n > newest
        ),
    ]


def _sweep(folder: Path) -> None:
    for left in leftovers(folder):
        if left.name == POINTER_DRAFT:
            left.unlink()
        elif left.name.startswith(_UNFINISHED):
            shutil.rmtree(left)
        else:
            _drop(left)


def _current_number(folder: Path) -> int | None:
    """0 when nothing was published yet, None when CURRENT is damaged: any may be the last good one."""
    try:
        return number_of(current_name(folder))
    except NothingPublished:
        return 0
    except ValueError:
        return None


def _drop_old(folder: Path, *, keep: str) -> None:
    """Keep the newest snapshots, the current one, and any that somebody is still reading."""
    for _, name in list_snapshots(folder)[:-_KEPT]:
        if name != keep:
            _drop(folder / SNAPSHOTS / name)


def _drop(path: Path) -> None:
    """Remove a snapshot unless it is being read; first out of sight, so that nobody meets half of it."""
    with suppress(BlockingIOError), ExitStack() as held:
        with suppress(FileNotFoundError):
            manifest = held.enter_context((path / manifests.FILE).open("rb"))
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
        gone = path.with_name(f"{_UNFINISHED}{path.name}")
        path.rename(gone)
        try:
            fsync(path.parent)  # else a power cut could leave half of it under the name of a whole one
        finally:
            shutil.rmtree(gone)  # half of one is found out by its checksums, and it answers nobody
