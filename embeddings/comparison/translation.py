"""Which passages of a new speech translate passages of the corpus.

Vectors alone cannot tell: line by line a translation is no nearer than what is on the same subject. Each
passage's nearest ones in other languages are only proposals, by the margin (Artetxe and Schwenk, Margin-based
parallel corpus mining with multilingual sentence embeddings, ACL 2019): the cosine less the mean cosine of
both to their nearest neighbours. What confirms them are neighbours: passages that follow one another here,
and whose mates follow one another in one source; or, for a passage alone, the same figures. Lengths must
agree.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.comparison.differences import numbers_of
from embeddings.index.vectors import PassageIndex
from embeddings.similarity.space import Vectors

Numbers = npt.NDArray[np.int64]

_NEIGHBOURS = 10
_MATES = 4  # proposals for a passage in each other language
_LONGEST_STEP = 3  # passages between two mates in a row
# What speaks for a pair, added up over a run; of 106 speeches without a
# translation two reach .25 by accident, and none .3 (docs/benchmarks.md).
_FOREMOST = 0.08  # no other passage has a higher margin
_FIGURE = 0.05  # for each of two figures that both have
_SKIPPED = 0.05  # taken off for each passage left out between two mates
_LEAST_RUN = {2: 0.35, 3: 0.25}  # by how many passages are in a row; for more as for three
_LEAST_BESIDE = -0.02  # margin of a passage beside a run
_LEAST_ALONE = 0.27  # of a passage that only figures confirm …
_LEAST_FIGURES = 2  # … and how many of them both must have
_LENGTHS = (0.4, 2.5)  # letters of a translation for each letter, a syllable being three
_BATCH = 64


@dataclass(frozen=True, slots=True)
class TranslationSide:
    """What is compared of a passage: its wording, and its letters (a syllable is three)."""

    normalized: str
    size: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """Passage `at` of the new speech and a passage of the corpus in another language."""

    at: int
    row: int
    cosine: float
    margin: float


@dataclass(frozen=True, slots=True)
class Translation:
    """A confirmed proposal. why: `neighbours` or `figures`, with how many."""

    at: int
    row: int
    cosine: float
    why: str


def propose(
    index: PassageIndex,
    groups: Numbers,
    centred: Vectors,
    languages: Sequence[int],
    allowed: npt.NDArray[np.bool_],
) -> list[Proposal]:
    """For each passage its best mates in each other language, by margin.

    groups: the language of each row, shape (n,).  centred: of the passages, shape (m, dim).  languages: of
    the passages, numbered as in `groups`, -1 for one that the corpus has not.  allowed: which may answer.
    """
    rows_of = {int(group): np.flatnonzero((groups == group) & allowed) for group in np.unique(groups)}
    back: dict[int, dict[int, float]] = defaultdict(dict)
    found: list[tuple[int, int, float, float]] = []
    for start in range(0, len(centred), _BATCH):
        products = index.near_products(centred[start : start + _BATCH])
        for place, of_passage in enumerate(products):
            at = start + place
            for group, rows in rows_of.items():
                if group == languages[at] or not len(rows):
                    continue
                of_group = of_passage[rows]
                k = min(_NEIGHBOURS, len(rows))
                best = np.argpartition(-of_group, k - 1)[:k]
                best = best[np.lexsort((rows[best], -of_group[best]))]
                density = float(np.mean(of_group[best]))
                for one in best[:_MATES].tolist():
                    found.append((at, int(rows[one]), float(of_group[one]), density))
                    back[languages[at]].setdefault(int(rows[one]), 0.0)
    for language, densities in back.items():
        _fill_densities(index, rows_of.get(language, np.empty(0, np.int64)), densities)
    return [
        Proposal(at, row, cosine, cosine - (density + (back[languages[at]][row] or density)) / 2)
        for at, row, cosine, density in found
    ]


def _fill_densities(index: PassageIndex, rows: Numbers, densities: dict[int, float]) -> None:
    """How near each passage is to its nearest ones in the language of what asks; 0 where there are none."""
    wanted = sorted(densities)
    if not len(rows):
        return
    k = min(_NEIGHBOURS, len(rows))
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        products = index.near_products(index.vectors[np.array(part)])[:, rows]
        best = -np.partition(-products, k - 1, axis=1)[:, :k]
        densities.update(zip(part, best.mean(axis=1).astype(float).tolist(), strict=True))


def confirm(
    proposals: Sequence[Proposal],
    new: Sequence[TranslationSide],
    sources: dict[int, TranslationSide],
    speeches: dict[int, str],
) -> dict[int, Translation]:
    """The proposals that something else confirms, by passage of the new speech.

    new: the passages of the new speech.  sources, speeches: the text and the speech of each row proposed;
    rows of one speech follow each other as its passages do.
    """
    fitting = _weighed(proposals, new, sources)
    confirmed: dict[int, Translation] = {}
    by_speech: defaultdict[str, list[_Evidence]] = defaultdict(list)
    for one in fitting:
        by_speech[speeches[one.row]].append(one)
    runs = [run for of_speech in by_speech.values() for run in _runs(of_speech)]
    runs.sort(key=lambda run: (-sum(one.weight for one in run), run[0].row))
    for run in runs:
        for one in run:
            confirmed.setdefault(
                one.at, Translation(one.at, one.row, one.cosine, f"{len(run)} passages in a row")
            )
    beside = _beside(proposals, new, sources, speeches)
    for run in runs:
        _grow(confirmed, run, beside, speeches[run[0].row])
    for one in sorted(fitting, key=lambda one: (-one.weight, one.row)):
        if one.at not in confirmed and one.weight >= _LEAST_ALONE and len(one.figures) >= _LEAST_FIGURES:
            why = f"the same figures: {', '.join(sorted(one.figures)[:5])}"
            confirmed[one.at] = Translation(one.at, one.row, one.cosine, why)
    return confirmed


def _beside(
    proposals: Sequence[Proposal],
    new: Sequence[TranslationSide],
    sources: dict[int, TranslationSide],
    speeches: dict[int, str],
) -> dict[tuple[int, str], list[Proposal]]:
    """The proposals that may join a run, by passage and speech, the best first."""
    found: defaultdict[tuple[int, str], list[Proposal]] = defaultdict(list)
    for one in sorted(proposals, key=lambda one: (-one.margin, one.row)):
        if one.margin >= _LEAST_BESIDE and _lengths_agree(new[one.at], sources[one.row]):
            found[one.at, speeches[one.row]].append(one)
    return found


def _grow(
    confirmed: dict[int, Translation],
    run: Sequence["_Evidence"],
    beside: dict[tuple[int, str], list[Proposal]],
    speech: str,
) -> None:
    """Passages beside a run, whose mates are beside its mates, need to tell less; two may share one mate."""
    why = f"beside {len(run)} passages in a row"
    for step in (1, -1):
        mates = {one.at: one.row for one in run}
        for start in sorted(mates, reverse=step < 0):
            at, row = start + step, mates[start]
            while at not in confirmed:
                near = [one for one in beside.get((at, speech), ()) if 0 <= step * (one.row - row) <= 2]
                if not near:
                    break
                row = near[0].row
                confirmed[at] = Translation(at, row, near[0].cosine, why)
                at += step


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A proposal and all that speaks for it."""

    at: int
    row: int
    cosine: float
    weight: float
    figures: frozenset[str]


