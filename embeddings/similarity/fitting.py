"""The space of a corpus, measured: a centre for each language, and the nulls of pairs of languages.

A null is made of pairs of passages from two speeches. Both must be like what is told a percentile later: a
new text and a passage of the corpus. A text has part in the centre of its language when it is in the corpus,
and has none when it is new; and where a language has few speeches, the new one lies to one side of their
centre, and so do pairs with it. So within a language the pairs are drawn fold by fold: the first passage from
some of the speeches, the second from the others, and both are centred by the others alone. Between two
languages there is no such common side.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt

from embeddings.similarity.scaling import Scaling, bound_scores
from embeddings.similarity.space import ANY, NULL_QUANTILES, Cosines, Space, Vectors, centre_key

# A centre resting on n passages counts n / (n + 20): twenty passages of a language already profit.
_SHRINKAGE = 20
_NULL_PAIRS = 20_000
_PAIRS_AT_ONCE = 256  # that are multiplied: they fit the processor's own memory
_FEWEST_NULL_PASSAGES = 8  # of each language
_FOLDS = 4
_SEED = 20_200_506

_Rows = npt.NDArray[np.intp]
_Row = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Nulls:
    """Sorted quantiles of what random pairs of passages have, by the pair of their languages.

    plain: of their cosines.  scaled: of their nearness, by two different languages; empty where nothing says
    what nearness is.
    """

    plain: Mapping[tuple[str, str], Vectors]
    scaled: Mapping[tuple[str, str], Vectors]


def make_space(vectors: Vectors, languages: Sequence[str], speeches: Sequence[str]) -> Space:
    """The space of a corpus.

    vectors: unit rows, shape (n, dim), in the order of their addresses; the language and the speech of
    each. Pairs of the nulls are drawn across speeches, with a fixed seed.
    """
    space = make_centres(vectors, languages)
    nulls = measure_nulls(vectors, space.centred(vectors, languages), languages, speeches)
    return replace(space, nulls=nulls.plain)


def make_centres(vectors: Vectors, languages: Sequence[str]) -> Space:
    """The same without its nulls."""
    return Space(_centres(vectors, languages), {}, len(vectors))


def _centres(vectors: Vectors, languages: Sequence[str]) -> dict[str, Vectors]:
    rows_of = _rows_by_language(languages)
    dim = vectors.shape[1]
    whole = _shrunk_mean(_sum(vectors), len(vectors), towards=np.zeros(dim))
    centres = {
        key: _shrunk_mean(_sum(vectors[rows]), len(rows), towards=whole) for key, rows in rows_of.items()
    }
    return {ANY: whole.astype(np.float32)} | {key: row.astype(np.float32) for key, row in centres.items()}


def _shrunk_mean(total: _Row, n: int, *, towards: _Row) -> _Row:
    """The mean of n vectors whose sum is `total`."""
    if not n:
        return towards
    weight = n / (n + _SHRINKAGE)
    return weight * (total / n) + (1 - weight) * towards


def _sum(vectors: Vectors) -> _Row:
    total: _Row = vectors.sum(axis=0, dtype=np.float64)
    return total


def measure_nulls(
    vectors: Vectors,
    centred: Vectors,
    languages: Sequence[str],
    speeches: Sequence[str],
    scaling: Scaling | None = None,
) -> Nulls:
    """The nulls of a space, from random pairs of passages of two speeches.

    centred: the vectors as unit rows in that space.  scaling: what says how near two passages are in two
    languages.
    """
    rows_of = {
        key: rows for key, rows in _rows_by_language(languages).items() if len(rows) >= _FEWEST_NULL_PASSAGES
    }
    spoken, total = np.asarray(speeches), _sum(vectors)
    plain, scaled = {}, {}
    for a, b in combinations_with_replacement(sorted(rows_of), 2):
        # One generator per pair, seeded by its name: a new language leaves the other nulls as they were.
        draw = np.random.default_rng(_seed((a, b)))
        if a == b:
            cosines = np.concatenate([np.empty(0), *_within(vectors, total, spoken, rows_of[a], draw)])
        else:
            pairs = draw.choice(rows_of[a], _NULL_PAIRS), draw.choice(rows_of[b], _NULL_PAIRS)
            apart = spoken[pairs[0]] != spoken[pairs[1]]
            ours, theirs = pairs[0][apart], pairs[1][apart]
            cosines = _products(centred, ours, centred, theirs)
        if len(cosines) < NULL_QUANTILES:
            continue
        plain[a, b] = _quantiles(cosines)
        if scaling is not None and a != b:
            levels = scaling.levels(scaling.column(b))[ours] + scaling.levels(scaling.column(a))[theirs]
            scaled[a, b] = _quantiles(bound_scores(cosines + levels, cosines))
    return Nulls(plain, scaled)


def _quantiles(numbers: Cosines) -> Vectors:
    quantiles: Vectors = np.quantile(numbers, np.linspace(0, 1, NULL_QUANTILES)).astype(np.float32)
    return quantiles


def _products(a: Vectors, of_a: _Rows, b: Vectors, of_b: _Rows) -> Cosines:
    """The cosines of pairs: of row of_a[i] of a and row of_b[i] of b."""
    products = np.empty(len(of_a))
    for start in range(0, len(products), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        products[some] = np.einsum("ij,ij->i", a[of_a[some]], b[of_b[some]], dtype=np.float64)
    return products


def _within(
    vectors: Vectors, total: _Row, speeches: npt.NDArray[np.str_], rows: _Rows, draw: np.random.Generator
) -> Iterator[Cosines]:
    """The cosines of random pairs in one language, fold by fold, the first passage of each new to the centre.

    total: the sum of all vectors.  rows: the passages in that language. Nothing where they are all of one
    speech.
    """
    folds = _folds(speeches, rows)
    for fold in range(_FOLDS):
        new = folds == fold
        asking, answering = rows[new[rows]], rows[~new[rows]]
        if len(asking) and len(answering):
            others, n_others = total - _sum(vectors[new]), len(vectors) - int(np.count_nonzero(new))
            whole = _shrunk_mean(others, n_others, towards=np.zeros_like(total))
            centre = _shrunk_mean(_sum(vectors[answering]), len(answering), towards=whole).astype(np.float32)
            space = Space({ANY: centre}, {}, len(vectors))
            n = round(_NULL_PAIRS * len(asking) / len(rows))
            first, second = (_drawn(vectors, some, n, space, draw) for some in (asking, answering))
            yield _products(*first, *second)


def _drawn(
    vectors: Vectors, rows: _Rows, n: int, space: Space, draw: np.random.Generator
) -> tuple[Vectors, _Rows]:
    """n of the rows: those that are drawn, once each, in a space of one centre; and which of them each is."""
    distinct, which = np.unique(draw.choice(rows, n), return_inverse=True)
    return space.centred(vectors[distinct], [ANY] * len(distinct)), which


def _folds(speeches: npt.NDArray[np.str_], rows: _Rows) -> npt.NDArray[np.int64]:
    """The fold of every passage, by its speech: those with one in `rows` by turns, others in none (-1)."""
    ids = sorted(set(speeches[rows].tolist()), key=lambda one: hashlib.sha256(one.encode()).digest())
    fold_of = {speech: number % _FOLDS for number, speech in enumerate(ids)}
    return np.array([fold_of.get(speech, -1) for speech in speeches.tolist()], np.int64)


def _rows_by_language(languages: Sequence[str]) -> dict[str, _Rows]:
    keys = np.asarray([centre_key(language) for language in languages])
    return {str(key): np.flatnonzero(keys == key) for key in np.unique(keys)}


def _seed(pair: tuple[str, str]) -> int:
    return _SEED + int.from_bytes(hashlib.sha256(" ".join(pair).encode()).digest()[:4], "big")
