"""The files of a snapshot that are derived from its passages; each is read when it is first asked for."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from safetensors import SafetensorError

from embeddings.errors import BrokenSnapshot
from embeddings.index import codes
from embeddings.index import seeds as seed_files
from embeddings.index.codes import Codes, RowCodes
from embeddings.index.finder import LanguageFinder
from embeddings.index.seed_lookup import Seeds
from embeddings.index.seeds import SeedIndex
from embeddings.index.vectors import PassageIndex
from embeddings.similarity import density, moments
from embeddings.similarity.moments import Moments
from embeddings.similarity.scaling import Scaling
from embeddings.snapshot import manifest as manifests
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.segments import Segment, file_of
from embeddings.snapshot.tables.words import WordTable
from embeddings.topics import placing
from embeddings.topics.assignment import PlacedPassages

_Derived = TypeVar("_Derived")
# What a file that is none of ours, under a manifest that says it is, makes the libraries raise.
UNREADABLE = (SafetensorError, ValueError, KeyError, TypeError, *manifests.MISSING)


class DerivedFiles(WordTable):
    """A snapshot's tables, its vectors, and what is derived from them."""

    def __init__(self, folder: Path, manifest: Manifest, index: PassageIndex) -> None:
        super().__init__(folder, manifest)
        self.index = index

    def derived_file(self, name: str) -> Path | None:
        """Where a file of `SnapshotData.derived_files` is, verified; None when this snapshot has none of it.

        It is there as long as this object is.
        """
        return self.folder / name if name in self.manifest.files else None

    def _derived(self, name: str, read: Callable[[Path], _Derived]) -> _Derived | None:
        """What is in such a file; None when there is none. Raises BrokenSnapshot for what cannot be read."""
        file = self.derived_file(name)
        try:
            return None if file is None else read(file)
        except UNREADABLE as error:
            raise unreadable(self.folder, error) from error

    @cached_property
    def seeds(self) -> Seeds:
        """The seeds of all passages; made now where the snapshot keeps none."""
        kept = [self.seeds_of(segment) for segment in self.segments]
        parts = [
            (segment.rows.start, index)
            for segment, index in zip(self.segments, kept, strict=True)
            if index is not None
        ]
        if len(parts) < len(self.segments):
            made = seed_files.make([normalized for _, normalized in self.normalized_texts(None)])
            parts = [(0, made)]
        return Seeds(parts)

    def seeds_of(self, segment: Segment) -> SeedIndex | None:
        """The seeds of the passages of a segment, whose rows are counted from its first; None if not kept."""
        name = file_of(seed_files.FILE, segment.number)
        return self._derived(name, lambda file: seed_files.read(file, n_passages=len(segment.rows)))

    @cached_property
    def scaling(self) -> Scaling | None:
        """What makes nearness comparable between languages; None in an empty corpus, or if none was kept."""
        densities = self._derived(density.FILE, lambda file: density.unpack(file.read_bytes()))
        if densities is None or not len(self.index):
            return None
        return Scaling(densities)

    @cached_property
    def sampled(self) -> PassageIndex:
        """The rows of the scaling's samples, one sample after the other: some ten megabytes for a language.

        Compared as all rows are, so that nobody can tell from the last digit who found an answer.
        """
        rows = [np.empty(0, np.int64)] if self.scaling is None else self.scaling.samples
        return PassageIndex.build(self.index.vectors[np.concatenate(rows)])

    @cached_property
    def moments(self) -> Moments | None:
        """How any question's cosines are spread in each of `languages`; None if that was not kept."""
        kept = self._derived(moments.FILE, lambda file: moments.unpack(file.read_bytes()))
        return kept if kept is not None and list(kept.languages) == self.languages else None

    @cached_property
    def codes(self) -> LanguageFinder | None:
        """What finds the nearest rows where they are too many to be compared; None where they are not."""
        if self.index.finder is not None:
            return self.index.finder
        return self._derived(codes.DEPTH_FILE, self._codes)

    def codes_of(self, segment: Segment) -> Codes | None:
        """The codes of the passages of a segment; None where none are kept."""
        name = file_of(codes.FILE, segment.number)
        return self._derived(name, lambda file: codes.unpack(file.read_bytes()))

    def _codes(self, file: Path) -> RowCodes:
        depth = codes.unpack_depth(file.read_bytes())
        kept = [found for segment in self.segments if (found := self.codes_of(segment)) is not None]
        return codes.put_together(kept, self.languages, self.groups, self.index.dimension, depth)

    @cached_property
    def placed(self) -> PlacedPassages | None:
        """What the votes say of every passage, row by row; None when that was not kept."""
        return self._derived(placing.FILE, lambda file: placing.unpack(file.read_bytes()))


def unreadable(folder: Path, error: Exception) -> BrokenSnapshot:
    return BrokenSnapshot(f"{folder} cannot be read ({error}); {manifests.publish_again(folder)}")
