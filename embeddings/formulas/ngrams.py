"""Runs of tokens that return: how often, in how many speeches, how firmly they hold, what stands beside them.

A run of n tokens is found from two of n - 1 that overlap, and only where both return often enough, so that
all lengths together cost little more than the first two. Nothing here knows a language or a dictionary.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.formulas.tokens import Ids

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
_NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Ngrams:
    """All runs of n tokens that return often enough.

    at: shape (m,), where each of their m occurrences begins, ascending.  kind: shape (m,), which run that is,
    from 0.  counts, spread: shape (k,), by run: occurrences, and speeches that have one.
    cohesion: shape (k,), bits: the weakest pointwise mutual information over all ways to part the run in two,
    as PMI = log2(p(run) / (p(left) p(right))).  left, right: shape (k,), bits: the entropy of the tokens
    before and after it, each break counted as a neighbour of its own.  left_break, right_break: shape (k,),
    the share of occurrences that stand beside a break.
    """

    n: int
    at: Numbers
    kind: Numbers
    counts: Numbers
    spread: Numbers
    cohesion: Floats
    left: Floats
    right: Floats
    left_break: Floats
    right_break: Floats

    @property
    def first(self) -> Numbers:
        """Where each run occurs first, shape (k,)."""
        first = np.empty(len(self.counts), np.int64)
        first[self.kind[::-1]] = self.at[::-1]
        return first


def ngrams(
    ids: Ids, before: Ids, after: Ids, speeches: Numbers, *, least: int, longest: int
) -> Iterator[Ngrams]:
    """The runs of 2, 3, … `longest` tokens that occur at least `least` times.

    ids: tokens, or a break (below 0), shape (n,).  before, after: the same as they count before and after a
    run, shape (n,).  speeches: the speech that each stands in, shape (n,).
    """
    n_tokens = max(1, int(np.count_nonzero(ids >= 0)))
    kinds = {1: np.where(ids >= 0, ids, _NONE).astype(np.int64)}  # by length: which run begins at each place
    counts = {1: np.bincount(ids[ids >= 0], minlength=int(ids.max(initial=0)) + 1)}
    for n in range(2, longest + 1):
        shorter = kinds[n - 1]
        at = np.flatnonzero((shorter[:-1] != _NONE) & (shorter[1:] != _NONE))
        at = at[at + n <= len(ids)]
        pairs = shorter[at] * len(counts[n - 1]) + shorter[at + 1]
        _, kind, count = np.unique(pairs, return_inverse=True, return_counts=True)
        often = count >= least
        kept = often[kind]
        at, kind = at[kept], (np.cumsum(often) - 1)[kind[kept]]
        if not len(at):
            return
        count = count[often]
        whole = np.full(len(ids), _NONE, np.int64)
        whole[at] = kind
        kinds[n], counts[n] = whole, count
        left, left_break = _entropy(kind, _beside(before, at - 1), count)
        right, right_break = _entropy(kind, _beside(after, at + n), count)
        yield Ngrams(
            n=n,
            at=at,
            kind=kind,
            counts=count,
            spread=_spread(kind, speeches[at], len(count)),
            cohesion=_cohesion(n, at, kind, kinds, counts, n_tokens),
            left=left,
            right=right,
            left_break=left_break,
            right_break=right_break,
        )


def _beside(neighbours: Ids, at: Numbers) -> Numbers:
    """The tokens at these places; beyond the text there is a break."""
    inside = (at >= 0) & (at < len(neighbours))
    return np.where(inside, neighbours[np.clip(at, 0, len(neighbours) - 1)], _NONE).astype(np.int64)


def _entropy(kind: Numbers, beside: Numbers, counts: Numbers) -> tuple[Floats, Floats]:
    """Of the neighbours of each run, in bits, and the share of them that are breaks."""
    broken = beside < 0
    breaks = np.bincount(kind[broken], minlength=len(counts))
    width = int(beside.max(initial=0)) + 1
    pairs, count = np.unique(kind[~broken] * width + beside[~broken], return_counts=True)
    of = pairs // width
    share = count / counts[of]
    entropy = np.bincount(of, weights=-share * np.log2(share), minlength=len(counts))
    # b breaks are b neighbours seen once.
    return entropy + breaks / counts * np.log2(counts), breaks / counts


def _spread(kind: Numbers, speeches: Numbers, n: int) -> Numbers:
    width = int(speeches.max(initial=0)) + 1
    return np.bincount(np.unique(kind * width + speeches) // width, minlength=n)


def _cohesion(
    n: int, at: Numbers, kind: Numbers, kinds: dict[int, Numbers], counts: dict[int, Numbers], total: int
) -> Floats:
    first = np.empty(int(kind.max()) + 1, np.int64)
    first[kind[::-1]] = at[::-1]
    whole = np.log2(counts[n])
    weakest = np.full(len(first), np.inf)
    for cut in range(1, n):
        left = counts[cut][kinds[cut][first]]
        right = counts[n - cut][kinds[n - cut][first + cut]]
        weakest = np.minimum(weakest, whole + np.log2(total) - np.log2(left) - np.log2(right))
    return weakest
