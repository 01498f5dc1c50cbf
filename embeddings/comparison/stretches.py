"""The stretches of one passage of a new speech: what its letters say, then what its meaning does."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from embeddings.comparison.alignment.continuing import continued
from embeddings.comparison.alignment.matching import Candidate, Taken, is_incidental, lay_beside, take
from embeddings.comparison.alignment.regions import Region, best_region, spanning_region
from embeddings.comparison.alignment.units import UnitText
from embeddings.comparison.candidates import SeedHits, propose, seed_hits
from embeddings.comparison.corpus_side import CorpusSide
from embeddings.comparison.differences.telling import differences, same_figures
from embeddings.comparison.paraphrase import counterpart
from embeddings.comparison.placing import Placed, beside, edits
from embeddings.comparison.provenance import Use, provenance
from embeddings.comparison.quoting import quoting
from embeddings.comparison.result import Difference, Edit, SourceSpan, Stretch, StretchClass
from embeddings.comparison.translations.confirming import Translation
from embeddings.index.seeds import Runs, runs_of
from embeddings.search.search import Match
from embeddings.similarity.space import centre_key
from embeddings.snapshot.tables.speeches import SpeechCard

MOST_SOURCES = 8  # of a stretch that are told one by one
_MOST_OTHERS = 24  # passages in which a stretch is looked for besides, the most alike and the earliest
_PART = 0.6  # of a stretch that another source must have to be one
_LOOSE = 0.5  # identity of a source that has more between what it shares
_SAME = 0.7  # of the most seeds that any passage has of a stretch: so many hold it
# From so many speeches on a stretch is nobody's in particular; of a long one it takes more.
_COMMON, _COMMON_LONG = 5, 10
_LONG = 120.0  # letters
_QUOTED = 0.9  # identity: what is between quotation marks and differs more is edited
_SAME_TOPIC = 99.9  # percentile among random pairs, where strength was not calibrated


@dataclass(frozen=True)
class Laid:
    """A passage of the new speech beside the corpus: its regions, and what was found for them."""

    placed: Placed
    runs: Runs
    hits: SeedHits
    candidates: tuple[Candidate, ...]
    taken: tuple[Taken, ...]

    @property
    def text(self) -> UnitText:
        return self.placed.text

    @property
    def share_of_one(self) -> float:
        """How much of the passage one passage of the corpus has letter by letter: the one that has most."""
        equal: defaultdict[int, float] = defaultdict(float)
        for one in self.taken:
            equal[one.candidate.row] += one.region.equal
        return max(equal.values(), default=0.0) / max(1.0, self.text.size(0, len(self.text)))


def lay(side: CorpusSide, placed: Placed, near: Sequence[int]) -> Laid:
    """A passage laid beside the passages that its letters and its meaning propose.

    near: rows near in meaning, in the same language.
    """
    runs = runs_of(placed.passage.normalized)
    snapshot = side.snapshot
    hits = seed_hits(snapshot.seeds, runs, first_days=snapshot.first_days, allowed=side.allowed)
    alike = quoting(side, placed.text)
    rows = propose(hits, [*near, *alike])
    side.passages(rows)
    candidates = tuple(
        lay_beside(placed.text, row, side.order(row), side.text(row), quoting=row in alike) for row in rows
    )
    return Laid(placed, runs, hits, candidates, tuple(take(placed.text, candidates)))


def go_on(side: CorpusSide, laid: Sequence[Laid]) -> list[Laid]:
    """The passages of a speech, and what of each goes on where the passages around it leave their sources."""

    def neighbour(row: int, places: int) -> Candidate | None:
        other = side.neighbour(row, places)
        return None if other is None else Candidate(other, side.order(other), side.text(other), ())

    found = continued([one.text for one in laid], [one.taken for one in laid], neighbour)
    return [replace(one, taken=taken) for one, taken in zip(laid, found, strict=True)]


def stretches(
    side: CorpusSide,
    laid: Laid,
    matches: Sequence[Match],
    rows: Sequence[int],
    translation: Translation | None,
) -> list[Stretch]:
    """The stretches of a passage, in order; together they are all of it.

    matches, rows: the nearest passages, and their rows.
    """
    text = laid.text
    pieces: list[tuple[int, int, Stretch]] = []
    reached = 0
    # A translated passage has one origin, whatever set phrases of its own language stand in it.
    for one in laid.taken if translation is None else ():
        stretch = _by_letters(side, laid, one)
        if stretch.kind in ("verbatim", "edited") and is_incidental(text, one, laid.taken):
            continue
        pieces += _by_meaning(side, laid, reached, one.region.a_start, matches, rows, translation)
        pieces.append((one.region.a_start, one.region.a_end, stretch))
        reached = one.region.a_end
    pieces += _by_meaning(side, laid, reached, len(text), matches, rows, translation)
    return _partition(laid.placed, pieces)


def _partition(placed: Placed, pieces: Sequence[tuple[int, int, Stretch]]) -> list[Stretch]:
    """The stretches with their places in the raw text; neighbours of one kind and origin are one."""
    if not pieces:
        return [Stretch(placed.passage.start, placed.passage.end, "new")]
    merged: list[tuple[int, int, Stretch]] = []
    for first, end, stretch in pieces:
        last = merged[-1] if merged else None
        if last is not None and last[2].kind == stretch.kind and _one_origin(last[2], stretch):
            merged[-1] = last[0], end, last[2]
        else:
            merged.append((first, end, stretch))
    cuts = [placed.cut(first) for first, _, _ in merged] + [placed.passage.end]
    cuts[0] = placed.passage.start
    placed_stretches = [
        replace(stretch, start=start, end=end)
        for (_, _, stretch), start, end in zip(merged, cuts, cuts[1:], strict=False)
        if start < end
    ]
    return [_whole_diffs(placed, stretch) for stretch in placed_stretches]


def _whole_diffs(placed: Placed, stretch: Stretch) -> Stretch:
    """The edits of each source, so that they begin and end where the stretch does. What a source has not of
    it is put in; signs and spaces belong to the edit beside them.
    """
    sources = []
    for source in stretch.sources:
        diff = list(source.diff)
        if diff and _has_letters(placed, stretch.start, diff[0].start):
            at = diff[0].source_start
            diff.insert(0, Edit("insert", stretch.start, diff[0].start, at, at))
        if diff and _has_letters(placed, diff[-1].end, stretch.end):
            at = diff[-1].source_end
            diff.append(Edit("insert", diff[-1].end, stretch.end, at, at))
        if diff:
            diff[0] = replace(diff[0], start=stretch.start)
            if diff[0].operation == "delete":
                diff[0] = replace(diff[0], end=stretch.start)
            if diff[-1].operation != "delete":
                diff[-1] = replace(diff[-1], end=stretch.end)
            elif diff[-1].end < stretch.end:
                last = diff[-1]
                diff[-1] = replace(last, start=stretch.end, end=stretch.end)
                diff[-2] = replace(diff[-2], end=stretch.end)
        sources.append(replace(source, diff=tuple(diff)))
    return replace(stretch, sources=tuple(sources))


def _has_letters(placed: Placed, start: int, end: int) -> bool:
    """Whether a piece of the speech holds more than signs and spaces."""
    at = placed.passage.start
    return any(
        character.isalnum() for character in placed.passage.text[max(0, start - at) : max(0, end - at)]
    )


def _one_origin(one: Stretch, other: Stretch) -> bool:
    if one.kind in ("new", "same_topic", "translation"):
        return [s.passage.address for s in one.sources] == [s.passage.address for s in other.sources]
    return False


# By letters


def _by_letters(side: CorpusSide, laid: Laid, one: Taken) -> Stretch:
    a, region = laid.text, one.region
    b = one.candidate.text
    here, there = _wordings(a, b, region)
    language = laid.placed.passage.language
    told: list[Difference] = []
    exact = region.exact and same_figures(here, there, language)
    if not exact:
        told = differences(here, there, language)
    kind: StretchClass = "verbatim" if exact else "edited"
    if region.identity >= _QUOTED and a.in_quotes(region.a_start, region.a_end):
        kind = "quotation"
    alike, loose = _other_regions(side, laid, one)
    others = [*alike, *loose]
    n_speeches = _n_speeches(side, laid, region, [row for row, _ in alike])
    long = a.size(region.a_start, region.a_end) > _LONG
    # What says another number than all the others do, or denies it, is nobody's but its own.
    if n_speeches >= (_COMMON_LONG if long else _COMMON) and not told:
        kind = "common"
    everywhere = [(one.candidate.row, region), *others]
    uses = [_use(side, laid, row, found) for row, found in everywhere]
    origin = provenance(uses)
    first_day = min((str(side.snapshot.first_days[row]) for row, _ in everywhere), default="")
    ordered = sorted(others, key=lambda found: side.order(found[0]))
    sources = [
        _source(side, laid, row, found, earliest=str(side.snapshot.first_days[row]) == first_day)
        for row, found in [(one.candidate.row, region), *ordered][:MOST_SOURCES]
    ]
    return Stretch(
        0, 0, kind, tuple(sources), n_speeches=n_speeches, differences=tuple(told), provenance=origin
    )


def _wordings(a: UnitText, b: UnitText, region: Region) -> tuple[str, str]:
    return a.text(region.a_start, region.a_end), b.text(region.b_start, region.b_end)


def _run_range(laid: Laid, region: Region) -> tuple[int, int]:
    """The runs of letters that lie within a region."""
    start, end = laid.text.wording.span(region.a_start, region.a_end)
    first = int(np.searchsorted(laid.runs.starts, start, "left"))
    last = int(np.searchsorted(laid.runs.ends, end, "right"))
    return first, max(first, last)


def _other_regions(
    side: CorpusSide, laid: Laid, one: Taken
) -> tuple[list[tuple[int, Region]], list[tuple[int, Region]]]:
    """Where else the corpus has a stretch: in the most alike and the earliest passages that share its seeds.
    First those that would be a source alone, then those that share as much with more between it.
    """
    a, region = laid.text, one.region
    counts = Counter(laid.hits.within(*_run_range(laid, region)).tolist())
    counts.pop(one.candidate.row, None)
    most = max(counts.values(), default=0)
    alike = [row for row, n in counts.items() if n >= max(1, 0.2 * most)]
    alike.sort(key=lambda row: (-counts[row], row))
    earliest = sorted(
        (row for row in alike if counts[row] >= 0.4 * most),
        key=lambda row: (str(side.snapshot.first_days[row]), row),
    )
    rows = dict.fromkeys([*alike[: _MOST_OTHERS // 2], *earliest[: _MOST_OTHERS // 2]])
    for candidate in laid.candidates:
        rows.setdefault(candidate.row)
    rows.pop(one.candidate.row, None)
    known = {candidate.row: candidate for candidate in laid.candidates}
    side.passages(list(rows))
    least = _PART * a.size(region.a_start, region.a_end)
    alike, loose = [], []
    for row in rows:
        text = side.text(row)
        beside = known.get(row) or lay_beside(a, row, ("", ""), text)
        if sum(_within(a, chain_run) for chain in beside.chains for chain_run in chain.within(
            region.a_start, region.a_end)) < least:  # fmt: skip
            continue
        bounds = region.a_start, region.a_end
        other = best_region(a, text, beside.chains, *bounds)
        if other is not None and other.equal >= least:
            alike.append((row, other))
            continue
        other = spanning_region(a, text, beside.chains, *bounds)
        if other is not None and other.equal >= least and other.identity >= _LOOSE:
            loose.append((row, other))
    return alike, loose


def _within(a: UnitText, run: tuple[int, int, int]) -> float:
    return a.size(run[0], run[0] + run[2])


def _n_speeches(side: CorpusSide, laid: Laid, region: Region, rows: Sequence[int]) -> int:
    """How many speeches hold a stretch, a speech and its copies being one."""
    counts = Counter(laid.hits.within(*_run_range(laid, region)).tolist())
    most = max(counts.values(), default=0)
    holding = {row for row, n in counts.items() if n >= _SAME * most} | set(rows)
    groups = side.snapshot.speech_groups
    return max(1, len({groups[row] for row in holding}))


def _use(side: CorpusSide, laid: Laid, row: int, region: Region) -> Use:
    placed = side.placed(row)
    (card,) = side.cards([row])
    start, end = beside(laid.placed, placed, region)
    return Use(card, placed.passage, start, end, placed.text.wording, region.b_start, region.b_end)


def _source(side: CorpusSide, laid: Laid, row: int, region: Region, *, earliest: bool) -> SourceSpan:
    placed = side.placed(row)
    (card,) = side.cards([row])
    start, end = beside(laid.placed, placed, region)
    here = laid.placed.cut(region.a_start), laid.placed.cut(region.a_end)
    return SourceSpan(
        speech=card,
        passage=placed.passage,
        start=start,
        end=end,
        earliest=earliest,
        cosine=None,
        percentile=None,
        identity=round(region.identity, 4),
        diff=edits(laid.placed, placed, region.changes, here, (start, end)),
    )


# By meaning


def _by_meaning(
    side: CorpusSide,
    laid: Laid,
    first: int,
    end: int,
    matches: Sequence[Match],
    rows: Sequence[int],
    translation: Translation | None,
) -> list[tuple[int, int, Stretch]]:
    """What letters do not explain of a passage, sentence by sentence."""
    if first >= end:
        return []
    if translation is not None:
        return [(first, end, _translated(side, translation))]
    pieces = []
    for start, stop in laid.text.sentences:
        start, stop = max(start, first), min(stop, end)
        if start < stop:
            pieces.append((start, stop, _meant(side, laid, start, stop, matches, rows)))
    return pieces


def _translated(side: CorpusSide, translation: Translation) -> Stretch:
    placed = side.placed(translation.row)
    (card,) = side.cards([translation.row])
    source = _whole(placed, card, translation.cosine, None)
    origin = provenance([_whole_use(placed, card)])
    return Stretch(0, 0, "translation", (source,), n_speeches=1, provenance=origin, why=translation.why)


def _whole_use(placed: Placed, card: SpeechCard) -> Use:
    passage = placed.passage
    return Use(card, passage, passage.start, passage.end, placed.text.wording, 0, len(placed.text))


def _whole(placed: Placed, card: SpeechCard, cosine: float, percentile: float | None) -> SourceSpan:
    passage = placed.passage
    return SourceSpan(card, passage, passage.start, passage.end, True, round(cosine, 6), percentile, None)


def _meant(
    side: CorpusSide, laid: Laid, first: int, end: int, matches: Sequence[Match], rows: Sequence[int]
) -> Stretch:
    passage = laid.placed.passage
    told: tuple[Difference, ...] = ()
    for match, row in zip(matches, rows, strict=True):
        if match.strength != "strong" or centre_key(match.passage.language) != centre_key(passage.language):
            continue
        found = counterpart(laid.text, first, end, side.text(row))
        if found is None:
            continue
        here, there = laid.text.text(first, end), side.text(row).text(found.first, found.end)
        told = tuple(differences(here, there, passage.language))
        if not told:
            placed = side.placed(row)
            start, stop = placed.span(found.first, found.end)
            source = SourceSpan(
                match.speech, match.passage, start, stop, True, match.cosine, match.percentile, None
            )
            use = Use(match.speech, match.passage, start, stop, placed.text.wording, found.first, found.end)
            why = f"shares {found.shared:.0%} of its telling words"
            return Stretch(0, 0, "paraphrase", (source,), n_speeches=1, provenance=provenance([use]), why=why)
        break
    if matches and _is_same_topic(matches[0]):
        best = matches[0]
        source = SourceSpan(
            best.speech, best.passage, best.passage.start, best.passage.end, True, best.cosine,
            best.percentile, None,
        )  # fmt: skip
        return Stretch(0, 0, "same_topic", (source,), differences=told)
    return Stretch(0, 0, "new")


def _is_same_topic(match: Match) -> bool:
    if match.strength is not None:
        return match.strength in ("strong", "moderate")
    return match.percentile is not None and match.percentile >= _SAME_TOPIC