def _weighed(
    proposals: Sequence[Proposal], new: Sequence[TranslationSide], sources: dict[int, TranslationSide]
) -> list[_Evidence]:
    foremost: dict[int, Proposal] = {}
    for one in proposals:
        best = foremost.get(one.at)
        if best is None or (one.margin, -one.row) > (best.margin, -best.row):
            foremost[one.at] = one
    found = []
    for one in proposals:
        if one.margin <= 0 or not _lengths_agree(new[one.at], sources[one.row]):
            continue
        shared = frozenset(_figures(new[one.at]) & _figures(sources[one.row]))
        weight = one.margin + _FOREMOST * (foremost[one.at] == one) + _FIGURE * min(2, len(shared))
        found.append(_Evidence(one.at, one.row, one.cosine, weight, shared))
    return found


def _lengths_agree(one: TranslationSide, other: TranslationSide) -> bool:
    return _LENGTHS[0] <= other.size / max(one.size, 1.0) <= _LENGTHS[1]


def _figures(text: TranslationSide) -> set[str]:
    """Figures of two digits or more: of single ones any two texts share some."""
    return {figure for figure in numbers_of(text.normalized) if sum(map(str.isdigit, figure)) >= 2}


def _runs(waiting: Sequence[_Evidence]) -> list[list[_Evidence]]:
    """Pairs in one speech that follow one another on both sides: the heaviest such run, then the next."""
    left = sorted(waiting, key=lambda one: (one.at, one.row))
    found = []
    while len(left) >= min(_LEAST_RUN):
        weight, run = _heaviest(left)
        if len(run) < min(_LEAST_RUN) or weight < _LEAST_RUN[min(len(run), max(_LEAST_RUN))]:
            break
        found.append(run)
        taken = {one.at for one in run}
        left = [one for one in left if one.at not in taken]
    return found


def _heaviest(waiting: Sequence[_Evidence]) -> tuple[float, list[_Evidence]]:
    best: list[float] = []
    before: list[int] = []
    for number, one in enumerate(waiting):
        most, link = one.weight, -1
        for earlier in range(number - 1, -1, -1):
            other = waiting[earlier]
            if one.at - other.at > _LONGEST_STEP:
                break
            steps = one.at - other.at, one.row - other.row
            if steps[0] > 0 and 0 < steps[1] <= _LONGEST_STEP:
                weight = best[earlier] + one.weight - _SKIPPED * (max(steps) - 1)
                if weight > most:
                    most, link = weight, earlier
        best.append(most)
        before.append(link)
    at = max(range(len(best)), key=lambda number: (best[number], -number))
    weight, run = best[at], []
    while at >= 0:
        run.append(waiting[at])
        at = before[at]
    return weight, run[::-1]
