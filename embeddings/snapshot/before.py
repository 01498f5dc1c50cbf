"""The snapshot that a new one follows, and what of it can be taken over."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import numpy as np

from embeddings.embedding_model import EmbeddingModel
from embeddings.errors import BrokenSnapshot, NothingPublished
from embeddings.index.vectors import Rows
from embeddings.snapshot.current import current_name, snapshot_folder
from embeddings.snapshot.manifest import FileIdentity, library_versions, read_manifest, verify
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.topics import read_topics
from embeddings.topics.model import TopicModel

# Gives what was verified already; waits for it where that goes on still.
Verified: TypeAlias = Callable[[], Set[FileIdentity]]


def nothing_verified() -> Set[FileIdentity]:
    """So that all is."""
    return frozenset()


@contextmanager
def verifying(folder: Path) -> Iterator[Verified]:
    """Verify the current snapshot while other work goes on: that of a million passages has 5 GB."""
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(_verified, folder).result


def _verified(folder: Path) -> Set[FileIdentity]:
    """The files of the current snapshot; nothing where they are not all as they should be."""
    try:
        current = snapshot_folder(folder, current_name(folder))
        return verify(current, read_manifest(current))
    except (NothingPublished, BrokenSnapshot, OSError):
        return frozenset()


def snapshot_before(
    folder: Path, embedding_model: EmbeddingModel, verified: Verified = nothing_verified
) -> Snapshot | None:
    """The current snapshot, verified, when a new one can go on from it; None when all is to be made afresh.

    It must be of the same model, and what is in it must have been derived by the very versions that are here.
    """
    try:
        current = snapshot_folder(folder, current_name(folder))
        snapshot = Snapshot.open(current, mapped=True, verified=verified())
    except (NothingPublished, BrokenSnapshot, OSError):
        return None
    same_model = snapshot.manifest.embedding_model.same_as(embedding_model)
    same_versions = snapshot.manifest.libraries == library_versions()
    return snapshot if same_model and same_versions else None


def published_topics(folder: Path) -> TopicModel | None:
    """The topics of the current snapshot; None when it has none.

    Raises NothingPublished, BrokenSnapshot, or TopicsOutdated for those of an earlier version.
    """
    current = snapshot_folder(folder, current_name(folder))
    manifest = read_manifest(current)
    verify(current, manifest)
    return read_topics(current, manifest)


@contextmanager
def taking_over(
    folder: Path, embedding_model: EmbeddingModel, verified: Verified = nothing_verified
) -> Iterator[Snapshot | None]:
    """`snapshot_before`, until a new one is published."""
    before = snapshot_before(folder, embedding_model, verified)
    try:
        yield before
    finally:
        if before is not None:
            before.close()


def carried_rows(before: Snapshot | None, speeches: Iterable[tuple[str, str, int]]) -> Rows:
    """For each passage its row in the snapshot before, -1 when it is new or changed; shape (n,).

    speeches: the id, the revision and the number of passages of each, in the order of ids. A revision is
    never split another way, so its passages are the same wherever it is.
    """
    first: dict[tuple[str, str], int] = {}
    row = 0
    for speech_id, revision, n_passages in before.revisions() if before else ():
        first[speech_id, revision] = row
        row += n_passages
    blocks = [np.empty(0, np.int64)]
    for speech_id, revision, n_passages in speeches:
        start = first.get((speech_id, revision))
        blocks.append(
            np.full(n_passages, -1) if start is None else np.arange(start, start + n_passages, dtype=np.int64)
        )
    return np.concatenate(blocks)


def carried_speeches(before: Snapshot | None, carried: Rows, sizes: Sequence[int]) -> Rows:
    """For each speech its number in the snapshot before, in the order of ids, or -1; shape (len(sizes),).

    carried: as `carried_rows` gives it.  sizes: the number of passages of each speech, at least one.
    """
    if before is None:
        return np.full(len(sizes), -1, np.int64)
    firsts = carried[np.cumsum([0, *sizes])[:-1]] if len(sizes) else np.empty(0, np.int64)
    found = np.full(len(sizes), -1, np.int64)
    found[firsts >= 0] = before.speech_numbers[firsts[firsts >= 0]]
    return found
