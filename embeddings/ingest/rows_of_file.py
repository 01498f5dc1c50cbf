"""Rows without ids, known by what they say and not by their number alone.

A row put before others gives all of them other numbers. So a row is the speech of its file that says just the
same, wherever that stood; else the one of its number, when that says nearly the same, as after an edit; else
it is a speech of its own.
"""

import re

from embeddings.store.store import Store
from embeddings.text.duplicates.shingles import letters, likeness, shingles
from embeddings.text.reading.read import Reading

_ROW = re.compile(r"(?P<file>.*)#[0-9]+", re.DOTALL)
_LOOKED_AT = 20_000  # characters of each text
_SHORT = 500  # letters; of a shorter text the shingles would be too few
_LETTERS = 5  # letters in a row that a short text is compared by
_ALIKE = 0.3  # of the shorter text that stands in the other one


class RowsOfFiles:
    """The rows of the files that one run reads, as the store knows them from before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, dict[str, list[str]]] = {}  # by file: ids by the digest of what they say
        self._taken: set[str] = set()

    def speech_of(self, reading: Reading, digest: str) -> str | None:
        """The id of the speech that this row was before, if it was one, now known by its new place.

        digest: of what the row says.  A speech whose place it takes is known by its content only.
        """
        found = _ROW.fullmatch(reading.source.path)
        if reading.speech.id or found is None:
            return None
        ids = self._by_digest(found["file"]).get(digest, [])
        same = next((speech_id for speech_id in ids if speech_id not in self._taken), None)
        there = self._store.id_at(reading.source.path)
        if there is not None and there != same:
            if same is None and self._is_alike(there, reading.speech.raw):
                same = there
            else:
                self._store.move(there, f"{found['file']}#was {there}")
        if same is not None:
            self._taken.add(same)
            if self._store.path_of(same) != reading.source.path:
                self._store.move(same, reading.source.path)
        return same

    def _by_digest(self, file: str) -> dict[str, list[str]]:
        if file not in self._known:
            known: dict[str, list[str]] = {}
            for speech_id, digest in self._store.digests_at(f"{file}#"):
                known.setdefault(digest, []).append(speech_id)
            self._known[file] = known
        return self._known[file]

    def _is_alike(self, speech_id: str, raw: str) -> bool:
        before = self._store.text_of(speech_id)
        if speech_id in self._taken:
            return False
        return before is None or are_alike(before[:_LOOKED_AT], raw[:_LOOKED_AT])


def are_alike(one: str, two: str) -> bool:
    """Does much of the shorter text stand in the other one?"""
    short = letters(one), letters(two)
    if min(map(len, short)) >= _SHORT:
        return likeness(shingles(one), shingles(two))[1] >= _ALIKE
    first, second = (
        {text[at : at + _LETTERS] for at in range(max(1, len(text) - _LETTERS + 1))} for text in short
    )
    return len(first & second) >= _ALIKE * min(len(first), len(second))
