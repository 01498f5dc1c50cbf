"""What is kept of each speech to find those that are alike: its letters, hashed, and its MinHash signature.

Pairs that share a band of their signatures are proposed, quickly and not always rightly; each is then
measured exactly, so that no pair was only guessed. What was measured once is kept, too.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import rensa
import safetensors.numpy
from numpy.typing import NDArray

from embeddings.text.duplicates.shingles import letters, likeness, shingles

FILE = "speech-sketches.safetensors"
BANDS, ROWS = 32, 4  # proposes all but 1 in 10^7 of the pairs with a Jaccard of .8
WIDEST = 64  # texts of one bucket that each is measured against, so that time stays linear
_SEED = 1
_DIGEST = 16  # bytes

Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Sketches:
    """letters: a digest of the letters of each speech, zeros where it has none; uint8, shape (n, 16).

    signatures: uint32, shape (n, BANDS * ROWS).  measured: Jaccard and containment of each pair of rows that
    was proposed, the smaller row first.
    """

    letters: NDArray[np.uint8]
    signatures: NDArray[np.uint32]
    measured: Mapping[Pair, tuple[float, float]]

    def __len__(self) -> int:
        return len(self.letters)


def extend(before: Sketches | None, carried: NDArray[np.int64], text_of: Callable[[int], str]) -> Sketches:
    """The sketches of speeches, of which some had one before: the same as if all were made afresh.

    carried: for each speech, in the order of ids, its row in `before`, or -1; shape (n,).
    text_of: gives the normalized text of one of these speeches; asked only for what is new.
    """
    made = Sketches(
        np.zeros((len(carried), _DIGEST), np.uint8), np.zeros((len(carried), BANDS * ROWS), np.uint32), {}
    )
    known: Mapping[Pair, tuple[float, float]] = {}
    if before is not None:
        stay = np.flatnonzero(carried >= 0)
        made.letters[stay] = before.letters[carried[stay]]
        made.signatures[stay] = before.signatures[carried[stay]]
        row_of = dict(zip(carried[stay].tolist(), stay.tolist(), strict=True))
        known = {
            (row_of[one], row_of[other]): how
            for (one, other), how in before.measured.items()
            if one in row_of and other in row_of
        }
    for row in np.flatnonzero(carried < 0).tolist():
        made.letters[row], made.signatures[row] = _sketch(text_of(row))
    return Sketches(made.letters, made.signatures, _measured(made, known, text_of))


def firsts(sketches: Sketches) -> dict[bytes, list[int]]:
    """The rows of each digest of letters, in order; speeches without letters are left out."""
    rows: defaultdict[bytes, list[int]] = defaultdict(list)
    for row, digest in enumerate(sketches.letters):
        rows[digest.tobytes()].append(row)
    rows.pop(bytes(_DIGEST), None)
    return rows


def _measured(
    sketches: Sketches, known: Mapping[Pair, tuple[float, float]], text_of: Callable[[int], str]
) -> dict[Pair, tuple[float, float]]:
    """Of speeches that are one letter by letter only the first is measured."""
    rows = sorted(same[0] for same in firsts(sketches).values())
    shingles_of = lru_cache(maxsize=2 * WIDEST)(lambda row: shingles(text_of(row)))
    return {
        pair: known[pair] if pair in known else likeness(shingles_of(pair[0]), shingles_of(pair[1]))
        for pair in sorted(_proposed(rows, sketches.signatures))
    }


def _proposed(rows: Sequence[int], signatures: NDArray[np.uint32]) -> set[Pair]:
    """Pairs of these rows, the smaller first, that share a band of their signatures."""
    pairs: set[Pair] = set()
    own = np.asarray(rows, np.int64)
    for band in range(0, BANDS * ROWS, ROWS):
        parts = signatures[own, band : band + ROWS]
        order = np.lexsort(parts.T)  # stable: rows of one bucket stay in their order
        same, sorted_rows = parts[order], own[order]
        for apart in range(1, min(WIDEST, len(own) - 1) + 1):
            alike = np.flatnonzero((same[apart:] == same[:-apart]).all(axis=1))
            if not len(alike):
                break
            pairs.update(zip(sorted_rows[alike].tolist(), sorted_rows[alike + apart].tolist(), strict=True))
    return pairs


def _sketch(normalized: str) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    only = letters(normalized)
    if not only:
        return np.zeros(_DIGEST, np.uint8), np.zeros(BANDS * ROWS, np.uint32)
    digest = hashlib.sha256(only.encode("utf-8", "surrogatepass")).digest()[:_DIGEST]
    hashes = shingles(normalized)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        hashes, np.array([0, len(hashes)], np.uint64), BANDS * ROWS, _SEED
    )
    return np.frombuffer(digest, np.uint8), np.array(matrix.to_rows()[0], np.uint32)


def pack(sketches: Sketches) -> bytes:
    """The sketches as one safetensors file."""
    pairs = np.array(list(sketches.measured), np.int32).reshape(-1, 2)
    likenesses = np.array(list(sketches.measured.values()), np.float64).reshape(-1, 2)
    return safetensors.numpy.save(
        {
            "letters": sketches.letters,
            "likenesses": likenesses,
            "pairs": pairs,
            "signatures": sketches.signatures,
        }
    )


def unpack(content: bytes) -> Sketches:
    """The sketches that `pack` wrote."""
    tensors = safetensors.numpy.load(content)
    pairs, likenesses = tensors["pairs"].tolist(), tensors["likenesses"].tolist()
    measured = {
        (one, other): (jaccard, containment)
        for (one, other), (jaccard, containment) in zip(pairs, likenesses, strict=True)
    }
    return Sketches(tensors["letters"], tensors["signatures"], measured)
