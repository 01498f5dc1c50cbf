"""What passages.sqlite of a snapshot says of words."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from embeddings.index.eligible import Within
from embeddings.index.vectors import Rows
from embeddings.index.words import Parts, WordIndex, WordScores
from embeddings.similarity.space import centre_key
from embeddings.snapshot.tables.filtering import FilterTable
from embeddings.text.tokens.terms import Word


class WordTable(FilterTable):
    """The terms of the passages of a snapshot; each language is a corpus of its own."""

    @cached_property
    def languages(self) -> list[str]:
        """The languages of the passages without their scripts, as centres are kept for them; sorted."""
        return sorted({centre_key(language) for language in self.manifest.languages})

    @cached_property
    def groups(self) -> npt.NDArray[np.int64]:
        """For each row, which of `languages` its passage is in; shape (n,)."""
        return self._group_of_each[self.row_languages.numbers]

    @cached_property
    def _group_of_each(self) -> npt.NDArray[np.int64]:
        """Of each number in the column "language", which of `languages` that is; -1 for none."""
        group = {language: number for number, language in enumerate(self.languages)}
        return np.array(
            [*(group.get(centre_key(each), -1) for each in self.row_languages.places), -1], np.int64
        )

    def in_group(self, group: int) -> Within:
        """What is true of the passages in one of `languages`."""
        return Within.among("language", np.flatnonzero(self._group_of_each == group).tolist())

    def in_words(self, words: Sequence[Word]) -> WordScores:
        """What the words of a question say of every row."""
        return self._words.ask(self._parts(), words)

    def share_of_words(self, words: Sequence[Word]) -> npt.NDArray[np.float64]:
        """How much of what these words tell each row holds, 0 to 1."""
        return self._words.share_held(self._parts(), words)

    def holding_terms(self, terms: Sequence[str]) -> Rows:
        """The rows that hold every one of these terms, ascending."""
        return self._words.holding_all(self._parts(), terms)

    def holding_each(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """How many passages of each of `languages` hold each of these terms; those in none are left out."""
        return self._words.holding_each(self._parts(), terms)

    @property
    def language_sizes(self) -> npt.NDArray[np.int64]:
        """How many passages are in each of `languages`."""
        return self._words.sizes

    @cached_property
    def _words(self) -> WordIndex:
        return WordIndex(self.numbers("n_terms"), self.groups)

    def _parts(self) -> Parts:
        return [(segment.rows.start, db) for segment, db in self.connections()]
