"""What the store holds for searching, read only as far as the snapshot before does not have it already."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import TypeVar, overload

import numpy as np

from embeddings.errors import CorpusError
from embeddings.index import seeds as passage_seeds
from embeddings.index.seeds import SeedIndex
from embeddings.index.vectors import Rows
from embeddings.similarity.density import Densities
from embeddings.similarity.row_blocks import Matrix, RowBlocks
from embeddings.similarity.space import Space, Vectors
from embeddings.snapshot.before import carried_rows, carried_speeches
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Finding, Passage, Repair, Speech
from embeddings.store.store import Store
from embeddings.text.duplicates import sketches as speech_sketches
from embeddings.text.duplicates.near_duplicates import groups
from embeddings.text.duplicates.sketches import Sketches
from embeddings.text.metadata.given import language_tag
from embeddings.text.script.language_tags import UNKNOWN

_T = TypeVar("_T")


class _Read(Sequence[_T]):
    """Values that are read one piece at a time, when they are asked for; the last piece is kept.

    sizes: how many values each piece has.  read: gives all of one piece, by its number.
    """

    def __init__(self, sizes: Sequence[int], read: Callable[[int], Sequence[_T]]) -> None:
        self._ends = np.array(list(accumulate(sizes)), np.int64)
        self._read = read
        self._piece = -1
        self._values: Sequence[_T] = ()

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    @overload
    def __getitem__(self, at: int) -> _T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[_T]: ...
    def __getitem__(self, at: int | slice) -> _T | Sequence[_T]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        piece = int(np.searchsorted(self._ends, at, side="right"))
        if piece != self._piece:
            self._values, self._piece = self._read(piece), piece
        return self._values[at - int(self._ends[piece])]

    def __iter__(self) -> Iterator[_T]:
        for piece in range(len(self._ends)):
            yield from self._read(piece)


class _BySpeech(Mapping[str, Sequence[_T]]):
    """What is known of each speech, read when it is asked for."""

    def __init__(self, ids: Sequence[str], read: Callable[[str], Sequence[_T]]) -> None:
        self._ids = dict.fromkeys(ids)
        self._read = read

    def __getitem__(self, speech_id: str) -> Sequence[_T]:
        if speech_id not in self._ids:
            raise KeyError(speech_id)
        return self._read(speech_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def _tagged(speech: Speech) -> Speech:
    """With a language that may be shown: older versions kept whatever was given as one."""
    tag = language_tag(speech.language)
    return speech if tag == speech.language else replace(speech, language=tag)


def _tagged_passage(passage: Passage) -> Passage:
    tag = _tag_of_passage(passage.language)
    return passage if tag == passage.language else replace(passage, language=tag)


def _tag_of_passage(language: str) -> str:
    return language_tag(language) or UNKNOWN


class Searched:
    """The speeches that are searched, in the order of ids, and their passages, in the order of addresses.

    before: as `snapshot_before` gives it.  The store must stay open as long as this is used.
    """

    def __init__(self, store: Store, before: Snapshot | None = None) -> None:
        self._store = store
        self._searched = store.searched()
        self.before = before
        self.ids = [speech_id for speech_id, _, _ in self._searched]
        self.revisions = {speech_id: revision for speech_id, revision, _ in self._searched}
        self.sizes = [n_passages for _, _, n_passages in self._searched]
        if not all(self.sizes):
            speech_id = self.ids[self.sizes.index(0)]
            raise CorpusError(f"the store holds no passages of speech {speech_id!r}; restore it from a copy")
        self.carried: Rows = carried_rows(before, self._searched)
        self.measured: tuple[Matrix, Densities] | None = None  # the densities around centred rows

    @property
    def speeches(self) -> Sequence[Speech]:
        return _Read([1] * len(self.ids), lambda number: [_tagged(self._store.speech(self.ids[number]))])

    @cached_property
    def passages(self) -> Sequence[Passage]:
        return _Read(self.sizes, self._passages_of)

    def _passages_of(self, number: int) -> list[Passage]:
        speech = self._store.speech(self.ids[number])
        return [_tagged_passage(passage) for passage in self._store.passages(speech)]

    @property
    def repairs(self) -> Mapping[str, Sequence[Repair]]:
        return _BySpeech(self.ids, self._store.repairs)

    @property
    def findings(self) -> Mapping[str, Sequence[Finding]]:
        return _BySpeech(self.ids, self._store.findings)

    @cached_property
    def languages(self) -> list[str]:
        """Of each passage."""
        before = self.before.passage_languages if self.before else []
        stored = _Read(self.sizes, lambda number: self._store.passage_languages(self.ids[number]))
        return [
            before[old] if old >= 0 else _tag_of_passage(stored[row])
            for row, old in enumerate(self.carried.tolist())
        ]

    @property
    def originals(self) -> list[str]:
        """The speech of each passage, of copies the one they are copies of."""
        by_speech = [self.copies.get(speech_id, speech_id) for speech_id in self.ids]
        return [one for one, size in zip(by_speech, self.sizes, strict=True) for _ in range(size)]

    def vectors(self) -> Vectors:
        """What the model made of the passages, not centred; shape (n, dim)."""
        return self._uncentred(np.arange(len(self.passages)))

    def centred(self, space: Space) -> Matrix:
        """The passages in a space: unit rows, shape (n, dim).

        Those of the snapshot before are not copied but where there are many short stretches of them.
        """
        rows = np.arange(len(self.passages))
        if self.before is None or self.before.manifest.space != space.id:
            return space.centred(self._uncentred(rows), self.languages)
        new = rows[self.carried < 0]
        made = space.centred(self._uncentred(new), [self.languages[row] for row in new])
        blocks, taken = [made[:0]], 0
        is_new = self.carried < 0
        # Between -1 and row 0 is one step, too; new passages stay together whatever their numbers.
        parted = np.where(is_new[1:] | is_new[:-1], is_new[1:] != is_new[:-1], np.diff(self.carried) != 1)
        for run in np.split(rows, np.flatnonzero(parted) + 1):
            if len(run) and (old := int(self.carried[run[0]])) >= 0:
                blocks += self.before.index.vectors.between(old, old + len(run))
            else:
                blocks.append(made[taken : taken + len(run)])
                taken += len(run)
        vectors = RowBlocks(blocks)
        return vectors if len(blocks) <= _MOST_BLOCKS else vectors[:]

    def _uncentred(self, rows: Rows) -> Vectors:
        """rows: ascending."""
        vectors = np.empty((len(rows), self._store.embedding_model.dimension), np.float32)
        sizes = np.array(self.sizes, np.int64)
        of = np.repeat(np.arange(len(sizes)), sizes)[rows]
        in_speech = rows - (np.cumsum(sizes) - sizes)[of]
        for start in range(0, len(rows), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            numbers, which = np.unique(of[some], return_inverse=True)
            found = self._store.vectors.of_speeches([self.ids[number] for number in numbers.tolist()])
            vectors[some] = found[(np.cumsum(sizes[numbers]) - sizes[numbers])[which] + in_speech[some]]
        return vectors

    @cached_property
    def sketches(self) -> Sketches:
        file = self.before.derived_file(speech_sketches.FILE) if self.before else None
        before = None if file is None else speech_sketches.unpack(file.read_bytes())
        return speech_sketches.extend(
            before,
            carried_speeches(self.before if file else None, self.carried, self.sizes),
            lambda number: " ".join(passage.normalized for passage in self._passages_of(number)),
        )

    def seeds(self, rows: range) -> SeedIndex:
        """The seeds of some passages, counted from the first; those of carried ones are taken over."""
        carried = self.carried[rows.start : rows.stop]
        return passage_seeds.extend(
            self._seeds_before(carried),
            carried,
            lambda row: self.passages[rows.start + row].normalized,
        )

    def _seeds_before(self, carried: Rows) -> SeedIndex | None:
        """Those of all segments that some rows are carried from; None where one of them kept none."""
        hashes, found = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
        for segment in self.before.segments if self.before else ():
            if self.before and ((carried >= segment.rows.start) & (carried < segment.rows.stop)).any():
                kept = self.before.seeds_of(segment)
                if kept is None:
                    return None
                hashes.append(kept.hashes)
                found.append(kept.rows + np.uint32(segment.rows.start))
        return SeedIndex(np.concatenate(hashes), np.concatenate(found))

    @cached_property
    def copies(self) -> Mapping[str, str]:
        """Speech -> the speech it is a copy of: from another source, in another layout or script."""
        found = groups(self.ids, self.sketches)
        return {twin.id: group.first for group in found for twin in group.twins}


_AT_ONCE = 4096  # vectors that are read
_MOST_BLOCKS = 256  # of vectors that are left where they lie
