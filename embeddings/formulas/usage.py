"""How a formula is used over time, and by whom: counted in speeches, copies left out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from embeddings.dates import days_of

HEAT = 5  # the hottest of the six steps, from 0
# Speeches added to each year when peaks are compared: one of one is no peak beside nine of ten.
_PRIOR = 3
_SURE = 0.05  # probability below which silence is no accident
_LEAST_USES = 2  # speeches of a voice before it can have dropped anything


@dataclass(frozen=True, slots=True)
class SpeechNote:
    """What is counted of a speech. voice: its speaker, else its source; "" when neither is known."""

    id: str
    date: str
    voice: str
    language: str  # without its script


@dataclass(frozen=True, slots=True)
class YearUse:
    """share: of the year's speeches.  heat: 0 where nobody says it, else 1 to 5, the share beside that of the
    year with the largest, small years counted with caution.
    """

    year: int
    n_speeches: int
    n_all: int
    share: float
    heat: int


@dataclass(frozen=True, slots=True)
class VoiceUse:
    """How many of a voice's speeches say it, and the dates of the first and the last of them ("" undated)."""

    voice: str
    n_speeches: int
    n_all: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A voice that said it and says it no more.

    n_since: its speeches after `last`, none of which says it.  chance: the probability of that, had it gone
    on as before.
    """

    voice: str
    last: str
    n_since: int
    chance: float


@dataclass(frozen=True, slots=True)
class Usage:
    """first, last: the earliest and the latest dated speech that says it, as (date, id); None when none is
    dated.  peak: the year with the largest share of its speeches, small years counted with caution.
    n_undated: speeches that say it and whose year is unknown.  n_before: dated speeches of the language
    before `first`: how much was searched in vain.
    """

    n_speeches: int
    n_undated: int
    n_before: int
    first: tuple[str, str] | None
    last: tuple[str, str] | None
    peak: int | None
    years: tuple[YearUse, ...]
    voices: tuple[VoiceUse, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class UsageTimeline:
    """All speeches of one language that are copies of none, put in order once and asked often.

    ids: of all of them.  dated: those whose year is known, each with its first day, by day and id.  totals:
    how many each year has.  voices: by voice, in that order, undated ones first.
    """

    ids: frozenset[str]
    dated: tuple[tuple[str, SpeechNote], ...]
    totals: Mapping[int, int]
    voices: Mapping[str, tuple[tuple[str, SpeechNote], ...]]

    @classmethod
    def of(cls, speeches: Iterable[SpeechNote]) -> "UsageTimeline":
        placed = sorted(((_day(note), note) for note in speeches), key=lambda one: (one[0], one[1].id))
        voices: defaultdict[str, list[tuple[str, SpeechNote]]] = defaultdict(list)
        for day, note in placed:
            if note.voice:
                voices[note.voice].append((day, note))
        dated = tuple((day, note) for day, note in placed if day)
        totals = Counter(int(day[:4]) for day, _ in dated)
        return cls(
            ids=frozenset(note.id for _, note in placed),
            dated=dated,
            totals=dict(sorted(totals.items())),
            voices={voice: tuple(own) for voice, own in sorted(voices.items())},
        )


def usage(saying: Iterable[str], timeline: UsageTimeline) -> Usage:
    """How these speeches, among all of their language, use something.

    saying: the ids of the speeches that say it; those that the timeline has not are copies, and left out.
    """
    ids = timeline.ids & set(saying)
    said = [(day, note) for day, note in timeline.dated if note.id in ids]
    years = _years(said, timeline.totals)
    return Usage(
        n_speeches=len(ids),
        n_undated=len(ids) - len(said),
        n_before=sum(day < said[0][0] for day, _ in timeline.dated) if said else 0,
        first=(said[0][1].date, said[0][1].id) if said else None,
        last=(said[-1][1].date, said[-1][1].id) if said else None,
        peak=_peak(years),
        years=years,
        voices=_voices(ids, timeline),
        dropped=tuple(_dropped(ids, timeline)),
    )


def _day(note: SpeechNote) -> str:
    """The first day that its date can mean; "" when its year is unknown."""
    days = days_of(note.date)
    return days[0] if days else ""


def _years(said: Sequence[tuple[str, SpeechNote]], totals: Mapping[int, int]) -> tuple[YearUse, ...]:
    """Every year with a speech, from the first that says it to the last of all."""
    uses = Counter(int(day[:4]) for day, _ in said)
    cautious = {year: uses[year] / (total + _PRIOR) for year, total in totals.items()}
    most = max(cautious.values(), default=0.0)
    return tuple(
        YearUse(year, uses[year], totals[year], round(uses[year] / totals[year], 4), _heat(share, most))
        for year, share in cautious.items()
        if year >= min(uses, default=0)
    )


def _heat(share: float, most: float) -> int:
    return 0 if share == 0 else max(1, round(HEAT * share / most))


def _peak(years: Sequence[YearUse]) -> int | None:
    used = [year for year in years if year.n_speeches]
    if not used:
        return None
    return max(used, key=lambda year: (year.n_speeches / (year.n_all + _PRIOR), -year.year)).year


def _voices(ids: frozenset[str], timeline: UsageTimeline) -> tuple[VoiceUse, ...]:
    """Those who say it, in most speeches first."""
    found = []
    for voice, own in timeline.voices.items():
        using = [(day, note) for day, note in own if note.id in ids]
        dates = [note.date for day, note in using if day]
        if using:
            first, last = (dates[0], dates[-1]) if dates else ("", "")
            found.append(VoiceUse(voice, len(using), len(own), first, last))
    return tuple(sorted(found, key=lambda use: (-use.n_speeches, use.voice)))


def _dropped(ids: frozenset[str], timeline: UsageTimeline) -> Iterable[Dropped]:
    """Those whose silence since is no accident, the surest first."""
    found = []
    for voice, own in timeline.voices.items():
        dated = [note for day, note in own if day]
        using = [number for number, note in enumerate(dated) if note.id in ids]
        if len(using) < _LEAST_USES:
            continue
        begun, ended = using[0], using[-1]
        rate = len(using) / (ended - begun + 2)  # as if it had been silent once
        n_since = len(dated) - 1 - ended
        chance = (1 - rate) ** n_since
        if n_since and chance < _SURE:
            found.append(Dropped(voice, dated[ended].date, n_since, round(chance, 6)))
    return sorted(found, key=lambda one: (one.chance, one.voice))
