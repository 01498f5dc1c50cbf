"""The names of a corpus's speakers, and which of them a text says.

They are put in order once, so that a question looks up its own words and not every name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from embeddings.text.script.search_folding import search_fold
from embeddings.text.turns.titles import CHAIR, HONOUR, OFFICE

_WORD = re.compile(r"[^\W_]+")
_TITLE = re.compile(f"{HONOUR}|{CHAIR}|{OFFICE}")
_SHORTEST = 2  # characters of a name
_SHORTEST_SURNAME = 3

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpeakerNames:
    """By what has to be said to name them.

    pairs: the last two words of a name.  surnames: its last word alone.  single: its only word.
    unspaced: the name in a script without capitals.  lengths: of those.
    """

    pairs: Mapping[tuple[str, str], Names]
    surnames: Mapping[str, Names]
    single: Mapping[str, Names]
    unspaced: Mapping[str, Names]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> "SpeakerNames":
        pairs: defaultdict[tuple[str, str], Names] = defaultdict(tuple)
        surnames: defaultdict[str, Names] = defaultdict(tuple)
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
                if len(words[-1]) >= _SHORTEST_SURNAME:
                    surnames[words[-1]] += (name,)
        lengths = tuple(sorted({len(one) for one in unspaced}))
        return cls(dict(pairs), dict(surnames), dict(single), dict(unspaced), lengths)

    def said_in(self, text: str, folded: str) -> list[str]:
        """The names that a text says, in their order. text: as it was typed.  folded: for search."""
        words, typed = _WORD.findall(folded), _WORD.findall(text)
        said = {name for pair in pairwise(words) for name in self.pairs.get(pair, ())}
        said.update(
            name for word in typed if word[0].isupper() for name in self.single.get(search_fold(word), ())
        )
        said.update(name for word in _alone(typed) for name in self.surnames.get(search_fold(word), ()))
        runs = {
            folded[start : start + length]
            for length in self.lengths
            for start in range(len(folded) - length + 1)
        }
        said.update(name for run in runs & self.unspaced.keys() for name in self.unspaced[run])
        return sorted(said)


def _alone(typed: Sequence[str]) -> Iterator[str]:
    """The words with a capital that stand beside no other, titles apart: Powell, and no word of Lars Lund."""
    for before, word, after in zip(["", *typed], typed, [*typed[1:], ""], strict=False):
        named_in_full = before[:1].isupper() and not _TITLE.fullmatch(before)
        if word[0].isupper() and not named_in_full and not after[:1].isupper():
            yield word


def words_of_name(name: str) -> list[str]:
    """The words of a name, folded, without initials."""
    return [word for word in _WORD.findall(search_fold(name)) if len(word) > 1 or not word.isascii()]


def joined_name(name: str) -> str:
    """The same without spaces."""
    return "".join(words_of_name(name))
