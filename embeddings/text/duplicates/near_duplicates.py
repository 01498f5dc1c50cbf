"""Speeches that are the same but for little: one speech from two sources.

Layout, punctuation and case do not count, nor does the script, since forms are compared. MinHash proposes
pairs, quickly and not always rightly; each is then measured exactly, so that no pair was only guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import rensa
from numpy.typing import NDArray

from embeddings.text.duplicates.shingles import Shingles, letters, likeness, shingles

SAME = 0.8  # Jaccard from which two texts are the same; docs/benchmarks.md shows the gap it stands in
BANDS, ROWS = 32, 4  # proposes all but 1 in 10^7 of the pairs with a Jaccard of .8
WIDEST = 64  # texts of one bucket that each is measured against, so that time stays linear
BATCH = 4096  # texts hashed together
_SEED = 1


@dataclass(frozen=True, slots=True)
class Twin:
    """A text that is the same as the first of its group.

    jaccard: their shared shingles, of all that either has.  containment: … of all that the shorter has.
    Both are 1 when the letters are the same, one by one.
    """

    id: str
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are each the same as the first, which has the most such texts. Sorted by id."""

    first: str
    twins: tuple[Twin, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.first, *(twin.id for twin in self.twins))


def speech_groups(speeches: Iterable[tuple[str, Iterable[str]]]) -> list[Group]:
    """The groups among speeches, each given as its id and the forms of its passages; sorted by first id."""
    return _groups({speech_id: " ".join(normalized_texts) for speech_id, normalized_texts in speeches})


def _groups(normalized_texts: Mapping[str, str]) -> list[Group]:
    """Copies are told by their letters; only one of each is hashed and measured."""
    copies: defaultdict[str, list[str]] = defaultdict(list)
    for id_ in sorted(normalized_texts):
        copies[letters(normalized_texts[id_])].append(id_)
    copies.pop("", None)
    ids = sorted(of_one[0] for of_one in copies.values())
    copies_of = {of_one[0]: of_one for of_one in copies.values()}
    alike = _alike([normalized_texts[id_] for id_ in ids])
    near = {
        ids[row]: {ids[other]: measured for other, measured in found.items()} for row, found in alike.items()
    }
    return sorted(_stars(copies_of, near), key=lambda group: group.first)


def _stars(
    copies_of: Mapping[str, Sequence[str]], near: Mapping[str, Mapping[str, tuple[float, float]]]
) -> Iterator[Group]:
    """The text with the most twins and its twins, then the same among the rest.

    Stars, not chains: where a is like b and b like c, a and c may have nothing in common any more.
    """
    taken: set[str] = set()

    def n_twins(id_: str) -> int:
        return len(copies_of[id_]) - 1 + sum(len(copies_of[other]) for other in near.get(id_, ()))

    for first in sorted(copies_of, key=lambda id_: (-n_twins(id_), id_)):
        if first in taken:
            continue
        others = {other: how for other, how in near.get(first, {}).items() if other not in taken}
        taken |= {first, *others}
        twins = [Twin(copy, 1.0, 1.0) for copy in copies_of[first][1:]]
        twins += [Twin(copy, *how) for other, how in others.items() for copy in copies_of[other]]
        if twins:
            yield Group(first, tuple(sorted(twins, key=lambda twin: twin.id)))


def _alike(normalized_texts: Sequence[str]) -> dict[int, dict[int, tuple[float, float]]]:
    """For each row with a twin: its twins' rows, with Jaccard and containment."""
    measured = lru_cache(maxsize=2 * WIDEST)(lambda row: shingles(normalized_texts[row]))
    found: defaultdict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row, other in sorted(_proposed(normalized_texts)):
        how = likeness(measured(row), measured(other))
        if how[0] >= SAME:
            found[row][other] = found[other][row] = how
    return found


def _proposed(normalized_texts: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs of rows, the smaller first, that share a band of their signatures."""
    signatures = _signatures(normalized_texts)
    pairs: set[tuple[int, int]] = set()
    for band in range(0, BANDS * ROWS, ROWS):
        buckets: defaultdict[bytes, list[int]] = defaultdict(list)
        for row, part in enumerate(np.ascontiguousarray(signatures[:, band : band + ROWS])):
            bucket = buckets[part.tobytes()]
            pairs.update((other, row) for other in bucket[-WIDEST:])
            bucket.append(row)
    return pairs


def _signatures(normalized_texts: Sequence[str]) -> NDArray[np.uint32]:
    """The MinHash signature of each text. Shape (len(forms), BANDS * ROWS)."""
    parts = [np.empty((0, BANDS * ROWS), np.uint32)]
    for start in range(0, len(normalized_texts), BATCH):
        sets: list[Shingles] = [
            shingles(normalized) for normalized in normalized_texts[start : start + BATCH]
        ]
        ends = np.cumsum([0, *map(len, sets)]).astype(np.uint64)
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
            np.concatenate(sets), ends, BANDS * ROWS, _SEED
        )
        parts.append(np.array(matrix.to_rows(), np.uint32))
    return np.concatenate(parts)
