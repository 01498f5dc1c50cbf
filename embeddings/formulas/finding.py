"""The formulas of a corpus, found without a list of any.

They are runs of tokens that hold together, stand free of what is beside them, return in many speeches of
several voices, and are not explained by a longer one.

Cohesion is the pointwise mutual information of the weakest joint; it is not summed over joints, so a long run
gains nothing by its length. Freedom is the entropy of the neighbours on the less free side, with each break a
neighbour of its own (Jin and Tanaka-Ishii, Unsupervised Segmentation of Chinese Text by Use of Branching
Entropy, 2006), and all numbers one. A formula is explained by longer ones when too few occurrences stand
outside of them (the idea of the C-value: Frantzi, Ananiadou, Mima, doi 10.1007/s007999900023).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from embeddings.formulas.enumerations import Row, is_parallel, rows_of
from embeddings.formulas.families import families_of
from embeddings.formulas.formula import Formula, formula_id
from embeddings.formulas.kinds import Places, is_cited, is_whole, kind_of
from embeddings.formulas.ngrams import Ngrams, ngrams
from embeddings.formulas.tokens import (
    CLOSE,
    OPEN,
    TITLE_CLOSE,
    TITLE_OPEN,
    UNSPACED,
    Tokens,
    as_neighbours,
    tokenize,
)
from embeddings.text.tokens.stop_words import STOP_WORDS

Numbers = npt.NDArray[np.int64]

LEAST_OCCURRENCES = 4
LEAST_SPEECHES = 3
LEAST_VOICES = 2
LEAST_QUOTED = 2  # speeches that quote the same words
LEAST_FREEDOM = 1.8  # bits: about as free as with four neighbours, one of them frequent
LEAST_COHESION = 3.0  # bits
ALONE = 0.25  # of the occurrences that must stand outside of longer formulas
LONGEST = {True: 24, False: 10}  # tokens, by whether the language is written without spaces
SHORTEST = {True: 3, False: 2}
_COUNTED_WITHIN = 8  # tokens
_AROUND = 40  # characters looked at beside a quotation
_MOST_FREEDOM = 4.0  # bits beyond which being freer says no more


@dataclass(frozen=True, slots=True)
class Spoken:
    """A passage as formulas are found in it.

    language: without its script.  speech, voice: numbers; the voice is the speaker, or the source where the
    speaker is unknown.  at_end: whether it is the first or the last passage of its speech.
    year: of the speech; None when unknown.
    """

    normalized: str
    language: str
    speech: int
    voice: int
    at_end: bool = False
    year: int | None = None


def find_formulas(
    passages: Sequence[Spoken], *, say: Callable[[str], None] = lambda _: None
) -> list[Formula]:
    """The formulas of all languages, the most significant first, equals in the order of their texts.

    passages: of speeches that are copies of none; otherwise a copy counts as a speech. Their order tells
    nothing.
    """
    by_language: defaultdict[str, list[Spoken]] = defaultdict(list)
    for passage in passages:
        by_language[passage.language].append(passage)
    found: list[Formula] = []
    say(f"finding the formulas of {len(passages):,} passages in {len(by_language)} languages")
    for language, own in sorted(by_language.items()):
        found += _in_one_language(own, language)
    return sorted(found, key=lambda formula: (-formula.significance, formula.language, formula.text))


def _in_one_language(passages: Sequence[Spoken], language: str) -> list[Formula]:
    tokens = tokenize([passage.normalized for passage in passages], language)
    years = np.zeros(1 + max(passage.speech for passage in passages), np.int64)
    for passage in passages:
        years[passage.speech] = passage.year or 0
    where = _Where(
        passages=passages,
        tokens=tokens,
        speeches=np.asarray([passage.speech for passage in passages], np.int64)[tokens.rows],
        voices=np.asarray([passage.voice for passage in passages], np.int64)[tokens.rows],
        at_end=np.asarray([passage.at_end for passage in passages], bool)[tokens.rows],
        years=years,
        all_years=np.sort(years[years > 0]),
        figures=np.array([token[0].isdigit() for token in tokens.vocabulary] or [False]),
    )
    formulas = [*_returning(where), *_quoted(where), *_enumerated(where)]
    unique = {formula.id: formula for formula in reversed(formulas)}
    families = families_of(list(unique.values()))
    return [replace(formula, family=families[id_]) for id_, formula in unique.items()]


@dataclass(frozen=True, slots=True, eq=False)
class _Where:
    """The tokens of one language, and what each of them stands in; every array has shape (n,)."""

    passages: Sequence[Spoken]
    tokens: Tokens
    speeches: Numbers
    voices: Numbers
    at_end: npt.NDArray[np.bool_]
    years: Numbers  # by speech; 0 when unknown
    all_years: Numbers  # one for each dated speech of this language, ascending
    figures: npt.NDArray[np.bool_]  # by number of the vocabulary: whether it is written in digits


def _returning(where: _Where) -> Iterator[Formula]:
    """The longest first, so that each knows which of its occurrences a longer one explains."""
    tokens = where.tokens
    unspaced = tokens.language in UNSPACED
    levels = list(
        ngrams(
            tokens.ids,
            as_neighbours(tokens, after=False),
            as_neighbours(tokens, after=True),
            where.speeches,
            least=LEAST_OCCURRENCES,
            longest=LONGEST[unspaced],
        )
    )
    reach = np.zeros(len(tokens), np.int64)  # where the longest formula that begins at a place ends
    for level in reversed(levels):
        if level.n < SHORTEST[unspaced]:
            return
        explained = np.maximum.accumulate(reach)[level.at] >= level.at + level.n
        alone = np.bincount(level.kind[~explained], minlength=len(level.counts))
        accepted = (
            (level.spread >= LEAST_SPEECHES)
            & (np.minimum(level.left, level.right) >= LEAST_FREEDOM)
            & (level.cohesion >= LEAST_COHESION)
            & (alone >= np.maximum(LEAST_OCCURRENCES, ALONE * level.counts))
        )
        order = np.argsort(level.kind, kind="stable")
        ends = np.cumsum(level.counts)
        for run in np.flatnonzero(accepted):
            at = level.at[order[ends[run] - level.counts[run] : ends[run]]]
            formula = _formula(where, level, int(run), at, int(alone[run]))
            if formula is None:
                accepted[run] = False
            else:
                yield formula
        taken = accepted[level.kind]
        reach[level.at[taken]] = np.maximum(reach[level.at[taken]], level.at[taken] + level.n)


def _formula(where: _Where, level: Ngrams, run: int, at: Numbers, alone: int) -> Formula | None:
    """None for a run that is no wording of its own, or of too few voices."""
    tokens = where.tokens
    parts = tokens.words(int(at[0]), level.n)
    n_voices = len(np.unique(where.voices[at]))
    whole = is_whole(
        parts, tokens.language,
        beginning=float(level.left_break[run]), ending=float(level.right_break[run]),
    )  # fmt: skip
    if n_voices < LEAST_VOICES or not whole:
        return None
    kind = kind_of(parts, tokens.language, _places(where, at, level.n))
    text = tokens.text(int(at[0]), level.n)
    id_ = formula_id(text, tokens.language)
    cohesion = float(level.cohesion[run])
    freedom = float(min(level.left[run], level.right[run]))
    n_speeches = int(level.spread[run])
    return Formula(
        id=id_,
        text=text,
        tokens=parts,
        language=tokens.language,
        kind=kind,
        n_occurrences=len(at),
        n_alone=alone,
        n_speeches=n_speeches,
        n_voices=n_voices,
        cohesion=round(cohesion, 3),
        freedom=round(freedom, 3),
        significance=significance(level.n, n_speeches, n_voices, cohesion, freedom),
        family=id_,
    )


def significance(n: int, n_speeches: int, n_voices: int, cohesion: float, freedom: float) -> float:
    """√speeches · log₂(1 + voices) · cohesion · log₂ length · freedom (as far as it tells)."""
    freed = min(freedom, _MOST_FREEDOM) / _MOST_FREEDOM
    return round(float(np.sqrt(n_speeches) * np.log2(1 + n_voices) * cohesion * np.log2(n) * freed), 2)


def _places(where: _Where, at: Numbers, n: int) -> Places:
    ids = where.tokens.ids
    before, after = ids[at - 1], ids[at + n]  # EDGE begins and ends each text
    quoted = (before == OPEN) & (after == CLOSE)
    return Places(
        age=dated_bits(where.years[np.unique(where.speeches[at])], where.all_years),
        quoted=_share(quoted),
        cited=_cited(where, at[quoted], n),
        titled=_share((before == TITLE_OPEN) & (after == TITLE_CLOSE)),
        clause=_share((before < 0) & (after < 0)),
        at_ends=_share(where.at_end[at]),
        counted=_counted(where, at + n),
        capitals=0.0 if where.tokens.language in UNSPACED else _capitals(where, at, n),
    )


def dated_bits(years: Numbers, all_years: Numbers) -> float | None:
    """How surely a wording came up, or went out of use, within the years of the corpus, in bits.

    Of k speeches spread by chance over n, none is among the first m with a probability of about (1 - m/n)^k;
    the bits are the logarithm of that, for the beginning or for the end, whichever is more.
    years: of each speech that has it, 0 when unknown.  all_years: of each dated speech, ascending.
    None when fewer than three speeches are dated.
    """
    known = years[years > 0]
    if not len(known) or len(all_years) < 3:
        return None
    before = np.searchsorted(all_years, known.min()) / len(all_years)
    after = 1 - np.searchsorted(all_years, known.max(), side="right") / len(all_years)
    return float(-len(known) * np.log2(1 - max(before, after)))


def _share(which: npt.NDArray[np.bool_]) -> float:
    return float(which.mean())


def _counted(where: _Where, after: Numbers) -> float:
    """The share of places that a figure follows, within _COUNTED_WITHIN tokens and before the next break."""
    ids = where.tokens.ids
    followed, open_ = np.zeros(len(after), bool), np.ones(len(after), bool)
    for step in range(_COUNTED_WITHIN):
        token = ids[np.minimum(after + step, len(ids) - 1)]
        open_ &= token >= 0
        followed |= open_ & where.figures[np.maximum(token, 0)]
    return float(followed.mean())


def _capitals(where: _Where, at: Numbers, n: int) -> float:
    """How many of the words of meaning are capitalised, over all occurrences."""
    tokens = where.tokens
    stopped = STOP_WORDS.get(tokens.language, frozenset())
    telling = [i for i in range(n) if tokens.vocabulary[tokens.ids[at[0] + i]] not in stopped]
    capitalised = 0
    for place in at.tolist():
        text = where.passages[tokens.rows[place]].normalized
        capitalised += sum(text[tokens.starts[place + i]].isupper() for i in telling)
    return capitalised / max(1, len(at) * len(telling))


def _cited(where: _Where, at: Numbers, n: int) -> float:
    """The share of quoted occurrences that are quoted as a saying."""
    tokens = where.tokens
    cited = 0
    for place in at.tolist():
        text = where.passages[tokens.rows[place]].normalized
        start, end = int(tokens.starts[place]), int(tokens.ends[place + n - 1])
        cited += is_cited(text[max(0, start - _AROUND) : start], text[end : end + _AROUND])
    return cited / max(1, len(at))


def _quoted(where: _Where) -> Iterator[Formula]:
    """What stands in quotation marks as a saying, in at least LEAST_QUOTED speeches, however rare."""
    tokens = where.tokens
    opened = np.flatnonzero(tokens.ids == OPEN)
    broken = np.flatnonzero(tokens.ids < 0)
    ends = broken[np.searchsorted(broken, opened, side="right").clip(max=len(broken) - 1)]
    whole = tokens.ids[ends] == CLOSE
    places: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for start, end in zip((opened[whole] + 1).tolist(), ends[whole].tolist(), strict=True):
        if 4 <= end - start <= LONGEST[True]:
            places[tuple(tokens.ids[start:end].tolist())].append(start)
    for run, starts in places.items():
        at = np.asarray(starts, np.int64)
        if len(np.unique(where.speeches[at])) < LEAST_QUOTED:
            continue
        found = _seldom(where, len(run), at, len(at))
        if found.kind == "quotation":
            yield found


def _enumerated(where: _Where) -> Iterator[Formula]:
    """Parallel items that return together, the longest rows first: each knows which of its occurrences a
    longer one explains, as in `_returning`.
    """
    tokens = where.tokens
    if tokens.language != "zh":
        return
    places: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows_of(tokens):
        places[tokens.words(row.at, row.n)].append(row)
    explained: set[tuple[int, int]] = set()
    for parts, rows in sorted(places.items(), key=lambda one: (-len(one[0]), one[0])):
        alone = sum((row.at, row.n) not in explained for row in rows)
        if alone < max(LEAST_OCCURRENCES, ALONE * len(rows)) or not is_parallel("".join(parts)):
            continue
        found = _seldom(where, len(parts), np.asarray([row.at for row in rows], np.int64), alone)
        if found.n_speeches >= LEAST_SPEECHES and found.n_voices >= LEAST_VOICES:
            explained |= {part for row in rows for part in row.parts()}
            yield found


def _seldom(where: _Where, n: int, at: Numbers, alone: int) -> Formula:
    """A formula told by its form, not by statistics of what stands beside it: as if it held just together."""
    tokens = where.tokens
    parts, text = tokens.words(int(at[0]), n), tokens.text(int(at[0]), n)
    n_speeches, n_voices = len(np.unique(where.speeches[at])), len(np.unique(where.voices[at]))
    id_ = formula_id(text, tokens.language)
    return Formula(
        id=id_,
        text=text,
        tokens=parts,
        language=tokens.language,
        kind=kind_of(parts, tokens.language, _places(where, at, n)),
        n_occurrences=len(at),
        n_alone=alone,
        n_speeches=n_speeches,
        n_voices=n_voices,
        cohesion=0.0,
        freedom=0.0,
        significance=significance(n, n_speeches, n_voices, LEAST_COHESION, LEAST_FREEDOM),
        family=id_,
    )
