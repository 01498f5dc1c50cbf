"""Where one text takes up another: regions of its units with the changes in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, cast

from rapidfuzz.distance import Levenshtein

from embeddings.comparison.alignment.chaining import Chain, SeedRun
from embeddings.comparison.alignment.units import UnitText

Operation: TypeAlias = Literal["equal", "replace", "insert", "delete", "move"]

# Letters; a syllable is three. Chosen on the tuning half of scripts/benchmarks/quality/comparison.py.
_LEAST_EXACT = 30.0  # shared word for word, wherever it stands
_LEAST_CLAUSES = 21.0  # … whole clauses of both texts
_LEAST_SENTENCE = 12.0  # … a whole sentence, which is whole clauses of the other
_LEAST_QUOTED = 12.0  # … between quotation marks
_LEAST_EDITED = 27.0  # equal letters of whole clauses that were edited …
_LEAST_EDITED_INSIDE = 45.0  # … or of what begins or ends inside a clause
# Equal letters of all that the longer side has: few letters have to agree better than many.
_LEAST_IDENTITY = ((90.0, 0.5), (54.0, 0.6), (36.0, 0.7), (0.0, 0.8))  # (equal letters, share)
_LEAST_TELLING = 1.0  # or nothing but grammar is shared
_EDGE = 12.0  # letters at the edge of a sentence that belong to the region they lean on …
_EDGE_SHARE = 0.3  # … or so many for each equal letter
_HEAVILY_EDITED, _LEAST_PIECE = 0.75, 60.0  # identity; letters of a piece that then stands alone
_BRIDGED = 0.5  # of the equal letters of two regions, between them
_REPLACED = 0.4  # of a clause at the edge, that the source has in its place
_JUMP_COST = 3.0  # letters that a clause in another place costs


class WordChange(NamedTuple):
    """Units `a_start` to `a_end` - 1 of the new text, and what stood for them in the other.

    insert: the other has nothing there.  delete: the new one has nothing.  move: equal, in another place.
    """

    operation: Operation
    a_start: int
    a_end: int
    b_start: int
    b_end: int


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


def best_region(a: UnitText, b: UnitText, shared: Sequence[Chain], first: int, end: int) -> Region | None:
    """The heaviest region between two units of the new text that takes up the other; None for none."""
    cores = [core for chain in shared if (core := _densest(a, b, chain.within(first, end)))]
    if not cores:
        return None
    cores.sort(key=lambda core: (-_weight(a, core), core))
    whole = _joined(a, b, cores, first, end)
    changes = _with_edges(a, b, whole, first, end)
    if not changes:
        return None
    region = _region(a, b, changes)
    return region if is_reuse(a, b, region) else _quoted(a, b, region)


def _quoted(a: UnitText, b: UnitText, region: Region) -> Region | None:
    """What a region holds word for word between quotation marks, where the whole is too little."""
    for change in region.changes:
        for first, end in a.quotes if change.operation == "equal" else ():
            if change.a_start <= first and end <= change.a_end and a.size(first, end) >= _LEAST_QUOTED:
                at = change.b_start + first - change.a_start
                return _region(a, b, [WordChange("equal", first, end, at, at + end - first)])
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
    gap = _gap(a, b, one.a_end, other.a_start, one.b_end, other.b_start)
    return _region(a, b, _merged([*one.changes, *gap, *other.changes]))


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
            found.append(_region(a, b, [change]))
            rest = []
        else:
            rest.append(change)
    return found + _rest(a, b, rest)


def _rest(a: UnitText, b: UnitText, changes: list[WordChange]) -> list[Region]:
    if not changes or changes[0].a_start == changes[-1].a_end:
        return []
    region = _region(a, b, changes)
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


def _joined(
    a: UnitText, b: UnitText, cores: Sequence[tuple[SeedRun, ...]], first: int, end: int
) -> list[SeedRun]:
    """The heaviest core with those that were moved: clauses of the same neighbourhood, in another order."""
    chosen = [list(cores[0])]
    near_first, near_end = _neighbourhood(b, cores[0])
    for core in cores[1:]:
        if not near_first <= core[0].b < near_end or _weight(a, core) < 2 * _JUMP_COST:
            continue
        if all(_apart(core, other) for other in chosen):
            chosen.append(list(core))
    if len(chosen) > 1 and _covered(a, chosen) < 0.6 * a.size(first, end):
        chosen = chosen[:1]
    return sorted(run for core in chosen for run in core)


def _neighbourhood(b: UnitText, core: Sequence[SeedRun]) -> tuple[int, int]:
    last = core[-1]
    return b.sentence_of(core[0].b)[0], b.sentence_of(last.b + last.length - 1)[1]


def _apart(core: Sequence[SeedRun], other: Sequence[SeedRun]) -> bool:
    here, there = _span(core), _span(other)
    return (here[1] <= there[0] or there[1] <= here[0]) and (here[3] <= there[2] or there[3] <= here[2])


def _span(runs: Sequence[SeedRun]) -> tuple[int, int, int, int]:
    last = runs[-1]
    return runs[0].a, last.a + last.length, runs[0].b, last.b + last.length


def _covered(a: UnitText, cores: Iterable[Sequence[SeedRun]]) -> float:
    return sum(a.size(run.a, run.a + run.length) for core in cores for run in core)


def _with_edges(a: UnitText, b: UnitText, runs: list[SeedRun], first: int, end: int) -> list[WordChange]:
    """Runs to changes; what little stands at the edges of a clause or sentence belongs to them too."""
    equal = _covered(a, [runs])
    head, tail = runs[0], runs[-1]
    tail_a, tail_b = tail.a + tail.length, tail.b + tail.length
    start_a, start_b = _edge_before(a, b, head.a, head.b, first, equal)
    end_a, end_b = _edge_after(a, b, tail_a, tail_b, end, equal)
    if start_a > head.a or end_a < tail_a:  # inside a run, where a word begins or ends
        runs = list(Chain(tuple(runs)).within(start_a, end_a))
        if not runs:
            return []
        head, tail = runs[0], runs[-1]
        tail_a, tail_b = tail.a + tail.length, tail.b + tail.length
        start_a, start_b = (start_a, start_b) if start_a < head.a else (head.a, head.b)
        end_a, end_b = (end_a, end_b) if end_a > tail_a else (tail_a, tail_b)
    changes = list(_gap(a, b, start_a, head.a, start_b, head.b))
    last: SeedRun | None = None
    for run in runs:
        if last is None:
            operation: Operation = "equal"
        elif run.b >= last.b + last.length:
            changes += _gap(a, b, last.a + last.length, run.a, last.b + last.length, run.b)
            operation = "equal"
        else:
            if last.a + last.length < run.a:
                changes.append(WordChange("insert", last.a + last.length, run.a, run.b, run.b))
            operation = "move"
        if operation == "equal" and changes and changes[-1].operation == "move":
            operation = "move"
        changes.append(WordChange(operation, run.a, run.a + run.length, run.b, run.b + run.length))
        last = run
    changes += _gap(a, b, tail_a, end_a, tail_b, end_b)
    return _merged(changes)


def _edge_before(a: UnitText, b: UnitText, at_a: int, at_b: int, first: int, equal: float) -> tuple[int, int]:
    """Where a region begins that shares units from `at_a` and `at_b` on."""
    most = max(_EDGE, _EDGE_SHARE * equal)
    begin = b.sentence_of(at_b)[0]
    sentence, clause = max(first, a.sentence_of(at_a)[0]), max(first, a.clause_start(at_a))
    # A clause of its own belongs to the region only where the source has another one in its place.
    replaced = b.size(begin, at_b) >= _REPLACED * a.size(sentence, at_a)
    places = (sentence, clause) if sentence == clause or replaced else (clause,)
    start = next((place for place in places if a.size(place, at_a) <= most), at_a)
    if start == at_a and start != a.sentence_of(at_a)[0]:
        return _whole_word(a, at_a, forward=True), at_b
    if b.size(begin, at_b) > max(_EDGE, a.size(start, at_a)):
        begin = b.clause_start(at_b)
    if b.size(begin, at_b) > max(_EDGE, a.size(start, at_a)):
        begin = max(begin, at_b - (at_a - start))
    return start, begin


def _edge_after(a: UnitText, b: UnitText, at_a: int, at_b: int, end: int, equal: float) -> tuple[int, int]:
    most = max(_EDGE, _EDGE_SHARE * equal)
    whole, clause = a.sentence_of(at_a - 1)[1], min(end, a.clause_end(at_a))
    finish = b.sentence_of(at_b - 1)[1]
    last = min(end, whole)
    replaced = b.size(at_b, finish) >= _REPLACED * a.size(at_a, last)
    places = (last, clause) if last == clause or replaced else (clause,)
    stop = next((place for place in places if a.size(at_a, place) <= most), at_a)
    if stop == at_a and stop != whole:
        return _whole_word(a, at_a, forward=False), at_b
    if b.size(at_b, finish) > max(_EDGE, a.size(at_a, stop)):
        finish = b.clause_end(at_b)
    if b.size(at_b, finish) > max(_EDGE, a.size(at_a, stop)):
        finish = min(finish, at_b + (stop - at_a))
    return stop, finish


def _whole_word(a: UnitText, at: int, *, forward: bool) -> int:
    """The same place, or the nearest one inside the region that is not inside a word."""
    while at in a.inside_words:
        at += 1 if forward else -1
    return at


def _gap(
    a: UnitText, b: UnitText, a_start: int, a_end: int, b_start: int, b_end: int
) -> Iterator[WordChange]:
    """The changes between two runs."""
    if a_start >= a_end and b_start >= b_end:
        return
    here, there = a.numbers[a_start:a_end].tolist(), b.numbers[b_start:b_end].tolist()
    for step in Levenshtein.opcodes(there, here):  # how to make the second of the first
        operation = cast(Operation, step.tag)
        yield WordChange(
            operation,
            a_start + step.dest_start,
            a_start + step.dest_end,
            b_start + step.src_start,
            b_start + step.src_end,
        )


def _merged(changes: Iterable[WordChange]) -> list[WordChange]:
    merged: list[WordChange] = []
    for change in changes:
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.operation == change.operation
            and last.a_end == change.a_start
            and last.b_end == change.b_start
        ):
            merged[-1] = WordChange(last.operation, last.a_start, change.a_end, last.b_start, change.b_end)
        else:
            merged.append(change)
    return merged


def _region(a: UnitText, b: UnitText, changes: list[WordChange]) -> Region:
    equal = sum(
        a.size(change.a_start, change.a_end) for change in changes if change.operation in ("equal", "move")
    )
    here = sum(a.size(change.a_start, change.a_end) for change in changes)
    there = sum(b.size(change.b_start, change.b_end) for change in changes)
    return Region(changes[0].a_start, changes[-1].a_end, tuple(changes), equal, equal / max(here, there, 1.0))
