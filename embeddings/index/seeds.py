"""The seeds of passages: runs of letters, few enough to keep, by which copied wording is found again.

A passage's letters are those of its normalized text, lower-cased and without signs and spaces. Of the runs of
n letters in a row only some are kept: the smallest hash of every window of w runs (winnowing: Schleimer,
Wilkerson and Aiken, SIGMOD 2003). Two passages that share n + w - 1 letters in a row share a seed, whatever
stands around them. A syllable (Han, kana, Hangul) tells more than a letter of an alphabet, so the two have
runs of different lengths.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.text.script.character_classes import Class, classes_of

FILE = "seeds.npy"

# Letters of a run, and runs of a window. Measured: docs/benchmarks.md.
SYLLABLE_RUN, SYLLABLE_WINDOW = 6, 2
LETTER_RUN, LETTER_WINDOW = 16, 8

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, and with no pattern in its bits: 2^64 / golden ratio
_GAP = max(SYLLABLE_RUN + SYLLABLE_WINDOW, LETTER_RUN + LETTER_WINDOW)  # no window sees two passages
_NO_RUN = np.uint64(2**64 - 1)
_BATCH = 400_000  # letters taken together
_SYLLABIC = np.array([each in (Class.HAN, Class.KANA, Class.HANGUL) for each in Class])
_DIGIT = np.array([each == Class.DIGIT for each in Class])
_LETTER = np.array([each not in (Class.SPACE, Class.SIGN) for each in Class])

Hashes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of letters of one text, in the order of their places.

    hashes: shape (n,).  starts, ends: where in the normalized text each run begins and ends, shape (n,).
    """

    hashes: Hashes
    starts: Places
    ends: Places


@dataclass(frozen=True, slots=True)
class SeedIndex:
    """Seed -> the passages that hold it.

    hashes: ascending, shape (m,).  rows: of the passages, ascending among equal hashes, shape (m,).
    """

    hashes: Hashes
    rows: Hashes

    def __len__(self) -> int:
        return len(self.hashes)

    def spans(self, hashes: Hashes) -> tuple[Places, Places]:
        """Where the postings of each hash begin and end, so that `rows[start:end]` hold it."""
        return (
            np.searchsorted(self.hashes, hashes, side="left"),
            np.searchsorted(self.hashes, hashes, side="right"),
        )


def extend(before: SeedIndex | None, carried: Places, normalized: Callable[[int], str]) -> SeedIndex:
    """The seeds of passages, of which some are carried over from an index made before.

    carried: for each passage its row in `before`, -1 for one that is new; shape (n,), all -1 without a
    `before`.  normalized: gives the text of a row; asked for the new ones only, in ascending order.
    The result is what is made of all passages afresh.
    """
    new = np.flatnonzero(carried < 0) if before is not None else np.arange(len(carried))
    hashes, rows = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
    for found, numbers in _seeds([normalized(row) for row in new.tolist()]):
        hashes.append(found)
        rows.append(new[numbers].astype(np.uint32))
    if before is not None and len(before):
        kept = np.flatnonzero(carried >= 0)
        most = max(int(before.rows.max()), int(carried.max(initial=0))) + 1
        row_of = np.full(most, -1, np.int64)
        row_of[carried[kept]] = kept
        moved = row_of[before.rows]
        hashes.append(np.asarray(before.hashes)[moved >= 0])
        rows.append(moved[moved >= 0].astype(np.uint32))
    pairs = np.sort(np.concatenate(hashes).astype(np.uint64) << np.uint64(32) | np.concatenate(rows))
    return SeedIndex(_short(pairs), pairs.astype(np.uint32))


def make(normalized: Sequence[str]) -> SeedIndex:
    """The seeds of all these passages, row i being passage i."""
    return extend(None, np.full(len(normalized), -1, np.int64), normalized.__getitem__)


def pack(index: SeedIndex) -> bytes:
    """The index as one .npy file of shape (2, m)."""
    content = io.BytesIO()
    np.save(content, np.stack([index.hashes, index.rows]), allow_pickle=False)
    return content.getvalue()


def read(file: Path, *, n_passages: int) -> SeedIndex:
    """The index that `pack` wrote, left on disk until it is looked into. Raises ValueError if it is none."""
    both = np.load(file, mmap_mode="r", allow_pickle=False)
    if both.ndim != 2 or both.shape[0] != 2 or both.dtype != np.uint32:
        raise ValueError(f"{file} holds no seeds")
    if both.shape[1] and int(both[1].max()) >= n_passages:
        raise ValueError(f"{file} names passages beyond the {n_passages} there are")
    return SeedIndex(both[0], both[1])


