"""Normalized texts -> tokens, as numbers: what a phrase can be made of, and what it cannot cross.

A token is one Han or kana character, else a word in small letters, else a number. Every sign between two
tokens (punctuation, the end of a line or of a passage) is a break. No phrase crosses one but 、, which joins
the parallel items of a set phrase.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.tokens.words import lowered

Ids = npt.NDArray[np.int32]

# Breaks are below 0: which one it is tells a title from a quotation from the end of a clause.
BREAK, OPEN, CLOSE, TITLE_OPEN, TITLE_CLOSE, EDGE, JOIN = -1, -2, -3, -4, -5, -6, -7
JOINER = "、"  # between the items of an enumeration
_BREAKS = (
    dict.fromkeys("“‘「『«„", OPEN)
    | dict.fromkeys("”’」』»", CLOSE)
    | {"《": TITLE_OPEN, "》": TITLE_CLOSE, JOINER: JOIN}
)

UNSPACED = frozenset({"zh", "ja"})  # languages written without spaces between words
_SCRIPT = HAN + KANA
# A word keeps its apostrophes and hyphens (well-being, don't), a number its decimal signs and its percent.
_WORD = rf"(?:(?![{_SCRIPT}])[^\W_\d])+(?:['’‑-](?:(?![{_SCRIPT}])[^\W_\d])+)*"
_TOKEN = rf"(?P<han>[{_SCRIPT}])|(?P<number>\d+(?:[.,]\d+)*%?)|(?P<word>{_WORD})"
_SPACED = re.compile(rf"{_TOKEN}|(?P<break>[^\s])")
# In a title a space between two Chinese words does a comma's work.
_UNSPACED = re.compile(rf"{_TOKEN}|(?P<break>[^\s]|(?<=[{_SCRIPT}])\s)")
# Han characters that spell a number stay tokens of their own; as neighbours all numbers are one.
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of many texts, one text after another, each begun and ended by EDGE.

    ids: shape (n,), numbers of `vocabulary`, or a break, below 0.  rows: shape (n,), which text.
    starts, ends: shape (n,), where in that text; of a break both are where it stands.
    """

    ids: Ids
    rows: Ids
    starts: Ids
    ends: Ids
    vocabulary: Sequence[str]
    language: str

    def __len__(self) -> int:
        return len(self.ids)

    def words(self, at: int, n: int) -> tuple[str, ...]:
        """The n tokens from `at`; among them 、 stands for itself, and no other break may be."""
        ids = self.ids[at : at + n].tolist()
        return tuple(JOINER if number == JOIN else self.vocabulary[number] for number in ids)

    def text(self, at: int, n: int) -> str:
        """The n tokens from `at`, as they are read."""
        return join(self.words(at, n), self.language)


def tokens_of(normalized: str, language: str) -> list[str]:
    """The tokens of a text in their order, without its breaks."""
    found = _pattern(language).finditer(_small(normalized, language))
    return [match[0] for match in found if match.lastgroup != "break"]


def tokenize(texts: Sequence[str], language: str) -> Tokens:
    """The tokens of normalized texts of one language (without its script: zh, en). Row i is text i."""
    numbers: dict[str, int] = {}
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    sizes = []
    pattern = _pattern(language)
    for text in texts:
        before = len(ids)
        ids.append(EDGE)
        starts.append(0)
        ends.append(0)
        for match in pattern.finditer(_small(text, language)):
            token = match[0]
            broken = match.lastgroup == "break"
            ids.append(_BREAKS.get(token, BREAK) if broken else numbers.setdefault(token, len(numbers)))
            start, end = match.span()
            starts.append(start)
            ends.append(end)
        ids.append(EDGE)
        starts.append(len(text))
        ends.append(len(text))
        sizes.append(len(ids) - before)
    return Tokens(
        ids=np.asarray(ids, np.int32),
        rows=np.repeat(np.arange(len(texts), dtype=np.int32), sizes),
        starts=np.asarray(starts, np.int32),
        ends=np.asarray(ends, np.int32),
        vocabulary=list(numbers),
        language=language,
    )


def as_neighbours(tokens: Tokens, *, after: bool) -> Ids:
    """What each token counts as beside a phrase: every number as the same one, the end of a clause as BREAK.

    Quotation marks that open after a phrase, or close before it, end no clause: what they hold belongs to the
    same phrase, so they count as a token like any other.
    """
    n = len(tokens.vocabulary)
    same = np.asarray([n if is_number(token) else i for i, token in enumerate(tokens.vocabulary)], np.int32)
    neighbours = np.full(len(tokens), BREAK, np.int32)
    inside = tokens.ids >= 0
    neighbours[inside] = same[tokens.ids[inside]]
    for mark in (OPEN, TITLE_OPEN) if after else (CLOSE, TITLE_CLOSE):
        neighbours[tokens.ids == mark] = n + 1
    return neighbours


def join(tokens: Sequence[str], language: str) -> str:
    """Tokens as they are read: side by side where the language has no spaces, else with one between them."""
    if language not in UNSPACED:
        return " ".join(tokens)
    text = ""
    for token in tokens:
        spaced = text and text[-1].isascii() and token[0].isascii() and not token[0].isdigit()
        text += f" {token}" if spaced else token
    return text


def is_number(token: str) -> bool:
    return token[0].isdigit() or token in _NUMERALS


def _pattern(language: str) -> re.Pattern[str]:
    return _UNSPACED if language in UNSPACED else _SPACED


def _small(normalized: str, language: str) -> str:
    """Small letters, of the same length as the text, so that offsets hold."""
    small = lowered(normalized, language)
    return small if len(small) == len(normalized) else normalized
