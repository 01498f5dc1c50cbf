"""Where one text takes up another: regions of its units with the changes in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from embeddings.comparison.alignment.chaining import Chain, SeedRun
from embeddings.comparison.alignment.changes import Operation, WordChange, changes_between, merged
from embeddings.comparison.alignment.edges import edge_after, edge_before
from embeddings.comparison.alignment.quoted import shared_quotes
from embeddings.comparison.alignment.units import UnitText

# Letters; a syllable is three. Chosen on the tuning half of scripts/benchmarks/comparison/planted.py.
_LEAST_EXACT = 30.0  # shared word for word, wherever it stands
_LEAST_CLAUSES = 21.0  # … whole clauses of both texts
_LEAST_SENTENCE = 12.0  # … a whole sentence, which is whole clauses of the other
_LEAST_QUOTED = 12.0  # … between quotation marks
_LEAST_EDITED = 27.0  # equal letters of whole clauses that were edited …
_LEAST_EDITED_INSIDE = 45.0  # … or of what begins or ends inside a clause
# Equal letters of all that the longer side has: few letters have to agree better than many.
_LEAST_IDENTITY = ((90.0, 0.5), (54.0, 0.6), (36.0, 0.7), (0.0, 0.8))  # (equal letters, share)
_LEAST_TELLING = 1.0  # or nothing but grammar is shared
_HEAVILY_EDITED, _LEAST_PIECE = 0.75, 60.0  # identity; letters of a piece that then stands alone
_BRIDGED = 0.5  # of the equal letters of two regions, between them
_MOVED = 0.6  # of what moved clauses span, that they share
_JUMP_COST = 3.0  # letters that a clause in another place costs


@dataclass(frozen=True, slots=True)
class Region:
    """changes: in the order of the new text, together all of `a_start` to `a_end`.
    equal: letters that are the same.  identity: their share of the longer side, 0 to 1.
    """

    a_start: int
    a_end: int
    changes: tuple[WordChange, ...]
    equal: float
    identity: float

    @property
    def b_start(self) -> int:
        return min(change.b_start for change in self.changes)

    @property
    def b_end(self) -> int:
        return max(change.b_end for change in self.changes)

    @property
    def exact(self) -> bool:
        return all(change.operation == "equal" for change in self.changes)

    @property
    def score(self) -> float:
        return self.equal * self.identity


def best_region(
    a: UnitText, b: UnitText, shared: Sequence[Chain], first: int, end: int, *, quoting: bool = False
) -> Region | None:
    """The heaviest region between two units of the new text that takes up the other; None for none.

    quoting: that both quote the same few words is enough.
    """
    cores = [core for chain in shared if (core := _densest(a, b, chain.within(first, end)))]
    cores.sort(key=lambda core: (-_weight(a, core), core))
    changes = _with_edges(a, b, _joined(a, b, cores), first, end) if cores else []
    if changes:
        region = region_of(a, b, changes)
        found = region if is_reuse(a, b, region) else _quoted(a, b, region)
        if found is not None:
            return found
    quotes = shared_quotes(a, b, first, end) if quoting else []
    return region_of(a, b, _with_edges(a, b, quotes, first, end)) if quotes else None


def spanning_region(a: UnitText, b: UnitText, shared: Sequence[Chain], first: int, end: int) -> Region | None:
    """All that two texts share between two units of the new one, with whatever stands between: for a text
    that is known to take up the other.
    """
    whole = [runs for chain in shared if (runs := chain.within(first, end))]
    whole.sort(key=lambda runs: (-_weight(a, runs), runs))
    changes = _with_edges(a, b, _joined(a, b, whole), first, end) if whole else []
    return region_of(a, b, changes) if changes else None


def _quoted(a: UnitText, b: UnitText, region: Region) -> Region | None:
    """What a region holds word for word between quotation marks, where the whole is too little."""
    for change in region.changes:
        for first, end in a.quotes if change.operation == "equal" else ():
            if change.a_start <= first and end <= change.a_end and a.size(first, end) >= _LEAST_QUOTED:
                at = change.b_start + first - change.a_start
                return region_of(a, b, [WordChange("equal", first, end, at, at + end - first)])
    return None


def bridge(a: UnitText, b: UnitText, one: Region, other: Region) -> Region | None:
    """Two regions of one sentence of both texts as one, with what is between them changed; None if they are
    apart, or too much is between them.
    """
    if other.b_start < one.b_end or a.sentence_of(one.a_start) != a.sentence_of(other.a_start):
        return None
    if b.sentence_of(one.b_end - 1) != b.sentence_of(other.b_start):
        return None
    between = max(a.size(one.a_end, other.a_start), b.size(one.b_end, other.b_start))
    if between > _BRIDGED * (one.equal + other.equal):
        return None
    gap = changes_between(a, b, one.a_end, other.a_start, one.b_end, other.b_start)
    return region_of(a, b, merged([*one.changes, *gap, *other.changes]))


def parts(a: UnitText, b: UnitText, region: Region) -> list[Region]:
    """A region with little equal but long pieces word for word: those and the rest, each by itself.

    What is left of the rest where it is no reuse alone is left out.
    """
    long = [
        change
        for change in region.changes
        if change.operation == "equal" and a.size(change.a_start, change.a_end) >= _LEAST_PIECE
    ]
    if region.identity >= _HEAVILY_EDITED or region.exact or not long:
        return [region]
    found: list[Region] = []
    rest: list[WordChange] = []
    for change in region.changes:
        if change in long:
            found += _rest(a, b, rest)
            found.append(region_of(a, b, [change]))
            rest = []
        else:
            rest.append(change)
    return found + _rest(a, b, rest)


def _rest(a: UnitText, b: UnitText, changes: list[WordChange]) -> list[Region]:
    if not changes or changes[0].a_start == changes[-1].a_end:
        return []
    region = region_of(a, b, changes)
    return [region] if is_reuse(a, b, region) else []


def is_reuse(a: UnitText, b: UnitText, region: Region) -> bool:
    """Is so much shared that it is no accident?"""
    first, end = region.a_start, region.a_end
    equals = [change for change in region.changes if change.operation in ("equal", "move")]
    size = a.size(first, end)
    if region.exact and size >= _LEAST_SENTENCE and _are_sentences(a, b, region):
        return True
    telling = sum(a.telling(change.a_start, change.a_end) for change in equals)
    quoted = a.in_quotes(first, end)
    if telling < _LEAST_TELLING and not quoted:
        return False
    if not region.exact:
        least = next(share for equal, share in _LEAST_IDENTITY if region.equal >= equal)
        clauses = {first, end} <= a.breaks or any(_is_clause(a, change) for change in equals)
        enough = _LEAST_EDITED if clauses else _LEAST_EDITED_INSIDE
        return region.equal >= enough and region.identity >= least
    if size >= _LEAST_EXACT or (quoted and size >= _LEAST_QUOTED):
        return True
    whole = {first, end} <= a.breaks and {region.b_start, region.b_end} <= b.breaks
    return whole and size >= _LEAST_CLAUSES


def _is_clause(a: UnitText, change: WordChange) -> bool:
    """Is an equal piece a whole clause of the new text, and no short one?"""
    inside = [unit for unit in range(change.a_start, change.a_end + 1) if unit in a.breaks]
    return len(inside) > 1 and a.size(inside[0], inside[-1]) >= _LEAST_CLAUSES


def _are_sentences(a: UnitText, b: UnitText, region: Region) -> bool:
    """Is a region a whole sentence of the new text, and whole clauses of the other?"""
    whole = (region.a_start, region.a_end) == a.sentence_of(region.a_start)
    return whole and {region.b_start, region.b_end} <= b.breaks


def _densest(a: UnitText, b: UnitText, runs: tuple[SeedRun, ...]) -> tuple[SeedRun, ...]:
    """The runs in a row that share most, less what stands between them (Bentley's maximum subarray)."""
    best: tuple[float, int, int] = (0.0, 0, 0)
    weight, start = 0.0, 0
    for number, run in enumerate(runs):
        own = a.size(run.a, run.a + run.length)
        if number:
            last = runs[number - 1]
            between = max(
                a.size(last.a + last.length, run.a),
                b.size(last.b + last.length, run.b) if run.b >= last.b + last.length else 0.0,
            )
            weight -= 0.8 * between
        if weight <= 0:
            weight, start = 0.0, number
        weight += own
        if weight > best[0]:
            best = weight, start, number + 1
    return runs[best[1] : best[2]]


def _weight(a: UnitText, runs: Sequence[SeedRun]) -> float:
    equal = sum(a.size(run.a, run.a + run.length) for run in runs)
    span = a.size(runs[0].a, runs[-1].a + runs[-1].length)
    return equal - 0.5 * (span - equal)


def _joined(a: UnitText, b: UnitText, cores: Sequence[tuple[SeedRun, ...]]) -> list[SeedRun]:
    """The heaviest core with those that were moved: clauses of the same neighbourhood, in another order."""
    chosen = [list(cores[0])]
    near_first, near_end = _neighbourhood(b, cores[0])
    for core in cores[1:]:
        if not near_first <= core[0].b < near_end or _weight(a, core) < 2 * _JUMP_COST:
            continue
        more = [*chosen, list(core)]
        if all(_apart(core, other) for other in chosen) and _covered(a, more) >= _MOVED * _spanned(a, more):
            chosen = more
    return sorted(run for core in chosen for run in core)


def _spanned(a: UnitText, cores: Iterable[Sequence[SeedRun]]) -> float:
    spans = [_span(core) for core in cores]
    return a.size(min(span[0] for span in spans), max(span[1] for span in spans))


def _neighbourhood(b: UnitText, core: Sequence[SeedRun]) -> tuple[int, int]:
    last = core[-1]
    return b.sentence_of(core[0].b)[0], b.sentence_of(last.b + last.length - 1)[1]


def _apart(core: Sequence[SeedRun], other: Sequence[SeedRun]) -> bool:
    """Do two cores share no unit, on either side?"""
    return all(
        (one.a + one.length <= two.a or two.a + two.length <= one.a)
        and (one.b + one.length <= two.b or two.b + two.length <= one.b)
        for one in core
        for two in other
    )


def _span(runs: Sequence[SeedRun]) -> tuple[int, int]:
    """The first unit of the new text that some runs hold, and the end of the last."""
    return runs[0].a, runs[-1].a + runs[-1].length


def _covered(a: UnitText, cores: Iterable[Sequence[SeedRun]]) -> float:
    return sum(a.size(run.a, run.a + run.length) for core in cores for run in core)


def _with_edges(a: UnitText, b: UnitText, runs: list[SeedRun], first: int, end: int) -> list[WordChange]:
    """Runs to changes; what little stands at the edges of a clause or sentence belongs to them too."""
    equal = _covered(a, [runs])
    head, tail = runs[0], runs[-1]
    tail_a, tail_b = tail.a + tail.length, tail.b + tail.length
    start_a, start_b = edge_before(a, b, head.a, head.b, first, equal)
    end_a, end_b = edge_after(a, b, tail_a, tail_b, end, equal)
    if start_a > head.a or end_a < tail_a:  # inside a run, where a word begins or ends
        runs = list(Chain(tuple(runs)).within(start_a, end_a))
        if not runs:
            return []
        head, tail = runs[0], runs[-1]
        tail_a, tail_b = tail.a + tail.length, tail.b + tail.length
        start_a, start_b = (start_a, start_b) if start_a < head.a else (head.a, head.b)
        end_a, end_b = (end_a, end_b) if end_a > tail_a else (tail_a, tail_b)
    changes = list(changes_between(a, b, start_a, head.a, start_b, head.b))
    last: SeedRun | None = None
    for run in runs:
        if last is None:
            operation: Operation = "equal"
        elif run.b >= last.b + last.length:
            changes += changes_between(a, b, last.a + last.length, run.a, last.b + last.length, run.b)
            operation = "equal"
        else:
            if last.a + last.length < run.a:
                changes.append(WordChange("insert", last.a + last.length, run.a, run.b, run.b))
            operation = "move"
        if operation == "equal" and changes and changes[-1].operation == "move":
            operation = "move"
        changes.append(WordChange(operation, run.a, run.a + run.length, run.b, run.b + run.length))
        last = run
    changes += changes_between(a, b, tail_a, end_a, tail_b, end_b)
    return merged(_without_moved(changes))


def _without_moved(changes: Iterable[WordChange]) -> Iterator[WordChange]:
    """What is told as left out of the source, less what stands in another place."""
    changes = list(changes)
    kept = [(one.b_start, one.b_end) for one in changes if one.operation in ("equal", "move")]
    for change in changes:
        if change.operation != "delete":
            yield change
            continue
        start = change.b_start
        for first, end in sorted(
            span for span in kept if span[0] < change.b_end and change.b_start < span[1]
        ):
            if start < first:
                yield WordChange("delete", change.a_start, change.a_end, start, first)
            start = max(start, end)
        if start < change.b_end:
            yield WordChange("delete", change.a_start, change.a_end, start, change.b_end)


def region_of(a: UnitText, b: UnitText, changes: Sequence[WordChange]) -> Region:
    """Changes in the order of the new text as a region."""
    equal = sum(
        a.size(change.a_start, change.a_end) for change in changes if change.operation in ("equal", "move")
    )
    here = sum(a.size(change.a_start, change.a_end) for change in changes)
    there = sum(b.size(change.b_start, change.b_end) for change in changes)
    return Region(changes[0].a_start, changes[-1].a_end, tuple(changes), equal, equal / max(here, there, 1.0))
