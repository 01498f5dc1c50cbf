"""Passages that say the same in the same words, found among those that answer one question."""

from collections import defaultdict

from embeddings.text.repeating import OVERLAP, Form, letters_in, telling_in


class Repeats:
    """Forms taken one by one, each told which earlier one it repeats."""

    def __init__(self) -> None:
        self._firsts: dict[bytes, int] = {}
        self._forms: dict[int, Form] = {}
        self._by_run: dict[int, list[int]] = defaultdict(list)

    def add(self, key: int, form: str, mark: bytes) -> int:
        """The key of the form that this one repeats, of several the one most alike; its own if none.

        mark: as `mark_of` makes it of the form.
        A form that repeats another is not repeated itself: groups do not drift. Forms that are one letter by
        letter stay together.
        """
        letters = letters_in(mark)
        if letters in self._firsts:
            return self._firsts[letters]
        counted, telling = Form(form), telling_in(mark)
        first = self._most_alike(counted, telling)
        if first is None:
            first = key
            self._forms[key] = counted
            for run in telling:
                self._by_run[run].append(key)
        self._firsts[letters] = first
        return first

    def _most_alike(self, form: Form, telling: list[int]) -> int | None:
        candidates = {key for run in telling if run in self._by_run for key in self._by_run[run]}
        overlaps = ((form.overlap(self._forms[key]), key) for key in candidates)
        alike = [(-overlap, key) for overlap, key in overlaps if overlap >= OVERLAP]
        return min(alike)[1] if alike else None
