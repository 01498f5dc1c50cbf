"""Speeches that are the same but for little: one speech from two sources.

Layout, punctuation and case do not count, nor does the script, since normalized texts are compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.text.duplicates.sketches import Sketches, extend, firsts

SAME = 0.8  # Jaccard from which two texts are the same


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
class DuplicateSpeeches:
    """Texts that are each the same as the first, which has the most such texts. Sorted by id."""

    first: str
    twins: tuple[Twin, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.first, *(twin.id for twin in self.twins))


def speech_groups(speeches: Iterable[tuple[str, Iterable[str]]]) -> list[DuplicateSpeeches]:
    """The groups among speeches, each given as its id and its normalized passages; sorted by first id."""
    texts = {speech_id: " ".join(normalized_texts) for speech_id, normalized_texts in speeches}
    ids = sorted(texts)
    return groups(ids, extend(None, np.full(len(ids), -1), lambda row: texts[ids[row]]))


def groups(ids: Sequence[str], sketches: Sketches) -> list[DuplicateSpeeches]:
    """The groups among speeches, by their sketches.  ids: rising, one for each row."""
    copies_of = {ids[rows[0]]: [ids[row] for row in rows] for rows in firsts(sketches).values()}
    near: defaultdict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for (one, other), how in sketches.measured.items():
        if how[0] >= SAME:
            near[ids[one]][ids[other]] = near[ids[other]][ids[one]] = how
    return sorted(_stars(copies_of, near), key=lambda group: group.first)


def _stars(
    copies_of: Mapping[str, Sequence[str]], near: Mapping[str, Mapping[str, tuple[float, float]]]
) -> Iterator[DuplicateSpeeches]:
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
            yield DuplicateSpeeches(first, tuple(sorted(twins, key=lambda twin: twin.id)))
