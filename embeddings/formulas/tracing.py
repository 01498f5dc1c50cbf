"""Any wording, in the inventory or not, traced through a snapshot: as it stands, and varied."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.errors import UnusableQuestion
from embeddings.formulas.book import speech_notes
from embeddings.formulas.places import Place
from embeddings.formulas.tokens import UNSPACED, Tokens, join, tokenize, tokens_of
from embeddings.formulas.usage import Usage, UsageTimeline, usage
from embeddings.formulas.variation import Change, variation
from embeddings.similarity.space import centre_key
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.passages import normalize_query
from embeddings.text.tokens.terms import sure_terms, terms

LONGEST = 40  # tokens of a wording that is traced
_MOST_ROWS = 5_000  # passages looked at for variants


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording that varies the one asked for. change: `same` for that one itself.

    shared: how much of what was asked for it keeps, 0 to 1.  places: in the order of rows.
    """

    text: str
    change: Change
    shared: float
    n_speeches: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """text: the wording as it was compared.  usage: of just this wording.  variants: the wording itself first
    where it occurs, then those that keep most, in most speeches first.
    """

    text: str
    language: str
    usage: Usage
    variants: tuple[Variant, ...]


def trace(snapshot: Snapshot, text: str, *, language: str = "") -> Trace:
    """Trace a wording through all passages of its language.

    language: of the wording, when it is known.
    Raises UnusableQuestion when nothing of it is left, or it is no wording but a text.
    """
    query = normalize_query(text, language=language)
    spoken = centre_key(query.language)
    wording = tokens_of(query.normalized, spoken)
    if not wording:
        raise UnusableQuestion("nothing of the wording is left to trace")
    if len(wording) > LONGEST:
        raise UnusableQuestion(
            f"a wording of {len(wording)} words is too long to trace; {LONGEST} are the most"
        )
    rows = _rows_near(snapshot, wording, spoken)
    passages = snapshot.passages(rows.tolist())
    tokens = tokenize([passage.normalized for passage in passages], spoken)
    speech_of = {int(row): passage.speech_id for row, passage in zip(rows, passages, strict=True)}
    variants = _variants(wording, tokens, rows, speech_of, spoken)
    timeline = UsageTimeline.of(note for note in speech_notes(snapshot) if note.language == spoken)
    saying = {
        speech_of[place.row] for variant in variants if variant.change == "same" for place in variant.places
    }
    return Trace(join(wording, spoken), spoken, usage(saying, timeline), tuple(variants))


def _rows_near(snapshot: Snapshot, wording: Sequence[str], language: str) -> npt.NDArray[np.int64]:
    """The passages that hold all terms of the beginning, the middle or the end of the wording, ascending, at
    most _MOST_ROWS: what keeps most of a wording keeps one of these.
    """
    found = [np.empty(0, np.int64)]
    if language not in snapshot.languages:
        return found[0]
    n = len(wording)
    size = min(n, max(2, -(-n * 2 // 5)))
    for start in sorted({0, n - size, (n - size) // 2}):
        part = join(wording[start : start + size], language)
        ways = sure_terms(part) if language in UNSPACED else [terms(part, language)]
        found += [snapshot.holding_terms(way) for way in ways if way]
    rows = np.unique(np.concatenate(found))
    of_language = snapshot.groups[rows] == snapshot.languages.index(language)
    near: npt.NDArray[np.int64] = rows[of_language][:_MOST_ROWS]
    return near


def _variants(
    wording: Sequence[str],
    tokens: Tokens,
    rows: npt.NDArray[np.int64],
    speech_of: dict[int, str],
    language: str,
) -> list[Variant]:
    places: defaultdict[tuple[str, Change, float], list[Place]] = defaultdict(list)
    for start, end in _clauses(tokens):
        clause = [tokens.vocabulary[number] for number in tokens.ids[start:end]]
        begun = 0
        # A clause may hold more than one; what is behind the first is looked at again.
        while found := variation(wording, clause[begun:], language=language):
            first, last = start + begun + found.start, start + begun + found.end - 1
            place = Place(int(rows[tokens.rows[first]]), int(tokens.starts[first]), int(tokens.ends[last]))
            said = join(clause[begun + found.start : begun + found.end], language)
            places[said, found.change, round(found.shared, 4)].append(place)
            begun += found.end
    variants = [
        Variant(text, change, shared, len({speech_of[place.row] for place in own}), tuple(own))
        for (text, change, shared), own in places.items()
    ]
    return sorted(
        variants,
        key=lambda one: (one.change != "same", -one.shared, -one.n_speeches, len(one.text), one.text),
    )


def _clauses(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Every run of tokens without a break."""
    inside = np.concatenate([[False], tokens.ids >= 0, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
