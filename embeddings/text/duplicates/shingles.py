"""A form as the set of its shingles: all stretches of a few letters in a row.

Source: Broder, On the resemblance and containment of documents (1997).
"""

import numpy as np
from numpy.typing import NDArray

from embeddings.text.script.character_classes import Class, classes_of

SYLLABLES = 5  # letters of a shingle where a letter is a syllable or a word: Han, kana, Hangul
LETTERS = 13  # … in an alphabet: between two and three words; five letters are shared by any two long texts
_SYLLABIC = (Class.HAN, Class.KANA, Class.HANGUL)
_IS_LETTER = np.array([each not in (Class.SPACE, Class.SIGN) for each in Class])
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, and with no pattern in its bits: 2^64 / golden ratio

Shingles = NDArray[np.uint64]


def letters(normalized: str) -> str:
    """The letters and digits of a form in lower case, without what stands between them."""
    lower = normalized.lower()
    kept: bytes = _codes(lower)[_IS_LETTER[classes_of(lower)]].tobytes()
    return kept.decode("utf-32-le", "surrogatepass")


def shingles(normalized: str) -> Shingles:
    """The hash of each distinct shingle, sorted; of a text shorter than one, that of the whole text."""
    text = letters(normalized)
    codes = _codes(text).astype(np.uint64)
    length = min(_length(text), len(codes))
    n_shingles = len(codes) - length + 1 if length else 0
    hashes = np.zeros(n_shingles, np.uint64)
    for place in range(length):
        hashes = hashes * _MULTIPLIER + codes[place : place + n_shingles]
    hashes.sort()
    distinct: Shingles = hashes[np.diff(hashes, prepend=~hashes[:1]) != 0]
    return distinct


def likeness(one: Shingles, two: Shingles) -> tuple[float, float]:
    """Jaccard and containment: what two texts share, of all either has, and of all the shorter has."""
    shared = len(np.intersect1d(one, two, assume_unique=True))
    either = len(one) + len(two) - shared
    return (shared / either, shared / min(len(one), len(two))) if shared else (0.0, 0.0)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _length(text: str) -> int:
    """A syllable weighs as three letters, as in language_of."""
    counts = np.bincount(classes_of(text), minlength=len(Class))
    syllables = int(counts[list(_SYLLABIC)].sum())
    return SYLLABLES if 3 * syllables >= len(text) - syllables else LETTERS
