"""Which passages of a new speech translate passages of the corpus.

Vectors alone cannot tell: line by line a translation is no nearer than what is on the same subject. Each
passage's nearest ones in other languages are only proposals. What confirms them are neighbours: passages that
follow one another here, and whose mates follow one another in one source; or, for a passage alone, the same
figures. Lengths must agree.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from embeddings.comparison.alignment.units import letters_in
from embeddings.comparison.translations.proposals import Proposal

Key = TypeVar("Key", bound=Hashable)

_LONGEST_STEP = 3  # passages between two mates in a row
# What speaks for a pair, added up over a run. Of 153 speeches without a known translation none reaches these
# sums by accident; five lines of a true one reach them in 85 to 94 of 100 cases.
_LEAST_MARGIN = -0.06
_FOREMOST = 0.08  # no other passage has a higher margin …
_FOREMOST_IN_SPEECH = 0.05  # … or none of a speech of many passages
_MANY_PASSAGES = 30
_FIGURE = 0.05  # for each of two figures that both have
_SKIPPED = 0.05  # taken off for each passage left out between two mates
_LEAST_RUN = {2: 0.45, 3: 0.41}  # by how many passages are in a row; for more as for three
_LEAST_BESIDE = -0.02  # margin of a passage beside a run, if its mate is not the foremost of its speech
_LEAST_ALONE = 0.27  # of a passage that only figures confirm …
_LEAST_FIGURES = 2  # … and how many of them both must have
_LENGTHS = (0.4, 2.5)  # letters of a translation for each letter, a syllable being three
_WRITTEN, _GROUPED = re.compile(r"\d+(?:[.,:]\d+)*"), re.compile(r",(?=\d{3}(?!\d))")
_MOST_PROMISING = 8  # speeches of which every passage is asked


@dataclass(frozen=True, slots=True)
class TranslationSide:
    """What is compared of a passage: its wording, and how many letters that has (a syllable is three)."""

    normalized: str
    size: float

    @classmethod
    def of(cls, normalized: str) -> "TranslationSide":
        return cls(normalized, letters_in(normalized))


@dataclass(frozen=True, slots=True)
class Translation:
    """A confirmed proposal. why: what confirmed it."""

    at: int
    row: int
    cosine: float
    why: str


def promising(
    proposals: Sequence[Proposal],
    new: Sequence[TranslationSide],
    sources: dict[int, TranslationSide],
    speeches: dict[int, str],
) -> list[str]:
    """The speeches in which proposals follow one another, the likeliest first: asked about each passage, they
    may have mates for those that are nearer to something else. Arguments as of `confirm`.
    """
    weights = []
    for speech, waiting in _by_speech(_weighed(proposals, new, sources, speeches, {}), speeches).items():
        weight, run = _heaviest(sorted(waiting, key=lambda one: (one.at, one.row)))
        if len(run) > 1:
            weights.append((-round(weight, 6), speech))
    return [speech for _, speech in sorted(weights)[:_MOST_PROMISING]]


def confirm(
    proposals: Sequence[Proposal],
    new: Sequence[TranslationSide],
    sources: dict[int, TranslationSide],
    speeches: dict[int, str],
    whole: Mapping[str, int],
) -> dict[int, Translation]:
    """The proposals that something else confirms, by passage of the new speech.

    new: the passages of the new speech.  sources, speeches: the text and the speech of each row proposed;
    rows of one speech follow each other as its passages do.  whole: how many passages those speeches have
    of which all were proposed that are near enough.
    """
    fitting = _weighed(proposals, new, sources, speeches, whole)
    confirmed: dict[int, Translation] = {}
    runs = [run for of_speech in _by_speech(fitting, speeches).values() for run in _runs(of_speech)]
    runs.sort(key=lambda run: (-sum(one.weight for one in run), run[0].row))
    for run in runs:
        for one in run:
            confirmed.setdefault(
                one.at, Translation(one.at, one.row, one.cosine, f"{len(run)} passages in a row")
            )
    beside = _beside(proposals, new, sources, speeches, whole)
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
    whole: Mapping[str, int],
) -> dict[tuple[int, str], list[Proposal]]:
    """The proposals that may join a run, by passage and speech, the best first."""
    found: defaultdict[tuple[int, str], list[Proposal]] = defaultdict(list)
    foremost = _foremost(proposals, lambda one: (one.at, speeches[one.row]))
    for one in sorted(proposals, key=lambda one: (-one.margin, one.row)):
        place = one.at, speeches[one.row]
        first = place[1] in whole and foremost[place] == one and one.margin > _LEAST_MARGIN
        if (first or one.margin >= _LEAST_BESIDE) and _lengths_agree(new[one.at], sources[one.row]):
            found[place].append(one)
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


def _by_speech(fitting: Sequence[_Evidence], speeches: dict[int, str]) -> dict[str, list[_Evidence]]:
    found: defaultdict[str, list[_Evidence]] = defaultdict(list)
    for one in fitting:
        found[speeches[one.row]].append(one)
    return found


def _weighed(
    proposals: Sequence[Proposal],
    new: Sequence[TranslationSide],
    sources: dict[int, TranslationSide],
    speeches: dict[int, str],
    whole: Mapping[str, int],
) -> list[_Evidence]:
    foremost = _foremost(proposals, lambda one: one.at)
    in_speech = _foremost(proposals, lambda one: (one.at, speeches[one.row]))
    found = []
    for one in proposals:
        if one.margin <= _LEAST_MARGIN or not _lengths_agree(new[one.at], sources[one.row]):
            continue
        shared = frozenset(_figures(new[one.at]) & _figures(sources[one.row]))
        weight = one.margin + _FOREMOST * (foremost[one.at] == one) + _FIGURE * min(2, len(shared))
        speech = speeches[one.row]
        if in_speech[one.at, speech] == one:  # of few passages one is foremost soon
            weight += _FOREMOST_IN_SPEECH * min(1.0, whole.get(speech, 0) / _MANY_PASSAGES)
        found.append(_Evidence(one.at, one.row, one.cosine, weight, shared))
    return found


def _foremost(proposals: Sequence[Proposal], group: Callable[[Proposal], Key]) -> dict[Key, Proposal]:
    """Of each group the proposal with the highest margin, the first row of equals."""
    foremost: dict[Key, Proposal] = {}
    for one in proposals:
        best = foremost.get(group(one))
        if best is None or (one.margin, -one.row) > (best.margin, -best.row):
            foremost[group(one)] = one
    return foremost


def _lengths_agree(one: TranslationSide, other: TranslationSide) -> bool:
    return _LENGTHS[0] <= other.size / max(one.size, 1.0) <= _LENGTHS[1]


def _figures(text: TranslationSide) -> set[str]:
    """Figures of two digits or more: of single ones any two texts share some."""
    found = (_GROUPED.sub("", figure) for figure in _WRITTEN.findall(text.normalized))
    return {figure for figure in found if sum(map(str.isdigit, figure)) >= 2}


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
