"""Passages that say the same in the same words, found among those that answer one question."""

from collections import Counter

from embeddings.text.duplicates.contradiction import contradict
from embeddings.text.duplicates.fingerprint import (
    OVERLAP,
    NormalizedText,
    least_shared,
    letters_digest,
    prefix_hashes,
)


class DuplicateGroups:
    """Forms taken one by one, each told which earlier one it repeats."""

    def __init__(self) -> None:
        self._firsts: dict[bytes, int] = {}
        self._forms: dict[int, NormalizedText] = {}
        self._least: dict[int, int] = {}  # of the telling runs to be shared
        self._fewest = 0  # the lowest of those
        # Who has a telling run: hardly ever more than one, and a list for each would be what takes the time.
        self._owner: dict[int, int] = {}
        self._owners: dict[int, list[int]] = {}

    def add(self, key: int, normalized: str, fingerprint: bytes) -> int:
        """The key of the form that this one repeats, of several the one most alike; its own if none.

        mark: as `fingerprint_of` makes it of the form.
        A form that repeats another is not repeated itself: groups do not drift. Forms that are one letter by
        letter stay together. What contradicts a form, by a negation or a number, does not repeat it.
        """
        letters = letters_digest(fingerprint)
        if letters in self._firsts and not self._contradicts(normalized, self._firsts[letters]):
            return self._firsts[letters]
        counted, telling = NormalizedText(normalized), prefix_hashes(fingerprint)
        met = self._owner.keys() & telling
        least = least_shared(len(telling))
        may_be_alike = met and len(met) >= min(least, self._fewest)
        first = self._most_alike(counted, met, least) if may_be_alike else None
        if first is None:
            first = key
            self._forms[key] = counted
            self._least[key] = least
            self._fewest = min(least, self._fewest or least)
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
