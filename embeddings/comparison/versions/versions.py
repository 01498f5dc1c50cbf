"""What became of each passage from one version of a speech to the next, and of the numbers in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from rapidfuzz.distance import Indel

from embeddings.comparison.numbers.changes import NumberChanges, begins_term, number_changes
from embeddings.comparison.numbers.quantity import Quantity
from embeddings.comparison.numbers.reading import quantities_of
from embeddings.comparison.versions.passage_alignment import Bead, beads
from embeddings.comparison.versions.shared_words import shared_words
from embeddings.similarity.space import Vectors, centre_key
from embeddings.speech import Passage
from embeddings.text.script.character_classes import Class, counts_of

Fate = Literal["kept", "edited", "rewritten", "translated", "merged", "split", "dropped", "added"]
FATES: tuple[Fate, ...] = get_args(Fate)

_EDITED = 0.55  # likeness of letters from which a passage was edited; below it, it was written anew
_SYLLABLE = 3  # letters that one of Han, kana or Hangul counts for


@dataclass(frozen=True, slots=True)
class VersionPair:
    """What became of passages `old` in the new version: `new`; one side is empty for `dropped` and `added`.

    likeness: of the letters, 0 to 1; None across languages and where one side is empty.  margin: as `Bead`
    has it.  numbers: of both sides, with offsets into the joined normalized texts, see `join`.
    """

    fate: Fate
    moved: bool
    old: tuple[Passage, ...]
    new: tuple[Passage, ...]
    likeness: float | None
    margin: float
    numbers: NumberChanges


@dataclass(frozen=True, slots=True)
class Versions:
    """pairs: in the order of the new version.  counts: passages of the new version by fate, and those of the
    old one that were dropped.  speech_id: of the old version.
    """

    speech_id: str
    pairs: tuple[VersionPair, ...]
    counts: dict[Fate, int]


def compare_versions(
    old: Sequence[Passage], old_vectors: Vectors, new: Sequence[Passage], new_vectors: Vectors
) -> Versions:
    """What became of each passage of an older version in a newer one.

    vectors: centred unit rows, row i for passage i.
    Raises ValueError when there are more pairs of passages than can be looked at.
    """
    found = beads(
        old_vectors,
        new_vectors,
        [_size(passage) for passage in old],
        [_size(passage) for passage in new],
        shared_words(old, new),
    )
    terms = _terms(old), _terms(new)
    pairs = tuple(_pair(bead, old, new, terms) for bead in found)
    counts: Counter[Fate] = Counter()
    for pair in pairs:
        counts[pair.fate] += len(pair.new) or len(pair.old)
    return Versions(old[0].speech_id if old else "", pairs, {fate: counts[fate] for fate in FATES})


def join(passages: Sequence[Passage]) -> str:
    """The normalized texts of a side, one line each: what the offsets of numbers count in."""
    return "\n".join(passage.normalized for passage in passages)


def place(passages: Sequence[Passage], quantity: Quantity) -> tuple[Passage, int, int]:
    """The passage that a number of a side stands in, and where in its normalized text."""
    start = 0
    for passage in passages:
        end = start + len(passage.normalized)
        if quantity.start <= end:
            return passage, quantity.start - start, quantity.end - start
        start = end + 1
    raise ValueError(f"no passage holds a number at {quantity.start}")


def _terms(passages: Sequence[Passage]) -> list[bool]:
    """Whether each passage stands in a part of the speech that sums up several years."""
    in_term, terms = False, []
    for passage in passages:
        begun = begins_term(passage.normalized)
        in_term = in_term if begun is None else begun
        terms.append(in_term)
    return terms


def _pair(
    bead: Bead, old: Sequence[Passage], new: Sequence[Passage], terms: tuple[list[bool], list[bool]]
) -> VersionPair:
    ours = tuple(old[i] for i in bead.old)
    theirs = tuple(new[j] for j in bead.new)
    if not ours or not theirs:
        return _alone(ours, theirs)
    one_language = {centre_key(p.language) for p in ours} == {centre_key(p.language) for p in theirs}
    before, after = join(ours), join(theirs)
    likeness = Indel.normalized_similarity(before, after) if one_language else None
    numbers = number_changes(
        before,
        quantities_of(before, ours[0].language),
        after,
        quantities_of(after, theirs[0].language),
        same_language=one_language,
        terms=(terms[0][bead.old[0]], terms[1][bead.new[0]]),
    )
    rounded = None if likeness is None else round(likeness, 4)
    return VersionPair(
        _fate(bead, before, after, likeness), bead.moved, ours, theirs, rounded, bead.margin, numbers
    )


def _alone(ours: tuple[Passage, ...], theirs: tuple[Passage, ...]) -> VersionPair:
    """What is on one side only, with all its numbers."""
    text = join(ours or theirs)
    numbers = tuple(quantities_of(text, (ours or theirs)[0].language))
    dropped, added = (numbers, ()) if ours else ((), numbers)
    fate: Fate = "dropped" if ours else "added"
    return VersionPair(fate, False, ours, theirs, None, 0.0, NumberChanges((), (), dropped, added))


def _fate(bead: Bead, before: str, after: str, likeness: float | None) -> Fate:
    if len(bead.old) > len(bead.new):
        return "merged"
    if len(bead.new) > len(bead.old):
        return "split"
    if likeness is None:
        return "translated"
    if before == after:
        return "kept"
    return "edited" if likeness >= _EDITED else "rewritten"


def _size(passage: Passage) -> float:
    counts = counts_of(passage.normalized)
    syllables = int(counts[Class.HAN] + counts[Class.KANA] + counts[Class.HANGUL])
    letters = int(counts.sum() - counts[Class.SPACE] - counts[Class.SIGN])
    return letters + (_SYLLABLE - 1) * syllables
