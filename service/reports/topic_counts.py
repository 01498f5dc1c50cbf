"""What the topics of a snapshot come to: their shares of the corpus, of each speech and of each period."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from embeddings.dates import days_of
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.topics.model import Topic
from embeddings.topics.shares import TopicShares, shares

_WIDTHS = (1, 2, 5, 10, 25, 50, 100)  # years in a period
_MOST_PERIODS = 40
_UNDATED = "9999"


@dataclass(frozen=True, slots=True)
class CountedTopic:
    """number: its rank by share, from 1.  share: of all characters.  languages: passages by language."""

    number: int
    topic: Topic
    share: float
    n_passages: int
    n_speeches: int
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CountedSpeech:
    card: SpeechCard
    shares: TopicShares


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar years, both included, and how the text of the speeches given in them divides."""

    first: int
    last: int
    n_speeches: int
    shares: TopicShares

    @property
    def name(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """topics: largest first, then by id.  speeches: by date, then by id, those of no known year last.

    periods: from the first to the last known year without a gap, so that a period may hold no speech.
    """

    topics: tuple[CountedTopic, ...]
    speeches: tuple[CountedSpeech, ...]
    periods: tuple[Period, ...]
    unassigned: float


@dataclass(slots=True)
class _Tally:
    """What has been counted so far, in one walk over the passages."""

    characters: dict[str, Counter[str | None]] = field(default_factory=dict)  # by speech, then by topic
    passages: Counter[str] = field(default_factory=Counter)
    speeches: dict[str, set[str]] = field(default_factory=dict)
    languages: dict[str, Counter[str]] = field(default_factory=dict)


def count_topics(snapshot: Snapshot) -> TopicCounts:
    """Raises TopicsNotMade."""
    topics = snapshot.need_topics()
    tally = _tally(snapshot)
    cards = snapshot.speeches_after("", limit=snapshot.manifest.n_speeches)
    speeches = sorted(
        (CountedSpeech(card, _divided([tally.characters.get(card.id, Counter())])) for card in cards),
        key=lambda speech: ((days_of(speech.card.date) or (_UNDATED,))[0], speech.card.id),
    )
    whole = _divided(tally.characters.values())
    return TopicCounts(
        topics=_counted(topics.topics, whole, tally),
        speeches=tuple(speeches),
        periods=_periods(cards, tally),
        unassigned=whole.unassigned,
    )


def _tally(snapshot: Snapshot) -> _Tally:
    tally = _Tally()
    for passage, topic in snapshot.placed_passages():
        length = passage.end - passage.start
        tally.characters.setdefault(passage.speech_id, Counter())[topic] += length
        if topic is not None:
            tally.passages[topic] += 1
            tally.speeches.setdefault(topic, set()).add(passage.speech_id)
            tally.languages.setdefault(topic, Counter())[passage.language] += 1
    return tally


def _divided(characters: Iterable[Counter[str | None]]) -> TopicShares:
    total: Counter[str | None] = Counter()
    for counted in characters:
        total.update(counted)
    return shares(list(total), list(total.values()))


def _counted(topics: Sequence[Topic], whole: TopicShares, tally: _Tally) -> tuple[CountedTopic, ...]:
    share_of = dict(whole.by_topic)
    ranked = sorted(topics, key=lambda topic: (-share_of.get(topic.id, 0.0), topic.id))
    return tuple(
        CountedTopic(
            number=number,
            topic=topic,
            share=share_of.get(topic.id, 0.0),
            n_passages=tally.passages[topic.id],
            n_speeches=len(tally.speeches.get(topic.id, ())),
            languages=_most_first(tally.languages.get(topic.id, Counter())),
        )
        for number, topic in enumerate(ranked, start=1)
    )


def _most_first(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _periods(cards: Iterable[SpeechCard], tally: _Tally) -> tuple[Period, ...]:
    """Years, or longer spans that start at a multiple of their width, when there would be too many."""
    by_year: dict[int, list[str]] = {}
    for card in cards:
        days = days_of(card.date)
        if days is not None:
            by_year.setdefault(int(days[0][:4]), []).append(card.id)
    if not by_year:
        return ()
    width = _width(min(by_year), max(by_year))
    start = min(by_year) // width * width
    return tuple(
        _period(first, first + width - 1, by_year, tally) for first in range(start, max(by_year) + 1, width)
    )


def _width(first: int, last: int) -> int:
    fitting = (width for width in _WIDTHS if last // width - first // width < _MOST_PERIODS)
    return next(fitting, last)


def _period(first: int, last: int, by_year: dict[int, list[str]], tally: _Tally) -> Period:
    ids = [id_ for year in range(first, last + 1) for id_ in by_year.get(year, ())]
    characters = [tally.characters.get(id_, Counter()) for id_ in ids]
    return Period(first, last, len(ids), _divided(characters))