def runs_of(normalized: str) -> Runs:
    """Every run of letters in a text: any seed that another text shares with it is among them."""
    codes, places = letters_of(normalized)
    padded = np.concatenate([np.zeros(_GAP, np.uint32), codes, np.zeros(_GAP, np.uint32)])
    at, hashes, lengths = [], [], []
    for layer, length in zip(_layers(padded), (SYLLABLE_RUN, LETTER_RUN), strict=True):
        found = np.flatnonzero(layer != _NO_RUN)
        at.append(found - _GAP)
        hashes.append(_short(layer[found]))
        lengths.append(np.full(len(found), length))
    starts, all_hashes = np.concatenate(at), np.concatenate(hashes)
    ends = starts + np.concatenate(lengths)
    if not len(starts) and len(codes):
        return Runs(_whole(codes), places[:1], places[-1:] + 1)
    order = np.argsort(starts, kind="stable")
    return Runs(all_hashes[order], places[starts[order]], places[ends[order] - 1] + 1)


def seeds_of(normalized: str) -> Hashes:
    """The seeds of one text as an index holds them, ascending."""
    return np.sort(_seeds_together([normalized], 0)[0])


def letters_of(normalized: str) -> tuple[Hashes, Places]:
    """The code points of the letters and digits, lower-cased one for one, and where each stands."""
    classes = classes_of(normalized)
    places = np.flatnonzero(_LETTER[classes])
    lower = normalized.lower()
    if len(lower) != len(normalized):
        lower = "".join(low if len(low := one.lower()) == 1 else one for one in normalized)
    codes = np.frombuffer(lower.encode("utf-32-le", "surrogatepass"), np.uint32)
    return codes[places], places


def _seeds(normalized: Sequence[str]) -> Iterator[tuple[Hashes, Places]]:
    """Batch by batch, distinct seeds of each text with the number of the text."""
    first = 0
    while first < len(normalized):
        last, letters = first, 0
        while last < len(normalized) and (last == first or letters < _BATCH):
            letters += len(normalized[last]) + _GAP
            last += 1
        yield _seeds_together(normalized[first:last], first)
        first = last


def _seeds_together(normalized: Sequence[str], first: int) -> tuple[Hashes, Places]:
    codes = [letters_of(text)[0] for text in normalized]
    gap = np.zeros(_GAP, np.uint32)
    padded = np.concatenate([gap, *(part for each in codes for part in (each, gap))])
    starts = np.cumsum([_GAP, *(len(each) + _GAP for each in codes)])
    hashes, numbers = [], []
    with_runs = np.zeros(len(codes), bool)
    for layer, window in zip(_layers(padded), (SYLLABLE_WINDOW, LETTER_WINDOW), strict=True):
        kept = _winnowed(layer, window)
        of = np.searchsorted(starts, kept, side="right") - 1
        with_runs[of] = True
        hashes.append(_short(layer[kept]))
        numbers.append(of)
    for number in np.flatnonzero(~with_runs).tolist():
        if len(codes[number]):
            hashes.append(_whole(codes[number]))
            numbers.append(np.array([number]))
    pairs = np.stack([np.concatenate(numbers), np.concatenate(hashes).astype(np.int64)])
    ordered = np.sort(pairs[0] << 32 | pairs[1])
    distinct = ordered[np.diff(ordered, prepend=-1) > 0]
    return distinct.astype(np.uint32), (distinct >> 32) + first


def _layers(padded: Hashes) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """For each place the hash of the run that begins there: of syllables, and of letters of an alphabet.

    A run that begins with a digit would be either; so none does.
    """
    text = padded.tobytes().decode("utf-32-le", "surrogatepass")
    classes = classes_of(text)
    syllabic = _SYLLABIC[classes]
    alphabetic = ~syllabic & ~_DIGIT[classes] & (padded != 0)
    return _hashes(padded, syllabic, SYLLABLE_RUN), _hashes(padded, alphabetic, LETTER_RUN)


def _hashes(padded: Hashes, begins: npt.NDArray[np.bool_], length: int) -> npt.NDArray[np.uint64]:
    hashes = np.full(len(padded), _NO_RUN)
    ends = np.concatenate(([0], np.cumsum(padded == 0)))  # gaps before each place
    at = np.flatnonzero(begins)
    at = at[at + length <= len(padded)]
    at = at[ends[at + length] == ends[at]]
    value = np.zeros(len(at), np.uint64)
    for step in range(length):
        value = value * _MULTIPLIER + padded[at + step]
    hashes[at] = _mixed(value)
    return hashes


def _mixed(value: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finalizer of splitmix64, so that the smallest of several hashes is a fair draw."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def _short(hashes: npt.NDArray[np.uint64]) -> Hashes:
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _whole(codes: Hashes) -> Hashes:
    """The one seed of a text that is shorter than a run."""
    value = np.zeros(1, np.uint64)
    for code in codes:
        value = value * _MULTIPLIER + code
    return _short(_mixed(value + np.uint64(1)))


def _winnowed(hashes: npt.NDArray[np.uint64], window: int) -> Places:
    """The places that hold the smallest hash of some window, the last of equals."""
    n = len(hashes) - window + 1
    smallest, at = hashes[window - 1 : window - 1 + n].copy(), np.full(n, window - 1)
    for step in range(window - 2, -1, -1):
        other = hashes[step : step + n]
        less = other < smallest
        smallest[less], at[less] = other[less], step
    chosen: Places = (np.arange(n) + at)[smallest != _NO_RUN]  # ascending
    return chosen[np.diff(chosen, prepend=-1) > 0]
