"""What "similar" means. The only place that says it.

Encoders give every text of one language much the same direction, so raw cosines mean nothing across
languages. A space takes that away: it subtracts from each vector the centre of its language and brings the
row back to unit length. A cosine is taken after that, and it is told beside the percentile it has
among random pairs of passages of the same two languages (the null).

A space is made once and then frozen, so that a cosine said today is the cosine said next month.
"""

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy

from embeddings.strength import HeldOut, Kind, Levels, Strengths

Vectors = npt.NDArray[np.float32]
Cosines = npt.NDArray[np.float64]

# Coordinates are rounded to multiples of 2^-24 before they are multiplied. The products of two unit rows are
# then multiples of 2^-48 whose absolute values sum to 1 at most, so every partial sum fits the 53 bits of a
# double and the dot product is exact: no batch size, block order or processor can change it.
_GRID = 2.0**24

# A centre resting on n passages counts n / (n + 20): twenty passages of a language already profit.
_SHRINKAGE = 20
_NULL_PAIRS = 20_000
_NULL_QUANTILES = 1_001
_STEPS = np.linspace(0.0, 100.0, _NULL_QUANTILES)
_FEWEST_NULL_PASSAGES = 8  # of each language
_SEED = 20_200_506
_ANY = "*"


def cosines(rows: Vectors, columns: Vectors) -> Cosines:
    """Cosines of unit rows, (n, dim) and (m, dim) to (n, m), the same bits in any batch on any machine."""
    exact: Cosines = _on_grid(rows) @ _on_grid(columns).T
    return exact


def _on_grid(rows: Vectors) -> npt.NDArray[np.float64]:
    on_grid: npt.NDArray[np.float64] = np.rint(rows.astype(np.float64) * _GRID) / _GRID
    return on_grid


def centre_key(language: str) -> str:
    """The language whose centre a text takes: both scripts of one language share it.

    The search form folds Traditional into Simplified, so one question in either script must be one vector.
    """
    return language.partition("-")[0]


@dataclass(frozen=True)
class Space:
    """What a corpus was measured to be.

    centres: shape (dim,), by language, "*" being that of the whole corpus.  nulls: sorted quantiles of the
    cosines of random pairs, by pair of languages.  n_passages: how many passages they were measured on.
    strengths: what held-out texts found, measured in this space.
    """

    centres: Mapping[str, Vectors]
    nulls: Mapping[tuple[str, str], Vectors]
    n_passages: int
    strengths: Strengths = field(default_factory=Strengths)

    @property
    def id(self) -> str:
        return hashlib.sha256(pack(self)).hexdigest()[:8]

    def centred(self, vectors: Vectors, languages: Sequence[str]) -> Vectors:
        """Unit rows with the centre of each row's language taken away, shape (n, dim).

        vectors: unit rows, one for each language.  No row can become zero, since a centre is always
        shorter than 1.
        """
        if len(vectors) != len(languages):
            raise ValueError(f"{len(vectors)} vectors but {len(languages)} languages")
        if not len(vectors):
            return vectors
        whole = self.centres[_ANY]
        centres = np.stack([self.centres.get(centre_key(language), whole) for language in languages])
        return _unit(vectors.astype(np.float64) - centres)

    def percentile(self, cosine: float, language_a: str, language_b: str) -> float | None:
        """The share, 0 to 100, of random pairs of passages in these languages that are less similar.

        None when the corpus holds too little of either language to tell.
        """
        null = self.nulls.get(_pair(centre_key(language_a), centre_key(language_b)))
        if null is None:
            return None
        return round(float(np.interp(cosine, null, _STEPS)), 2)

    def levels(self, form: str, kind: Kind | None) -> Levels | None:
        """What a match has to beat: the best ones that texts of this length find without having been said.

        form, kind: what asks, and how it was encoded.  None when that was not calibrated, or the corpus is
        too small to tell.
        """
        return None if kind is None else self.strengths.levels(form, kind)


def make_space(vectors: Vectors, languages: Sequence[str], speeches: Sequence[str]) -> Space:
    """The space of a corpus.

    vectors: unit rows, shape (n, dim), in the order of their addresses; the language and the speech of
    each. Pairs of the null are drawn across speeches, with a fixed seed.
    """
    centres = _centres(vectors, languages)
    bare = Space(centres=centres, nulls={}, n_passages=len(vectors))
    nulls = _nulls(bare.centred(vectors, languages), languages, speeches)
    return Space(centres=centres, nulls=nulls, n_passages=len(vectors))


