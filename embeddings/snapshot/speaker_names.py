"""The names of a corpus's speakers, and which of them a text says.

They are put in order once, so that a question looks up its own words and not every name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from embeddings.text.script.search_folding import search_fold

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 2  # characters of a name

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpeakerNames:
    """By what has to be said to name them.

    pairs: the last two words of a name.  single: its only word.  unspaced: the name in a script without
    capitals.  lengths: of those.
    """

    pairs: Mapping[tuple[str, str], Names]
    single: Mapping[str, Names]
    unspaced: Mapping[str, Names]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> "SpeakerNames":
        pairs: defaultdict[tuple[str, str], Names] = defaultdict(tuple)
        single: defaultdict[str, Names] = defaultdict(tuple)
        unspaced: defaultdict[str, Names] = defaultdict(tuple)
        for name in sorted(set(names)):
            words, joined = words_of_name(name), joined_name(name)
            if len(joined) < _SHORTEST:
                continue
            if not words[-1].isascii() and words[-1].lower() == words[-1].upper():
                unspaced[joined] += (name,)
            elif len(words) == 1:
                single[words[0]] += (name,)
            else:
                pairs[words[-2], words[-1]] += (name,)
        return cls(dict(pairs), dict(single), dict(unspaced), tuple(sorted({len(one) for one in unspaced})))

    def said_in(self, text: str, folded: str) -> list[str]:
        """The names that a text says, in their order. text: as it was typed.  folded: for search."""
        words = _WORD.findall(folded)
        capitals = {search_fold(word) for word in _WORD.findall(text) if word[0].isupper()}
        said = {name for pair in pairwise(words) for name in self.pairs.get(pair, ())}
        said.update(name for word in capitals for name in self.single.get(word, ()))
        for length in self.lengths:
            for start in range(len(folded) - length + 1):
                said.update(self.unspaced.get(folded[start : start + length], ()))
        return sorted(said)


def words_of_name(name: str) -> list[str]:
    """The words of a name, folded, without initials."""
    return [word for word in _WORD.findall(search_fold(name)) if len(word) > 1 or not word.isascii()]


def joined_name(name: str) -> str:
    """The same without spaces."""
    return "".join(words_of_name(name))
