"""An open snapshot: an immutable, checksummed projection of the store, complete in itself, to be asked.

A snapshot is a folder of files that are never changed:

    manifest.json      what it is, and the SHA-256 of the others
    passages.sqlite    speeches and passages, their texts and what is known of them, and the passages' terms
    passages.faiss     the centred vectors; row i is the passage with row i in passages.sqlite
    seeds.npy          runs of letters of each passage, by which copied wording is found
    passages-1.sqlite, passages-1.faiss, seeds-1.npy    the same of the next segment, and so on
    space.safetensors  what "similar" means here
    topics.json, topics.safetensors    the topics, once they are made
    densities.safetensors  how densely each language stands around each passage
    and files of what else is derived from them, by name: see `SnapshotData.derived_files`
    (votes.safetensors: what the votes say of every passage, once there are topics)
"""

import fcntl
import os
import sqlite3
import weakref
from collections.abc import Set
from pathlib import Path

from embeddings.errors import BrokenSnapshot, UnknownSpeech
from embeddings.index.vectors import PassageIndex
from embeddings.similarity import space as spaces
from embeddings.similarity.space import Space
from embeddings.snapshot import manifest as manifests
from embeddings.snapshot.derived import UNREADABLE, unreadable
from embeddings.snapshot.manifest import FileIdentity, Manifest
from embeddings.snapshot.segments import file_of
from embeddings.snapshot.tables.connections import PASSAGES
from embeddings.snapshot.topics import PlacedTopics, read_topics
from embeddings.text.tokens.terms import terms
from embeddings.topics.model import TopicModel

VECTORS = "passages.faiss"
SPACE = "space.safetensors"


class Snapshot(PlacedTopics):
    """One published state of a corpus. Safe to ask from several threads at once."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        index: PassageIndex,
        space: Space,
        topic_model: TopicModel | None,
        lease: int,
        verified: Set[FileIdentity] = frozenset(),
    ) -> None:
        """lease: a descriptor as `_lease` gives it; this object closes it.  verified: its files."""
        super().__init__(folder, manifest, index, topic_model)
        self.space = space
        self.name = manifest.name
        self.kept_novelty: dict[str, object] = {}  # what left-out speeches got, by language
        self.verified = verified
        self._release = weakref.finalize(self, os.close, lease)

    @classmethod
    def open(
        cls, folder: Path, *, mapped: bool = False, verified: Set[FileIdentity] = frozenset()
    ) -> "Snapshot":
        """Verify every file, then open. mapped: see `PassageIndex.read`.  verified: see `manifests.verify`.

        Raises BrokenSnapshot, saying which file is wrong; OSError for a fault that may pass.
        """
        lease = _lease(folder)
        try:
            manifest = manifests.read_manifest(folder)
            numbers = range(len(manifest.segments))
            own = [file_of(name, number) for name in (PASSAGES, VECTORS) for number in numbers]
            read = manifests.verify(folder, manifest, needed=(*own, SPACE), verified=verified)
            index = PassageIndex.read(
                [folder / file_of(VECTORS, number) for number in numbers],
                sizes=[size.n_passages for size in manifest.segments],
                dimension=manifest.embedding_model.dimension,
                mapped=mapped,
            )
            space = spaces.unpack((folder / SPACE).read_bytes())
            return cls(folder, manifest, index, space, read_topics(folder, manifest), lease, read)
        except BaseException as error:
            os.close(lease)
            if isinstance(error, UNREADABLE):
                raise unreadable(folder, error) from error
            raise

    def need_answers(self) -> None:
        """Ask for what the first passage says, in its words and in its meaning.

        Raises BrokenSnapshot when that fails, whatever the reason.
        """
        if not len(self.index):
            return
        try:
            passage, _topic = next(self.placed_passages())
            asked = self.space.centred(self.index.vector(0)[None, :], [passage.language])[0]
            near = self.index.nearest(asked, k=1)
            words = [(term,) for term in terms(passage.normalized, passage.language)]
            found = self.in_words(words).bm25
            self.facets([0])
            self.speech(passage.speech_id)
            if not near or len(found) != len(self.index):
                raise BrokenSnapshot(f"snapshot {self.name} does not answer for its passages")
        except (*UNREADABLE, sqlite3.Error, StopIteration, IndexError, UnknownSpeech) as error:
            raise BrokenSnapshot(
                f"snapshot {self.name} cannot be asked ({type(error).__name__}: {error})"
            ) from error

    def close(self) -> None:
        """Give up the lease now, and not only with the last reference: nothing may be asked any more."""
        self._let_go()
        self._release()


def _lease(folder: Path) -> int:
    """A lock on the snapshot, taken before anything is read: publishing leaves what is locked where it is.

    It is held as long as the descriptor is open. Raises BrokenSnapshot when the folder is gone or going.
    """
    try:
        lease = os.open(folder / manifests.FILE, os.O_RDONLY)
        try:
            fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            os.close(lease)
            raise
    except (*manifests.MISSING, BlockingIOError) as error:
        raise BrokenSnapshot(f"{folder / manifests.FILE} is missing or is being removed") from error
    return lease
