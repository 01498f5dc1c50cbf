"""How a formula is used over time, and by whom: counted in speeches, copies left out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

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


def usage(saying: Iterable[str], speeches: Sequence[SpeechNote]) -> Usage:
    """How these speeches, among all of their language, use something.

    saying: the ids of the speeches that say it.  speeches: all of one language, without copies.
    """
    ids = set(saying)
    dated = sorted((note for note in speeches if days_of(note.date)), key=_in_time)
    said = [note for note in dated if note.id in ids]
    years = _years(said, dated)
    first = said[0] if said else None
    return Usage(
        n_speeches=sum(note.id in ids for note in speeches),
        n_undated=sum(note.id in ids for note in speeches) - len(said),
        n_before=0 if first is None else sum(_day(note) < _day(first) for note in dated),
        first=None if first is None else (first.date, first.id),
        last=(said[-1].date, said[-1].id) if said else None,
        peak=_peak(years),
        years=years,
        voices=_voices(ids, speeches),
        dropped=tuple(_dropped(ids, dated)),
    )


def _day(note: SpeechNote) -> str:
    days = days_of(note.date)
    return days[0] if days else ""


def _in_time(note: SpeechNote) -> tuple[str, str]:
    return _day(note), note.id


def _years(said: Sequence[SpeechNote], dated: Sequence[SpeechNote]) -> tuple[YearUse, ...]:
    """Every year with a speech, from the first to the last."""
    totals = Counter(int(_day(note)[:4]) for note in dated)
    uses = Counter(int(_day(note)[:4]) for note in said)
    cautious = {year: uses[year] / (totals[year] + _PRIOR) for year in sorted(totals)}
    most = max(cautious.values(), default=0.0)
    return tuple(
        YearUse(year, uses[year], totals[year], round(uses[year] / totals[year], 4), _heat(share, most))
        for year, share in cautious.items()
    )


def _heat(share: float, most: float) -> int:
    return 0 if share == 0 else max(1, round(HEAT * share / most))


def _peak(years: Sequence[YearUse]) -> int | None:
    used = [year for year in years if year.n_speeches]
    if not used:
        return None
    return max(used, key=lambda year: (year.n_speeches / (year.n_all + _PRIOR), -year.year)).year


def _by_voice(speeches: Iterable[SpeechNote]) -> Iterable[tuple[str, list[SpeechNote]]]:
    named = sorted((note for note in speeches if note.voice), key=lambda note: (note.voice, *_in_time(note)))
    return ((voice, list(own)) for voice, own in groupby(named, key=lambda note: note.voice))


def _voices(ids: set[str], speeches: Sequence[SpeechNote]) -> tuple[VoiceUse, ...]:
    """Those who say it, in most speeches first."""
    found = []
    for voice, own in _by_voice(speeches):
        using = [note for note in own if note.id in ids]
        dates = [note.date for note in using if _day(note)]
        if using:
            first, last = (dates[0], dates[-1]) if dates else ("", "")
            found.append(VoiceUse(voice, len(using), len(own), first, last))
    return tuple(sorted(found, key=lambda use: (-use.n_speeches, use.voice)))


def _dropped(ids: set[str], dated: Sequence[SpeechNote]) -> Iterable[Dropped]:
    """Those whose silence since is no accident, the surest first."""
    found = []
    for voice, own in _by_voice(dated):
        using = [number for number, note in enumerate(own) if note.id in ids]
        if len(using) < _LEAST_USES:
            continue
        begun, ended = using[0], using[-1]
        rate = len(using) / (ended - begun + 2)  # as if it had been silent once
        n_since = len(own) - 1 - ended
        chance = (1 - rate) ** n_since
        if n_since and chance < _SURE:
            found.append(Dropped(voice, own[ended].date, n_since, round(chance, 6)))
    return sorted(found, key=lambda one: (one.chance, one.voice))
