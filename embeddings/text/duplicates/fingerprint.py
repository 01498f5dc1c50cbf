"""What tells whether two forms repeat each other: their letters, the runs of letters in them, their figures.

Two forms repeat each other when they are one letter by letter, signs and case apart, or when the runs of
five characters they share are at least OVERLAP of all that either has, and the figures of one are all among
those of the other: a year or a sum is what such passages are about. That is counted, not estimated.
"""

import hashlib
import math
import re
import zlib
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from embeddings.text.script.numbers import Figures, figures_of, same_figures
from embeddings.text.script.search_folding import search_fold

Number = TypeVar("Number", int, npt.NDArray[np.int64])

OVERLAP = Fraction(4, 5)
_RUN = 5
_NO_LETTER = re.compile(r"[\W_]+")
_LETTERS = 16  # bytes of the digest of all letters
_HASH = np.dtype("<u4")
_MUST_SHARE = 3  # one in so many of the telling runs


class NormalizedText:
    """A form, and what is counted of it once it is asked for."""

    def __init__(self, normalized: str) -> None:
        self.text = normalized

    @cached_property
    def letters(self) -> str:
        return _NO_LETTER.sub("", search_fold(self.text))

    @cached_property
    def runs(self) -> frozenset[str]:
        letters = self.letters
        return frozenset(letters[at : at + _RUN] for at in range(max(1, len(letters) - _RUN + 1)))

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.text)

    def overlap(self, other: "NormalizedText") -> Fraction:
        """The share of runs that both have, of all that either has; 0 where their figures disagree."""
        # Figures first: they are quickly compared, and of a standing sentence there may be a thousand.
        if not same_figures(self.figures, other.figures):
            return Fraction(0)
        shared = len(self.runs & other.runs)
        return Fraction(shared, len(self.runs) + len(other.runs) - shared)


def fingerprint_of(normalized: str) -> bytes:
    """What a snapshot keeps of a text to tell duplicates: see `letters_digest` and `prefix_hashes`."""
    letters = NormalizedText(normalized).letters.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(letters).digest()[:_LETTERS]
    return digest + _telling(_runs(letters)).tobytes()


def letters_digest(fingerprint: bytes) -> bytes:
    """The same for two forms that are one letter by letter, and for no others."""
    return fingerprint[:_LETTERS]


def prefix_hashes(fingerprint: bytes) -> frozenset[int]:
    """Hashes of some of the runs. Two forms that overlap enough share as many as the lower `least_shared`."""
    return frozenset(packed_hashes(fingerprint).tolist())


def packed_hashes(fingerprint: bytes) -> npt.NDArray[np.uint32]:
    """The same in an array, where one may stand twice."""
    return np.frombuffer(fingerprint, _HASH, offset=_LETTERS)


def least_shared(n_telling: Number) -> Number:
    """How many of n telling runs must be shared; of one number or an array of them."""
    return 1 + n_telling // _MUST_SHARE


def _runs(letters: bytes) -> set[bytes]:
    """The runs of letters in UTF-8, each in UTF-8."""
    first_bytes = np.flatnonzero((np.frombuffer(letters, np.uint8) & 0xC0) != 0x80)
    starts = [*first_bytes.tolist(), len(letters)]
    return {letters[start:end] for start, end in zip(starts, starts[_RUN:], strict=False)} or {letters}


def _telling(runs: set[bytes]) -> npt.NDArray[np.uint32]:
    """Prefix filtering (Chaudhuri and others 2006; with several to share, Wang and others 2012).

    Put in one order for all forms, sets that share OVERLAP of all have the first l that they share among the
    first n - ceil(OVERLAP n) + l of each. By their hashes: in the order of letters common words come first.
    """
    ordered = np.sort(np.fromiter(map(zlib.crc32, runs), _HASH, len(runs)))
    spare = len(runs) - math.ceil(OVERLAP * len(runs))
    n_telling = spare + 1
    while n_telling < spare + least_shared(n_telling):
        n_telling += 1
    return ordered[:n_telling]
