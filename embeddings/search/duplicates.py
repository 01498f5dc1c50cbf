"""Passages that say the same in the same words, found among those that answer one question."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from embeddings.text.duplicates.contradiction import contradict
from embeddings.text.duplicates.fingerprint import (
    OVERLAP,
    NormalizedText,
    least_shared,
    letters_digest,
    packed_hashes,
    prefix_hashes,
)

_MOST_AT_ONCE = 64  # forms; of more, the table of who shares what takes longer than it saves


def which_may_repeat(fingerprints: Sequence[bytes]) -> list[bool]:
    """For each form whether another may repeat it, or it another: hardly any, of what answers a question.

    False is sure; what is true is for `DuplicateGroups` to say.
    """
    if len(fingerprints) > _MOST_AT_ONCE:
        return [True] * len(fingerprints)
    letters = [letters_digest(fingerprint) for fingerprint in fingerprints]
    times = Counter(letters)
    near = _share_runs([packed_hashes(fingerprint) for fingerprint in fingerprints])
    return [number in near or times[one] > 1 for number, one in enumerate(letters)]


def _share_runs(packed: Sequence[npt.NDArray[np.uint32]]) -> set[int]:
    """The numbers of the forms that share as many runs with another as they must to repeat each other."""
    owners = np.repeat(np.arange(len(packed), dtype=np.uint64), [len(each) for each in packed])
    # Each run once of each form, the same runs side by side.
    each = np.concatenate(packed).astype(np.uint64) * _MOST_AT_ONCE + owners
    each.sort()
    each = each[np.append(True, each[1:] != each[:-1])]
    runs, of = each // _MOST_AT_ONCE, (each % _MOST_AT_ONCE).astype(np.int64)
    least = least_shared(np.bincount(of, minlength=len(packed)))
    again = runs[1:] == runs[:-1]
    shared = np.append(again, False) | np.append(False, again)
    if not shared.any():
        return set()
    runs, of = runs[shared], of[shared]
    numbers = np.cumsum(np.diff(runs, prepend=runs[:1]) > 0)
    holds = np.zeros((len(packed), int(numbers[-1]) + 1), np.float32)
    holds[of, numbers] = 1
    alike = holds @ holds.T >= np.minimum(least[:, None], least[None, :])
    np.fill_diagonal(alike, val=False)
    return set(np.flatnonzero(alike.any(axis=1)).tolist())


class DuplicateGroups:
    """Forms taken one by one, each told which earlier one it repeats."""

    def __init__(self) -> None:
        self._firsts: dict[bytes, int] = {}
        self._forms: dict[int, NormalizedText] = {}
        self._least: dict[int, int] = {}  # of the telling runs to be shared
        # Who has a telling run: hardly ever more than one, and a list for each would be what takes the time.
        self._owner: dict[int, int] = {}
        self._owners: dict[int, list[int]] = {}

    def add(self, key: int, normalized: str, fingerprint: bytes) -> int:
        """The key of the form that this one repeats, of several the one most alike; its own if none.

        fingerprint: as `fingerprint_of` makes it of the form.
        A form that repeats another is not repeated itself: groups do not drift. Forms that are one letter by
        letter stay together. What contradicts a form, by a negation or a number, does not repeat it.
        """
        letters = letters_digest(fingerprint)
        if letters in self._firsts and not self._contradicts(normalized, self._firsts[letters]):
            return self._firsts[letters]
        counted, telling = NormalizedText(normalized), prefix_hashes(fingerprint)
        met = self._owner.keys() & telling
        first = self._most_alike(counted, met, least_shared(len(telling))) if met else None
        if first is None:
            first = key
            self._forms[key] = counted
            self._least[key] = least_shared(len(telling))
            for run in met:
                self._owners.setdefault(run, [self._owner[run]]).append(key)
            self._owner |= dict.fromkeys(telling - met, key)
        self._firsts.setdefault(letters, first)
        return first

    def _most_alike(self, normalized: NormalizedText, met: set[int], least: int) -> int | None:
        shared = Counter(key for run in met for key in self._owners.get(run) or (self._owner[run],))
        candidates = [key for key, n in shared.items() if n >= min(least, self._least[key])]
        overlaps = ((normalized.overlap(self._forms[key]), key) for key in candidates)
        alike = [(-overlap, key) for overlap, key in overlaps if overlap >= OVERLAP]
        alike.sort()
        return next((key for _, key in alike if not self._contradicts(normalized.text, key)), None)

    def _contradicts(self, normalized: str, key: int) -> bool:
        return contradict(normalized, self._forms[key].text)
