"""What "similar" means. The only place that says it.

Encoders give every text of one language much the same direction, so raw cosines mean nothing across
languages. A space takes that away: it subtracts from each vector the centre of its language and brings the
row back to unit length. A cosine is taken after that, and it is told beside the percentile it has
among random pairs of passages of the same two languages (the null).

A space is made once and then frozen, so that a cosine said today is the cosine said next month.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import safetensors
import safetensors.numpy

from embeddings.similarity.strength import HeldOut, Kind, Strengths, StrengthThresholds

Vectors = npt.NDArray[np.float32]
Cosines = npt.NDArray[np.float64]

# Coordinates are rounded to multiples of 2^-24 before they are multiplied. The products of two unit rows are
# then multiples of 2^-48 whose absolute values sum to 1 at most, so every partial sum fits the 53 bits of a
# double and the dot product is exact: no batch size, block order or processor can change it.
_GRID = 2.0**24

_ROWS_AT_ONCE = 256  # that are centred: in double precision they fit the processor's own memory
NULL_QUANTILES = 1_001
_STEPS = np.linspace(0.0, 100.0, NULL_QUANTILES)
ANY = "*"


def cosines(rows: Vectors, columns: Vectors) -> Cosines:
    """Cosines of unit rows, (n, dim) and (m, dim) to (n, m), the same bits in any batch on any machine."""
    exact: Cosines = _on_grid(rows) @ _on_grid(columns).T
    return exact


def _on_grid(rows: Vectors) -> npt.NDArray[np.float64]:
    # To multiply by a power of two is exact, and so is to round what float32 holds in float32.
    on_grid: npt.NDArray[np.float64] = np.rint(rows * rows.dtype.type(_GRID)).astype(np.float64)
    on_grid *= 1 / _GRID
    return on_grid


def centre_key(language: str) -> str:
    """The language whose centre a text takes: both scripts of one language share it.

    The search form folds Traditional into Simplified, so one question in either script must be one vector.
    """
    return language.partition("-")[0]


def language_numbers(languages: Sequence[str]) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    """The keys of centres of some languages, sorted, and of each language the number of its key."""
    numbers = {language: number for number, language in enumerate(dict.fromkeys(languages))}
    met = np.fromiter(map(numbers.__getitem__, languages), np.int64, len(languages))
    keys = tuple(sorted({centre_key(language) for language in numbers}))
    column = {key: number for number, key in enumerate(keys)}
    return keys, np.array([column[centre_key(language)] for language in numbers], np.int64)[met]


@dataclass(frozen=True)
class Space:
    """What a corpus was measured to be.

    centres: shape (dim,), by language, "*" being that of the whole corpus.  nulls: sorted quantiles of the
    cosines of random pairs, by pair of languages.  n_passages: how many passages they were measured on.
    strengths: what held-out texts found, measured in this space.  scaled_nulls: of the nearness of pairs in
    two languages.  calibrated_on: how many passages there were when nulls and strengths were measured; 0
    where that was with the centres.
    """

    centres: Mapping[str, Vectors]
    nulls: Mapping[tuple[str, str], Vectors]
    n_passages: int
    strengths: Strengths = field(default_factory=Strengths)
    scaled_nulls: Mapping[tuple[str, str], Vectors] = field(default_factory=dict)
    calibrated_on: int = 0

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
        centred = np.empty(vectors.shape, np.float32)
        keys, column = language_numbers(languages)
        centres = [self.centres.get(key, self.centres[ANY]) for key in keys]
        for start in range(0, len(vectors), _ROWS_AT_ONCE):
            block = slice(start, start + _ROWS_AT_ONCE)
            rows = vectors[block].astype(np.float64) - np.take(centres, column[block], axis=0)
            centred[block] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return centred

    def percentile(self, cosine: float, language_a: str, language_b: str) -> float | None:
        """The share, 0 to 100, of random pairs of passages in these languages that are less similar.

        None when the corpus holds too little of either language to tell.
        """
        null = self.nulls.get(_pair(centre_key(language_a), centre_key(language_b)))
        if null is None:
            return None
        return round(float(np.interp(cosine, null, _STEPS)), 2)

    def percentile_of(self, near: float, cosine: float, language_a: str, language_b: str) -> float | None:
        """The same by nearness, which between two languages is another thing than the cosine."""
        null = self.scaled_nulls.get(_pair(centre_key(language_a), centre_key(language_b)))
        if null is None:
            return self.percentile(cosine, language_a, language_b)
        return round(float(np.interp(near, null, _STEPS)), 2)

    @property
    def n_calibrated(self) -> int:
        """On how many passages nulls and strengths were measured."""
        return self.calibrated_on or self.n_passages

    def thresholds(self, normalized: str, kind: Kind | None) -> StrengthThresholds | None:
        """What a match has to beat: the best ones that texts of this length find without having been said.

        normalized, kind: what asks, and how it was encoded.  None when that was not calibrated, or the corpus
        is too small to tell.
        """
        return None if kind is None else self.strengths.thresholds(normalized, kind)


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def pack(space: Space) -> bytes:
    """The space as one safetensors file."""
    tensors = {f"centre {key}": row for key, row in space.centres.items()}
    tensors |= {f"null {a} {b}": row for (a, b), row in space.nulls.items()}
    tensors |= {f"scaled {a} {b}": row for (a, b), row in space.scaled_nulls.items()}
    for kind, held_out in space.strengths.held_out.items():
        tensors |= {f"lengths {kind}": held_out.lengths, f"best {kind}": held_out.best}
    about = {"n_passages": space.n_passages, "itself": space.strengths.self_match_floor}
    if space.calibrated_on:
        about["calibrated_on"] = space.calibrated_on
    return safetensors.numpy.save(dict(sorted(tensors.items())), metadata={"tifa": json.dumps(about)})


def unpack(content: bytes) -> Space:
    """The space that `pack` wrote."""
    tensors = safetensors.numpy.load(content)
    about = json.loads(metadata_of(content)["tifa"])
    names = {name: name.split(" ") for name in tensors}
    return Space(
        centres={words[1]: tensors[name] for name, words in names.items() if words[0] == "centre"},
        nulls={(words[1], words[2]): tensors[name] for name, words in names.items() if words[0] == "null"},
        n_passages=about["n_passages"],
        strengths=_strengths(tensors, about.get("itself")),
        scaled_nulls={
            (words[1], words[2]): tensors[name] for name, words in names.items() if words[0] == "scaled"
        },
        calibrated_on=about.get("calibrated_on", 0),
    )


def _strengths(tensors: Mapping[str, Vectors], self_match_floor: float | None) -> Strengths:
    kinds: tuple[Kind, ...] = ("question", "passage")
    held_out = {
        kind: HeldOut(tensors[f"lengths {kind}"], tensors[f"best {kind}"])
        for kind in kinds
        if f"best {kind}" in tensors
    }
    return Strengths(held_out, self_match_floor)


def metadata_of(content: bytes) -> dict[str, str]:
    """What a safetensors file says of itself."""
    # safetensors gives the metadata only of files; the header is a length in eight bytes, then JSON.
    length = int.from_bytes(content[:8], "little")
    header: dict[str, dict[str, str]] = json.loads(content[8 : 8 + length])
    return header["__metadata__"]
