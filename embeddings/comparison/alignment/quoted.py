"""Short quotations that two sentences share, in whatever order: too short to be found by their letters alone,
but together no accident.
"""

from itertools import pairwise

import numpy as np

from embeddings.comparison.alignment.chaining import SeedRun
from embeddings.comparison.alignment.units import Numbers, UnitText

# Letters; a syllable is three.
_LEAST, _MOST = 9.0, 36.0  # of a quotation: longer ones are found by their letters
_TOGETHER = 18.0  # of those that one sentence has
_FEWEST = 2


def short_quotes(text: UnitText, first: int, end: int) -> list[tuple[int, int]]:
    """The short quotations of a sentence, as units, a list between two marks being several; [] where it has
    but one.
    """
    found = []
    for start, stop in text.quotes:
        if first <= start and stop <= end:
            cuts = [start, *sorted(cut for cut in text.breaks if start < cut < stop), stop]
            found += [part for part in pairwise(cuts) if _LEAST <= text.size(*part) <= _MOST]
    return found if len(found) >= _FEWEST else []


def shared_quotes(a: UnitText, b: UnitText, first: int, end: int) -> list[SeedRun]:
    """The short quotations of a sentence that one sentence of the other text has too; [] for none."""
    best: tuple[float, list[SeedRun]] = (0.0, [])
    for start, stop in b.sentences:
        runs = []
        for quoted in short_quotes(a, first, end):
            at = _place(a.numbers[slice(*quoted)], b.numbers[start:stop])
            if at is not None:
                runs.append(SeedRun(quoted[0], start + at, quoted[1] - quoted[0]))
        shared = sum(a.size(run.a, run.a + run.length) for run in runs)
        if len(runs) >= _FEWEST and shared >= _TOGETHER and shared > best[0]:
            best = shared, runs
    return best[1]


def _place(wanted: Numbers, among: Numbers) -> int | None:
    if len(wanted) > len(among):
        return None
    windows = np.lib.stride_tricks.sliding_window_view(among, len(wanted))
    found = np.flatnonzero((windows == wanted).all(axis=1))
    return int(found[0]) if len(found) else None
