"""Topics over time and across groups: counts, shares with intervals, log-odds, and what rises or fades.

Shares are shares of text. Their intervals are Wilson's at 95 % (Wilson 1927), with as many observations as
passages would be if all were as long as their weights say: Kish's effective number, (sum w)^2 / sum w^2.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

Unit = Literal["year", "quarter", "month"]
Field = Literal["place", "speaker", "source", "language"]
Trend = Literal["rising", "fading", "steady"]

FEW = 20  # passages; a bin or group of fewer tells of those passages rather than of its time or kind
_Z = 1.959964  # of a 95 % interval
_RECENT = 0.25  # the last quarter of the dated text is held against what came before
_CHANGE = 1.5  # times the odds before, from which on a topic rises, or falls to one in so many
_SURE = 2.0  # standard errors that must lie between
_WORDS = 5


@dataclass(frozen=True, slots=True)
class DatedShare:
    """A passage as it is counted. first, last: the days within which it was said, YYYY-MM-DD; "" if unknown.

    topic: an id, None for unassigned.  words: of its topic's words those it holds.
    """

    topic: str | None
    characters: int
    first: str
    last: str
    place: str
    speaker: str
    source: str
    language: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What a topic has of a period or group.

    share: of its text.  low, high: the interval of that.  log_odds: how the odds of the topic are here
    against everywhere else, in natural logarithms, with half a passage added to each count.  z: that in
    standard errors. words: of this period alone, the most frequent first; no later text is looked at.
    """

    topic: str
    n_passages: int
    share: float
    low: float
    high: float
    log_odds: float
    z: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """A period or a group. name: `2021`, `2021-Q2`, `2021-06`, or the group's.  few: whether it holds too
    little to tell much.  cells: of every topic in it, by id.  unassigned: share of text.
    """

    name: str
    n_passages: int
    few: bool
    cells: tuple[Cell, ...]
    unassigned: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """slices: in the order of time, only those that hold text.  n_undated: passages whose date does not say
    the unit.  trends: by topic, with the log-odds of the last quarter of the text against what came before.
    """

    unit: Unit
    slices: tuple[Slice, ...]
    n_undated: int
    trends: tuple[tuple[str, Trend, float], ...]


def timeline(said: Sequence[DatedShare], unit: Unit) -> Timeline:
    """The topics of dated passages by year, quarter or month.

    A passage whose date is too coarse for the unit is undated. A topic rises when the odds of it in the last
    quarter of the dated passages are at least half as high again as before, two standard errors from equal;
    it fades when they are that much lower.
    """
    by_period: dict[str, list[DatedShare]] = {}
    for one in said:
        if period := period_of(one.first, one.last, unit):
            by_period.setdefault(period, []).append(one)
    dated = [one for period in sorted(by_period) for one in by_period[period]]
    slices = _slices(by_period, dated, with_words=True)
    return Timeline(unit, tuple(slices), len(said) - len(dated), _trends(by_period))


def by_group(said: Sequence[DatedShare], field: Field) -> tuple[Slice, ...]:
    """The topics of each place, speaker, source or language, the largest group first; unknown ones under
    "".
    """
    groups: dict[str, list[DatedShare]] = {}
    for one in said:
        groups.setdefault(getattr(one, field), []).append(one)
    slices = _slices(groups, said, with_words=False)
    return tuple(sorted(slices, key=lambda one: (-one.n_passages, one.name)))


def period_of(first: str, last: str, unit: Unit) -> str:
    """The period that both days lie in; "" if they are unknown or lie in two."""
    names = {_period(day, unit) for day in (first, last)}
    return names.pop() if len(names) == 1 else ""


def _period(day: str, unit: Unit) -> str:
    year, month = day[:4], day[5:7]
    if not year or unit == "year":
        return year
    return f"{year}-Q{(int(month) + 2) // 3}" if unit == "quarter" else f"{year}-{month}"


def _slices(
    groups: dict[str, list[DatedShare]], everything: Sequence[DatedShare], *, with_words: bool
) -> list[Slice]:
    everywhere = Counter(one.topic for one in everything)
    return [
        _slice(name, groups[name], everywhere, len(everything), with_words=with_words)
        for name in sorted(groups)
    ]


def _slice(
    name: str,
    own: Sequence[DatedShare],
    everywhere: Counter[str | None],
    n_everywhere: int,
    *,
    with_words: bool,
) -> Slice:
    counts = Counter(one.topic for one in own)
    characters: Counter[str | None] = Counter()
    for one in own:
        characters[one.topic] += one.characters
    total = sum(characters.values())
    effective = _effective(one.characters for one in own)
    cells = []
    for topic in sorted(topic for topic in counts if topic is not None):
        share = characters[topic] / total if total else 0.0
        low, high = wilson(share, effective)
        odds, z = log_odds(
            counts[topic], len(own), everywhere[topic] - counts[topic], n_everywhere - len(own)
        )
        words = _frequent(one.words for one in own if one.topic == topic) if with_words else ()
        cells.append(Cell(topic, counts[topic], share, low, high, odds, z, words))
    unassigned = characters[None] / total if total else 1.0
    return Slice(name, len(own), len(own) < FEW, tuple(cells), unassigned)


def _frequent(words: Iterable[Sequence[str]]) -> tuple[str, ...]:
    counts = Counter(word for own in words for word in own)
    return tuple(sorted(counts, key=lambda word: (-counts[word], word))[:_WORDS])


def _effective(weights: Iterable[int]) -> float:
    kept = list(weights)
    squares = sum(weight * weight for weight in kept)
    return sum(kept) ** 2 / squares if squares else 0.0


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's interval at 95 % of a share among n observations; 0 to 1 when there are none."""
    if n <= 0:
        return 0.0, 1.0
    middle = share + _Z * _Z / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def log_odds(k: int, n: int, others_k: int, others_n: int) -> tuple[float, float]:
    """The logarithm of the odds k : n - k against those of others, half a case added to each of the four
    counts (Haldane 1956, Anscombe 1956), and how many standard errors it is from 0.
    """
    cells = (k + 0.5, n - k + 0.5, others_k + 0.5, others_n - others_k + 0.5)
    odds = log(cells[0] / cells[1]) - log(cells[2] / cells[3])
    return odds, odds / sqrt(sum(1 / cell for cell in cells))


def _trends(by_period: dict[str, list[DatedShare]]) -> tuple[tuple[str, Trend, float], ...]:
    periods = sorted(by_period)
    total = sum(len(own) for own in by_period.values())
    recent: list[DatedShare] = []
    # From the last period backwards, whole periods, until a quarter of the passages is reached.
    while periods and len(recent) < _RECENT * total:
        recent += by_period[periods.pop()]
    before = [one for period in periods for one in by_period[period]]
    if not before or not recent:
        return ()
    now, then = (Counter(one.topic for one in some) for some in (recent, before))
    found = []
    for topic in sorted({topic for topic in (*now, *then) if topic is not None}):
        odds, z = log_odds(now[topic], len(recent), then[topic], len(before))
        found.append((topic, trend_of(odds, z), odds))
    return tuple(found)


def trend_of(odds: float, z: float) -> Trend:
    """rising, fading or steady, by the rule of `timeline`."""
    if abs(z) < _SURE or not (exp(abs(odds)) >= _CHANGE):
        return "steady"
    return "rising" if odds > 0 else "fading"
