"""Which regions of a passage take up which passages of the corpus: sentence by sentence, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.comparison.alignment.chaining import Chain, chains
from embeddings.comparison.alignment.gaps import Beside, fill
from embeddings.comparison.alignment.regions import Region, best_region, bridge, parts
from embeddings.comparison.alignment.units import UnitText

_SHORT, _TELLING = (
    36.0,
    4.5,
)  # equal letters of a phrase, and what they tell, that a longer text has by chance
_MUCH = 0.25  # of a passage: then even such a phrase is no accident
_LEAST_LEFT = 12.0  # letters beside a region in which another may lie
_NEARLY = 0.97  # of the best score: then the passage that the sentence before was taken from is preferred


@dataclass(frozen=True)
class Candidate:
    """A passage of the corpus laid beside a passage of the new speech.

    row: of the snapshot.  order: by which equals are told apart (the first day of its date, its address).
    quoting: it was found because it quotes the same few words.
    """

    row: int
    order: tuple[str, str]
    text: UnitText
    chains: tuple[Chain, ...]
    quoting: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A region of the new passage and the candidate it takes up."""

    region: Region
    candidate: Candidate


def lay_beside(
    a: UnitText, row: int, order: tuple[str, str], b: UnitText, *, quoting: bool = False
) -> Candidate:
    return Candidate(row, order, b, tuple(chains(a, b)), quoting)


def take(a: UnitText, candidates: Sequence[Candidate]) -> list[Taken]:
    """The regions that take up a candidate, in the order of the passage, none overlapping another; neighbours
    that go on in one candidate are one.
    """
    taken: list[Taken] = []
    for first, end in a.sentences:
        taken += _bridged(a, _take_sentence(a, candidates, first, end, taken[-1] if taken else None))
    return _joined([Taken(part, one.candidate) for one in _filled(a, taken) for part in _parts(a, one)])


def is_incidental(a: UnitText, one: Taken, taken: Sequence[Taken]) -> bool:
    """Is a region a short phrase of everyday words, and little of a passage that has nothing else from there?

    taken: all regions of the passage.
    """
    first, end = one.region.a_start, one.region.a_end
    if (
        one.candidate.quoting
        or one.region.equal >= _SHORT
        or a.telling(first, end) >= _TELLING
        or a.in_quotes(first, end)
    ):
        return False
    together = sum(other.region.equal for other in taken if other.candidate.row == one.candidate.row)
    return together < _MUCH * a.size(0, len(a))


def _parts(a: UnitText, one: Taken) -> list[Region]:
    return parts(a, one.candidate.text, one.region)


def _take_sentence(
    a: UnitText, candidates: Sequence[Candidate], first: int, end: int, before: Taken | None
) -> list[Taken]:
    if a.size(first, end) < _LEAST_LEFT:
        return []
    best = _best(a, candidates, first, end, before)
    if best is None:
        return []
    region = best.region
    return [
        *_take_sentence(a, candidates, first, region.a_start, before),
        best,
        *_take_sentence(a, candidates, region.a_end, end, best),
    ]


def _best(
    a: UnitText, candidates: Sequence[Candidate], first: int, end: int, before: Taken | None
) -> Taken | None:
    bounds = []
    for candidate in candidates:
        most = sum(
            a.size(run.a, run.a + run.length)
            for chain in candidate.chains
            for run in chain.within(first, end)
        )
        if most >= _LEAST_LEFT:
            bounds.append((-most, candidate.order, candidate))
    bounds.sort(key=lambda bound: bound[:2])
    found: list[tuple[float, tuple[str, str], Taken]] = []
    highest = 0.0
    for falling, order, candidate in bounds:
        if -falling < _NEARLY * highest:
            break
        region = best_region(a, candidate.text, candidate.chains, first, end, quoting=candidate.quoting)
        if region is not None:
            found.append((region.score, order, Taken(region, candidate)))
            highest = max(highest, region.score)
    near = [one for one in found if one[0] >= _NEARLY * highest]
    if not near:
        return None
    if before is not None:
        following = [one for one in near if one[2].candidate.row == before.candidate.row]
        if following:
            return following[0][2]
    return min(near, key=lambda one: (-round(one[0], 3), one[1]))[2]


def _bridged(a: UnitText, taken: Sequence[Taken]) -> list[Taken]:
    """The regions of a sentence; two that take up one sentence of a source, in order, are one."""
    bridged: list[Taken] = []
    for one in taken:
        last = bridged[-1] if bridged else None
        if last is not None and last.candidate.row == one.candidate.row:
            whole = bridge(a, one.candidate.text, last.region, one.region)
            if whole is not None:
                bridged[-1] = Taken(whole, one.candidate)
                continue
        bridged.append(one)
    return bridged


def _filled(a: UnitText, taken: Sequence[Taken]) -> list[Taken]:
    """The regions, and what between them stands where their sources have something like it."""
    filled: list[Taken] = []
    reached, last = 0, None
    for one in [*taken, None]:
        end = one.region.a_start if one is not None else len(a)
        candidates = {id(near.candidate.text): near.candidate for near in (last, one) if near is not None}
        for found in fill(a, reached, end, _beside(last), _beside(one)):
            filled.append(Taken(found.region, candidates[id(found.text)]))
        if one is not None:
            filled.append(one)
            reached, last = one.region.a_end, one
    return filled


def _beside(one: Taken | None) -> Beside | None:
    return Beside(one.region, one.candidate.text) if one is not None else None


def _joined(taken: Sequence[Taken]) -> list[Taken]:
    joined: list[Taken] = []
    for one in taken:
        last = joined[-1] if joined else None
        if last is not None and _go_on(last, one):
            joined[-1] = Taken(_together(last, one), last.candidate)
        else:
            joined.append(one)
    return joined


def _go_on(last: Taken, one: Taken) -> bool:
    """Does one region go on where the other ends, on both sides, and in the same way?"""
    return (
        last.candidate.row == one.candidate.row
        and last.region.a_end == one.region.a_start
        and last.region.b_end == one.region.b_start
        and last.region.exact == one.region.exact
    )


def _together(last: Taken, one: Taken) -> Region:
    a, b = last.region, one.region
    # What is equal and what is not adds up; identity is the share of the longer side.
    longer = a.equal / max(a.identity, 1e-9) + b.equal / max(b.identity, 1e-9)
    return Region(
        a.a_start, b.a_end, (*a.changes, *b.changes), a.equal + b.equal, (a.equal + b.equal) / longer
    )
