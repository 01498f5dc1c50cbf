"""Which passages of the corpus a new passage is laid beside: found by its letters, and by its meaning.

Seeds are exact and blind to meaning, vectors the reverse; each finds what the other misses, and both only
propose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.index.seed_lookup import Seeds
from embeddings.index.seeds import Runs

Numbers = npt.NDArray[np.int64]

_MOST_POSTINGS = 256  # of one seed that are looked at one by one; a seed in more passages is a set phrase
_MOST_ROWS = 14  # passages proposed for the whole of a passage …
_MOST_ALONE = 5  # … and further ones for what those leave uncovered, at a time
_MOST_ROUNDS = 4


@dataclass(frozen=True)
class SeedHits:
    """Which seeds of a text stand in which passages: hit i says that run `runs[i]` of the text is in row
    `rows[i]`. Both of shape (n,). frequent: for each run, in how many passages it stands in all.
    """

    runs: Numbers
    rows: Numbers
    frequent: Numbers

    def within(self, first_run: int, end_run: int) -> Numbers:
        """The rows of the hits of some runs, one for each hit."""
        found: Numbers = self.rows[(self.runs >= first_run) & (self.runs < end_run)]
        return found


def seed_hits(
    index: Seeds, runs: Runs, *, first_days: npt.NDArray[np.str_], allowed: npt.NDArray[np.bool_]
) -> SeedHits:
    """What the seeds of a text find.

    first_days: of each passage's speech, "9999" when unknown, shape (n_passages,); of a seed in very many
    passages the earliest are taken.  allowed: which passages may answer, shape (n_passages,).
    """
    found = index.find(runs.hashes)
    counts = found.counts
    number, row = [], []
    for run in np.flatnonzero(counts).tolist():
        rows = found.rows(run)
        rows = rows[allowed[rows]]
        if len(rows) > _MOST_POSTINGS:
            rows = rows[np.argsort(first_days[rows], kind="stable")[:_MOST_POSTINGS]]
        number.append(np.full(len(rows), run))
        row.append(rows)
    empty = [np.empty(0, np.int64)]
    return SeedHits(np.concatenate([*number, *empty]), np.concatenate([*row, *empty]), counts)


def propose(hits: SeedHits, near: Sequence[int]) -> list[int]:
    """The rows to lay beside a text: those of the most telling seeds, those of seeds that no other row
    explains, and those near in meaning. Without doubles, the most telling first.
    """
    rows: list[int] = []
    left = np.ones(len(hits.frequent), bool)
    for round_ in range(_MOST_ROUNDS):
        alive = left[hits.runs]
        if not alive.any():
            break
        found, weights = _weighed(hits, alive)
        order = np.lexsort((found, -np.round(weights, 6)))[: _MOST_ROWS if not round_ else _MOST_ALONE]
        chosen = [row for row in found[order].tolist() if row not in rows]
        if not chosen:
            break
        rows += chosen
        left[hits.runs[np.isin(hits.rows, chosen)]] = False
    return list(dict.fromkeys([*rows, *near]))


def _weighed(hits: SeedHits, alive: npt.NDArray[np.bool_]) -> tuple[Numbers, npt.NDArray[np.float64]]:
    """The rows that are hit, each with what its hits tell: a seed that stands everywhere tells little."""
    weights = 1 / np.log2(1 + np.maximum(1, hits.frequent[hits.runs[alive]]))
    found, number = np.unique(hits.rows[alive], return_inverse=True)
    return found, np.bincount(number, weights=weights, minlength=len(found)).astype(np.float64)
