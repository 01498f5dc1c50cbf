"""Where a region begins and ends: what little stands around its runs in a sentence belongs to it."""

from rapidfuzz.distance import Postfix, Prefix

from embeddings.comparison.alignment.units import UnitText

# Letters; a syllable is three.
_EDGE = 12.0  # at the edge of a sentence that belong to the region they lean on …
_EDGE_SHARE = 0.3  # … or so many for each equal letter, besides those that both texts share there
_REPLACED = 0.4  # of clauses at the edge, that the source has in their place …
_NO_ACCIDENT = 6.0  # with which an edge begins or ends as the source's does
_SHARED = 0.3  # … and that it shares, if they are more than an edge


def edge_before(a: UnitText, b: UnitText, at_a: int, at_b: int, first: int, equal: float) -> tuple[int, int]:
    """Where a region begins that shares units from `at_a` and `at_b` on."""
    most = max(_EDGE, _EDGE_SHARE * equal)
    begin = b.sentence_of(at_b)[0]
    sentence, clause = max(first, a.sentence_of(at_a)[0]), max(first, a.clause_start(at_a))
    start = at_a
    for place in dict.fromkeys((sentence, clause)):
        shared = _shared(a, b, (place, at_a), (begin, at_b), first=True)
        size = a.size(place, at_a)
        if size - shared <= most and (place == clause or _stands_for(size, shared, b.size(begin, at_b))):
            start = place
            break
    if start == at_a and start != a.sentence_of(at_a)[0]:
        return _whole_word(a, at_a, forward=True), at_b
    if b.size(begin, at_b) > max(_EDGE, a.size(start, at_a)):
        begin = b.clause_start(at_b)
    if b.size(begin, at_b) > max(_EDGE, a.size(start, at_a)):
        begin = max(begin, at_b - (at_a - start))
    return start, begin


def edge_after(a: UnitText, b: UnitText, at_a: int, at_b: int, end: int, equal: float) -> tuple[int, int]:
    """Where a region ends that shares units up to `at_a` and `at_b`."""
    most = max(_EDGE, _EDGE_SHARE * equal)
    whole, clause = a.sentence_of(at_a - 1)[1], min(end, a.clause_end(at_a))
    finish = b.sentence_of(at_b - 1)[1]
    stop = at_a
    for place in dict.fromkeys((min(end, whole), clause)):
        shared = _shared(a, b, (at_a, place), (at_b, finish), first=False)
        size = a.size(at_a, place)
        if size - shared <= most and (place == clause or _stands_for(size, shared, b.size(at_b, finish))):
            stop = place
            break
    if stop == at_a and stop != whole:
        return _whole_word(a, at_a, forward=False), at_b
    if b.size(at_b, finish) > max(_EDGE, a.size(at_a, stop)):
        finish = b.clause_end(at_b)
    if b.size(at_b, finish) > max(_EDGE, a.size(at_a, stop)):
        finish = min(finish, at_b + (stop - at_a))
    return stop, finish


def _shared(a: UnitText, b: UnitText, here: tuple[int, int], there: tuple[int, int], *, first: bool) -> float:
    """The letters with which two edges begin alike, or end alike; 0 for an accident."""
    ours, theirs = a.numbers[slice(*here)].tolist(), b.numbers[slice(*there)].tolist()
    alike = (Prefix if first else Postfix).similarity(ours, theirs)
    letters = a.size(here[0], here[0] + alike) if first else a.size(here[1] - alike, here[1])
    return letters if letters >= _NO_ACCIDENT else 0.0


def _stands_for(size: float, shared: float, there: float) -> bool:
    """Do clauses of their own stand for what the source has in their place?"""
    return there >= _REPLACED * size and (size <= _EDGE or shared >= _SHARED * size)


def _whole_word(a: UnitText, at: int, *, forward: bool) -> int:
    """The same place, or the nearest one inside the region that is not inside a word."""
    while at in a.inside_words:
        at += 1 if forward else -1
    return at