def _centres(vectors: Vectors, languages: Sequence[str]) -> dict[str, Vectors]:
    rows_of = _rows_by_language(languages)
    dim = vectors.shape[1]
    whole = _shrunk(vectors, towards=np.zeros(dim))
    centres = {key: _shrunk(vectors[rows], towards=whole) for key, rows in rows_of.items()}
    return {_ANY: whole.astype(np.float32)} | {key: row.astype(np.float32) for key, row in centres.items()}


def _shrunk(vectors: Vectors, *, towards: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if not len(vectors):
        return towards
    weight = len(vectors) / (len(vectors) + _SHRINKAGE)
    mean: npt.NDArray[np.float64] = vectors.mean(axis=0, dtype=np.float64)
    return weight * mean + (1 - weight) * towards


def _nulls(
    centred: Vectors, languages: Sequence[str], speeches: Sequence[str]
) -> dict[tuple[str, str], Vectors]:
    rows_of = {
        key: rows for key, rows in _rows_by_language(languages).items() if len(rows) >= _FEWEST_NULL_PASSAGES
    }
    pools = {
        (a, b): (rows_of[a], rows_of[b])
        for a, b in itertools.combinations_with_replacement(sorted(rows_of), 2)
    }
    # One generator per pair, seeded by its name: a new language leaves the other nulls as they were.
    return {
        pair: null
        for pair, (rows_a, rows_b) in pools.items()
        if (null := _null(centred, np.asarray(speeches), rows_a, rows_b, seed=_seed(pair))) is not None
    }


def _null(
    centred: Vectors,
    speeches: npt.NDArray[np.str_],
    rows_a: npt.NDArray[np.intp],
    rows_b: npt.NDArray[np.intp],
    *,
    seed: int,
) -> Vectors | None:
    """Quantiles of the cosines of random pairs from two different speeches; None when there are too few."""
    draw = np.random.default_rng(seed)
    a = draw.choice(rows_a, _NULL_PAIRS)
    b = draw.choice(rows_b, _NULL_PAIRS)
    apart = speeches[a] != speeches[b]
    if np.count_nonzero(apart) < _NULL_QUANTILES:
        return None
    drawn = np.einsum("ij,ij->i", centred[a[apart]], centred[b[apart]], dtype=np.float64)
    quantiles: Vectors = np.quantile(drawn, np.linspace(0, 1, _NULL_QUANTILES)).astype(np.float32)
    return quantiles


def _rows_by_language(languages: Sequence[str]) -> dict[str, npt.NDArray[np.intp]]:
    keys = np.asarray([centre_key(language) for language in languages])
    return {str(key): np.flatnonzero(keys == key) for key in np.unique(keys)}


def _unit(rows: npt.NDArray[np.float64]) -> Vectors:
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _seed(pair: tuple[str, str]) -> int:
    return _SEED + int.from_bytes(hashlib.sha256(" ".join(pair).encode()).digest()[:4], "big")


def pack(space: Space) -> bytes:
    """The space as one safetensors file."""
    tensors = {f"centre {key}": row for key, row in space.centres.items()}
    tensors |= {f"null {a} {b}": row for (a, b), row in space.nulls.items()}
    for kind, held_out in space.strengths.held_out.items():
        tensors |= {f"lengths {kind}": held_out.lengths, f"best {kind}": held_out.best}
    about = {"tifa": json.dumps({"n_passages": space.n_passages, "itself": space.strengths.itself})}
    return safetensors.numpy.save(dict(sorted(tensors.items())), metadata=about)


def unpack(content: bytes) -> Space:
    """The space that `pack` wrote."""
    tensors = safetensors.numpy.load(content)
    about = json.loads(_metadata(content)["tifa"])
    names = {name: name.split(" ") for name in tensors}
    return Space(
        centres={words[1]: tensors[name] for name, words in names.items() if words[0] == "centre"},
        nulls={(words[1], words[2]): tensors[name] for name, words in names.items() if words[0] == "null"},
        n_passages=about["n_passages"],
        strengths=_strengths(tensors, about.get("itself")),
    )


def _strengths(tensors: Mapping[str, Vectors], itself: float | None) -> Strengths:
    kinds: tuple[Kind, ...] = ("question", "passage")
    held_out = {
        kind: HeldOut(tensors[f"lengths {kind}"], tensors[f"best {kind}"])
        for kind in kinds
        if f"best {kind}" in tensors
    }
    return Strengths(held_out, itself)


def _metadata(content: bytes) -> dict[str, str]:
    # safetensors gives the metadata only of files; the header is a length in eight bytes, then JSON.
    length = int.from_bytes(content[:8], "little")
    header: dict[str, dict[str, str]] = json.loads(content[8 : 8 + length])
    return header["__metadata__"]
